"""`docs/sql.md` as the tests read it: how each engine opens the lake, the questions, and what it says of their results."""

import json
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from conftest import PROJECT

PAGE = PROJECT / "docs" / "sql.md"
ENVIRONMENTS = PROJECT / ".engines"


@dataclass(frozen=True)
class Engine:
    """One way to ask the lake: a block of the page, the package it stands on, and the environment that has it."""

    block: str
    package: str
    environment: str = "newest"

    @property
    def python(self) -> Path:
        locked = self.environment == "locked"
        return Path(sys.executable) if locked else ENVIRONMENTS / self.environment / "bin" / "python"

    def __str__(self) -> str:
        return f"{self.block}, {self.environment}"


REFERENCE = Engine("DuckDB, the catalog", "duckdb", "locked")
ENGINES = (
    REFERENCE,
    Engine("DuckDB, the catalog", "duckdb", "oldest"),
    Engine("DuckDB, the views", "duckdb", "locked"),
    Engine("DuckDB, the views", "duckdb", "oldest"),
    Engine("Polars", "polars"),
    Engine("DataFusion", "datafusion"),
    Engine("chDB", "chdb"),
    Engine("pandas", "pandas"),
    Engine("PySpark", "pyspark"),
)


@dataclass(frozen=True)
class Answered:
    """What an engine gave: its column's heading on the page, and each question's rows."""

    heading: str
    rows: list[list[list]]


def blocks() -> dict[str, str]:
    """How each engine opens the lake, by the heading it stands under."""
    return _fenced("python")


def questions() -> dict[str, str]:
    """The queries, by the question that each of them answers."""
    return _fenced("sql")


def _fenced(language: str) -> dict[str, str]:
    sections = re.split(r"^###? ", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    found = {}
    for section in sections:
        if fence := re.search(rf"^```{language}\n(.*?)^```", section, re.MULTILINE | re.DOTALL):
            found[section.partition("\n")[0]] = fence[1]
    return found


def ask(engine: Engine, lake: Path, place: Path) -> Answered:
    """Put every question to `engine`, in a process that uses `place`. `lake` is a folder of that name, as on the page."""
    assert lake.name == "lake"
    out = place / "rows.json"
    asked = {"package": engine.package, "block": blocks()[engine.block], "queries": list(questions().values())}
    done = subprocess.run(
        [engine.python, PROJECT / "tests" / "tools" / "engines" / "ask.py", out],
        input=json.dumps(asked),
        cwd=lake.parent,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, f"{engine}: {done.stderr}"
    found = json.loads(out.read_text(encoding="utf-8"))
    return Answered(f"{engine.block} ({found['version']})", found["rows"])


def results(reference: Answered, others: list[Answered]) -> str:
    """The page's table of what came out: one row a question, one column an engine."""
    table = [["Question", "Rows", *(found.heading for found in others)]]
    table.append(["---"] * len(table[0]))
    for question, rows, *found in zip(questions(), reference.rows, *(other.rows for other in others), strict=True):
        table.append([question, str(len(rows)), *("yes" if other == rows else "no" for other in found)])
    return "".join(f"| {' | '.join(line)} |\n" for line in table)


def told() -> dict[str, list[str]]:
    """The columns of that table as the page has it, by their headings."""
    lines = re.findall(r"^\| (.*) \|$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    heading, _, *rows = [line.split(" | ") for line in lines]
    return dict(zip(heading, zip(*rows, strict=True), strict=True))
