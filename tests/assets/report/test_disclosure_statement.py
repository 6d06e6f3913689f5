"""What a reader is told of how the study was made: all that the study file says, and of everything else that it is not stated."""

import openpyxl
import pages
import pytest
from reading import results_of
from telling import POLL, poll, ran, told
from typer.testing import CliRunner

from assets.report.charts import SECTIONS
from assets.report.disclosure import disclosure
from assets.report.page.page import page
from assets.report.workbook.workbook import write_workbook
from building import write_study
from pipeline.command_line import app
from schemas.refused import Refused
from schemas.study import load_study, unstated
from schemas.study.disclosure import Disclosure
from schemas.words.studies import Words

WHOLE = ("sponsor", "funding", "conducted_by", "contact", "questionnaire", "limits")
OF_SAMPLE = ("population", "frame", "recruitment", "mode", "incentives", "processing")
STATED = {key: f"=<b>{key}</b> & co" for key in (*WHOLE, *OF_SAMPLE)} | {
    "languages": ["English", "<i>Polish</i>"],
    "response_rate": {"code": "RR3", "percent": 12.4},
    "weighting": "by the <u>vendor</u>",
}
SAID = [*(STATED[key] for key in (*WHOLE, *OF_SAMPLE)), "<i>Polish</i>", "by the <u>vendor</u>"]
WEIGHTED = poll((30, 10), (20, 80)).replace("id,role,said\n", "id,role,said,w\n").replace(",1\n", ",1,1\n").replace(",2\n", ",2,2\n")  # fmt: skip


def of(place, stated: dict, **parts: object):
    """The study as far as it is run: answers of one poll with weights of its own."""
    described = {"about": "What it is.", "waves": {"w1": {"fieldwork": "2026-03"}}} | parts
    said = {key: value for key, value in described.items() if value}
    return ran(place, WEIGHTED, sources={"poll": POLL | {"weight": "w"}}, disclosure=stated, **said)


def on_page(found) -> dict[str, str]:
    """The page's disclosure by item."""
    root = pages.read(page(told(found), {name: [] for name in SECTIONS}))
    (section,) = (part for part in root.iter("section") if part.get("id") == "disclosure")
    return {
        pages.said(line.find("dt")): " ".join(map(pages.said, line.find("dd")))
        for line in section.iterfind("details/dl/div")
    }


def in_workbook(found, place) -> list[str]:
    write_workbook(results_of(found), place / "b.xlsx")
    rows = [row[0].value for row in openpyxl.load_workbook(place / "b.xlsx").worksheets[-1].iter_rows()]
    return rows[rows.index("The study") + 1 : rows.index("How to read the tables") - 1]


def test_every_item_that_the_study_file_states_stands_word_for_word_on_page_and_in_workbook(tmp_path):
    found = of(tmp_path, STATED)
    shown, book = on_page(found), in_workbook(found, tmp_path)
    assert [said for said in SAID if not any(said in answer for answer in shown.values())] == []
    assert [said for said in SAID if not any(said in line for line in book)] == []
    assert shown["Response rate"] == "12.4% (AAPOR RR3)"
    assert "not stated" not in f"{shown} {book}"
    assert [f"{item}: {answer}" for item, answer in shown.items() if f"{item}: {answer}" not in book] == [
        f"{item}: {shown[item]}"
        for item in ("Who is compared", "Wording", "Limits")  # several lines each
    ]


def test_an_item_that_is_not_stated_is_shown_as_that_and_listed_and_no_other(tmp_path):
    evidence = told(of(tmp_path, STATED))
    rows = evidence.tables["estimates"], evidence.tables["weighting"]
    for key in STATED:
        rest = {name: said for name, said in STATED.items() if name != key}
        study = evidence.study.model_copy(update={"disclosure": Disclosure.model_validate(rest)})
        listed = [".".join(path) for path, _ in unstated(study, evidence.wave)]
        items = disclosure(Words(study), evidence.wave, *rows)
        shown = [item for item, said in items if "not stated" in str(said)]
        if key in ("funding", "limits"):  # which few studies have
            assert (listed, shown) == (["questions"], [])
        elif key == "questionnaire":  # the wording stands in the report in any case
            assert (listed, shown) == (["disclosure.questionnaire", "questions"], [])
        else:
            assert listed == [f"disclosure.{key}", "questions"] and len(shown) == 1, key


