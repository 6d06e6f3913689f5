"""Every key of the study file is explained wherever somebody looks: in the editor, in the guide, in an error."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator

import pytest

from conftest import PROJECT
from editor import SCHEMA, SCHEMA_FILE, underlined

PAGE = PROJECT / "docs" / "reference" / "keys.md"
PARTS = {"Study": SCHEMA} | SCHEMA["$defs"]
TITLES = {part: schema["title"] for part, schema in PARTS.items()} | {"Study": "The study"}
BUNDLED = sorted(PROJECT.glob("studies/*/study.yaml"))
LONGEST = 300
"""Characters of help that an editor shows beside a key; more belongs in the guide."""

SMALL = """\
study: small
title: 2026
waves: {w1: , w2: {fieldwork: 2026-03}}
sources:
  poll:
    kind: panel
    files: poll.csv
    respondent: id
    sampling: census
    header: 5
    strata: [country, {column: C, says: Size*}]
    population: {FI / small: 40}
    weight: {rake: {q: {yes: .4, no: .6}}, trim: [.3, 3]}
    wave: {column: {column: B, says: Round}, cells: {w1: 1, w2: [2, two]}}
  figures: {kind: reported, files: [a.csv, b.csv], sampling: opt_in}
groups:
  executive: {source: poll, label: 1}
questions:
  q: {at: {poll: {joined: tools, by: ";"}}, answers: [yes, no], text: Which one, other: {not asked: ""}}
  r: {at: {column: E, says: Comm*}, numbers: [1, 5], waves: {w2: {at: r2, trend: break}}}
  s: {options: {1: Q1, 2: {poll: Q2}}, selected: any text, asked: {q: yes}, text: {poll: Which one}}
  t: {at: t, bands: {low: [null, 5], high: [5.1, null]}, sources: {poll: {answers: {a: , b: [2, 3]}}}}
  u: {options: [x, y]}
metrics:
  m: {of: r, mean: true, groups: executive}
  n: {of: q, mean: {yes: 1, no: 0}, keep: don't know}
checks: {base_sizes: off, wave_on_wave: {severity: warn, points: 15}}
"""


def _keys() -> Iterator[tuple[str, str, dict]]:
    """Every key of the schema: the part that it is in, its name, and what the schema says of it."""
    for part, schema in PARTS.items():
        for key, says in schema.get("properties", {}).items():
            yield part, key, says


KEYS = [*_keys()]


def unexplained(says: dict, told: str = "") -> Iterator[str]:
    """The words to choose from right of a key, or as keys below it, that no explanation on the way to them has."""
    told += says.get("description", "")
    words = says.get("enum", []) + ([says["const"]] if "const" in says else [])
    yield from (word for word in words if f"`{word}`" not in told)
    for name in ("propertyNames", "items", "additionalProperties"):
        if isinstance(says.get(name), dict):
            yield from unexplained(says[name], told)
    for one in says.get("anyOf", []) + says.get("oneOf", []):
        yield from unexplained(one, told)


def test_every_key_is_explained_in_a_sentence_or_two():
    told = {f"{part}.{key}": says.get("description", "") for part, key, says in KEYS}
    assert len(told) > 120
    assert {
        key for key, text in told.items() if not re.fullmatch(r"[A-Z`].{8,}\.", text) or len(text) > LONGEST
    } == set()


def test_every_word_that_a_key_may_take_is_explained():
    assert {(part, key): words for part, key, says in KEYS if (words := [*unexplained(says)])} == {}


def test_every_part_is_explained():
    assert {part for part, schema in PARTS.items() if not schema.get("description")} == set()


@pytest.mark.parametrize(
    ("part", "key", "default"),
    [
        ("Study", "synthetic", False),
        ("Source", "bad_rows", 0),
        ("Metric", "better", "neither"),
        ("Metric", "base", "respondents"),
        ("Gap", "executives_report", "own_view"),
        ("Reliability", "withheld", 10),
        ("Reliability", "indicative", 30),
        ("Reliability", "small", 75),
        ("WaveOnWave", "points", 10),
        ("OnTime", "grace", 30),
        ("Rule", "severity", "warn"),
    ],
)
def test_editor_and_page_know_what_holds_without_a_key(part, key, default):
    assert PARTS[part]["properties"][key]["default"] == default
    row = next(line for line in rows(TITLES[part]) if f"| `{key}` |" in line)
    assert row.endswith(f"| `{json.dumps(default).strip(chr(34))}` |")


def rows(title: str) -> list[str]:
    """The rows of the table below a heading of the page, and below the heading that it refers to."""
    section = PAGE.read_text(encoding="utf-8").partition(f"\n## {title}\n")[2].partition("\n## ")[0]
    assert section, f"{PAGE.name} has no part {title!r}"
    found = [line for line in section.splitlines() if line.startswith("| `")]
    more = re.search(r"it has the keys of \[([^\]]+)\]", section)
    return found + (rows(more[1]) if more else [])


@pytest.mark.parametrize("part", sorted(PARTS))
def test_page_has_every_key_with_the_same_words(part):
    schema = PARTS[part]
    told = dict(re.match(r"\| `(\w+)` \| (.*?)(?: → \[.*)? \|", line).groups() for line in rows(TITLES[part]))  # fmt: skip
    assert told == {key: says["description"] for key, says in schema["properties"].items()}


@pytest.mark.parametrize(("made", "file"), [("schema", SCHEMA_FILE), ("keys", PAGE)], ids=["schema", "keys"])
def test_file_is_what_the_models_make(made, file):
    done = subprocess.run([sys.executable, "-m", "schemas.study", made], cwd=PROJECT, capture_output=True, check=True)
    assert file.read_bytes() == done.stdout, (
        f"{file.name} is out of date: uv run python -m schemas.study {made} > {file.relative_to(PROJECT)}"
    )


def test_editor_underlines_nothing_in_any_short_form_that_gap_takes():
    assert underlined(SMALL) == []


@pytest.mark.parametrize("study", BUNDLED, ids=lambda path: path.parent.name)
def test_editor_underlines_nothing_in_a_bundled_study(study):
    assert underlined(study.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        ("title: 2026\n", "", "$"),
        ("kind: panel", "kind: pannel", "$.sources.poll.kind"),
        ("respondent: id", "respondant: id", "$.sources.poll"),
        ("mean: true", "mean: true, better: hihger", "$.metrics.m.better"),
        ("trend: break", "trend: broken", "$.questions.r.waves.w2.trend"),
        ("base_sizes: off", "base_sizes: never", "$.checks.base_sizes"),
        ("{of: r, ", "{of: r, topp: 2, ", "$.metrics.m"),
    ],
)
def test_editor_underlines_what_is_wrong(old, new, where):
    assert old in SMALL
    assert underlined(SMALL.replace(old, new, 1)) == [where]


@pytest.mark.parametrize("study", BUNDLED, ids=lambda path: path.parent.name)
def test_bundled_study_names_a_schema_that_is_there(study):
    first = study.read_text(encoding="utf-8").splitlines()[0]
    named = re.fullmatch(r"# yaml-language-server: \$schema=(\S+)", first)
    assert named and (study.parent / named[1]).resolve() == SCHEMA_FILE
