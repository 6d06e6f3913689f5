"""Real exports of vendors that publish no figures: they are read whole, and two exports of one survey read alike."""

from pathlib import Path
from shutil import copyfile

import pytest

from assets.exports.export import Reading
from assets.exports.readers import describe
from building import POLL, built, with_key
from schemas.foreign import shown


def responses(place: Path, export: Path, respondent: str, questions: dict) -> list[dict]:
    """The responses of an export in the order of respondents, but for the rows that they stood in."""
    sources = {"poll": {**POLL, "respondent": respondent}}
    run = built(place, {"poll.csv": export.read_bytes()}, sources=sources, questions=questions)
    rows = [{name: cell for name, cell in row.items() if name != "source_row"} for row in run.responses()]
    return sorted(rows, key=lambda row: row["respondent"])


# ---- Qualtrics: the legacy layout and the current one, of the same responses

RECODED = {
    **{"Q4_1": "Q4_10", "Q4_2": "Q4_11", "Q4_3": "Q4_12"},
    **{"Q5_1": "Q5_10", "Q5_2": "Q5_14", "Q5_3": "Q5_15", "Q5_4": "Q5_11", "Q5_5": "Q5_12", "Q5_6": "Q5_13", "Q5_7": "Q5_16"},
}  # fmt: skip
"""Where the two differ: the legacy layout numbers the columns by choice, the current one by the choice's recode value."""
SAME = [*(f"Q2_{at}" for at in (1, 2, 3)), *(f"Q3_{at}" for at in (1, 2, 3, 4, 5))]
SAME += ["mc_question_five_1", "mc_question_five_2", "mc_question_five_3"]
RENAMED = {
    **{letter: f"Q2_{at}" for at, letter in enumerate("KLM", start=1)},
    **{letter: f"Q4_{at}" for at, letter in enumerate("NOP", start=1)},
    **dict(zip("QRS", (f"Q3_question_{at}" for at in ("one", "two", "three")), strict=True)),
    **dict(zip("TUV", (f"Q5_question_{at}" for at in ("one", "two", "three")), strict=True)),
    **dict(zip("WXZ", (f"matrix_question_five_question_{at}" for at in ("one", "two", "three")), strict=True)),
}
"""Rows of matrices: the legacy layout names those of three matrices alike, so they go by the letters of their columns."""


def options(places: list) -> dict:
    return {"q": {"options": {f"option {at}": place for at, place in enumerate(places)}, "selected": 1}}


def test_two_qualtrics_exports_of_one_survey_give_the_same_responses(shared, tmp_path):
    folder = shared("real/qualtrics-pairs")
    legacy, current = options([*SAME, *RECODED]), options([*SAME, *RECODED.values()])
    then = responses(with_key(tmp_path / "legacy"), folder / "mc_multi_legacy.csv", "V1", legacy)
    now = responses(with_key(tmp_path / "current"), folder / "mc_multi_insights.csv", "ResponseID", current)
    assert (len(now), then) == (5, now)


def test_two_qualtrics_exports_of_one_matrix_give_the_same_responses(shared, tmp_path):
    folder = shared("real/qualtrics-pairs")
    legacy = {
        f"q{at}": {"at": {"column": letter, "says": "*Statement*"}, "numbers": [1, 13]}
        for at, letter in enumerate(RENAMED)
    }
    current = {f"q{at}": {"at": handle, "numbers": [1, 13]} for at, handle in enumerate(RENAMED.values())}
    then = responses(with_key(tmp_path / "legacy"), folder / "matrix_legacy.csv", "V1", legacy)
    now = responses(with_key(tmp_path / "current"), folder / "matrix_insights.csv", "ResponseID", current)
    assert (len(now), then) == (5, now)


@pytest.mark.parametrize("survey", ["mc_multi", "matrix"])
def test_both_layouts_are_recognised_and_label_the_same_columns_alike(shared, survey):
    exports = [
        describe(shared(f"real/qualtrics-pairs/{survey}_{kind}.csv"), Reading()) for kind in ("legacy", "insights")
    ]
    assert [(export.layout, export.first_row) for export in exports] == [("qualtrics-legacy", 3), ("qualtrics", 4)]
    legacy, current = (
        {column.label for column in export.columns if column.label.startswith("Click")} for export in exports
    )
    assert legacy == current


# ---- Typeform


def test_a_typeform_export_is_read_whole_and_what_excel_did_to_it_is_said(shared, tmp_path):
    path = tmp_path / "poll.csv"
    copyfile(shared("real/typeform-osmi-2018") / "responses.csv", path)
    sources = {"poll": {**POLL, "respondent": "#", "layout": "typeform"}}
    sizes = {"1 to 5": "01-May", "6 to 25": "Jun-25", "26 to 100": "26-100", "100 to 500": "100-500"}
    run = built(
        tmp_path,
        {"poll.csv": path.read_bytes()},
        sources=sources,
        questions={
            "self_employed": {"at": "Are you self-employed?", "answers": {"yes": 1, "no": 0}},
            "size": {
                "at": "How many employees does your company or organization have?",
                "answers": {**sizes, "500 to 1000": "500-1000", "more": "More than 1000"},
            },
            "stress": {"options": {"diagnosed": {"column": "CF", "says": "Post-traumatic Stress Disorder"}}},
        },
    )
    assert len(run.responses()) == 417 and not run.rejected()
    assert run.answers("self_employed").count(1) == 56
    assert run.answers("stress__diagnosed").count(1) == 20
    (note,) = [note for note in describe(path, Reading()).notes if "employees" in note]
    assert shown(note).endswith("Jun-25 of 6-25.")  # 01-May stands further below than is looked for
