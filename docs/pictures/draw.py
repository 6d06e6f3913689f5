"""Draws the pictures of `gap describe` and of a draft by `gap new`, of the bundled exports: make pictures."""

import io
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console
from rich.syntax import Syntax

from assets.exports.export import Reading
from pipeline.commands.describe import describe
from pipeline.commands.new import new_study
from schemas import STUDY_FILE

HERE = Path(__file__).parent
EXPORTS = HERE.parents[1] / "studies" / "high-tech-service" / "exports" / "2007"
LINES = 78
"""So much of the draft is shown."""


def draw() -> None:
    """Write both pictures beside this file."""
    panel, interviews = EXPORTS / "panel-synthetic.sav", EXPORTS / "interviews-synthetic.csv"
    console = _console(100)
    describe(panel, Reading(), console)
    console.save_svg(str(HERE / "describe.svg"), title=f"gap describe {panel.name}", unique_id="describe")
    with TemporaryDirectory() as folder:
        new_study("my-study", [interviews, panel], [Reading(), Reading()], Path(folder))
        draft = (Path(folder) / "my-study" / STUDY_FILE).read_text(encoding="utf-8")
    console = _console(122)
    console.print(Syntax("\n".join(draft.splitlines()[:LINES]), "yaml", theme="ansi_dark", background_color="default"))
    console.save_svg(str(HERE / "new.svg"), title="gap new my-study", unique_id="new")


def _console(width: int) -> Console:
    return Console(record=True, width=width, file=io.StringIO(), force_terminal=True, highlight=False)


if __name__ == "__main__":
    draw()
