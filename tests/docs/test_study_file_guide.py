"""The guide to the study file keeps its word: every example works, every figure comes out.

An example is a fenced YAML block, with the CSV blocks above it in its section (`## …`); the file's name stands alone in
the line above each. A block without `study:` shows some parts of a study; the others are those of the example before in
the section, else of the page's last example that it goes on from (`goes on from [Metrics](metrics.md)`, said of a section or
above all of them), else of the guide's own study `poll`. Below an example stand what comes out of it (`Base: …`,
`Comes out: …`) and text blocks of commands with lines that they print.
"""

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from assets.estimates.estimate import estimates
from assets.estimates.sample import read_sample
from assets.exports.extract import extract, figures
from assets.lake.key import new_key
from assets.lake.paths import Lake
from assets.responses.output import Output
from assets.responses.respond import respond
from assets.tabulation.tabulate import tabulate
from editor import underlined
from pipeline.command_line import app
from pipeline.commands.check import check_studies
from schemas.source_wave import SourceWave
from schemas.study import load_study

PROJECT = Path(__file__).resolve().parents[2]
GUIDE = PROJECT / "docs" / "guide"
POLL = "index.md"
"""The page that has the study of which the others show parts."""

GOES_ON = re.compile(r"goes on from \[[^]]+\]\(([\w-]+\.md)\)")

Parts = dict[str, str]
"""The text of a study file by top-level key."""


@dataclass
class Example:
    """One YAML block of the guide, made whole, and what the guide says of it."""

    page: str
    line: int
    parts: Parts
    files: dict[str, str]
    figures: list[tuple[str, str, str, int]] = field(default_factory=list)
    """Metric, group, figure as printed ("" where only the base is given), base."""
    printed: list[str] = field(default_factory=list)
    """Commands, which start with `$`, and below each lines that it prints."""

    def build(self, folder: Path) -> Path:
        """Write the study's folder in `folder`."""
        study = "".join(self.parts.values())
        place = folder / self.parts["study"].split()[1]
        for name, text in (self.files | {"study.yaml": study}).items():
            (place / name).parent.mkdir(parents=True, exist_ok=True)
            (place / name).write_text(text, encoding="utf-8")
        return place

    def __str__(self) -> str:
        return f"{self.page}, line {self.line}"


def parts_of(yaml: str) -> Parts:
    return {part.partition(":")[0]: part for part in re.split(r"^(?=\w+:)", yaml, flags=re.M) if part.strip()}


def bare(study: Parts) -> Parts:
    """The study `poll` with nothing asked but `role`, and nothing measured."""
    kept = {key: study[key] for key in ("study", "title", "waves", "sources", "groups")}
    return kept | {"questions": f"questions:\n{role(study)}", "metrics": "metrics: {}\n"}


def role(study: Parts) -> str:
    """The line of the question `role`."""
    return next(line for line in study["questions"].splitlines(keepends=True) if line.startswith("  role: "))


def whole(shown: Parts, before: Parts) -> Parts:
    """`before` with the parts that are shown; `role` stays as long as the groups need it."""
    if "study" in shown:
        return shown
    if "questions" in shown and "groups" not in shown:
        shown = shown | {"questions": shown["questions"] + role(before)}
    return before | shown


@cache
def read_page(name: str) -> tuple[Example, ...]:
    """The examples of a page in their order."""
    examples: list[Example] = []
    start = Example(name, 0, {} if name == POLL else poll(), {})
    parts, files, headed = start.parts, start.files, False
    previous, block, began = "", None, 0
    for number, line in enumerate((GUIDE / name).read_text(encoding="utf-8").splitlines(), start=1):
        if block is None and line.startswith("```"):
            kind, file, block, began = line[3:], previous.strip("`"), [], number
        elif block is not None and line != "```":
            block.append(line)
        elif block is not None:
            text, block = "".join(f"{shown}\n" for shown in block), None
            if kind == "csv":
                files = files | {file: text}
            elif kind == "yaml":
                parts = whole(parts_of(text), parts)
                examples.append(Example(name, began, parts, files))
            elif kind == "text":
                examples[-1].printed += text.splitlines()
        elif line.startswith("## "):
            parts, files, headed = start.parts, start.files, True
        elif before := GOES_ON.search(f"{previous} {line}"):
            last = read_page(before[1])[-1]
            parts, files = last.parts, last.files
            if not headed:
                start = last
        elif line.startswith(("Base: ", "Comes out: ")):
            examples[-1].figures += said(name, line)
        previous = line
    return tuple(examples)


