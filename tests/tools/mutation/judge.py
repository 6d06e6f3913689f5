"""How a run over a damaged export ended, against what the damaged file says by itself."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from mutation.cases import Case
from mutation.counted import Counted, counted
from mutation.damage import Damaged
from mutation.isolated import Outcome, scratch, through
from mutation.naive import Table, Unsound
from schemas.study import Study

RIGHT, REFUSED, ACCOUNTED, UNDETECTABLE = "right", "refused", "accounted", "undetectable"
WRONG, FAULT = "WRONG", "FAULT"
ENDS = {
    RIGHT: "every figure is that of the sound export",
    REFUSED: "one sentence a reason: where, what, what to do",
    ACCOUNTED: "figures of the rows that are left; the others are counted as rejected or excluded",
    UNDETECTABLE: "another sound export, read to the letter",
    WRONG: "a figure that is neither, without a word",
    FAULT: "a traceback, a crash, or no end",
}


@dataclass(frozen=True)
class Verdict:
    """How it ended, and what to say of it."""

    end: str
    why: str = ""


class Judge:
    """What the sound export of a case comes to, and how damaged ones end beside it."""

    def __init__(self, case: Case):
        self.case = case
        self.outcome, study = self._run(case.sound.content)
        self.counted = counted(case.read(Damaged(case.sound.content, case.encoding)), study)
        if self.outcome.fault or self.outcome.reasons or (differs := apart(self.outcome, self.counted, study)):
            raise AssertionError(f"{case.name}: {self.outcome.fault or self.outcome.reasons or differs}")

    def verdict(self, damaged: Damaged) -> Verdict:
        """How a run over `damaged` ends."""
        outcome, study = self._run(damaged.content)
        if outcome.fault:
            return Verdict(FAULT, outcome.fault)
        if outcome.reasons:
            poor = [reason for reason in outcome.reasons if not _is_sentence(reason, self.case, study)]
            return Verdict(FAULT, f"no sentence: {poor[0]!r}") if poor else Verdict(REFUSED, outcome.reasons[0])
        if _alike(outcome.figures, self.outcome.figures) and _alike(outcome.errors, self.outcome.errors):
            return Verdict(RIGHT)
        try:
            says = counted(self._read(damaged, outcome.encoding), study)
        except Unsound as unsound:
            return Verdict(WRONG, f"read as if it were sound, and it is not: {unsound}")
        if differs := apart(outcome, says, study):
            return Verdict(WRONG, differs)
        aside = says.rejected + says.excluded - self.counted.rejected - self.counted.excluded
        if aside > 0 and not says.kept - self.counted.kept:
            return Verdict(ACCOUNTED, f"{aside} rows set aside")
        return Verdict(UNDETECTABLE)

    def _read(self, damaged: Damaged, noted: str) -> Table:
        """What the file says: in its own encoding, or where it is damaged too, in the one that a note of the run names."""
        try:
            return self.case.read(damaged)
        except Unsound:
            if not noted:
                raise
            return self.case.read(replace(damaged, encoding=noted))

    def _run(self, content: bytes) -> tuple[Outcome, Study]:
        with scratch() as place:
            folder, study = self.case.study(Path(place), content)
            return through(folder, self.case.wave), study


def apart(outcome: Outcome, says: Counted, study: Study) -> str:
    """Where the pipeline differs from what the file says by itself; empty where it does not."""
    rows = (says.read, sum(says.kept.values()), says.rejected, says.excluded)
    if (found := (outcome.read, outcome.kept, outcome.rejected, outcome.excluded)) != rows:
        return f"read, kept, rejected, excluded: {found}, and the file has {rows}"
    if outcome.figures.keys() != says.figures.keys():
        return f"figures of other things: {sorted(outcome.figures.keys() ^ says.figures.keys(), key=str)}"
    for key, (base, figure) in says.figures.items():
        shown = figure if base >= study.reliability.withheld else None
        if not _alike({key: outcome.figures[key]}, {key: (base, shown)}):
            return f"{key}: {outcome.figures[key]}, and the file has {(base, shown)}"
    for name, gap in study.gaps.items():
        sides = [outcome.figures["metric", gap.metric, None, None, side][1] for side in ("executive", "consumer")]
        between = None if None in sides else sides[0] - sides[1]
        if outcome.gaps[name] is not None and not _alike({name: (outcome.gaps[name],)}, {name: (between,)}):
            return f"gap {name}: {outcome.gaps[name]}, and its sides are {sides}"
    return ""


def _alike(one: Mapping, other: Mapping) -> bool:
    return one.keys() == other.keys() and all(
        a == b if a is None or b is None else math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-12)
        for key in one
        for a, b in zip(one[key], other[key], strict=True)
    )


def _is_sentence(reason: str, case: Case, study: Study) -> bool:
    """Whether a reason is one line that names its place and ends as a sentence does."""
    file = Path(case.parts["sources"]["poll"]["files"]).name
    where = (
        rf"({re.escape(file)}(, (row|line|sheet|column) [^:]+|, last line)?|{re.escape(study.study)}, source poll): \S"
    )
    return bool(re.match(where, reason)) and "\n" not in reason and reason.endswith((".", "?", ")"))
