"""Weighted counts: the last table that grows with the respondents."""

import pyarrow as pa

from schemas.tables.table import KEYS, NUMBER, SOURCE, TEXT, WHOLE, Column, Table

WEIGHTS, SQUARES, FOURTHS = pa.decimal128(38, 12), pa.decimal128(38, 24), pa.decimal128(38, 20)

TABULATION = Table(
    "tabulation",
    "Weighted counts: one row for each variable, code and cell of groups and segments. Sums are exact.",
    (
        *KEYS,
        SOURCE,
        Column("variable", TEXT, "The column of responses; * for all respondents, whatever they answered"),
        Column("code", pa.int32(), "The answer's code; 0 for all respondents"),
        Column("cell", pa.int32(), "Which groups and segments, as one number", low=0),
        Column("stratum", TEXT, "The stratum, where the source has strata", nullable=True),
        Column("cluster", WHOLE, "The primary sampling unit, where the source has clusters", nullable=True),
        Column("groups", TEXT, "The groups of that cell, separated by a space"),
        Column("segments", TEXT, "The segment answers of that cell, as JSON: {segment: answer}"),
        Column("n", WHOLE, "Respondents", low=1),
        Column("sum_w", WEIGHTS, "Sum of their weights, in weight_unit"),
        Column("sum_w2", SQUARES, "Sum of their squared weights, in weight_unit squared"),
        Column("sum_w4", FOURTHS, "Sum of their weights to the fourth power, in weight_unit to the fourth"),
        Column(
            "weight_unit", NUMBER, "The power of ten that weights were divided by, so that decimal weights stay exact"
        ),
    ),
)
