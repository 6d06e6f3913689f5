"""The catalogues: every language has every sentence, with the same places to fill, and printers hold none of their own."""

import ast
import re
import string
import tomllib

import pytest

from building import refusal
from conftest import PROJECT
from schemas.words.catalogue import catalogue, languages

FOLDER = PROJECT / "schemas" / "words"
PRINTERS = [
    path
    for folder in ("assets/report",)
    for path in sorted((PROJECT / folder).rglob("*.py"))
    if path.name != "asset.py"  # what an asset says of itself is for operators
]
PRINTERS += [PROJECT / "assets/gap_fact/chart.py", PROJECT / "pipeline/terminal/gap_table.py"]


def forms(language: str) -> dict[str, dict[str, str]]:
    """Every sentence of a language by its key, in each of its forms."""
    rooms = tomllib.loads((FOLDER / f"{language}.toml").read_text(encoding="utf-8"))
    found = {f"{room}.{name}": said for room, sentences in rooms.items() for name, said in sentences.items()}
    return {key: said if isinstance(said, dict) else {"other": said} for key, said in found.items()}


def places(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


def test_a_language_is_a_file():
    assert languages() == ["de", "en"]


@pytest.mark.parametrize("language", languages())
def test_every_language_has_every_sentence_with_the_same_places(language):
    english, here = forms("en"), forms(language)
    assert set(here) == set(english)
    for key, said in here.items():
        wanted = set.union(*map(places, english[key].values()))
        assert set.union(*map(places, said.values())) == wanted, key
        assert all(sentence.strip() == sentence and sentence for sentence in said.values() if key not in SPACED), key
        assert places(said["other"]) == wanted, key


SPACED = ("list.last", "base.and", "disclosure.and")
"""What stands between two others."""


@pytest.mark.parametrize("language", languages())
def test_a_count_has_the_forms_of_its_language(language):
    rules = catalogue(language).locale.plural_form
    wanted = {rules(count) for count in range(200)}
    assert all(set(said) in ({"other"}, wanted) for said in forms(language).values())


def test_a_sentence_takes_its_form_from_the_count():
    say = catalogue("de").say
    assert [say("side.respondents", count=n, number=n) for n in (0, 1, 2)] == [
        "0 Befragte",
        "1 Befragter",
        "2 Befragte",
    ]


@pytest.mark.parametrize("path", PRINTERS, ids=lambda path: path.relative_to(PROJECT).as_posix())
def test_a_printer_holds_no_sentence(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    documented = {
        id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    raised = {id(part) for node in ast.walk(tree) if isinstance(node, ast.Raise) for part in ast.walk(node)}
    texts = [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in documented | raised
    ]
    settings = {"Liberation Sans, Arial, Helvetica, sans-serif", "drawing wide"}
    assert [
        text
        for text in texts
        if re.search(r"[A-Za-z]{2,} [A-Za-z]{2,}", text) and text not in settings and '="' not in text
    ] == []


def test_the_page_holds_no_sentence():
    template = (PROJECT / "assets/report/page/page.html").read_text(encoding="utf-8")
    left = re.sub(r"{#.*?#}|{%.*?%}|{{.*?}}", "", template, flags=re.S)
    left = left.replace('class="long"', "")
    left = re.sub(r"<style>.*?</style>|<script>.*?</script>", "", left, flags=re.S)
    assert re.findall(r"[A-Za-z]{2,}", re.sub(r"<[^>]*>", "", left)) == []


def test_every_sentence_is_said_somewhere():
    text = "\n".join(
        path.read_text(encoding="utf-8")
        for folder in ("assets", "pipeline", "schemas")
        for path in [*(PROJECT / folder).rglob("*.py"), *(PROJECT / folder).rglob("*.html")]
    )
    unsaid = []
    for key in forms("en"):
        room, _, name = key.partition(".")
        made = (f"{room}.{name[:length]}{{" in text for length in range(len(name)))  # an f-string that begins like it
        if key not in text and f'"{name}"' not in text and not any(made):
            unsaid.append(key)
    assert unsaid == []


def test_a_language_that_has_no_file_is_refused_with_those_that_have(tmp_path):
    refused = refusal(tmp_path, {}, language="fr")
    assert re.fullmatch(r"small/study\.yaml, line \d+: language: is 'fr', and there are no words in that language; write de or en\.", refused)  # fmt: skip


ACCUSING = "false|wrong|fabricat|manipulat|impossible|misprint|error|lie[sd]?\\b|fraud|falsch|gefälscht|fälsch|manipul|unmöglich|fehler|lüg"


@pytest.mark.parametrize("language", languages())
def test_what_is_said_of_printed_figures_accuses_nobody(language):
    """Innocent reasons hold nine tenths of what does not fit: a figure does not go with a base, and that is all."""
    said = [
        text
        for key, sentence in forms(language).items()
        if key.startswith(("implied.", "claim."))
        for text in sentence.values()
    ]
    said += [sentence["other"] for key, sentence in forms(language).items() if key.startswith("page.implied")]
    assert len(said) > 20 and not [text for text in said if re.search(ACCUSING, text, re.IGNORECASE)]
