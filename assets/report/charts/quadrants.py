"""Importance and performance: what matters to consumers, against how it is done, where a study has both.

Importance is an option's share among consumers' priorities, performance a metric of the same option (or of that label)
whose good direction is higher. A pair of questions without three such options has no picture.
"""

import altair as alt

from assets.looks import COLOURS, INK, MUTED, PAPER
from assets.report.charts.canvas import (
    LINE,
    NARROW,
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
    wrapped,
)  # fmt: skip
from assets.report.charts.dumbbell import scale
from assets.report.evidence import Evidence, Row, is_total
from schemas.study import SHARE
from schemas.words.numbers import decimals
from schemas.words.studies import Words

LEAST = 3
COLUMNS = ("letter", "option", "importance", "performance", "where")
QUARTERS = {
    (True, False): "mend_first",
    (True, True): "keep_up",
    (False, False): "lower_priority",
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
            performance.setdefault((row["option"] or row["label"]).casefold(), row)
    found: dict[str, list[Row]] = {}
    for row in evidence.tables["priority_ranking"]:
        done = performance.get((row["consumer_option"] or "").casefold())
        if row["priorities"] == name and row["consumer_share"] is not None and done:
            option = {"option": row["consumer_option"], "importance": row["consumer_share"], "label": row["label"]}
            found.setdefault(done["unit"], []).append(option | {"performance": done["estimate"], "se": done["se"]})
    return {unit: sorted(rows, key=lambda row: -row["importance"]) for unit, rows in found.items()}


def _picture(evidence: Evidence, name: str, unit: str, options: list[Row]) -> Picture:
    words = evidence.words
    means = [sum(row[key] for row in options) / len(options) for key in ("importance", "performance")]
    for row, letter in zip(options, "ABCDEFGHIJKLMNOPQRSTUVWXYZ" * len(options), strict=False):
        row["letter"] = letter
        row["where"] = words.say(f"chart.{QUARTERS[row['importance'] >= means[0], row['performance'] >= means[1]]}")
        digits = decimals(unit, row["se"])
        row["figures"] = {
            "importance": words.numbers.figure(row["importance"], SHARE),
            "performance": words.numbers.figure(row["performance"], unit, digits),
        }
    title = words.say("chart.importance", label=options[0]["label"])
    notes = [
        words.say("chart.importance_is", group=words.group("consumer")),
        words.say("chart.importance_lines"),
        words.condition,
    ]
    specs = [
        finished(_chart(options, means, unit, sheet, words), sheet, title, notes, words) for sheet in (WIDE, NARROW)
    ]
    columns = [words.say(f"table.{column}") for column in COLUMNS]
    table = [[row["letter"], row["option"], *row["figures"].values(), row["where"]] for row in options]
    described = "; ".join(
        words.say("chart.importance_spoken", option=row["option"], where=row["where"], **row["figures"])
        for row in options
    )
    suffix = "" if unit == SHARE else f"-{'-'.join(unit.lower().split())}"
    return picture(f"importance-{name}{suffix}", title, described, *specs, columns, table)


def _chart(options: list[Row], means: list[float], unit: str, sheet: object, words: Words) -> Drawing:
    beside = sheet is WIDE
    plot = 380 if beside else 250
    domain, lettering = scale(unit, [row["performance"] for row in options], words)
    x = across("performance", domain, words.say("table.performance"), **lettering, grid=False)
    _, shares = scale(SHARE, [], words)
    y = alt.Y("importance:Q", scale=alt.Scale(domain=[0, 1], nice=False),
              axis=alt.Axis(title=words.say("table.importance"), **shares, grid=False))  # fmt: skip
    rows = [{key: row[key] for key in ("importance", "performance", "letter")} for row in options]
    lines = [{"importance": means[0], "performance": means[1]}]
    corners = [
        {
            "x": 6 if not high else plot - 6,
            "y": 6 if important else plot - 18,
            "text": [words.say(f"chart.{code}")],
            "right": high,
        }
        for (important, high), code in QUARTERS.items()
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
            words.say("chart.importance_of", **row["figures"]),
        ]
        said = [line for piece in said for line in wrapped(piece, 250, SIZE)]
        key.append({"y": top, "text": said})
        top += LINE * len(said) + 8
    written = text(key, alt.value(0), down("y", top), color=INK).properties(width=250, height=round(top))
    return alt.hconcat(chart, written, spacing=24) if beside else alt.vconcat(chart, written, spacing=16)