def poll() -> Parts:
    """The study `poll`, bare."""
    return bare(next(example.parts for example in read_page(POLL) if example.parts["study"] == "study: poll\n"))


def said(page: str, line: str) -> Iterator[tuple[str, str, str, int]]:
    """What a line like "Base: `metric`: executive 75% of 12, consumer 3; `other`: …" says."""
    for clause in line.partition(": ")[2].split("; "):
        metric, _, groups = clause.partition(": ")
        for text in groups.split(", "):
            found = re.fullmatch(r"(\w+) (?:(\S+) of )?(\d+)", text)
            assert found, f"{page} says {line!r}, and {text!r} is no group with its figure and base"
            yield metric.strip("`"), found[1], found[2] or "", int(found[3])


EXAMPLES = [example for page in sorted(GUIDE.glob("*.md")) for example in read_page(page.name)]


def each(examples: list[Example]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("example", examples, ids=lambda example: f"{example.page}-{example.line}")


@each(EXAMPLES)
def test_example_is_right_or_refused_as_the_guide_says(example, tmp_path, capsys):
    folder = example.build(tmp_path)
    passed = check_studies([folder.name], tmp_path)
    refused = any(line.startswith("✗") for line in example.printed)
    assert passed is not refused, f"{example}: {''.join(capsys.readouterr())}"


@each(EXAMPLES)
def test_editor_underlines_nothing_in_an_example(example):
    assert underlined("".join(example.parts.values())) == [], f"{example}"


@each([example for example in EXAMPLES if example.figures])
def test_what_comes_out_comes_out(example, tmp_path):
    folder = example.build(tmp_path / "studies")
    study, lake, work = load_study(folder), Lake(tmp_path / "lake"), tmp_path / "work"
    work.mkdir()
    found = {}
    for wave in study.waves:
        exports = {kind: extract(study, wave, folder, kind, lake) for kind in ("interviews", "panel", "reported")}
        respond(study, wave, exports["interviews"] | exports["panel"], Output(lake, work, new_key(), ""))
        counts = {}
        for source in study.respondents():
            counts[source] = work / f"{source}.parquet"
            responses = lake.table("responses", study.study, wave, source)
            pq.write_table(tabulate(SourceWave(study, wave, source), responses, work), counts[source])
        samples = {source: read_sample(study, source, path) for source, path in counts.items()}
        published = {source: figures(study, source, files, lake) for source, files in exports["reported"].items()}
        rows = estimates(study, wave, samples, published, {"synthetic": False, "provenance_id": ""}).to_pylist()
        found |= {(row["metric"], row["group_name"]): row for row in rows if row["segment"] == "total"}
    for metric, group, figure, base in example.figures:
        row = found[metric, group]
        assert row["n"] == base, f"{example}: the base of {metric}, {group} is {row['n']}, not {base}"
        if figure:
            printed = f"{row['estimate']:.0%}" if row["unit"] == "share" else f"{row['estimate']:.0f}"
            assert printed == figure, f"{example}: {metric}, {group} is {printed}, not {figure}"


@each([example for example in EXAMPLES if example.printed])
def test_commands_print_what_the_guide_shows(example, tmp_path, monkeypatch):
    example.build(tmp_path)
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path / "dagster"))
    monkeypatch.setenv("GAP_STUDIES", str(tmp_path))
    monkeypatch.setenv("GAP_LAKE", str(tmp_path / "lake"))
    refused = any(line.startswith("✗") for line in example.printed)
    printed = ""
    for line in example.printed:
        if line.startswith("$ gap "):
            ended = CliRunner().invoke(app, shlex.split(line)[2:])
            printed = squeezed(ended.output)
            assert ended.exit_code == int(refused), f"{example}: {line!r} exits {ended.exit_code}: {printed!r}"
        else:
            assert squeezed(line) in printed, f"{example}: {line!r} is not in {printed!r}"


def squeezed(text: str) -> str:
    return " ".join(text.split())
