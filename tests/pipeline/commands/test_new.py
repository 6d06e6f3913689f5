"""`gap new` as an analyst uses it: a draft from two files, or one, that passes `gap check` before anybody edits it."""

import json
import re
from pathlib import Path

import pytest

from assets.drafting.emit import block, flow
from assets.drafting.scales import best_first
from building import rows
from conftest import PROJECT
from editor import underlined
from schemas.study import load_study
from schemas.study.editor import json_schema
from schemas.study.yaml_text import read_yaml

BUNDLED = PROJECT / "studies" / "high-tech-service" / "exports" / "2007"
SATISFIED = ["very satisfied", "satisfied", "neither", "dissatisfied", "very dissatisfied", "Don't know"]
EXECUTIVES = rows(
    "id,How satisfied are customers with the service?,comment",
    *(f"e{at},{SATISFIED[at % 5]},remark number {at} of many" for at in range(40)),
)
CUSTOMERS = rows(
    "id,weight,How satisfied are you with the service?,pets,region",
    *(f"c{at},{1 + at % 2},{SATISFIED[at % 6]},{['yes', 'Yes', 'no'][at % 3]},{at % 4}" for at in range(60)),
)
POLL = rows(
    "id,role,service,tools_1,tools_2",
    *(f"{at},{'manager' if at % 3 else 'employee'},{1 + at % 5},{at % 2},{(at + 1) % 2}" for at in range(60)),
)


