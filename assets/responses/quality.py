"""What a fieldwork manager asks about the data of one source: who clicked through, rushed, skipped or came twice.

Comes in: the responses as they are about to be published. Goes out: the rows of `quality`. Nobody is taken out here: a
check counts, and warns where its share is beyond a bound that is stated with its reason. The answers are scanned twice,
however many questions there are, and once more where much is alike, for what chance makes alike; durations and weights by
themselves.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod
from pathlib import Path

import duckdb

from assets.lake.duck import chained, name, parquet, repeated
from assets.responses.diagnostics import fraction_sql, weight_unit
from schemas.codebook import OTHER_CODES, Variable
from schemas.source_wave import SourceWave
from schemas.study import asking_in

DONT_KNOW, NOT_ASKED = OTHER_CODES["don't know"], OTHER_CODES["not asked"]

BATTERY = 4
"""Questions that share a scale are a battery from so many on: the same answer to three of them is no pattern."""

TOO_FAST = 3
"""Who takes less than the median duration divided by this is too fast to have read the questions (Greszki, Meyer and Schoen
2015 compare limits relative to the median; a third of it takes out few who were merely quick)."""

ANSWERED = 8
"""Respondents are compared with each other if they answered so many questions: with fewer, many agree by chance."""

EXTREME = 5
"""Weights beyond this multiple of the mean, where most rules of trimming cut at the latest."""

STRAIGHT_LINERS = 0.10
"""A few people hold one view of everything; where a tenth more than chance gives do, the layout of the battery is answered, not
its questions."""

SPEEDERS = 0.05
"""A few people read fast or know the questionnaire; beyond one in twenty, haste is a habit of the sample."""

UNANSWERED = 0.20
"""Beyond a fifth the base is a choice that respondents made, and their answers may differ from those of the others."""

DUPLICATES = 0.05
"""Where one in twenty more than chance gives agree in everything, cases may have been copied or entered twice. That much is
Kuriakose and Robbins' (2016) bound for suspicion, of pairs alike in 85% of about a hundred questions; with few questions, few
answers or many respondents honest ones agree, too (Simmons, Mercer, Schwarzer and Kennedy 2016), hence the chance."""

EXTREME_SHARE = 0.05
"""So much of the total weight is what one respondent in a hundred carries at five times the mean."""

LEAST_BASE = 10
"""Below so many respondents there is no warning: one of them alone would be beyond most bounds."""


@dataclass(frozen=True)
class Asked:
    """One question in SQL: `code` is the best that is known of a respondent, an answer from 0 up, else an other code."""

    question: str
    label: str
    code: str
    dont_know: bool
    """Whether the question knows that answer."""
    unasked: bool
    """Whether anybody may not have been asked."""

    def tests(self) -> tuple[str, str, str]:
        """Who answered, who does not know, and who was not asked; what cannot be is not looked for."""
        return (
            f"{self.code} >= 0",
            f"{self.code} = {DONT_KNOW}" if self.dont_know else "false",
            f"{self.code} <= {NOT_ASKED}" if self.unasked else "false",
        )


def quality(con: duckdb.DuckDBPyConnection, of: SourceWave, responses: Path) -> list[dict]:
    """The rows of `quality` for one source, without its keys. `responses`: the source's file.

    A check that has nothing to look at (no battery, no duration, no weights, fewer than 8 questions) has no row.
    """
    relation = parquet(responses)
    asked = _asked(of)
    rows = _answers(con, relation, asked, _batteries(of))
    if of.described.duration is not None:
        rows.append(_speeding(con, relation))
    if len(asked) >= ANSWERED:
        rows.append(_duplicates(con, relation, asked, of.book))
    if of.described.is_weighted:
        rows.append(_extreme_weights(con, relation))
    return rows


def _row(check: str, label: str, n: int, flagged: int, bound: float, threshold: str, **about: str) -> dict:
    """One row. `bound`: the share of `n` beyond which `flagged` is warned of; `about`: the question, or the scale."""
    return {
        "check_name": check,
        **about,
        "label": label,
        "n": n,
        "flagged": flagged,
        "share": flagged / n if n else None,
        "threshold": threshold,
        "warning": n >= LEAST_BASE and flagged > bound * n,
    }


def _asked(of: SourceWave) -> list[Asked]:
    """The questions of the codebook. Where several answers are allowed, one option that has an answer is an answer."""
    columns: dict[str, list[Variable]] = {}
    for variable in of.book.values():
        columns.setdefault(variable.question, []).append(variable)
    return [
        Asked(
            question,
            of.study.questions[question].label or question.replace("_", " "),
            name(found[0].name) if len(found) == 1 else f"greatest({', '.join(name(one.name) for one in found)})",
            any(DONT_KNOW in one.codes for one in found),
            any(code <= NOT_ASKED for one in found for code in one.codes),
        )
        for question, found in columns.items()
    ]


def _batteries(of: SourceWave) -> dict[str, list[str]]:
    """The columns of each battery, by the scale that its questions share."""
    found: dict[str, list[str]] = {}
    for variable in of.book.values():
        scale = asking_in(of.study.questions[variable.question], of.wave, of.source).scale
        if scale is not None:
            found.setdefault(scale, []).append(name(variable.name))
    return {scale: columns for scale, columns in found.items() if len(columns) >= BATTERY}


def _answers(
    con: duckdb.DuckDBPyConnection, relation: str, asked: list[Asked], batteries: dict[str, list[str]]
) -> list[dict]:
    """Straight-lining of every battery, non-response and don't know of every question: one scan counts them all."""
    if not asked:
        return []
    counts = [
        *(count for columns in batteries.values() for count in (_all_answered(columns), _all_equal(columns))),
        *(test for one in asked for test in one.tests()),
    ]
    total, *found = con.execute(
        f"select count(*), {', '.join(f'count_if({count})' for count in counts)} from {relation}"
    ).fetchall()[0]
    answers, at = [], 2 * len(batteries)
    for one, answered, dont_know, unasked in zip(
        asked, found[at::3], found[at + 1 :: 3], found[at + 2 :: 3], strict=True
    ):
        n = total - unasked
        beyond = f"warned of beyond {UNANSWERED:.0%} of those asked"
        silent = n - answered - dont_know
        answers.append(
            _row("item non-response", f"No answer to {one.label}", n, silent, UNANSWERED, beyond, question=one.question)
        )
        if one.dont_know:
            label = f"Don't know: {one.label}"
            answers.append(_row("don't know", label, n, dont_know, UNANSWERED, beyond, question=one.question))
    lines = []
    for (scale, columns), n, equal in zip(batteries.items(), found[0:at:2], found[1:at:2], strict=True):
        label = f"Same answer to all {len(columns)} questions of the scale {scale}"
        beyond = f"warned of where {STRAIGHT_LINERS:.0%} more than chance gives do, of those who answered all of them"
        chance = 0.0
        if equal > STRAIGHT_LINERS * n:
            chance = _all_equal_by_chance(_shares(con, f"{relation} where {_all_answered(columns)}", columns))
        lines.append(_row("straight-lining", label, n, equal, STRAIGHT_LINERS + chance, beyond, scale=scale))
    return [*lines, *answers]


