"""Two gigabytes of answers in words, described and read as text, against DuckDB's own reading of the file as text."""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from assets.exports.export import Reading
from assets.exports.readers import describe
from assets.exports.readers.text import relation
from tests.tools.benchmarks.clock import cost, line, middle

SIZE, QUESTIONS, ROUNDS = 2 << 30, 60, 3
WORDS = ["Very satisfied", "Satisfied", "Neither satisfied nor dissatisfied", "Dissatisfied", "", "No, “never”", "5"]


def measure() -> None:
    """Print the ratio; the file is made first."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "poll.csv"
        write_export(path)
        itself = [sys.executable, "-m", __name__]
        pairs = [(cost([*itself, "duckdb", str(path)]), cost([*itself, "gap", str(path)])) for _ in range(ROUNDS)]
    mine, other = middle([mine for _, mine in pairs]), middle([other for other, _ in pairs])
    line(f"{SIZE >> 30} GiB of text", mine, other, 1.3)


def write_export(path: Path) -> None:
    """A plain CSV whose rows are a thousand different ones, again and again."""
    rows = [
        ",".join([f"R_{at:05}", *(f'"{WORDS[(at * 7 + q * q) % len(WORDS)]}"' for q in range(QUESTIONS))])
        for at in range(1000)
    ]
    block = ("\n".join(rows) + "\n").encode()
    with path.open("wb") as file:
        file.write((",".join(["id", *(f"q{at}" for at in range(QUESTIONS))]) + "\n").encode())
        while file.tell() < SIZE:
            file.write(block)


def read(how: str, path: Path) -> None:
    """Read every cell as text, batch by batch: as the file describes itself, or as DuckDB does alone."""
    con = duckdb.connect(config={"memory_limit": "1GB"})
    alone = f"read_csv('{path}', all_varchar = true, header = true)"
    text = alone if how == "duckdb" else relation(path, describe(path, Reading()))
    for batch in con.sql(f"from {text}").to_arrow_reader():
        assert batch.num_rows


if __name__ == "__main__":
    read(sys.argv[1], Path(sys.argv[2]))