@pytest.fixture(scope="module")
def exports(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("exports")
    for name, text in {"executives.csv": EXECUTIVES, "customers.csv": CUSTOMERS, "poll.csv": POLL}.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def drafted(run_gap, tmp_path_factory):
    """Draft a study from these files; the folder of studies and the study's folder."""

    def draft(*words: object) -> tuple[Path, Path]:
        studies = tmp_path_factory.mktemp("studies")
        ended = run_gap("new", "my-study", *words, "--studies", studies)
        assert ended.returncode == 0, ended.output
        return studies, studies / "my-study"

    return draft


@pytest.fixture(scope="module")
def two(drafted, exports):
    return drafted("--executive", exports / "executives.csv", "--consumer", exports / "customers.csv")


def test_a_draft_passes_the_check_and_runs_to_a_gap_table(run_gap, two, tmp_path):
    studies, _ = two
    checked = run_gap("check", "my-study", "--studies", studies)
    assert checked.returncode == 0, checked.output
    ran = run_gap("run", "my-study", "--studies", studies, "--lake", tmp_path / "lake")
    assert ran.returncode == 0, ran.output
    assert "40% of 40" in ran.output and "43% of 50" in ran.output and "To be decided" in ran.output
    assert "1 gap is to be decided (compare): satisfied_service" in checked.output


def test_a_draft_names_the_schema_of_its_keys_wherever_its_folder_lies(two):
    _, folder = two
    first = (folder / "study.yaml").read_text(encoding="utf-8").splitlines()[0]
    named = re.fullmatch(r"# yaml-language-server: \$schema=(\S+)", first)
    assert named, first
    schema = json.loads((folder / named[1]).read_text(encoding="utf-8"))
    assert schema == json_schema()
    assert underlined((folder / "study.yaml").read_text(encoding="utf-8")) == []


def test_a_draft_brings_the_schema_of_its_folder_up_to_date(run_gap, exports, tmp_path):
    (tmp_path / "study.schema.json").write_text("{}")
    assert run_gap("new", "a", "--both", exports / "poll.csv", "--studies", tmp_path).returncode == 0
    assert json.loads((tmp_path / "study.schema.json").read_text(encoding="utf-8")) == json_schema()


def test_a_question_of_both_sides_is_proposed_as_a_pair_with_what_to_check(two):
    study = load_study(two[1])
    (gap,) = study.gaps.values()
    assert gap.compare == "undecided"
    assert re.search(
        r"# check: is it one thing\? alike in words 0\.\d\d, in answers 1\.00", (two[1] / "study.yaml").read_text()
    )


def test_codes_of_no_answer_are_no_answers_and_scales_stand_best_first(two):
    study = load_study(two[1])
    asked = next(question for question in study.questions.values() if question.other)
    assert asked.other == {"don't know": ["Don't know"]}
    assert list(asked.answers or {}) == SATISFIED[:-1]
    assert {(metric.top, metric.better) for metric in study.metrics.values() if metric.top} >= {(2, "higher")}


def test_answers_that_differ_in_capitals_are_one(two):
    assert load_study(two[1]).questions["pets"].answers == {"Yes": ["Yes", "yes"], "no": ["no"]} or (
        load_study(two[1]).questions["pets"].answers == {"yes": ["yes", "Yes"], "no": ["no"]}
    )


def test_free_text_is_left_out_and_named(two):
    text = (two[1] / "study.yaml").read_text()
    assert "#   free text: comment" in text
    assert "comment" not in load_study(two[1]).questions


def test_weight_and_respondent_are_found(two):
    panel = load_study(two[1]).sources["panel"]
    assert panel.respondent == "id"
    assert panel.is_weighted


def test_one_file_gets_the_groups_that_its_columns_tell_apart(run_gap, drafted, exports):
    _, folder = drafted("--both", exports / "poll.csv")
    study = load_study(folder)
    assert study.groups["executive"].where == {"role": ["manager"]}
    assert study.groups["consumer"].where == {"role": ["employee"]}
    assert list(study.questions["tools"].options or {}) and study.questions["tools"].selected == ["1"]
    assert run_gap("check", folder).returncode == 0


def test_the_bundled_exports_make_a_draft_that_pairs_satisfaction(run_gap, drafted):
    _, folder = drafted(
        "--executive", BUNDLED / "interviews-synthetic.csv", "--consumer", BUNDLED / "panel-synthetic.sav"
    )
    study = load_study(folder)
    assert [gap.metric for gap in study.gaps.values()] == ["satisfaction_service"]
    assert study.sources["interviews"].rows == {"Status": ["IP Address"]}
    assert study.sources["panel"].rows == {"status": ["1"]}
    assert run_gap("check", folder).returncode == 0


def test_a_folder_that_is_there_is_never_written_to(run_gap, two, exports):
    studies, folder = two
    before = (folder / "study.yaml").read_text()
    ended = run_gap("new", "my-study", "--both", exports / "poll.csv", "--studies", studies)
    assert ended.returncode == 1 and "the folder is there already" in ended.output
    assert (folder / "study.yaml").read_text() == before


def test_an_export_whose_ids_come_twice_is_refused_and_leaves_nothing(run_gap, tmp_path):
    (tmp_path / "poll.csv").write_text(rows("id,b", "1,2", "2,2", "2,3"))
    ended = run_gap("new", "my-study", "--both", tmp_path / "poll.csv", "--studies", tmp_path / "studies")
    assert ended.returncode == 1 and "none identifies a respondent" in ended.output
    assert not (tmp_path / "studies" / "my-study").exists()


@pytest.mark.parametrize("words", [["--executive", "a.csv"], ["a.csv", "b.csv"]], ids=["one side", "whose is not said"])
def test_who_does_not_say_whose_the_files_are_is_told_what_to_type(run_gap, words):
    ended = run_gap("new", "my-study", *words)
    assert ended.returncode == 2
    typed = " ".join(re.sub(r"[│\n]", " ", ended.output).split())
    assert f"gap new my-study --executive {'a.csv --consumer b.csv' if 'b.csv' in words else 'FILE'}" in typed


@pytest.mark.parametrize(
    "name", ["nonvoters-2020/nonvoters_data.csv", "star-wars-2014/StarWars.csv", "spss-stata-sas/employee-data.sav"]
)
def test_a_real_export_makes_a_draft_that_passes_the_check(run_gap, drafted, shared, name):
    _, folder = drafted("--both", shared(f"real/{name}"))
    checked = run_gap("check", folder)
    assert checked.returncode == 0, checked.output


TEXTS = ["> 60", "a, b", "- x", "-1", "null", "", " x", "yes: no", "#1", "x #1", "'s", '"q"', "{a}", "[b]", "*", "&c", "~", "?", "? x", "@", "%",
         "!x", "|", "`", "<<", "a\nb", "a:", "é\x85", "don't", "---", "--x", "1,000", "=", "£5"]  # fmt: skip


def test_a_question_mark_between_brackets_is_quoted_as_older_readers_need_it():
    assert flow({"a": ["Who?"]}) == '{a: ["Who?"]}'


@pytest.mark.parametrize("text", TEXTS)
def test_every_text_reads_back_as_it_was(text):
    assert read_yaml(flow({"a": [text], "b": text}), "x")[0] == {"a": [text], "b": text}
    assert read_yaml("\n".join(block({text: {"b": text, "c": ["x" * 90, text, "y" * 90]}})), "x")[0] == {
        text: {"b": text, "c": ["x" * 90, text, "y" * 90]}
    }


@pytest.mark.parametrize(
    ("answers", "ordered", "known"),
    [
        (["Strongly disagree", "Disagree", "Agree", "Strongly agree"], ["Strongly agree", "Agree", "Disagree", "Strongly disagree"], "judged"),
        (["Very upset", "Somewhat upset", "Not at all upset"], ["Not at all upset", "Somewhat upset", "Very upset"], "judged"),
        (["3 Very", "1 Not at all", "2"], ["3 Very", "2", "1 Not at all"], "numbered"),
        (["Europe", "Asia"], ["Asia", "Europe"], ""),
        (["Not much", "A lot", "Not at all", "Some"], ["A lot", "Some", "Not much", "Not at all"], "counted"),
        (["Sometimes", "Never", "Always", "Rarely", "Often"], ["Always", "Often", "Sometimes", "Rarely", "Never"], "counted"),
        (["35-54", "18-34"], ["18-34", "35-54"], ""),
    ],
)  # fmt: skip
def test_the_best_answer_stands_first_where_words_tell_it(answers, ordered, known):
    assert best_first(answers, in_order=False) == (ordered, known)
