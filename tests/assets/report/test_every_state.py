"""Every state that a gap can be in, and what terminal, page, workbook, deck and the picture in the UI say of it.

What they should say is written here by hand, in English and in German; the labels of the groups hold the words that the
project uses for the two sides, and are to be printed as they stand.
"""

import base64
import re
from dataclasses import dataclass
from xml.etree import ElementTree

import openpyxl
import pages
import pptx
import pyarrow as pa
import pytest

from assets.gap_fact.chart import chart
from assets.report.deck.deck import write_deck
from assets.report.evidence import BY_SOURCE, WHOLE, Evidence
from assets.report.page.page import page
from assets.report.results import Results
from assets.report.workbook.workbook import write_workbook
from pipeline.terminal import console as terminal
from pipeline.terminal.gap_table import gap_table
from schemas.study import Study
from schemas.tables.gap_fact import GAP_FACT
from schemas.words.studies import Words

MANAGERS, CUSTOMERS = "IT managers who serve consumers", "Customers of executives"
WAVE = "w1"


def side(whose: str, estimate: float | None, n: int | None = 1000, reliability: str = "ok", **other: object) -> dict:
    """A side's columns."""
    found = {"label": MANAGERS if whose == "executive" else CUSTOMERS, "metric": "m", "wording": "How is it?"}
    found |= {"base": "asked of everyone", "n": n, "n_weighted": n, "n_effective": n, "estimate": estimate}
    found |= {"reliability": reliability} | other
    return {f"{whose}_{name}": value for name, value in found.items()}


def row(gap: str, executive: dict, consumer: dict, **other: object) -> dict:
    """One row of the fact table."""
    found = dict.fromkeys(column.name for column in GAP_FACT.columns)
    found |= {
        "study": "states",
        "wave": WAVE,
        "gap": gap,
        "label": f"The {gap} one",
        "topic": "other",
        "segment": "total",
    }
    found |= {"segment_value": "all", "segment_sides": "both", "compare": "same", "compare_why": "", "unit": "share"}
    found |= {"better": "neither", "executives_report": "own_view", "reliability": "ok", "synthetic": False}
    found |= {"sampling": "probability / probability", "provenance_id": "p"}
    return found | executive | consumer | other


def apart(estimate: float, low: float | None, high: float | None, se: float | None, p: float | None) -> dict:
    """The columns of a difference and its test."""
    found = {"gap_estimate": estimate, "gap_ci_low": low, "gap_ci_high": high, "gap_se": se, "p_value": p}
    return found | {"p_adjusted": p, "significant": None if p is None else p < 0.05}


@dataclass(frozen=True)
class State:
    """A row, and what is to be said of it in English and in German, a number as it is to be printed after the other."""

    row: dict
    verdict: tuple[str, str]
    figures: tuple[tuple[str, str], tuple[str, str]]
    """Of each side."""
    difference: tuple[str, str] = ("", "")
    interval: tuple[str, str] = ("", "")
    sentence: tuple[str, str] = ("", "")
    """How far the two are apart, in words."""
    form: str = ""
    """The number format of the difference in a spreadsheet."""


