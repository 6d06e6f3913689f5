"""A study's claims as they stand in its ledger, a CSV with the columns of `HEADER` and what it needs of `OPTIONAL`.

Figures are percents (or a mean's own points) as printed; equal `low` and `high` are one figure, an empty end is a bound.
`base` holds the numbers to try, the believed one first, separated by semicolons. `same_question_as` and `derived_from` are
sums of claims and numbers: `E4a + E4b`, `100 - C9b`.
"""

import re
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from assets.estimates.sample import TOTAL
from assets.estimates.span import Span, around, rounded
from schemas.csv_text import BEYOND, read_rows
from schemas.refused import Refused, listed
from schemas.study import SHARE, Study, answer_names, asking_in, metric_unit

HEADER = [
    "claim", "documents", "group", "metric", "statement", "low", "high", "base", "base_is", "weighted",
    "same_question_as", "derived_from", "also_printed",
]  # fmt: skip
OPTIONAL = ["wave", "segment", "segment_value", "question", "answer", "adds_to", "asked_of", "printed"]
FIGURE = re.compile(r"-?\d+(\.\d+)?")
ASKED_OF = re.compile(r"(?P<others>all but )?those of (?P<claim>\S+)")
"""A base that is the count of a claim, or the rest of that claim's base."""
WORDS = {
    "base_is": ("stated", "inferred", "unknown"),
    "weighted": ("yes", "no", "unknown"),
    "adds_to": ("", "base", "at most base"),
    "printed": ("figure", "about", "words"),
}


@dataclass(frozen=True)
class Claim:
    """One row of the ledger."""

    row: dict[str, str]
    low: Fraction | None
    high: Fraction | None
    span: Span
    """What would be printed as the figure."""
    bases: list[int]
    is_share: bool

    @property
    def name(self) -> str:
        """The claim's number."""
        return self.row["claim"]

    @property
    def about(self) -> tuple[str, str, str]:
        """Whom the figure is of: group, segment and its value."""
        return self.row["group"], self.row["segment"], self.row["segment_value"]

    @property
    def question(self) -> tuple[str, ...]:
        """What it answers, of whom: with the claims that have the same, where the ledger names the question."""
        return *self.about, self.row["question"], "" if self.row["question"] else self.name

    @property
    def is_counted(self) -> bool:
        """Whether its base is printed with the figure itself, so that nobody in it left the question unanswered."""
        return self.row["base_is"] == "stated" and bool(self.bases)

    @property
    def is_whole(self) -> bool:
        """Whether a count of people stands behind the figure: weighted ones are sums of weights."""
        return self.is_share and self.row["weighted"] == "no"

    def counts(self, base: int) -> range:
        """The counts of `base` that would be printed as this figure."""
        return self.span.counts(base)


def read_claims(path: Path, study: Study) -> dict[str, Claim]:
    """The claims in `path` by number, checked against `study`. Raises Refused with every row that cannot be read."""
    ledger: dict[str, Claim] = {}
    reasons = []
    for number, row in enumerate(read_rows(path, path.name, HEADER, OPTIONAL), start=2):
        try:
            claim = _claim(row, study)
            if claim.name in ledger:
                raise ValueError(f"claim {claim.name} stands twice; give one another number")
            ledger[claim.name] = claim
        except ValueError as error:
            reasons.append(f"{path.name}, row {number}: {error}.")
    if not reasons:
        reasons = [f"{path.name}, claim {fault}." for claim in ledger.values() for fault in _misnamed(claim, ledger)]
    if reasons:
        raise Refused(*reasons)
    return ledger


def terms(expression: str) -> list[tuple[int, str]]:
    """The claims and numbers of a sum, each with its sign."""
    found = re.findall(r"([+-]?)\s*([A-Za-z0-9.]+)", expression)
    return [(-1 if sign == "-" else 1, word) for sign, word in found]


def figures_also_printed(row: dict[str, str]) -> list[str]:
    """The other figures that were printed for the same statement."""
    return [text.strip() for text in row["also_printed"].split(";") if text.strip()]


