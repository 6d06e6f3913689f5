"""Which groups and segments a respondent is in, as one number: the column `cell` of the responses and of all counts of them."""

from dataclasses import dataclass

from assets.lake.duck import chained, name
from assets.responses.coding import holds_sql
from schemas.codebook import conditions
from schemas.refused import Refused
from schemas.source_wave import SourceWave


@dataclass(frozen=True)
class Memberships:
    """How the column `cell` numbers the groups and segments that a respondent is in.

    Reading a cell from its lowest digit: one binary digit a group (1: belongs), then one digit a segment in base
    answers + 1 (0: none of them).
    """

    groups: list[str]
    segments: dict[str, list[str]]

    def decode(self, cell: int) -> tuple[set[str], dict[str, str]]:
        """The groups that the cell belongs to, and its answer in each segment where it has one."""
        cell, mask = divmod(cell, 2 ** len(self.groups))
        found = {}
        for segment, answers in self.segments.items():
            cell, digit = divmod(cell, len(answers) + 1)
            if digit:
                found[segment] = answers[digit - 1]
        return {group for at, group in enumerate(self.groups) if mask >> at & 1}, found


def memberships(of: SourceWave) -> Memberships:
    """The groups and segments that respondents of a source can be in."""
    segments = {
        segment: list(described.answers or of.book[described.of].labels.values())
        for segment, described in of.study.segments.items()
        if described.of in of.book
    }
    return Memberships(of.groups, segments)


def cell_sql(of: SourceWave) -> str:
    """The expression that numbers a respondent's groups and segments, as `Memberships` reads them."""
    study, book, found = of.study, of.book, memberships(of)
    terms, step = [], 1
    for group in found.groups:
        where = conditions(study, study.groups[group].where, book, f"group {group}")
        belongs = " and ".join(holds_sql(condition) for condition in where) or "true"
        terms.append(f"case when {belongs} then {step} else 0 end")
        step *= 2
    for segment, answers in found.segments.items():
        described = study.segments[segment]
        labels = book[described.of].labels
        merged = described.answers or {label: [label] for label in labels.values()}
        arms = " ".join(
            f"when {code} then {step * (answers.index(answer) + 1)}"
            for answer, members in merged.items()
            for code, label in labels.items()
            if label in members
        )
        terms.append(f"case {name(described.of)} {arms} else 0 end")
        step *= len(answers) + 1
    if step > 2**31:
        raise Refused(
            f"{study.study}: the groups and segments of {of.source} make {step} combinations; drop a segment or merge answers."
        )
    return f"cast({chained(' + ', terms) or '0'} as integer)"