E40, C1000 = {"n": 40, "reliability": "small base"}, {"n": 1000}
POINTS = '+0;"−"0;0'
STATES = [
    State(
        row("clear", side("executive", 0.75, 40, "small base"), side("consumer", 0.2), better="higher",
            verdict="executive_higher", **apart(0.55, 0.4, 0.66, 0.07, 0.0001)),
        (f"{MANAGERS}: higher; less favourable among {CUSTOMERS}", f"{MANAGERS}: höher; {CUSTOMERS}: ungünstiger"),
        (("75%", "75 %"), ("20%", "20 %")), ("+55", "+55"), ("+40 to +66", "+40 bis +66"),
        ("55 points apart (95% interval: 40 to 66)", "Abstand 55 Prozentpunkte (95-%-Intervall: 40 bis 66)"), POINTS,
    ),
    State(
        row("estimated", side("executive", 0.3), side("consumer", 0.4), executives_report="estimate_of_consumers",
            verdict="executive_underestimates", sampling="purposive / opt_in", **apart(-0.1, -0.15, -0.05, 0.02, 0.001)),
        (f"{MANAGERS}: underestimate", f"{MANAGERS}: Unterschätzung"),
        (("30%", "30 %"), ("40%", "40 %")), ("−10", "−10"), ("−15 to −5", "−15 bis −5"),
        ("10 points apart; 5 to 15 if both were random samples",
         "Abstand 10 Prozentpunkte; 5 bis 15, wären beides Zufallsstichproben"), POINTS,
    ),
    State(
        row("alike", side("executive", 0.5), side("consumer", 0.53), verdict="equivalent", equivalent=0.075,
            equivalent_p_value=0.004, equivalent_p_adjusted=0.012, **apart(-0.03, -0.06, 0.004, 0.017, 0.2)),
        ("Apart by less than 7.5 points", "Abstand kleiner als 7,5 Prozentpunkte"), (("50%", "50 %"), ("53%", "53 %")),
        ("−3", "−3"), ("−6.0 to +0.4", "−6,0 bis +0,4"),
        ("3.0 points apart (95% interval: −0.4 to 6.0)", "Abstand 3,0 Prozentpunkte (95-%-Intervall: −0,4 bis 6,0)"),
        '+0.0;"−"0.0;0.0',
    ),
    State(
        row("unclear", side("executive", 0.5), side("consumer", 0.52), verdict="no_clear_difference",
            **apart(-0.02, -0.174, 0.131, 0.08, 0.8)),
        ("No clear difference", "Kein klarer Unterschied"), (("50%", "50 %"), ("52%", "52 %")),
        ("−2", "−2"), ("−17 to +13", "−17 bis +13"),
        ("2 points apart (95% interval: −13 to 17)", "Abstand 2 Prozentpunkte (95-%-Intervall: −13 bis 17)"), POINTS,
    ),
    State(
        row("untested", side("executive", 0.0), side("consumer", 0.01), no_verdict="not_tested",
            **apart(-0.01, -0.02, 0.08, 0.01, None)),
        ("Not tested", "Nicht getestet"), (("0%", "0 %"), ("1%", "1 %")), ("−1", "−1"), ("−2 to +8", "−2 bis +8"),
        ("1 point apart (95% interval: −8 to 2)", "Abstand 1 Prozentpunkt (95-%-Intervall: −8 bis 2)"), POINTS,
    ),
    State(
        row("few", side("executive", 0.9, 20, "indicative"), side("consumer", 0.5), no_verdict="too_few",
            interval_note="leaves_zero_out_base", **(apart(0.4, 0.2, 0.5, 0.07, 0.001) | {"significant": False})),
        ("Too few to say", "Zu wenige für eine Aussage"), (("90%", "90 %"), ("50%", "50 %")),
        ("+40", "+40"), ("+20 to +50", "+20 bis +50"),
        ("40 points apart (95% interval: 20 to 50)", "Abstand 40 Prozentpunkte (95-%-Intervall: 20 bis 50)"), POINTS,
    ),
    State(
        row("beside", side("executive", 0.8), side("consumer", 0.4), compare="side_by_side", compare_why="two questions",
            no_verdict="side_by_side"),
        ("Side by side, not subtracted", "Nebeneinandergestellt, keine Differenz"), (("80%", "80 %"), ("40%", "40 %")),
    ),
    State(
        row("undecided", side("executive", 0.7), side("consumer", 0.3), compare="undecided", no_verdict="undecided"),
        ("To be decided", "Noch zu entscheiden"), (("70%", "70 %"), ("30%", "30 %")),
    ),
    State(
        row("small", side("executive", None, 9, "withheld", withheld="base"), side("consumer", 0.4),
            no_verdict="withheld_base"),
        ("Withheld: fewer than 10 respondents", "Nicht ausgewiesen: weniger als 10 Befragte"),
        (("withheld", "nicht ausgewiesen"), ("40%", "40 %")),
    ),
    State(
        row("protected", side("executive", None, 12, "withheld", withheld="protection"), side("consumer", 0.4),
            no_verdict="withheld_protection"),
        ("Withheld so that another figure cannot be worked out",
         "Nicht ausgewiesen, damit sich kein anderer Wert errechnen lässt"),
        (("withheld", "nicht ausgewiesen"), ("40%", "40 %")),
    ),
    State(
        row("bound", side("executive", None, 1200), side("consumer", 0.4), no_verdict="no_figure"),
        ("No figure published", "Kein Wert veröffentlicht"),
        (("no figure published", "kein Wert veröffentlicht"), ("40%", "40 %")),
    ),
    State(
        row("empty", side("executive", 0.4), side("consumer", None, 0, "withheld"), no_verdict="no_figure"),
        ("No figure", "Kein Wert"), (("40%", "40 %"), ("no figure", "kein Wert")),
    ),
    State(
        row("unknown", side("executive", 0.74, None, "base unknown"), side("consumer", 0.42), no_verdict="not_tested",
            **apart(0.32, None, None, None, None)),
        ("Not tested", "Nicht getestet"), (("74%", "74 %"), ("42%", "42 %")), ("+32", "+32"), ("", ""),
        ("32 points apart; no interval can be given", "Abstand 32 Prozentpunkte; kein Intervall bestimmbar"), POINTS,
    ),
    State(
        row("promoters", side("executive", -13.3), side("consumer", -43.8), unit="NPS", verdict="executive_higher",
            **apart(30.5, 7.6, 53.6, 11.0, 0.01)),
        (f"{MANAGERS}: higher", f"{MANAGERS}: höher"), (("−13", "−13"), ("−44", "−44")), ("+31", "+31"),
        ("+8 to +54", "+8 bis +54"),
        ("31 points apart (95% interval: 8 to 54)", "Abstand 31 Punkte (95-%-Intervall: 8 bis 54)"), POINTS,
    ),
    State(
        row("mean", side("executive", 2.75), side("consumer", 3.038), unit="1-5 points", better="higher",
            verdict="consumer_higher", **apart(-0.288, -0.536, -0.040, 0.1265, 0.02)),
        (f"{CUSTOMERS}: higher; more favourable among {CUSTOMERS}", f"{CUSTOMERS}: höher; {CUSTOMERS}: günstiger"),
        (("2.75", "2,75"), ("3.04", "3,04")), ("−0.29", "−0,29"), ("−0.54 to −0.04", "−0,54 bis −0,04"),
        ("0.29 apart (95% interval: 0.04 to 0.54)", "Abstand 0,29 (95-%-Intervall: 0,04 bis 0,54)"),
        '+0.00;"−"0.00;0.00',
    ),
    State(
        row("narrow", side("executive", 0.4), side("consumer", 0.274), verdict="no_clear_difference",
            **apart(0.126, 0.0032, 0.2604, 0.06, 0.06)),
        ("No clear difference", "Kein klarer Unterschied"), (("40%", "40 %"), ("27%", "27 %")), ("+12.6", "+12,6"),
        ("+0.3 to +26.0", "+0,3 bis +26,0"),
        ("12.6 points apart (95% interval: 0.3 to 26.0)", "Abstand 12,6 Prozentpunkte (95-%-Intervall: 0,3 bis 26,0)"),
        '+0.0;"−"0.0;0.0',
    ),
]  # fmt: skip
LANGUAGES = {"en": 0, "de": 1}


