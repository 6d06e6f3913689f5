"""What runs in an engine's environment, where nothing of the project is: a block of the page, and its `rows` for each query.

From standard input: `{"package", "block", "queries"}`. To the file named by the one argument: the package's version and
each query's rows. An engine may print what it likes.
"""

import json
import sys
from importlib.metadata import version
from pathlib import Path


def main(out: Path) -> None:
    asked = json.load(sys.stdin)
    opened: dict = {}
    exec(asked["block"], opened)
    answers = [opened["rows"](query) for query in asked["queries"]]
    out.write_text(json.dumps({"version": version(asked["package"]), "rows": answers}), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
