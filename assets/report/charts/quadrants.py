"""Importance and performance: what matters to consumers, against how it is done, where a study has both.

Importance is an option's share among consumers' priorities, performance a metric of the same option (or of that label)
whose good direction is higher. A pair of questions without three such options has no picture.
"""

import altair as alt

from assets.report.charts.canvas import (
    COLOURS,
    INK,
    LINE,
    MUTED,
    NARROW,
    PAPER,
    SIZE,
    SMALL,
    WIDE,
    Drawing,
    Picture,
    across,
    down,
    finished,
    marks,
    picture,
    text,
)  # fmt: skip
from assets.report.charts.dumbbell import scale
from assets.report.charts.lettering import wrapped
from assets.report.evidence import Evidence, Row, is_total
from assets.report.words import condition, figure, lowered
from schemas.study import SHARE

LEAST = 3
COLUMNS = ["", "option", "importance", "performance", "where"]
QUARTERS = {
    (True, False): "mend first",
    (True, True): "keep up",
    (False, False): "lower priority",
    (False, True): "enough",
}
"""By whether importance and performance are above their means."""


def quadrant_pictures(evidence: Evidence) -> list[Picture]:
    """One picture a pair of priorities whose options have a performance."""
    found = []
    for name in dict.fromkeys(row["priorities"] for row in evidence.tables["priority_ranking"]):
        for unit, options in _options(evidence, name).items():
            if len(options) >= LEAST:
                found.append(_picture(evidence, name, unit, options))
    return found


def _options(evidence: Evidence, name: str) -> dict[str, list[Row]]:
    """The options with both figures, by the unit of performance, most important first."""
    asked = evidence.study.priorities[name].consumer
    performance: dict[str, Row] = {}
    for row in evidence.tables["estimates"]:
        of_consumers = row["kind"] == "metric" and row["group_name"] == "consumer" and is_total(row)
        good = {name for name, metric in evidence.study.metrics.items() if metric.better == "higher"}
        if of_consumers and row["metric"] in good and row["question"] != asked and row["estimate"] is not None:
            performance.setdefault(lowered(row["option"] or row["label"]), row)
    found: dict[str, list[Row]] = {}
    for row in evidence.tables["priority_ranking"]:
        done = performance.get(lowered(row["consumer_option"] or ""))
        if row["priorities"] == name and row["consumer_share"] is not None and done:
            option = {"option": row["consumer_option"], "importance": row["consumer_share"], "label": row["label"]}
            found.setdefault(done["unit"], []).append(option | {"performance": done["estimate"]})
    return {unit: sorted(rows, key=lambda row: -row["importance"]) for unit, rows in found.items()}


def _picture(evidence: Evidence, name: str, unit: str, options: list[Row]) -> Picture:
    means = [sum(row[key] for row in options) / len(options) for key in ("importance", "performance")]
    for row, letter in zip(options, "ABCDEFGHIJKLMNOPQRSTUVWXYZ" * len(options), strict=False):
        row["letter"] = letter
        row["where"] = QUARTERS[row["importance"] >= means[0], row["performance"] >= means[1]]
    title = f"Importance and performance: {lowered(options[0]['label'])}"
    who = lowered(evidence.study.groups["consumer"].label or "consumers")
    notes = [
        f"Importance: share of {who} who chose the option; performance: the study's metric of it among {who}.",
        "The lines stand at the means of the options shown: where an option stands is relative, without a test.",
        condition(evidence.study),
    ]
    specs = [
        finished(_chart(options, means, unit, sheet), sheet, title, notes, evidence.study.synthetic)
        for sheet in (WIDE, NARROW)
    ]
    table = [
        [row["letter"], row["option"], figure(row["importance"], SHARE), figure(row["performance"], unit), row["where"]]
        for row in options
    ]
    described = "; ".join(f"{row[1]}: importance {row[2]}, performance {row[3]}, {row[4]}" for row in table)
    suffix = "" if unit == SHARE else f"-{'-'.join(unit.lower().split())}"
    return picture(f"importance-{name}{suffix}", title, described, *specs, COLUMNS, table)


def _chart(options: list[Row], means: list[float], unit: str, sheet: object) -> Drawing:
    beside = sheet is WIDE
    plot = 380 if beside else 250
    domain, axis = scale(unit, [])
    x = across("performance", domain, "performance", **axis, grid=False)
    y = alt.Y("importance:Q", scale=alt.Scale(domain=[0, 1], nice=False),
              axis=alt.Axis(title="importance", format="%", values=[0, 0.25, 0.5, 0.75, 1], grid=False))  # fmt: skip
    rows = [{key: row[key] for key in ("importance", "performance", "letter")} for row in options]
    lines = [{"importance": means[0], "performance": means[1]}]
    corners = [
        {"x": 6 if not high else plot - 6, "y": 6 if important else plot - 18, "text": [word], "right": high}
        for (important, high), word in QUARTERS.items()
    ]
    layers = [
        marks("rule", lines, None, y, color=MUTED, strokeDash=[4, 4]),
        marks("rule", lines, x, None, color=MUTED, strokeDash=[4, 4]),
        *(
            text([corner], alt.value(corner["x"]), alt.value(corner["y"]), color=MUTED, fontSize=SMALL,
                 align="right" if corner["right"] else "left")
            for corner in corners
        ),
        marks("point", rows, x, y, size=420, color=COLOURS["consumer"], shape="circle"),
        marks("text", rows, x, y, encode={"text": "letter:N"}, color=PAPER, fontSize=SMALL, fontWeight="bold"),
    ]  # fmt: skip
    chart = alt.layer(*layers).properties(width=plot, height=plot)
    key, top = [], 0.0
    for row in options:
        said = [
            f"{row['letter']}  {row['option']}",
            f"important to {figure(row['importance'], SHARE)}, performance {figure(row['performance'], unit)}",
        ]
        said = [line for piece in said for line in wrapped(piece, 250, SIZE)]
        key.append({"y": top, "text": said})
        top += LINE * len(said) + 8
    written = text(key, alt.value(0), down("y", top), color=INK).properties(width=250, height=round(top))
    return alt.hconcat(chart, written, spacing=24) if beside else alt.vconcat(chart, written, spacing=16)