def study(language: str) -> Study:
    """A study whose executives come from published figures and whose consumers from a poll."""
    poll = {"kind": "panel", "files": "p.csv", "respondent": "id", "sampling": "probability"}
    return Study.model_validate({
        "study": "states", "title": "States", "language": language, "waves": {WAVE: {}},
        "sources": {"press": {"kind": "reported", "files": "f.csv", "sampling": "probability"}, "poll": poll},
        "groups": {"executive": {"label": MANAGERS, "source": "press"}, "consumer": {"label": CUSTOMERS, "source": "poll"}},
        "questions": {"q": {"at": "q", "answers": ["yes", "no"]}},
        "metrics": {"m": {"of": "q", "share": "yes"}},
        "gaps": {state.row["gap"]: {"metric": "m", "compare": "same", "equivalent": 7.5} for state in STATES},
    })  # fmt: skip


def plain(text: str) -> str:
    """Single spaces, also where lines may not break."""
    return " ".join(text.split())


def in_terminal(study: Study, rows: list[dict], _place) -> dict[str, str]:
    with terminal.out.capture() as printed:
        gap_table("", rows, Words(study))
    lines = [plain(line) for line in printed.get().splitlines()[2:]]
    return {row["gap"]: next(line for line in lines if line.startswith(row["label"])) for row in rows}


def on_page(study: Study, rows: list[dict], _place) -> dict[str, str]:
    tables = {name: [] for name in (*WHOLE, *BY_SOURCE)} | {"gap_fact": rows}
    empty = {name: [] for name in ("gaps", "segments", "priorities", "trends", "importance")}
    root = pages.read(page(Evidence(study, WAVE, tables, {}, {}), empty))
    assert root.get("lang") == study.language
    (figures,) = (table for table in root.iter("table") if table.get("id") == "figures")
    cells = {pages.said(line[0]): " | ".join(map(pages.said, line)) for line in figures.iterfind("tbody/tr")}
    told, first = pages.sentences(root), pages.headlines(root)
    return {row["gap"]: f"{cells[row['label']]} | {told[row['gap']]} | {first[row['gap']]}" for row in rows}


