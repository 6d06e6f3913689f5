"""Every figure that a page prints is the tables' own, at the precision that is printed.

Of a small study with a gap in every unit, and of studies that went through `gap run` and `gap report`, one of them real.
"""

import re
import shutil
from collections import Counter
from decimal import Decimal

import pages
import pytest
from telling import told

import printed
from assets.lake.paths import Lake
from assets.report.charts import pictures
from assets.report.evidence import gather
from assets.report.page.page import page
from assets.report.page.sentences import sentence
from building import built, table
from conftest import PROJECT
from schemas.study import load_study

REPORTED = {"high-tech-service": None, "nonvoters-2020": "real/nonvoters-2020/nonvoters_data.csv"}
"""Each with the export that is not part of the project, if it has one."""
GROUPS = {
    "executive": {"label": "Bosses", "source": "poll", "where": {"who": ["boss"]}},
    "consumer": {"label": "Staff", "source": "poll", "where": {"who": ["staff"]}},
}
METRICS = {
    "high": {"of": "q", "top": 2, "better": "higher", "label": "Is content"},
    "low": {"of": "q", "bottom": 1, "better": "lower", "label": "Is not content"},
    "mean": {"of": "s", "mean": True, "better": "higher"},
    "nps": {"of": "s", "nps": True},
    "maximum": {"of": "s", "mean": True, "percent_of_maximum": True},
    "balance": {"of": "q", "top": 2, "minus": "low"},
}


@pytest.fixture(scope="module")
def every_unit(tmp_path_factory):
    """40 bosses, of whom 5 are content (12.5%, a half), and 300 weighted staff, with a part of few; a gap in each unit."""
    cells = [[at, "boss", 1 if at < 5 else 5, at % 11, "north" if at % 2 else "south", 1] for at in range(40)]
    cells += [
        [
            at,
            "staff",
            at % 5 + 1,
            (at * 7) % 11,
            "islands" if at < 45 else "north" if at % 3 else "south",
            1 + at % 3 / 2,
        ]
        for at in range(40, 340)
    ]
    gaps = {name: {"metric": name, "compare": "same", "label": f"Gap of {name}"} for name in METRICS}
    gaps["beside"] = {"executive": "high", "consumer": "mean", "compare": "side_by_side", "why": "two units"}
    gaps["apart"] = {"executive": "high", "consumer": "low", "compare": "similar", "why": "two ends of a scale"}
    ran = built(
        tmp_path_factory.mktemp("units"),
        {"poll.csv": table(["id", "who", "q", "s", "region", "w"], cells)},
        sources={"poll": {"kind": "panel", "files": "poll*", "respondent": "id", "sampling": "opt_in", "weight": "w"}},
        groups=GROUPS,
        segments={"region": {"of": "region", "label": "Region"}},
        questions={
            "who": {"at": "who", "answers": ["boss", "staff"]},
            "q": {"at": "q", "answers": {name: at for at, name in enumerate("abcde", start=1)}},
            "s": {"at": "s", "numbers": [0, 10]},
            "region": {"at": "region", "answers": ["north", "south", "islands"]},
        },
        metrics=METRICS,
        gaps=gaps,
    )
    return told(ran)


@pytest.fixture(
    scope="module", params=["every unit", *(pytest.param(name, marks=pytest.mark.slow) for name in REPORTED)]
)
def opened(request, every_unit, run_gap, shared, tmp_path_factory):
    """What a page rests on, and the page as it was read."""
    study = request.param
    if study not in REPORTED:
        return every_unit, pages.read(page(every_unit, pictures(every_unit)))
    place, export = tmp_path_factory.mktemp("reported"), REPORTED[study]
    shutil.copytree(PROJECT / ("tests/end_to_end/real" if export else "studies") / study, place / study)
    if export:
        (place / study / "exports").mkdir()
        shutil.copy(shared(export), place / study / "exports")
    for verb in ("run", "report"):
        ended = run_gap(verb, place / study, "--lake", place / "lake")
        assert ended.returncode == 0, ended.output
    found = load_study(place / study)
    (wave,) = found.waves
    evidence = gather(found, wave, Lake(place / "lake"))
    return evidence, pages.read(Lake(place / "lake").report(study, wave).read_text(encoding="utf-8"))


def test_the_small_study_has_what_the_other_tests_look_for(every_unit):
    evidence = every_unit
    units = {row["unit"] for row in evidence.gaps}
    assert units == {"share", "0-10 points", "NPS", "percent of maximum", "difference of shares", "share / 0-10 points"}
    assert {row["reliability"] for row in evidence.tables["gap_fact"]} >= {"small base", "withheld"}
    assert any(row["significant"] for row in evidence.gaps) and not all(row["significant"] for row in evidence.gaps)
    assert any(row["gap_estimate"] and row["gap_estimate"] < 0 for row in evidence.gaps)


