"""`python -m tests.tools.engines`: run the bundled studies, put the questions to every engine, and write the page's results."""

import subprocess
import sys
import tempfile
from pathlib import Path

from engines.page import ENGINES, PAGE, ask, results


def main() -> None:
    with tempfile.TemporaryDirectory() as place:
        lake = Path(place) / "lake"
        subprocess.run([Path(sys.executable).parent / "gap", "run", "--lake", lake], check=True)
        answered = [ask(engine, lake, Path(place)) for engine in ENGINES]
    above = PAGE.read_text(encoding="utf-8").partition("| Question |")[0]
    PAGE.write_text(above + results(answered[0], answered), encoding="utf-8")


if __name__ == "__main__":
    main()