def in_workbook(study: Study, rows: list[dict], place) -> dict[str, str]:
    write_workbook(Results(study, WAVE, [], rows, [], []), place / "b.xlsx")
    sheet = openpyxl.load_workbook(place / "b.xlsx").worksheets[0]
    lines = {line[0].value: line for line in sheet.iter_rows()}
    return {row["gap"]: " | ".join(str(cell.value) for cell in lines[row["label"]]) for row in rows}


def on_slides(study: Study, rows: list[dict], place) -> dict[str, str]:
    found = {}
    for row in rows:  # a deck has the ten widest gaps only
        write_deck(Results(study, WAVE, [], [row], [], []), place / "d.pptx")
        slide = pptx.Presentation(str(place / "d.pptx")).slides[1]
        shapes = [plain(shape.text_frame.text) for shape in slide.shapes if shape.has_text_frame]
        found[row["gap"]] = " | ".join(shapes)
    return found


def in_picture(study: Study, rows: list[dict], _place) -> dict[str, str]:
    schema = pa.schema([field.with_nullable(True) for field in GAP_FACT.schema()])
    drawn = re.search(r"base64,([^)]*)\)", chart(study, pa.Table.from_pylist(rows, schema=schema)))
    texts = [plain("".join(text.itertext())) for text in ElementTree.fromstring(base64.b64decode(drawn[1])).iter() if text.tag.endswith("text")]  # fmt: skip
    at = {row["gap"]: texts.index(f"{row['gap']} {row['label']}") for row in rows}
    return {gap: " | ".join(texts[first : first + 4]) for gap, first in at.items()}


PRINTERS = [in_terminal, on_page, in_workbook, on_slides, in_picture]


@pytest.fixture(scope="module", params=LANGUAGES)
def printed(request, tmp_path_factory):
    """What each printer says of each state, in one language."""
    place, rows = tmp_path_factory.mktemp(request.param), [state.row for state in STATES]
    width, terminal.out.width = terminal.out.width, 300
    try:
        found = {printer: printer(study(request.param), rows, place) for printer in PRINTERS}
    finally:
        terminal.out.width = width
    return LANGUAGES[request.param], found


@pytest.mark.parametrize("printer", PRINTERS)
@pytest.mark.parametrize("state", STATES, ids=lambda state: state.row["gap"])
def test_a_gap_has_one_verdict_and_every_printer_says_it(printed, printer, state):
    language, found = printed
    said, verdict = found[printer][state.row["gap"]], state.verdict[language]
    assert verdict in said
    others = {other.verdict[language] for other in STATES} - {verdict}
    assert [other for other in others if other in said and other not in verdict] == []


@pytest.mark.parametrize("printer", [in_terminal, on_page, on_slides, in_picture])
@pytest.mark.parametrize("state", STATES, ids=lambda state: state.row["gap"])
def test_every_printer_writes_the_figures_in_the_same_way(printed, printer, state):
    language, found = printed
    said = found[printer][state.row["gap"]]
    assert all(figure[language] in said for figure in state.figures)
    if printer is not on_slides:  # which says it in words
        assert state.difference[language] in said and state.interval[language] in said
    if printer in (on_page, on_slides):
        assert state.sentence[language] in said


def test_a_spreadsheet_has_the_numbers_with_as_many_decimals_as_are_printed_elsewhere(tmp_path):
    rows = [state.row for state in STATES]
    write_workbook(Results(study("en"), WAVE, [], rows, [], []), tmp_path / "b.xlsx")
    lines = {line[0].value: line for line in openpyxl.load_workbook(tmp_path / "b.xlsx").worksheets[0].iter_rows()}
    for state in STATES:
        cell = lines[state.row["label"]][8]
        scale = 100 if state.row["unit"] == "share" else 1
        gap = state.row["gap_estimate"]
        assert cell.value == (None if gap is None else pytest.approx(scale * gap)), state.row["gap"]
        assert gap is None or cell.number_format == state.form, state.row["gap"]


@pytest.mark.parametrize("printer", PRINTERS)
def test_withheld_is_said_of_what_is_withheld_and_of_nothing_else(printed, printer):
    language, found = printed
    word = ("withheld", "nicht ausgewiesen")[language]
    told = {gap for gap, said in found[printer].items() if word in said.lower()}
    assert told == {"small", "protected"}
    fewer = ("fewer than 10", "weniger als 10")[language]
    assert {gap for gap, said in found[printer].items() if fewer in said} == {"small"}


def test_no_label_is_ever_changed(printed):
    _, found = printed
    for texts in found.values():
        for said in texts.values():
            assert said.lower().count(MANAGERS.lower()) == said.count(MANAGERS)
            assert said.lower().count(CUSTOMERS.lower()) == said.count(CUSTOMERS)
            assert "managers who serve customers" not in said.lower()
