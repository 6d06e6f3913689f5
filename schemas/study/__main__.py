"""What is made from the models of the study file, printed: the page of its `keys`, or the JSON `schema` for editors."""

import sys

from schemas.study import editor, keys

MADE = {"keys": lambda: "\n".join(keys.page()), "schema": editor.schema_text}

print(MADE[sys.argv[1]]())
