"""What a study file says has an effect: a key that changes nothing where it stands is refused, with what to do."""

import ast

import pytest

from building import POLL, TWO_SIDES, write_study
from conftest import PROJECT
from schemas.refused import Refused
from schemas.study import load_study
from schemas.study.editor import json_schema

ASKED = {
    "role": {"at": {"poll": "role"}, "answers": ["boss", "staff"]},
    "q": {"at": {"poll": "q"}, "answers": ["y", "n"]},
    "t": {"options": {"x": {"poll": "t1"}, "y": {"poll": "t2"}}},
    "elsewhere": {"at": {"other": "e"}, "answers": ["y", "n"]},
}
STUDY = TWO_SIDES | {
    "questions": ASKED,
    "waves": {"w1": {}, "w2": {}},
    "sources": {"poll": POLL, "other": POLL},
    "priorities": {"p": {"executive": "t", "consumer": "t"}},
}


def changed(path: str, value: object) -> dict:
    """The study with `value` at the keys of `path`."""
    study, (*above, last) = dict(STUDY), path.split(".")
    part: dict = study
    for key in above:
        part[key] = dict(part.get(key, {}))
        part = part[key]
    part[last] = value
    return study


def reasons(place, study: dict) -> str:
    try:
        load_study(write_study(place, **study))
    except Refused as refused:
        return "\n".join(refused.reasons)
    return ""


def test_the_study_that_is_changed_below_says_nothing_in_vain(tmp_path):
    assert reasons(tmp_path, STUDY) == ""


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        ("metrics.yes.keep", "refused", "no cell of q means 'refused'"),
        ("metrics.yes.keep", "not asked", "no cell of q means 'not asked'"),
        ("metrics.yes.weight", "none", "no source that asked it has a weight"),
        ("metrics.yes.share", ["y", "n"], "holds all answers to q, which is always 100%"),
        ("metrics.yes.share", ["y", "y"], "names 'y' twice"),
        ("metrics.yes.groups", [], "is empty"),
        ("metrics.e", {"of": "elsewhere", "share": "y", "groups": ["executive"]}, "elsewhere was not asked in source poll"),
        ("gaps.g", {"metric": "yes", "compare": "side_by_side", "why": "so", "headline": {"consumer": "A"}}, "neither side is clearly higher"),
        ("printed", {"rounding": "half_up"}, "there are no claims and no published figures"),
        ("checks", {"on_time": {"grace": 3}}, "it looks at expect"),
        ("checks", {"reproduced_claims": "error"}, "it looks at claims"),
        ("checks", {"weights": "error"}, "it looks at weight"),
        ("checks", {"wave_on_wave": {"severity": "off", "points": 3}}, "under points: the check is off"),
        ("questions.q.sources", {"poll": {}}, "nothing that differs"),
        ("questions.q.waves", {"w2": {}}, "nothing that differs"),
        ("questions.q.text", {"pol": "Well?"}, "there is no source 'pol'"),
        ("questions.q.sources", {"poll": {"at": {"other": "z"}}}, "says nothing of other here"),
        ("questions.q.sources", {"poll": {"text": {"other": "z"}}}, "says nothing of other here"),
        ("questions.n", {"answers": ["y", "n"]}, "no source has a column of it"),
        ("questions.n", {"options": ["y", "n"]}, "no source has a column of it"),
        ("questions.t.options", {"x": {"poll": "t1"}, "y": {"poll": "t1"}}, "two options in one column, t1"),
        ("priorities.p.same", {"x": "x"}, "answers of one name pair themselves"),
        ("segments.s", {"of": "q", "answers": {}}, "is empty"),
        ("waves.w2", {"fieldwork": "2026-13"}, "is no time"),
        ("waves.w2", {"fieldwork": "2026-05/2026-03"}, "is no time"),
        ("sources", {"poll": POLL | {"same_units_as": "none"}}, "there is no other source"),
        ("claims", "", "is empty"),
    ],
)  # fmt: skip
def test_what_would_change_nothing_is_refused(tmp_path, path, value, said):
    assert said in reasons(tmp_path, changed(path, value))


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("metrics.yes", {"of": "q", "share": ["y", "n"], "keep": "no answer"}),
        ("questions.q.other", {"refused": 9}),
        ("checks", {"wave_on_wave": {"points": 3}}),
        ("questions.q.waves", {"w2": {"trend": "break"}}),
        ("gaps.g.headline", {"consumer": "Staff say yes"}),
    ],
)
def test_what_has_an_effect_is_taken(tmp_path, path, value):
    assert reasons(tmp_path, changed(path, value)) == ""


def test_every_key_of_the_study_file_is_read_somewhere():
    schema = json_schema()
    keys = {key for part in [schema, *schema["$defs"].values()] for key in part.get("properties", {})}
    files = [file for folder in ("assets", "pipeline", "schemas") for file in (PROJECT / folder).rglob("*.py")]
    nodes = [node for file in files for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))]
    read = {node.attr for node in nodes if isinstance(node, ast.Attribute)}
    by_name = {key for part in ("Checks", "Told") for key in schema["$defs"][part]["properties"]}
    assert keys - read - by_name == set()
