"""How both sides of a gap answered, as bars that part where the figure parts the answers: what counts goes to the right.

Comes in: the distributions of `estimates`. Goes out: pieces in percent of one scale for both sides, and a table of the same
figures. Answers with a middle score (passives, the middle of a scale) lie half on either side of the line.
"""

from dataclasses import dataclass

from assets.report.evidence import Evidence, is_total
from schemas.measure import measure
from schemas.study import SIDES
from schemas.tables.rows import EstimatesRow
from schemas.words.gaps import GapSaid

MOST_ANSWERS = 21
"""More answers than these make neither bars nor a table that anybody reads: the workbook has them."""
PALEST = 0.35
"""How strong the colour of the answer next to the line is; that of the outermost is 1."""


@dataclass(frozen=True)
class Piece:
    """One answer in a bar."""

    answer: str
    left: float
    width: float
    """Where it begins and how wide it is, in percent of the bar."""
    kind: str
    """counted, middle or other."""
    strength: float
    """Of its colour, above 0, at most 1."""


@dataclass(frozen=True)
class Distribution:
    """The answers of both sides on one scale."""

    line: float
    """Where the bars part, in percent."""
    bars: dict[str, list[Piece]]
    """The pieces of each side, from left to right; none where an answer's share is withheld."""
    shares: dict[str, dict[str, str]]
    """What is printed of each answer, by answer and side."""


def distribution(evidence: Evidence, gap: GapSaid) -> Distribution | None:
    """How both sides answered; None where neither has a distribution in the tables, or one has too many answers."""
    answers = {side: _answers(evidence, gap, side) for side in SIDES}
    if not any(answers.values()) or max(map(len, answers.values())) > MOST_ANSWERS:
        return None
    shares: dict[str, dict[str, str]] = {}
    for side, rows in answers.items():
        for row in rows:
            shares.setdefault(row["label"], {})[side] = _printed(evidence, row)
    parted = {side: _parted(evidence, gap, side, rows) for side, rows in answers.items()}
    reach = [max((sum(part[at] for part in parts) for parts in parted.values()), default=0.0) for at in (1, 2)]
    whole = sum(reach) or 1.0
    bars = {side: _pieces(parts, reach[0], whole) for side, parts in parted.items()}
    return Distribution(100 * reach[0] / whole, bars, shares)


def _answers(evidence: Evidence, gap: GapSaid, side: str) -> list[EstimatesRow]:
    """The rows of a side's question, or of the one option that the figure is of."""
    metric = evidence.study.metrics[gap.sides[side].name]
    return [
        row
        for row in evidence.tables["estimates"]
        if (row["kind"], row["group_name"], row["question"]) == ("answer", side, metric.of)
        and is_total(row)
        and row["option"] == metric.option
    ]


def _printed(evidence: Evidence, row: EstimatesRow) -> str:
    words = evidence.words
    if row["estimate"] is None:
        return words.none_in_a_word(row["withheld"], row["group_name"])
    return words.numbers.percent(row["estimate"])


def _parted(
    evidence: Evidence, gap: GapSaid, side: str, rows: list[EstimatesRow]
) -> list[tuple[str, float, float, str]]:
    """Each answer from left to right: its name, its share left of the line and right of it, and its kind."""
    if any(row["estimate"] is None for row in rows):
        return []
    name = gap.sides[side].name
    scores = _scores(evidence, name, side)
    middle = (min(scores.values()) + max(scores.values())) / 2 if scores else 0.0
    found = []
    for row in rows:
        score, share = scores.get(row["answer"] or "", middle + 1), row["estimate"] or 0.0
        kind = "counted" if score > middle else "other" if score < middle else "middle"
        right = {"counted": share, "middle": share / 2, "other": 0.0}[kind]
        found.append((row["label"], share - right, right, kind))
    counted = [at for at, part in enumerate(found) if part[3] == "counted"]
    first = bool(counted) and sum(counted) / len(counted) < (len(found) - 1) / 2
    return sorted(found[::-1] if first else found, key=lambda part: ("other", "middle", "counted").index(part[3]))


def _scores(evidence: Evidence, metric: str, side: str) -> dict[str, float]:
    """What each answer counts in the figure; of a figure less another, in the first."""
    plain = evidence.study.metrics[metric].model_copy(update={"minus": None, "base": "respondents"})
    book = evidence.books[evidence.study.groups[side].source]
    measured = measure(evidence.study, plain, book)
    if measured is None:
        return {}
    labels = book[measured.variable].labels
    return {label: measured.scores[code] for code, label in labels.items() if code in measured.scores}


def _pieces(parts: list[tuple[str, float, float, str]], reach: float, whole: float) -> list[Piece]:
    """The pieces of one bar, which reaches so far left of the line."""
    at, found = reach - sum(left for _, left, _, _ in parts), []
    many = {kind: sum(part[3] == kind for part in parts) for kind in ("other", "counted")}
    seen = {"other": 0, "counted": 0}
    for answer, left, right, kind in parts:
        strength = PALEST
        if kind != "middle":
            place = seen[kind] if kind == "counted" else many[kind] - 1 - seen[kind]
            strength = 1.0 if many[kind] == 1 else PALEST + (1 - PALEST) * place / (many[kind] - 1)
            seen[kind] += 1
        found.append(Piece(answer, 100 * at / whole, 100 * (left + right) / whole, kind, strength))
        at += left + right
    return found
