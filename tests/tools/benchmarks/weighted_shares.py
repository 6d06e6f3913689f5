"""Weighted shares with standard errors: a million respondents, twenty items, twelve segments, against the same sums by hand.

All read one Parquet file of answers; svy and polars stand beside.
"""

import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import duckdb
import numpy as np
import pyarrow.parquet as pq

from assets.estimates.estimate import measured_in
from assets.estimates.sample import read_sample
from assets.exports.extract import extract
from assets.lake.key import new_key
from assets.lake.paths import Lake
from assets.lake.publish import workspace
from assets.responses.output import Output
from assets.responses.respond import respond
from assets.tabulation.tabulate import tabulate
from schemas.measure import measure as metric_measure
from schemas.source_wave import SourceWave
from schemas.study import Study, load_study

RESPONDENTS, ITEMS, SEGMENTS, ROUNDS = 1_000_000, 20, 12, 3


def measure() -> None:
    """Print what our shares cost beside the same sums by hand, by svy and by polars alone; rounds are taken in turn."""
    with TemporaryDirectory() as place:
        folder, lake = Path(place) / "shares", Lake(Path(place) / "lake")
        responses = prepare(folder, lake)
        ways = {
            "ours": lambda: ours(load_study(folder), responses, Path(place)),
            "DuckDB by hand": lambda: by_hand(responses),
            "svy": lambda: by_svy(responses),
            "polars, sums alone": lambda: by_polars(responses),
        }
        rounds = [{name: _seconds(way) for name, way in ways.items()} for _ in range(ROUNDS + 1)][1:]
    seconds = {name: median(found[name] for found in rounds) for name in ways}
    print(f"shares with errors of {RESPONDENTS:,} x {ITEMS} items x {SEGMENTS} segments:")
    for name, took in seconds.items():
        print(f"    {name}: {took:.2f} s")
    print(
        f"    ours is {seconds['ours'] / seconds['DuckDB by hand']:.2f} times DuckDB by hand (goal: at most 1.5)",
        flush=True,
    )


def _seconds(way: Callable[[], None]) -> float:
    start = time.perf_counter()
    way()
    return time.perf_counter() - start


def ours(study: Study, responses: Path, place: Path) -> None:
    """The tabulation, exact, and every metric in every segment."""
    counted, poll = place / "tabulation.parquet", SourceWave(study, "1", "poll")
    with workspace(place) as work:
        pq.write_table(tabulate(poll, responses, work), counted)
    sample, book = read_sample(study, "poll", counted), poll.book
    for metric in study.metrics.values():
        measured_in(sample, metric_measure(study, metric, book), True, study.alpha)


def by_hand(responses: Path) -> None:
    """The same sums as doubles, item by item, and the same shares and errors from them."""
    con = duckdb.connect()
    for at in range(ITEMS):
        found = con.execute(
            f"select segment, q{at} <= 2 and q{at} > 0 as hit, count(*) as n, sum(weight) as w, sum(weight * weight) as w2 "
            f"from '{responses}' group by all order by all"
        ).fetchnumpy()
        for part in [None, *np.unique(found["segment"])]:
            inside = np.ones(len(found["n"]), bool) if part is None else found["segment"] == part
            share = found["w"][inside & found["hit"]].sum() / found["w"][inside].sum()
            _ = (np.square(found["hit"] - share) * found["w2"])[inside].sum() ** 0.5 / found["w"][inside].sum()


def by_svy(responses: Path) -> None:
    """svy's estimates of the total and of each segment."""
    import polars
    import svy

    answers = polars.read_parquet(responses)
    answers = answers.with_columns((polars.col(f"q{at}") <= 2).cast(polars.Int8) for at in range(ITEMS))
    sample = svy.Sample(data=answers, design=svy.Design(wgt="weight"))
    for at in range(ITEMS):
        sample.estimation.mean(y=f"q{at}")
        sample.estimation.mean(y=f"q{at}", by="segment")


def by_polars(responses: Path) -> None:
    """The sums alone."""
    import polars

    for at in range(ITEMS):
        answers = polars.scan_parquet(responses).group_by("segment", f"q{at}")
        answers.agg(polars.len(), polars.col("weight").sum(), polars.col("weight").pow(2).sum().alias("w2")).collect()


def prepare(folder: Path, lake: Lake) -> Path:
    """Make the study and its export, and return its responses."""
    export = folder / "exports" / "poll.csv"
    export.parent.mkdir(parents=True)
    (folder / "study.yaml").write_text(study_text())
    items = ", ".join(f"1 + floor(random() * 5)::int as q{at}" for at in range(ITEMS))
    con = duckdb.connect()
    con.execute("set threads = 1; select setseed(0.42)").fetchall()
    con.execute(
        f"copy (select i as id, 1 + floor(random() * {SEGMENTS})::int as segment, round(.3 + random() * 1.4, 4) as weight, "
        f"{items} from range({RESPONDENTS}) rows(i)) to '{export}' (header)"
    ).fetchall()
    study = load_study(folder)
    exports = extract(study, "1", folder, "panel", lake)
    with workspace(lake.root) as work:
        respond(study, "1", exports, Output(lake, work, new_key(), "bench"))
    return lake.table("responses", "shares", "1", "poll")


def study_text() -> str:
    """Every item a top-two box, and one segment."""
    return "\n".join(
        [
            "study: shares",
            "title: Random answers (synthetic)",
            "synthetic: true",
            'waves: {"1": }',
            "sources: {poll: {kind: panel, files: exports/poll.csv, respondent: id, sampling: opt_in, weight: weight}}",
            "groups: {everyone: {source: poll}}",
            "segments: {part: {of: segment}}",
            "scales: {five: {best: 1, good: 2, middling: 3, bad: 4, worst: 5}}",
            "questions:",
            f"  segment: {{at: segment, answers: {[str(at) for at in range(1, SEGMENTS + 1)]}}}",
            *(f"  q{at}: {{at: q{at}, scale: five}}" for at in range(ITEMS)),
            "metrics:",
            *(f"  q{at}: {{of: q{at}, top: 2}}" for at in range(ITEMS)),
        ]
    )


if __name__ == "__main__":
    measure()