def _misnamed(claim: Claim, ledger: dict[str, Claim]) -> list[str]:
    """What the claim says of others that are not there."""
    alike = [other for other in ledger.values() if other.question == claim.question]
    if len({other.row["asked_of"] for other in alike}) > 1:
        return [f"{claim.name}: its question {claim.row['question']} was asked of others, too; write one asked_of"]
    names = [(column, word) for column in ("same_question_as", "derived_from") for _, word in terms(claim.row[column])]
    if those := ASKED_OF.fullmatch(claim.row["asked_of"]):
        names.append(("asked_of", those["claim"]))
    return [
        f"{claim.name}: {column} names {word!r}, which is no claim; mend the number"
        for column, word in names
        if word not in ledger and (column == "asked_of" or not FIGURE.fullmatch(word))
    ]


def _claim(cells: dict[str, str], study: Study) -> Claim:
    if BEYOND in cells:
        raise ValueError("the row has more cells than the header; quote a text that holds a comma")
    row = {key: (cells.get(key) or "").strip() for key in (*HEADER, *OPTIONAL)}
    row["printed"] = row["printed"] or "figure"
    row["asked_of"] = "" if row["asked_of"] == "all" else row["asked_of"]
    for column, words in WORDS.items():
        if row[column] not in words:
            raise ValueError(f"{column} is {row[column]!r}; write {', '.join(filter(None, words))}")
    _check_named(row, study)
    if not row["low"] and not row["high"]:
        raise ValueError("has no figure; write low and high")
    ends = [row[key] for key in ("low", "high") if row[key]]
    if bad := [end for end in [*ends, *figures_also_printed(row)] if not FIGURE.fullmatch(end)]:
        raise ValueError(f"{bad[0]!r} is no figure; write a number as printed, 57 or 93.7")
    bases = [text.strip() for text in row["base"].split(";") if text.strip()]
    if not all(base.isdigit() and int(base) for base in bases):
        raise ValueError(
            f"the base {row['base']!r} is no number of respondents; write whole numbers, separated by semicolons"
        )
    if not row["claim"]:
        raise ValueError("the claim has no number; give it one")
    low, high = (Fraction(row[key]) if row[key] else None for key in ("low", "high"))
    if low is not None and high is not None and low > high:
        raise ValueError(f"low {row['low']} is above high {row['high']}; swap them")
    digits = max(len(end.partition(".")[2]) for end in ends)
    if row["printed"] == "figure":
        span = rounded(low, high, digits, study.printed.rounding)
    else:
        span = around(low, high, in_words=row["printed"] == "words")
    is_share = not row["metric"] or metric_unit(study, study.metrics[row["metric"]]) == SHARE
    return Claim(row, low, high, span, [int(base) for base in bases], is_share)


def _check_named(row: dict[str, str], study: Study) -> None:
    """Whom and what the claim is about, as the study names it; fills in the total where no segment is named."""
    if row["group"] not in study.groups:
        raise ValueError(f"there is no group {row['group']!r} in the study; write one of {', '.join(study.groups)}")
    if row["metric"] and row["metric"] not in study.metrics:
        raise ValueError(
            f"there is no metric {row['metric']!r} in the study; add it there, mend the name, or leave it empty"
        )
    if row["wave"] and row["wave"] not in study.waves:
        raise ValueError(f"there is no wave {row['wave']!r} in the study; write one of {', '.join(study.waves)}")
    if row["adds_to"] and not row["question"]:
        raise ValueError("adds_to needs a question; name it, the same one for all of its answers")
    if row["answer"] and row["metric"]:
        raise ValueError("has a metric and an answer; a figure is of one of them, so leave the other empty")
    if row["answer"]:
        _check_answer(row, "question", row["question"], row["answer"], study)
    if row["segment"] and row["segment"] not in study.segments:
        raise ValueError(f"there is no segment {row['segment']!r} in the study; add it there or mend the name")
    if row["segment"]:
        _check_answer(row, "segment", study.segments[row["segment"]].of, row["segment_value"], study)
    elif row["segment_value"]:
        raise ValueError(f"segment_value is {row['segment_value']!r} and segment is empty; name the segment")
    else:
        row["segment"], row["segment_value"] = TOTAL


def _check_answer(row: dict[str, str], column: str, question: str, answer: str, study: Study) -> None:
    if question not in study.questions:
        raise ValueError(
            f"{column} is {question!r}, which is no question of the study; name the question of the answer"
        )
    source = study.groups[row["group"]].source
    waves = [row["wave"]] if row["wave"] else list(study.waves)
    known = {
        name: None for wave in waves for name in answer_names(study, asking_in(study.questions[question], wave, source))
    }
    if answer not in known:
        raise ValueError(f"{answer!r} is no answer of {question}; write one of {listed(list(known))}")
