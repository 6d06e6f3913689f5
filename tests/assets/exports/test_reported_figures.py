"""Published figures without respondents: what a printed figure becomes, and which ones are refused."""

import pytest

from building import Ran, built, rows
from schemas.refused import Refused

HEADER = "group,metric,figure,base,documents,note"
STUDY = {
    "sources": {"press": {"kind": "reported", "files": "press*.csv", "sampling": "purposive"}},
    "groups": {"executive": {"source": "press"}, "consumer": {"source": "press"}},
    "questions": {"q": {"answers": ["yes", "no"]}, "grade": {"numbers": [0, 10]}},
    "metrics": {"m": {"of": "q", "top": 1}, "grade": {"of": "grade", "mean": True}},
}


def press(place, *lines: str) -> Ran:
    return built(place, {"press.csv": rows(HEADER, *lines)}, **STUDY)


def refused(place, *lines: str) -> str:
    with pytest.raises(Refused) as fault:
        press(place, *lines).estimated()
    return str(fault.value)


def test_a_count_of_a_base_has_the_interval_of_its_counts(tmp_path):
    row = press(tmp_path, "executive,m,26 of 35,,,").estimate("m", "executive")
    assert (row["n"], row["estimate"], row["reliability"]) == (35, 26 / 35, "small base")
    assert (round(row["ci_low"], 3), round(row["ci_high"], 3)) == (0.577, 0.860)


def test_a_percent_of_a_base_is_kept_as_it_was_printed(tmp_path):
    row = press(tmp_path, "consumer,m,42%,1200,P2,at most").estimate("m", "consumer")
    assert (row["n"], row["estimate"], row["published"], row["reliability"]) == (1200, 0.42, "42%", "ok")
    assert row["note"] == "documents P2; at most"


def test_a_figure_of_unknown_base_is_shown_without_an_interval(tmp_path):
    row = press(tmp_path, "consumer,m,42%,,,").estimate("m", "consumer")
    assert (row["estimate"], row["n"], row["ci_low"], row["reliability"]) == (0.42, None, None, "base unknown")


@pytest.mark.parametrize("figure", ["82-85%", "<44%", "≥ 60%"])
def test_a_range_or_a_bound_is_text_and_no_estimate(tmp_path, figure):
    row = press(tmp_path, f"consumer,m,{figure},1200,,").estimate("m", "consumer")
    assert (row["estimate"], row["published"]) == (None, figure)


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("executive,m,26 of 30,35,,", "does not go with base '35'"),
        ("executive,m,36 of 35,,,", "'36 of 35' does not go"),
        ("executive,m,140%,35,,", "is more than all"),
        ("executive,m,7,35,,", "'7' is no figure"),
        ("executive,m,about half,35,,", "'about half' is no figure; write 26 of 35"),
        ("executive,m,50%,35?,,", "the base '35?' is no number of respondents"),
        ("boss,m,50%,35,,", "there is no group 'boss' in source press"),
        ("executive,missing,50%,35,,", "there is no metric 'missing'"),
    ],
)
def test_a_figure_that_cannot_be_is_refused_with_its_row(tmp_path, line, why):
    reason = refused(tmp_path, "consumer,m,42%,1200,,", line)
    assert reason.startswith("press.csv, row 3: ")
    assert why in reason


def test_every_bad_row_is_named_at_once(tmp_path):
    assert refused(tmp_path, "executive,m,140%,,,", "boss,m,1%,,,").count("press.csv, row") == 2


def test_one_figure_for_each_group_and_metric(tmp_path):
    assert "m of executive stands twice" in refused(tmp_path, "executive,m,26 of 35,,,", "executive,m,27 of 35,,,")


def test_one_figure_for_each_group_and_metric_over_all_files(tmp_path):
    files = {f"press{n}.csv": rows(HEADER, f"executive,m,2{n} of 35,,,") for n in (6, 7)}
    with pytest.raises(Refused, match="stands twice"):
        built(tmp_path, files, **STUDY).estimated()


@pytest.mark.parametrize("figure", ["42%", "26 of 35"])
def test_a_share_is_not_taken_for_a_mean(tmp_path, figure):
    assert f"{figure!r}" in refused(tmp_path, f"executive,grade,{figure},35,,")


def test_a_mean_of_fewer_than_ten_is_withheld_like_any_figure(tmp_path):
    row = press(tmp_path, "executive,grade,7.4,5,,").estimate("grade", "executive")
    assert (row["reliability"], row["estimate"]) == ("withheld", None)


def test_a_row_with_more_cells_than_the_header_is_refused(tmp_path):
    # An unquoted 1,200 is not a base of 1.
    assert "row 2" in refused(tmp_path, "consumer,m,42%,1,200,P2,at most")


def test_another_header_is_refused_with_the_right_one(tmp_path):
    with pytest.raises(Refused, match=f"write {HEADER}"):
        built(tmp_path, {"press.csv": "group,figure\nexecutive,42%\n"}, **STUDY).estimated()


def test_a_figure_without_file_is_refused(tmp_path):
    with pytest.raises(Refused, match="no file matches"):
        built(tmp_path, {}, **STUDY).estimated()


@pytest.mark.parametrize("key", ["weight", "duration", "rows"])
def test_what_only_respondents_have_is_refused_in_a_source_of_figures(tmp_path, key):
    value = {"rows": {"status": "1"}}.get(key, "column")
    with pytest.raises(Refused, match=f"a reported source has figures and no respondents: drop {key}"):
        built(tmp_path, **{**STUDY, "sources": {"press": {**STUDY["sources"]["press"], key: value}}})
