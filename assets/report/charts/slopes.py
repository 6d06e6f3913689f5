"""Rank slopes: what matters most to each group, and how an option's rank differs between them."""

import altair as alt

from assets.looks import COLOURS, INK, MUTED
from assets.report.charts.canvas import (
    LINE,
    NARROW,
    SHAPES,
    SIZE,
    WIDE,
    Drawing,
    Picture,
    down,
    finished,
    marks,
    picture,
    text,
    wrapped,
)  # fmt: skip
from assets.report.evidence import Evidence, Row
from schemas.study import SIDES
from schemas.words.studies import Words

HEAD, GAP = 26, 12


def priority_pictures(evidence: Evidence) -> list[Picture]:
    """One picture a pair of questions that are ranked side by side."""
    pairs: dict[str, list[Row]] = {}
    for row in evidence.tables["priority_ranking"]:
        pairs.setdefault(row["priorities"], []).append(row)
    return [_picture(evidence, name, rows) for name, rows in pairs.items()]


def _picture(evidence: Evidence, name: str, rows: list[Row]) -> Picture:
    words = evidence.words
    notes = [words.say("chart.ranked"), _agreement(rows[0], words), *_offered(rows, words), *_without(rows, words)]
    specs = [
        finished(_slope(rows, words, *room), sheet, rows[0]["label"], notes, words)
        for sheet, room in ((WIDE, (300, 130)), (NARROW, (118, 60)))
    ]
    described = "; ".join(_spoken(row, words) for row in rows)
    table = [_cells(row, words) for row in rows]
    return picture(f"priorities-{name}", rows[0]["label"], described, *specs, _columns(words), table)


def _columns(words: Words) -> list[str]:
    sides = [
        heading
        for side in SIDES
        for heading in (
            words.say("table.option_of", group=words.group(side)),
            words.say("table.rank"),
            words.say("table.share"),
        )
    ]
    return [*sides, words.say("table.ranks_apart")]


def _slope(rows: list[Row], words: Words, room: int, plot: int) -> Drawing:
    """Each side's options in the order of their ranks, `room` pixels wide, joined across `plot` pixels."""
    at, lettered, bottom = {}, [], 0.0
    heads = {side: wrapped(words.group(side), room, SIZE) for side in SIDES}
    for side, x, align in zip(SIDES, (-12, plot + 12), ("right", "left"), strict=True):
        top = float(HEAD) + LINE * (max(map(len, heads.values())) - 1)
        lettered.append((heads[side], 0.0, x, align, COLOURS[side], "bold"))
        for row in sorted(
            (row for row in rows if row[f"{side}_rank"] is not None), key=lambda row: row[f"{side}_rank"]
        ):
            lines = wrapped(f"{_rank(row[f'{side}_rank'], words)}. {row[f'{side}_option']}", room, SIZE)
            lines[-1:] = wrapped(f"{lines[-1]}  {words.numbers.percent(row[f'{side}_share'])}", room + 30, SIZE)
            lettered.append((lines, top, x, align, INK, "normal"))
            at[id(row), side] = top + LINE * len(lines) / 2 - 2
            top += LINE * len(lines) + GAP
        bottom = max(bottom, top)
    y = down("y", bottom)
    joined = [
        {"y": at[id(row), "executive"], "y2": at[id(row), "consumer"]}
        for row in rows
        if all((id(row), side) in at for side in SIDES)
    ]
    layers = [
        marks(
            "rule", joined, alt.value(0), y, encode={"y2": "y2:Q", "x2": alt.value(plot)}, color=MUTED, strokeWidth=1.5
        )
    ]
    for side, x in zip(SIDES, (0, plot), strict=True):
        places = [{"y": middle} for (_, whose), middle in at.items() if whose == side]
        layers.append(marks("point", places, alt.value(x), y, shape=SHAPES[side], color=COLOURS[side], size=90))
    layers += [
        text([{"y": top, "text": lines}], alt.value(x), y, align=align, color=colour, fontWeight=weight)
        for lines, top, x, align, colour, weight in lettered
    ]
    return alt.layer(*layers).properties(width=plot, height=round(bottom))


def _rank(rank: float, words: Words) -> str:
    """A rank; one that is shared may be a half."""
    return words.numbers.number(rank, 0 if rank == int(rank) else 1)


def _agreement(row: Row, words: Words) -> str:
    common = words.counted("chart.common", row["common_options"])
    if row["spearman"] is None:
        return words.say("chart.no_correlation", common=common)
    found = {name: words.numbers.number(row[name], 2) for name in ("spearman", "kendall")}
    return words.say("chart.agreement", common=common, **found)


def _offered(rows: list[Row], words: Words) -> list[str]:
    alone = any(row[f"{side}_option"] is None for row in rows for side in SIDES)
    return [words.say("chart.offered_alone")] if alone else []


def _without(rows: list[Row], words: Words) -> list[str]:
    count = sum(row[f"{side}_option"] is not None and row[f"{side}_rank"] is None for row in rows for side in SIDES)
    return [words.counted("chart.no_rank", count)] if count else []


def _cells(row: Row, words: Words) -> list[str]:
    found = []
    for side in SIDES:
        option, rank, share = (row[f"{side}_{name}"] for name in ("option", "rank", "share"))
        shown = words.say("none.no_figure") if share is None else words.numbers.percent(share)
        found += [option or words.say("chart.not_offered"), "" if rank is None else _rank(rank, words)]
        found.append(shown if option is not None else "")
    shift = row["rank_shift"]
    return [*found, "" if shift is None else words.numbers.number(shift, 0 if shift == int(shift) else 1, signed=True)]


def _spoken(row: Row, words: Words) -> str:
    ranks = [
        words.say("chart.rank_of", rank=_rank(row[f"{side}_rank"], words), group=words.group(side))
        for side in SIDES
        if row[f"{side}_rank"] is not None
    ]
    option = row["executive_option"] or row["consumer_option"]
    return words.say("chart.spoken", label=option, said=", ".join(ranks) or words.say("none.no_figure"))