def _shares(con: duckdb.DuckDBPyConnection, relation: str, columns: Sequence[str]) -> list[dict[int, float]]:
    """The share that each code of each column has in a relation."""
    coded = ", ".join(f"cast({column} as integer) as {name(at)}" for at, column in enumerate(columns))
    each = ", ".join(name(at) for at in range(len(columns)))
    found: list[dict[int, int]] = [{} for _ in columns]
    for at, code, count in con.execute(
        f"select cast(number as integer), code, count(*) from (select {coded} from {relation}) "
        f"unpivot (code for number in ({each})) group by all order by all"
    ).fetchall():
        found[at][code] = count
    return [{code: count / sum(counts.values()) for code, count in counts.items()} for counts in found]


def _all_equal_by_chance(shares: list[dict[int, float]]) -> float:
    """The share who would give one answer to every question if none had to do with another."""
    return sum(prod(of.get(code, 0.0) for of in shares) for code in shares[0])


def _repeated_by_chance(shares: list[dict[int, float]], n: int) -> float:
    """The share of `n` who would agree with another in every question if none had to do with another, at the most."""
    alike = prod(sum(share**2 for share in of.values()) for of in shares)  # of two respondents
    return 1 - (1 - alike) ** (n - 1)


def _all_answered(columns: list[str]) -> str:
    """No code is below zero: in the bitwise or of all, the sign of any one of them would stand."""
    return f"({chained(' | ', columns)}) >= 0"


def _all_equal(columns: list[str]) -> str:
    first, *others = columns
    return " and ".join([f"{first} >= 0", *(f"{first} = {other}" for other in others)])


def _speeding(con: duckdb.DuckDBPyConnection, relation: str) -> dict:
    """Durations of the whole source against their median; respondents without one are out of the base."""
    median, n, fast = con.execute(
        f"select any_value(_median), count(seconds), count_if(seconds < _median / {TOO_FAST}) "
        f"from {relation}, (select median(seconds) as _median from {relation})"
    ).fetchall()[0]
    return _row(
        "speeding",
        "Faster than a third of the median" + (f" of {median:,.0f} seconds" if n else ""),
        n,
        fast,
        SPEEDERS,
        f"warned of beyond {SPEEDERS:.0%} of those with a duration",
    )


def _duplicates(con: duckdb.DuckDBPyConnection, relation: str, asked: list[Asked], book: dict[str, Variable]) -> dict:
    """Equal answers are told by a hash of 64 bits: among 5 million, one chance in a million of a false pair."""
    answered = chained(" + ", [f"({one.code} >= 0)::smallint" for one in asked])
    columns = ", ".join(map(name, book))
    label = f"All answers are those of another respondent, {ANSWERED} or more of them given"
    beyond = f"warned of where {DUPLICATES:.0%} more than chance gives do, of those who answered {ANSWERED} questions"
    compared = f"{relation} where {answered} >= {ANSWERED}"
    n, twice = repeated(con, f"select hash({columns}) from {compared}")
    chance = _repeated_by_chance(_shares(con, compared, [*map(name, book)]), n) if twice > DUPLICATES * n else 0.0
    return _row("duplicate answers", label, n, twice, DUPLICATES + chance, beyond)


def _extreme_weights(con: duckdb.DuckDBPyConnection, relation: str) -> dict:
    """Respondents beyond the mean weight so many times, and the share of all weight that they carry."""
    unit = weight_unit(con, relation)
    fraction = fraction_sql(unit)
    n, total = con.execute(f"select count(*), sum({fraction}) from {relation}").fetchall()[0]
    limit = float(EXTREME * total * unit / n)
    flagged, held = con.execute(
        f"select count(*), coalesce(sum({fraction}), 0) from {relation} where weight > {limit!r}::double"
    ).fetchall()[0]
    share = float(held / total)
    beyond = f"warned of where they hold beyond {EXTREME_SHARE:.0%} of the weight"
    row = _row("extreme weights", f"Weights beyond {EXTREME} times their mean", n, flagged, 0, beyond)
    return {**row, "share_of_weight": share, "warning": n >= LEAST_BASE and share > EXTREME_SHARE}
