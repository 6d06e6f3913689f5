"""Rank slopes: what matters most to each group, and how an option's rank differs between them."""

from assets.looks import COLOURS, INK, MUTED
from assets.report.charts.canvas import (
    LINE,
    NARROW,
    SHAPES,
    SIZE,
    WIDE,
    Drawing,
    Figures,
    Picture,
    down,
    finished,
    fixed,
    layered,
    marks,
    picture,
    text,
    wrapped,
)  # fmt: skip
from assets.report.evidence import Evidence
from schemas.study import SIDES
from schemas.tables.rows import PriorityRankingRow, PriorityRankingSide
from schemas.tables.sides import side_of
from schemas.words.studies import Words

HEAD, GAP = 26, 12


def priority_pictures(evidence: Evidence) -> list[Picture]:
    """One picture a pair of questions that are ranked side by side."""
    pairs: dict[str, list[PriorityRankingRow]] = {}
    for row in evidence.tables["priority_ranking"]:
        pairs.setdefault(row["priorities"], []).append(row)
    return [_picture(evidence, name, rows) for name, rows in pairs.items()]


def _picture(evidence: Evidence, name: str, rows: list[PriorityRankingRow]) -> Picture:
    words = evidence.words
    notes = [words.say("chart.ranked"), _agreement(rows[0], words), *_offered(rows, words), *_without(rows, words)]
    specs = [
        finished(_slope(rows, words, *room), sheet, rows[0]["label"], notes, words)
        for sheet, room in ((WIDE, (300, 130)), (NARROW, (118, 60)))
    ]
    described = "; ".join(_spoken(row, words) for row in rows)
    table = Figures(_columns(words), [_cells(row, words) for row in rows])
    return picture(f"priorities-{name}", rows[0]["label"], described, specs, table)


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


def _slope(rows: list[PriorityRankingRow], words: Words, room: int, plot: int) -> Drawing:
    """Each side's options in the order of their ranks, `room` pixels wide, joined across `plot` pixels."""
    at, lettered, bottom = {}, [], 0.0
    heads = {side: wrapped(words.group(side), room, SIZE) for side in SIDES}
    for side, x, align in zip(SIDES, (-12, plot + 12), ("right", "left"), strict=True):
        top = float(HEAD) + LINE * (max(map(len, heads.values())) - 1)
        lettered.append((heads[side], 0.0, x, align, COLOURS[side], "bold"))
        for rank, own, row in _in_order(rows, side):
            lines = wrapped(f"{words.numbers.as_given(rank)}. {own['option']}", room, SIZE)
            lines[-1:] = wrapped(f"{lines[-1]}  {words.numbers.percent(own['share'] or 0.0)}", room + 30, SIZE)
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
            "rule", joined, fixed(0), y, encode={"y2": {"field": "y2"}, "x2": fixed(plot)}, color=MUTED, strokeWidth=1.5
        )
    ]
    for side, x in zip(SIDES, (0, plot), strict=True):
        places = [{"y": middle} for (_, whose), middle in at.items() if whose == side]
        layers.append(marks("point", places, fixed(x), y, shape=SHAPES[side], color=COLOURS[side], size=90))
    layers += [
        text([{"y": top, "text": lines}], fixed(x), y, align=align, color=colour, fontWeight=weight)
        for lines, top, x, align, colour, weight in lettered
    ]
    return layered(layers, plot, round(bottom))


def _in_order(rows: list[PriorityRankingRow], side: str) -> list[tuple[float, PriorityRankingSide, PriorityRankingRow]]:
    """The ranks of a side, first to last, halves where they are shared, each with what its row says of the side, and the row."""
    found = [(rank, own, row) for row in rows if (rank := (own := side_of(row, side))["rank"]) is not None]
    return sorted(found, key=lambda each: each[0])


def _agreement(row: PriorityRankingRow, words: Words) -> str:
    common = words.counted("chart.common", row["common_options"])
    if row["spearman"] is None or row["kendall"] is None:
        return words.say("chart.no_correlation", common=common)
    spearman, kendall = (words.numbers.number(found, 2) for found in (row["spearman"], row["kendall"]))
    return words.say("chart.agreement", common=common, spearman=spearman, kendall=kendall)


def _offered(rows: list[PriorityRankingRow], words: Words) -> list[str]:
    alone = any(side_of(row, side)["option"] is None for row in rows for side in SIDES)
    return [words.say("chart.offered_alone")] if alone else []


def _without(rows: list[PriorityRankingRow], words: Words) -> list[str]:
    sides = [side_of(row, side) for row in rows for side in SIDES]
    count = sum(own["option"] is not None and own["rank"] is None for own in sides)
    return [words.counted("chart.no_rank", count)] if count else []


def _cells(row: PriorityRankingRow, words: Words) -> list[str]:
    found = []
    for side in SIDES:
        own = side_of(row, side)
        option, rank, share = own["option"], own["rank"], own["share"]
        shown = words.say("none.no_figure") if share is None else words.numbers.percent(share)
        found += [option or words.say("chart.not_offered"), "" if rank is None else words.numbers.as_given(rank)]
        found.append(shown if option is not None else "")
    shift = row["rank_shift"]
    return [*found, "" if shift is None else words.numbers.as_given(shift, signed=True)]


def _spoken(row: PriorityRankingRow, words: Words) -> str:
    ranks = [
        words.say("chart.rank_of", rank=words.numbers.as_given(rank), group=words.group(side))
        for side in SIDES
        if (rank := side_of(row, side)["rank"]) is not None
    ]
    option = row["executive_option"] or row["consumer_option"]
    return words.say("chart.spoken", label=option, said=", ".join(ranks) or words.say("none.no_figure"))