def test_nothing_is_made_up_where_nothing_is_stated(tmp_path):
    found = of(tmp_path, {}, about="", waves={"w1": {}})
    shown = on_page(found)
    missing = {path[-1] for path, _ in unstated(found.study, found.wave)} - {"questionnaire", "questions"}
    assert len([said for said in shown.values() if "not stated" in said]) == len(missing) == 14
    assert "Source of the money" not in shown


def test_what_differs_in_a_source_and_in_a_wave_is_told_of_it_alone(tmp_path):
    rates = {"w1": {"response_rate": {"code": "participation", "percent": 7}}, "w2": {"response_rate": "none"}}
    second = {"kind": "panel", "files": "poll*", "respondent": "id", "sampling": "probability"}
    found = ran(
        tmp_path, poll((30, 10), (20, 80)), language="de", waves={"w1": {}, "w2": {}},
        sources={"poll": POLL, "other": second},
        groups={"executive": {"source": "poll", "label": "Chefs"}, "consumer": {"source": "other", "label": "Kunden"}},
        questions={"said": {"at": {"poll": "said", "other": "said"}, "answers": {"yes": 1, "no": 2}}},
        disclosure={"mode": "online", "sources": {"other": {"mode": "telefonisch", "waves": rates}}},
    )  # fmt: skip
    shown = on_page(found)
    assert shown["Erhebungsform"] == "Chefs: online Kunden: telefonisch"
    assert shown["Ausschöpfung"] == "Chefs: nicht angegeben Kunden: 7 % der Eingeladenen (Teilnahmequote)"
    assert shown["Sprachen"] == "nicht angegeben"


@pytest.mark.parametrize(
    ("stated", "said"),
    [
        ({"sources": {"pol": {"mode": "online"}}}, "disclosure.sources.pol: there is no source 'pol'; did you mean 'poll'?"),
        ({"sources": {"poll": {"waves": {"w9": {}}}}}, "disclosure.sources.poll.waves.w9: there is no wave 'w9'"),
        ({"response_rate": {"code": "RR9", "percent": 3}}, "disclosure.response_rate.code: is 'RR9'; write 'RR1'"),
        ({"response_rate": {"code": "RR1", "percent": 120}}, "disclosure.response_rate.percent: is '120'; it must be at most 100"),
        ({"sponser": "X"}, "disclosure.sponser: is not a word of the study file; did you mean 'sponsor'?"),
    ],
)  # fmt: skip
def test_what_is_told_of_nothing_that_is_there_is_refused(tmp_path, stated, said):
    with pytest.raises(Refused) as refused:
        load_study(write_study(tmp_path, disclosure=stated))
    assert said in str(refused.value.reasons)


def test_check_lists_what_is_missing_and_says_so_where_nothing_is(tmp_path):
    def checked(stated: dict, **parts: object) -> str:
        write_study(tmp_path, {"poll.csv": "id\n1\n"}, disclosure=stated, about="What it is.", **parts)
        done = CliRunner().invoke(app, ["check", "--disclosure", "--studies", str(tmp_path)])
        assert done.exit_code == 0, done.output
        return " ".join(done.output.split())

    waves = {"w1": {"fieldwork": "2026-03"}}
    rest = {key: said for key, said in STATED.items() if key != "sponsor"}
    assert "disclosure: 1 not stated disclosure.sponsor: Who commissioned the study" in checked(rest, waves=waves)
    assert "disclosure: everything is stated" in checked(STATED, waves=waves)