def test_the_table_of_all_figures_is_the_fact_table(opened):
    evidence, root = opened
    (found,) = (each for each in pages.tables(root) if each.caption.startswith("Both sides"))
    shown = {(row[0], row[1]): (row, by) for row, by in zip(found.rows, found.numbers, strict=True)}
    rows = {
        (row["label"], "everyone" if row["segment"] == "total" else row["segment_value"]): row
        for row in evidence.tables["gap_fact"]
    }
    assert set(shown) == set(rows) and len(found.rows) == len(evidence.tables["gap_fact"])
    for key, row in rows.items():
        texts, by = shown[key]
        for at, side in enumerate(printed.SIDES, start=2):
            span = printed.ends(row, side, printed.unit_of(row, side))
            assert texts[at] == " ".join(filter(None, (printed.figure(row, side), span, printed.base(row, side)))), key
        assert texts[4:7] == [printed.difference(row), printed.interval(row), printed.p_value(row)], key
        note = printed.NOTES[row["interval_note"]]
        assert texts[7] == printed.verdict(row) + (f": {note}" if note else ""), key
        for at, name in ((2, "executive_estimate"), (3, "consumer_estimate"), (4, "gap_estimate"), (6, "p_adjusted")):
            assert (float(by[at]) if by[at] else None) == (
                None if row[name] is None else pytest.approx(row[name], abs=1e-9)
            ), key


def expected_cells(row: dict, label: str) -> list[str]:
    sides = [
        text
        for side in printed.SIDES
        for text in (
            printed.figure(row, side),
            printed.ends(row, side, printed.unit_of(row, side)),
            printed.base(row, side),
        )
    ]
    return [label, *sides, printed.difference(row), printed.interval(row), printed.verdict(row)]


def test_the_data_of_every_picture_of_gaps_are_the_fact_table(opened):
    evidence, root = opened
    rows = {row["label"]: row for row in evidence.gaps}
    rows |= {f"{row['label']}, {row['segment_value']}": row for row in evidence.tables["gap_fact"]}
    seen = Counter()
    for figure in root.iter("figure"):
        for found in pages.tables(figure) if figure.get("id").startswith(("gaps", "segments")) else ():
            for cells in found.rows:
                assert cells == expected_cells(rows[cells[0]], cells[0])
                seen[cells[0]] += 1
    assert set(seen.values()) == {1}
    assert set(seen) >= {row["label"] for row in evidence.gaps if " / " not in row["unit"]}
    assert bool(evidence.segments) == any(name not in {row["label"] for row in evidence.gaps} for name in seen)


@pytest.mark.parametrize("width", ["drawing wide", "drawing narrow"])
def test_a_picture_has_the_figures_of_its_rows_and_no_others(opened, width):
    evidence, root = opened
    rows = [row for row in evidence.gaps if row["unit"] == "share"]
    figures = Counter(
        printed.figure(row, side) for row in rows for side in printed.SIDES if row[f"{side}_estimate"] is not None
    )
    axis = Counter(["0%", "25%", "50%", "75%", "100%"])
    texts = pages.drawn(root, "gaps", width)
    assert Counter({text: n for text, n in texts.items() if re.fullmatch(r"\S+%", text)}) == figures + axis
    widths = Counter(printed.width(row) for row in rows if row["gap_estimate"] is not None)
    assert Counter({text: n for text, n in texts.items() if text.endswith((" point", " points"))}) == widths


def test_a_sentence_has_the_figures_of_its_row_and_no_others(opened):
    evidence, root = opened
    found = pages.sentences(root)
    assert set(found) == {row["gap"] for row in evidence.gaps}
    for row in evidence.gaps:
        unit = row["unit"].replace("0-10 points", "0 to 10 points").replace("share", "%", 1)
        text = re.sub(r"“[^”]*”", "", found[row["gap"]]).replace(f"({unit})", "")
        text = text.replace(printed.NOTES[row["interval_note"]] or "\0", "").replace("95% interval", "")
        text = text.replace(printed.verdict(row) if row["gap_estimate"] is None else "\0", "")
        figures = [printed.figure(row, side) for side in printed.SIDES]
        if row["gap_estimate"] is not None:
            figures += [printed.width(row), printed.span(row)]
            assert ("if both were random samples" in text) == ("opt_in" in row["sampling"] and bool(printed.span(row)))
        assert printed.NUMBERS.findall(text) == printed.NUMBERS.findall("; ".join(figures)), text
        for part in figures:
            assert part in text


def test_the_lead_counts_what_the_fact_table_counts(opened):
    evidence, root = opened
    (lead,) = (part for part in root.iter("p") if part.get("class") == "lead")
    clear = sum(bool(row["significant"]) for row in evidence.gaps)
    compared = sum(row["compare"] != "side_by_side" for row in evidence.gaps)
    assert f"{clear} of {compared} gaps are clear" in pages.said(lead)
    bases = [max(row[f"{side}_n"] for row in evidence.gaps) for side in printed.SIDES]
    assert [int(number.replace(",", "")) for number in printed.NUMBERS.findall(pages.said(lead))[:2]] == bases


def test_a_half_is_rounded_up_as_a_spreadsheet_does(every_unit):
    (row,) = (row for row in every_unit.gaps if row["gap"] == "high")
    assert Decimal(row["executive_estimate"]) == Decimal("0.125")
    assert "Bosses 13%" in sentence(every_unit.words.gap(row))
