"""One export through the whole pipeline, in a process of its own with a limit of time and memory.

The process that forks never opens a database, so that each child starts clean.
"""

import multiprocessing
import resource
import tempfile
import traceback
from dataclasses import dataclass, field, replace
from multiprocessing.connection import Connection
from pathlib import Path

from assets.exports.extract import extract
from building import Ran, run
from mutation.counted import Key
from schemas.contracts import prove
from schemas.refused import Refused
from schemas.tables import REJECTED

prove(REJECTED.build([]), REJECTED)  # what pandera imports at its first use is imported once, not in each child
SECONDS, BYTES = 60, 4 << 30
_FORK = multiprocessing.get_context("fork")


@dataclass(frozen=True)
class Outcome:
    """What came of a run: figures with the account of rows, or the reasons of a refusal, or a fault."""

    figures: dict[Key, tuple[int, float | None]] = field(default_factory=dict, repr=False)
    errors: dict[Key, tuple[float | None, ...]] = field(default_factory=dict, repr=False)
    """Standard errors and intervals of the estimates, and everything of the gaps."""
    gaps: dict[str, float | None] = field(default_factory=dict)
    read: int = 0
    kept: int = 0
    rejected: int = 0
    excluded: int = 0
    encoding: str = ""
    """What the text was read as, where a note says so."""
    reasons: tuple[str, ...] = ()
    fault: str = ""


def through(folder: Path, wave: str) -> Outcome:
    """What comes of the study in `folder`, in another process."""
    mine, its = _FORK.Pipe(duplex=False)
    child = _FORK.Process(target=_child, args=(folder, wave, its))
    child.start()
    its.close()
    try:
        answered = mine.poll(SECONDS)
        return mine.recv() if answered else Outcome(fault=f"no answer within {SECONDS} seconds")
    except EOFError:
        child.join()
        return Outcome(fault=f"the process died with exit code {child.exitcode}")
    finally:
        child.kill()
        child.join()


def _child(folder: Path, wave: str, answer: Connection) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (BYTES, BYTES))
    try:
        ran = run(folder, wave)
        (export,) = extract(ran.study, wave, folder, "panel", ran.lake)["poll"]
        answer.send(replace(_outcome(ran), encoding=export.encoding if export.notes else ""))
    except Refused as refused:
        answer.send(Outcome(reasons=refused.reasons))
    except BaseException:
        answer.send(Outcome(fault=traceback.format_exc()))


def _outcome(ran: Ran) -> Outcome:
    (account,) = ran.accounts
    rows = [row for row in ran.estimated().to_pylist() if row["segment"] == "total"]
    gaps = [row for row in ran.gaps() if row["segment"] == "total"]
    sides = (
        "executive_estimate",
        "consumer_estimate",
        "gap_estimate",
        "gap_se",
        "gap_ci_low",
        "gap_ci_high",
        "p_value",
    )
    return Outcome(
        {_key(row): (row["n"], row["estimate"]) for row in rows},
        {_key(row): (row["se"], row["ci_low"], row["ci_high"]) for row in rows}
        | {("gap", row["gap"]): tuple(row[side] for side in sides) for row in gaps},
        {row["gap"]: row["gap_estimate"] for row in gaps},
        account.read,
        account.kept,
        account.rejected,
        sum(account.excluded.values()),
    )


def _key(row: dict) -> Key:
    return row["kind"], row["metric"] or row["question"], *_answer(row), row["group_name"]


def _answer(row: dict) -> tuple[str | None, str | None]:
    return (None, None) if row["kind"] == "metric" else (row["option"], row["answer"])


def scratch() -> tempfile.TemporaryDirectory:
    """A folder for a study and its lake."""
    return tempfile.TemporaryDirectory(prefix="mutation-")
