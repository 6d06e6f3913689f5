"""The study file, `study.yaml`: what an analyst may write in it, word for word.

A module a part of the file, in its order: `disclosure`, `waves`, `sources` (`units`: which are the same), `groups` (and
segments), `asking` and `questions` (and scales), `metrics`, `gaps`, `priorities`, `printed` (claims), `reliability`, `checks`.
Each has its models, whose descriptions are all the help there is (`editor` makes the JSON Schema of them, `keys` the page of the
guide), and what can be wrong between it and other parts ("does that question exist?"). `effect` finds what changes nothing,
`values` is what parts share, `study` the whole. `reading` goes from a file to a checked `Study`.

What the parts come to for one wave and one source is in `schemas/codebook.py`; others take names from here alone.
"""

from schemas.study.asking import KINDS, MOST_NUMBERS, Asking, allows_several, place_in
from schemas.study.checks import Checks, Severity
from schemas.study.disclosure import ResponseRate, told, unstated
from schemas.study.editor import EDITOR_LINE, SCHEMA_FILE, json_schema, schema_text
from schemas.study.gaps import Gap
from schemas.study.groups import SIDES, Group, Segment
from schemas.study.metrics import (
    DIFFERENCE,
    NPS,
    PERCENT_OF_MAXIMUM,
    PERCENTAGES,
    SHARE,
    Metric,
    metric_unit,
    metric_values,
)
from schemas.study.printed import Printed, Rounding
from schemas.study.priorities import Priorities
from schemas.study.questions import RESERVED, Question, answer_names, asking_in
from schemas.study.reading import load_study
from schemas.study.reliability import Reliability
from schemas.study.sources import CONDITIONAL, EACH_ROW, Kind, Source, Weight
from schemas.study.study import CONFIDENCE, Confidence, Study, alpha_of
from schemas.study.units import known_again, unsaid
from schemas.study.values import ANY_TEXT, JSON, Answers, Column, Joined, Mentions, OtherCode, Place
from schemas.study.waves import MONTHS, Rhythm, Wave, began, ended

__all__ = [
    "ANY_TEXT",
    "CONDITIONAL",
    "CONFIDENCE",
    "DIFFERENCE",
    "EACH_ROW",
    "EDITOR_LINE",
    "JSON",
    "KINDS",
    "MONTHS",
    "MOST_NUMBERS",
    "NPS",
    "PERCENTAGES",
    "PERCENT_OF_MAXIMUM",
    "RESERVED",
    "SCHEMA_FILE",
    "SHARE",
    "SIDES",
    "Answers",
    "Asking",
    "Checks",
    "Column",
    "Confidence",
    "Gap",
    "Group",
    "Joined",
    "Kind",
    "Mentions",
    "Metric",
    "OtherCode",
    "Place",
    "Printed",
    "Priorities",
    "Question",
    "Reliability",
    "ResponseRate",
    "Rhythm",
    "Rounding",
    "Segment",
    "Severity",
    "Source",
    "Study",
    "Wave",
    "Weight",
    "allows_several",
    "alpha_of",
    "answer_names",
    "asking_in",
    "began",
    "ended",
    "json_schema",
    "known_again",
    "load_study",
    "metric_unit",
    "metric_values",
    "place_in",
    "schema_text",
    "told",
    "unsaid",
    "unstated",
]
