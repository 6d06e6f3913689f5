"""The workbook holds the tables' figures, all of them and no other, and nothing in it is more than what it looks like."""

import pytest
from reading import APART, bundled, cells, letters_of, real, results_of, written

from assets.report.workbook.sheets import sheet_names
from building import built, rows, table
from printed import verdict

STUDIES = {
    "high-tech-service": None,
    "high-tech-service-published": None,
    "ospo-2024": "real/ospo-2024/ospo2024_numeric.csv",
    "nonvoters-2020": "real/nonvoters-2020/nonvoters_data.csv",
}
"""Each with the export that is not part of the project, if it has one."""


@pytest.fixture(scope="module", params=STUDIES)
def opened(request, tmp_path_factory, shared):
    place, export = tmp_path_factory.mktemp("books"), STUDIES[request.param]
    results = real(place, request.param, shared(export)) if export else bundled(place, request.param)
    return results, written(results, place / "book.xlsx")


def line_key(results, row):
    """Where a row of the estimates stands in the workbook, by its headings."""
    question, segment = results.study.questions[row["question"]], row["segment"]
    title = question.label or row["question"].replace("_", " ")
    if segment == "total":
        return title, row["label"], row["group_label"], "", "Total"
    return title, row["label"], row["group_label"], results.study.segments[segment].label, row["segment_value"]


def test_every_figure_of_the_estimates_stands_in_the_workbook_with_its_bases_and_mark(opened):
    results, book = opened
    found = {cell.key: cell for cell in cells(book)}
    expected = {line_key(results, row): row for row in results.estimates}
    assert len(expected) == len(results.estimates)
    assert set(found) == set(expected)
    for key, row in expected.items():
        cell = found[key]
        if row["estimate"] is None:
            assert cell.value == "– ", key
        else:
            assert cell.value == pytest.approx(row["estimate"], rel=1e-12), key
            mark = {"small base": "†", "indicative": "‡"}.get(row["reliability"], "")
            assert cell.form.startswith("0%") and cell.form == (f'0%"{mark}"_ ' if mark else "0%_†_ "), key
        for base, shown in cell.base.items():
            assert shown == ("? " if row[base] is None else pytest.approx(row[base], rel=1e-9)), (key, base)
        assert set(cell.base) == {"n", "n_weighted", "n_effective"}, key


def test_no_table_shows_a_figure_twice_or_one_that_the_estimates_do_not_have(opened):
    results, book = opened
    found = [cell.key for cell in cells(book)]
    assert len(found) == len(set(found)) == len(results.estimates)


def test_letters_are_the_significant_contrasts_and_no_other(opened):
    results, book = opened
    named = letters_of(book)
    found = {(cell.key, named[letter]) for cell in cells(book) for letter in cell.letters.split()}
    labels = {row["group_name"]: row["group_label"] for row in results.estimates}
    expected = set()
    for row in results.contrasts:
        if row["significant"] and row["against"] != "all others":
            place = labels[row["group_name"]], results.study.segments[row["segment"]].label
            parts = [row["segment_value"], row["against"]]
            higher, lower = parts if row["difference"] > 0 else parts[::-1]
            question = results.study.metrics[row["metric"]].of
            title = results.study.questions[question].label or question
            expected.add(((title, row["label"], *place, higher), (*place, lower)))
    assert found == expected
    assert bool(expected) == (results.study.study == "high-tech-service")


def test_the_gap_sheets_hold_the_fact_table(opened):
    results, book = opened
    segments = {name: segment.label for name, segment in results.study.segments.items()}
    expected = {(gap["label"], gap["segment"], gap["segment_value"]): gap for gap in results.gaps}
    named = {label: name for name, label in segments.items()}
    found = {}
    for name in ("Gaps", "Gaps by segment"):
        if name not in book.sheetnames:
            continue
        for label, _, *row in book[name].iter_rows(values_only=True):
            if name == "Gaps by segment" and row[0] in named:
                found[label, named[row[0]], row[1]] = row[2:]
            elif name == "Gaps" and (label, "total", "all") in expected:
                found[label, "total", "all"] = row
    assert set(found) == set(expected)
    for key, gap in expected.items():
        for side, at in (("executive", 0), ("consumer", 3)):
            assert found[key][at] == pytest.approx(gap[f"{side}_estimate"], rel=1e-12)
            for step, base in ((1, "n"), (2, "n_effective")):
                assert found[key][at + step] == (
                    "?" if gap[f"{side}_{base}"] is None else pytest.approx(gap[f"{side}_{base}"])
                )
        for at, name in enumerate(("gap_estimate", "gap_ci_low", "gap_ci_high"), start=6):
            shown = found[key][at]
            assert shown is None if gap[name] is None else shown == pytest.approx(100 * gap[name], rel=1e-12)
        assert found[key][9] == verdict(gap), key


def test_every_sheet_says_that_respondents_are_synthetic(opened):
    results, book = opened
    for sheet in book:
        said = any("Synthetic: the respondents are made up" in str(sheet.cell(row, 1).value) for row in range(1, 5))
        assert said == results.study.synthetic, sheet.title


def test_the_contents_lead_to_every_table(opened):
    results, book = opened
    led = []
    for row in book["Contents"].iter_rows():
        for cell in row:
            if cell.hyperlink and not str(cell.value).startswith(("Gaps", "Notes")):
                sheet, place = cell.hyperlink.location.rsplit("!", 1)
                led.append(book[sheet.strip("'")][place].value.split("  ", 1)[1])
                assert led[-1] == cell.value
    assert len(led) == len({row["question"] for row in results.estimates})


