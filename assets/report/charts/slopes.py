"""Rank slopes: what matters most to each group, and how an option's rank differs between them."""

import altair as alt

from assets.report.charts.canvas import (
    COLOURS,
    INK,
    LINE,
    MUTED,
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
)  # fmt: skip
from assets.report.charts.lettering import wrapped
from assets.report.evidence import Evidence, Row
from assets.report.words import figure, lowered
from schemas.study import SHARE, SIDES

HEAD, GAP = 26, 12
COLUMNS = ["option", "rank", "share", "option of the other side", "rank", "share", "ranks apart"]


def priority_pictures(evidence: Evidence) -> list[Picture]:
    """One picture a pair of questions that are ranked side by side."""
    pairs: dict[str, list[Row]] = {}
    for row in evidence.tables["priority_ranking"]:
        pairs.setdefault(row["priorities"], []).append(row)
    return [_picture(evidence, name, rows) for name, rows in pairs.items()]


def _picture(evidence: Evidence, name: str, rows: list[Row]) -> Picture:
    labels = [evidence.study.groups[side].label or side.capitalize() for side in SIDES]
    notes = ["Ranked by shares, without a test.", _agreement(rows[0]), *_offered(rows), *_withheld(rows)]
    specs = [
        finished(_slope(rows, labels, *room), sheet, rows[0]["label"], notes, evidence.study.synthetic)
        for sheet, room in ((WIDE, (300, 130)), (NARROW, (118, 60)))
    ]
    table = [_cells(row) for row in rows]
    described = "; ".join(_spoken(row, labels) for row in rows)
    return picture(f"priorities-{name}", rows[0]["label"], described, *specs, COLUMNS, table)


def _slope(rows: list[Row], labels: list[str], room: int, plot: int) -> Drawing:
    """Each side's options in the order of their ranks, `room` pixels wide, joined across `plot` pixels."""
    at, lettered, bottom = {}, [], 0.0
    for side, label, x, align in zip(SIDES, labels, (-12, plot + 12), ("right", "left"), strict=True):
        top = float(HEAD)
        lettered.append(([label], 0.0, x, align, COLOURS[side], "bold"))
        for row in sorted(
            (row for row in rows if row[f"{side}_rank"] is not None), key=lambda row: row[f"{side}_rank"]
        ):
            lines = wrapped(f"{row[f'{side}_rank']:g}. {row[f'{side}_option']}", room, SIZE)
            lines[-1:] = wrapped(f"{lines[-1]}  {figure(row[f'{side}_share'], SHARE)}", room + 30, SIZE)
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


def _agreement(row: Row) -> str:
    common = f"{row['common_options']} options were offered to both"
    if row["spearman"] is None:
        return f"{common}: no correlation of ranks, which takes five that are not all alike."
    return f"{common}; their ranks agree to {row['spearman']:.2f} (Spearman) and {row['kendall']:.2f} (Kendall), 1 at most."


def _offered(rows: list[Row]) -> list[str]:
    alone = any(row[f"{side}_option"] is None for row in rows for side in SIDES)
    return ["Not joined: options that only one side was offered."] if alone else []


def _withheld(rows: list[Row]) -> list[str]:
    count = sum(row[f"{side}_option"] is not None and row[f"{side}_rank"] is None for row in rows for side in SIDES)
    return [f"Withheld: {count} shares, which have no rank."] if count else []


def _cells(row: Row) -> list[str]:
    found = []
    for side in SIDES:
        offered = row[f"{side}_option"] is not None
        rank = "" if row[f"{side}_rank"] is None else f"{row[f'{side}_rank']:g}"
        found += [row[f"{side}_option"] or "not offered", rank, figure(row[f"{side}_share"], SHARE) if offered else ""]
    return [*found, "" if row["rank_shift"] is None else f"{row['rank_shift']:+g}".replace("-", "−")]


def _spoken(row: Row, labels: list[str]) -> str:
    ranks = [
        f"rank {row[f'{side}_rank']:g} of {lowered(label)}"
        for side, label in zip(SIDES, labels, strict=True)
        if row[f"{side}_rank"] is not None
    ]
    return f"{row['executive_option'] or row['consumer_option']}: {', '.join(ranks) or 'withheld'}"
