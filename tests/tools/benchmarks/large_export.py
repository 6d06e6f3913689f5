"""Five million respondents and forty questions, from CSV to gap facts, against DuckDB's bare copy of the file to Parquet."""

import os
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from tests.tools.benchmarks.clock import Cost, cost, line, middle

RESPONDENTS, QUESTIONS, ROUNDS = 5_000_000, 40, 3
COPY = "import duckdb, sys; duckdb.connect().execute(f\"copy (from '{sys.argv[1]}') to '{sys.argv[2]}'\").fetchall()"


def measure() -> None:
    """Print the ratio; export and study are made first, both groups in one weighted file with a segment."""
    gap = str(Path(sys.executable).parent / "gap")
    with TemporaryDirectory() as folder:
        study = Path(folder) / "large"
        export = study / "exports" / "poll.csv"
        export.parent.mkdir(parents=True)
        (study / "study.yaml").write_text(study_text())
        write_export(export)
        run = ["env", f"DAGSTER_HOME={folder}/home", gap, "run", str(study)]  # a home that the first round makes
        bare = [sys.executable, "-c", COPY, str(export), f"{folder}/bare.parquet"]
        bares, runs, facts = [], [], []
        for _ in range(ROUNDS):
            with TemporaryDirectory() as lake:
                bares.append(cost(bare))
                os.sync()
                start = time.time()
                runs.append(cost([*run, "--lake", lake]))
                published = (Path(lake) / "gap_fact" / "large" / "1.parquet").stat().st_ctime  # when it was renamed
                facts.append(Cost(published - start, runs[-1].memory))
    what = f"{RESPONDENTS:,} respondents x {QUESTIONS} questions, to gap_fact ({middle(runs).seconds:.2f} s to the end of the run)"
    line(what, middle(facts), middle(bares), 3)


def write_export(path: Path) -> None:
    """A plain CSV of random answers, the same each time."""
    questions = ", ".join(f"1 + floor(random() * 5)::int as q{at}" for at in range(QUESTIONS))
    con = duckdb.connect()
    con.execute("set threads = 1; select setseed(0.42)").fetchall()
    con.execute(
        f"copy (select 1000000 + i as id, case when random() < .3 then 'executive' else 'consumer' end as side, "
        f"1 + floor(random() * 3)::int as region, round(.3 + random() * 1.4, 4) as weight, {questions} "
        f"from range({RESPONDENTS}) rows(i)) to '{path}' (header)"
    ).fetchall()


def study_text() -> str:
    """The study of that export: every question a metric and a gap."""
    names = [f"q{at}" for at in range(QUESTIONS)]
    return "\n".join(
        [
            "study: large",
            "title: Random answers (synthetic)",
            "synthetic: true",
            'waves: {"1": }',
            "sources: {poll: {kind: panel, files: exports/poll.csv, respondent: id, sampling: opt_in, weight: weight}}",
            "groups:",
            "  executive: {source: poll, where: {side: executive}}",
            "  consumer: {source: poll, where: {side: consumer}}",
            "segments: {region: {of: region}}",
            "scales: {five: {best: 5, good: 4, middling: 3, bad: 2, worst: 1}}",
            "questions:",
            "  side: {at: side, answers: [executive, consumer]}",
            "  region: {at: region, answers: {Asia: 1, Europe: 2, North America: 3}}",
            *(f"  {name}: {{at: {name}, scale: five}}" for name in names),
            "metrics:",
            *(f"  {name}: {{of: {name}, top: 2, better: higher}}" for name in names),
            "gaps:",
            *(f"  {name}: {{metric: {name}, compare: same}}" for name in names),
        ]
    )