def test_a_sheet_prints_whole_and_keeps_its_headings_in_sight(opened):
    _, book = opened
    for sheet in book:
        assert sheet.page_setup.orientation == "landscape" and sheet.page_setup.fitToHeight == 0, sheet.title
        assert sheet.freeze_panes and sheet.print_title_rows.startswith("$1:"), sheet.title


HOSTILE = ["=1+1", "+cmd|' /C calc'!A0", "-2", "@SUM(A1)", "http://evil.example/", "0012", "{=A1}"]


@pytest.fixture
def hostile(tmp_path):
    """A poll whose every name would be a formula, a link or a number if it were not text; 12 in the north, 9 in the south."""
    export = table(["id", "who", "region", "q"], [[at, at % 2, "=n" if at < 24 else "-s", at % 7] for at in range(42)])
    return built(
        tmp_path,
        {"poll.csv": export},
        title="=HYPERLINK(1)",
        groups={
            "executive": {"source": "poll", "where": {"who": ["=boss"]}, "label": "+bosses"},
            "consumer": {"source": "poll", "where": {"who": ["-staff"]}, "label": "@staff"},
        },
        segments={"region": {"of": "region", "label": "=region"}},
        questions={
            "who": {"at": "who", "answers": {"=boss": "0", "-staff": "1"}},
            "region": {"at": "region", "answers": ["=n", "-s"]},
            "q": {
                "at": "q",
                "label": "=question",
                "text": "=cmd()",
                "answers": {name: str(at) for at, name in enumerate(HOSTILE)},
            },
        },
        metrics={"first": {"of": "q", "top": 3, "label": "=metric"}},
        gaps={
            "g": {
                "metric": "first",
                "compare": "similar",
                "why": "=why",
                "label": "=gap",
                "topic": "=[a]/b: 'History'?*" * 3,
            }
        },
    )


def test_no_text_becomes_a_formula_a_link_or_a_number(hostile, tmp_path):
    book = written(results_of(hostile), tmp_path / "book.xlsx")
    texts = set()
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type in ("s", "n"), (sheet.title, cell.coordinate, cell.value)
                assert cell.hyperlink is None or cell.hyperlink.target is None
                texts |= {cell.value} if isinstance(cell.value, str) else set()
    assert texts >= {
        *HOSTILE,
        "=HYPERLINK(1), w1",
        "+bosses",
        "@staff",
        "=region",
        "=metric",
        "=gap",
        "=why",
        "=question",
    }


def test_a_withheld_cell_holds_a_mark_and_no_number(hostile, tmp_path):
    results = results_of(hostile)
    withheld = {row["segment_value"] for row in results.estimates if row["reliability"] == "withheld"}
    assert withheld == {"-s", "=n"}  # few are south, and the total less north would tell of them
    book = written(results, tmp_path / "book.xlsx")
    seen = [cell for cell in cells(book) if cell.part == "-s"]
    assert seen and all(cell.value == "· " for cell in seen)
    south = [row for row in book["Gaps by segment"].iter_rows(values_only=True) if row[3] == "-s"]
    assert [row[4] for row in south] == ["·"] and [row[7] for row in south] == ["·"]
    assert [row[10:13] for row in south] == [(None, None, None)]


def test_a_metric_with_a_base_of_its_own_stands_below_that_base(tmp_path):
    export = rows("id,q,w", *(f"{at},{at % 3},{1 + at % 2}" for at in range(30)))
    ran = built(
        tmp_path,
        {"poll.csv": export},
        sources={"poll": {"kind": "panel", "files": "poll*", "respondent": "id", "sampling": "opt_in", "weight": "w"}},
        questions={"q": {"at": "q", "answers": {"yes": "1", "no": "2"}, "other": {"don't know": "0"}}},
        metrics={
            "said": {"of": "q", "share": "yes", "label": "Of those who say"},
            "all": {"of": "q", "share": "yes", "keep": "don't know", "label": "Of all"},
            "counted": {"of": "q", "share": "yes", "weight": "none", "label": "Unweighted"},
        },
    )
    found = {
        cell.line: (cell.base["n"], cell.base["n_weighted"])
        for cell in cells(written(results_of(ran), tmp_path / "b.xlsx"))
    }
    assert found == {
        "yes": (20, 30),
        "no": (20, 30),
        "Of those who say": (20, 30),
        "Of all": (30, 45),
        "Unweighted": (20, 20),
    }


def test_a_number_is_shown_in_its_own_unit(tmp_path):
    export = rows("id,q", *(f"{at},{at % 11}" for at in range(44)))
    ran = built(
        tmp_path,
        {"poll.csv": export},
        questions={"q": {"at": "q", "numbers": [0, 10]}},
        metrics={"nps": {"of": "q", "nps": True}, "mean": {"of": "q", "mean": True}, "less": {"of": "q", "top": 2, "minus": "high"}, "high": {"of": "q", "top": 4}},
    )  # fmt: skip
    found = {
        cell.line: (cell.value, cell.form.split("_")[0].split('"')[0])
        for cell in cells(written(results_of(ran), tmp_path / "b.xlsx"))
    }
    assert found["nps (NPS)"] == (pytest.approx(100 * (2 - 7) / 11), "+0")
    assert found["mean (0 to 10 points)"] == (pytest.approx(5), "0.00")
    assert found["less (difference of shares)"] == (pytest.approx(100 * (2 - 4) / 11), "+0")


def test_sheets_have_names_that_a_spreadsheet_takes():
    names = sheet_names(["Gaps", "gaps", "History", "a/b[c]:d*e?f\\g", "x" * 40, "x" * 41, "", "'quoted'"])
    assert len({name.lower() for name in names}) == len(names)
    assert all(0 < len(name) <= 31 and not set(name) & set("[]:*?/\\'") for name in names)
    assert "history" not in {name.lower() for name in names}
    assert set(APART) == set(sheet_names(list(APART)))
