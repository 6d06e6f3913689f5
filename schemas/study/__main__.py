"""What is made from the models of the study file, printed: `python -m schemas.study keys > docs/keys.md`, or the `schema`."""

import sys

from schemas.study import editor, keys

MADE = {"keys": lambda: "\n".join(keys.page()), "schema": editor.schema_text}

print(MADE[sys.argv[1]]())
