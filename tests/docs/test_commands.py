"""The pages speak of commands, options and variables as they are: none that does not exist, and none that is left out."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator

import pytest
import typer
from documentation import DOCS, PAGES

from conftest import PROJECT
from pipeline.command_line import app

REFERENCE = DOCS / "reference"
GAP = typer.main.get_command(app)
CONTEXT = typer.Context(GAP, info_name="gap")
OPTIONS = {
    verb: {option for parameter in GAP.get_command(CONTEXT, verb).get_params(CONTEXT) for option in parameter.opts}
    for verb in GAP.list_commands(CONTEXT)
}
"""What may be said after each verb."""
PRODUCT = ("pipeline", "assets", "schemas")


def commands(text: str) -> Iterator[str]:
    """What a page says after `gap`, in a line of code or in a block."""
    yield from re.findall(r"`gap ((?:--)?[a-z][^`\n]*)`", text)
    for fence in re.findall(r"^ *```(?:sh|text)\n(.*?)^ *```$", text, re.M | re.S):
        yield from re.findall(r"^ *(?:\$ )?gap ((?:--)?[a-z].*?)(?: +#.*)?$", fence, re.M)


def unknown(command: str) -> str:
    """What of a command does not exist."""
    unquoted = re.sub(r'"[^"]*"', "", command)
    verb, *words = unquoted.split()
    known = OPTIONS.get(verb, {option for parameter in GAP.get_params(CONTEXT) for option in parameter.opts})
    options = {word.partition("=")[0] for word in words if word.startswith("--")} | {verb} - OPTIONS.keys()
    return ", ".join(sorted(options - known))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_command_that_a_page_names_exists(page):
    found = {
        command: missing for command in commands(page.read_text(encoding="utf-8")) if (missing := unknown(command))
    }
    assert found == {}


def test_commands_are_found_where_pages_have_them():
    text = (
        "`gap erase poll` and\n\n```sh\n   gap new a --both poll.csv   # draft\n```\n\n```text\n$ gap run --fast\n```\n"
    )
    assert list(commands(text)) == ["erase poll", "new a --both poll.csv", "run --fast"]
    assert [unknown(command) for command in (*commands(text), "fly", "--help")] == ["", "", "--fast", "fly", ""]


def test_the_page_of_commands_is_current():
    printed = subprocess.run([sys.executable, REFERENCE / "commands.py"], cwd=PROJECT, capture_output=True, check=True)
    assert (REFERENCE / "commands.md").read_bytes() == printed.stdout, "make reference writes it anew"


def test_every_verb_has_a_section_with_all_its_options():
    sections = re.split(r"^## gap ", (REFERENCE / "commands.md").read_text(encoding="utf-8"), flags=re.M)[1:]
    told = {
        section.partition("\n")[0]: set(re.findall(r"^\| `(?:-\w, )?(--[\w-]+)", section, re.M)) for section in sections
    }
    given = {verb: {option for option in options if option.startswith("--")} for verb, options in OPTIONS.items()}
    assert told == {verb: options - {"--help"} for verb, options in given.items()}


def test_every_variable_of_the_environment_is_in_the_settings_and_no_other():
    read = set()
    for path in (path for room in PRODUCT for path in (PROJECT / room).rglob("*.py")):
        texts = [node.value for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Constant)]
        read |= {text for text in texts if isinstance(text, str) and re.fullmatch("GAP_[A-Z_]+", text)}
    for path in (PROJECT / "deploy").rglob("*"):
        read |= set(re.findall(r"GAP_[A-Z_]+", path.read_text("utf-8"))) if path.is_file() else set()
    rows = re.findall(r"^\| `(GAP_[A-Z_]+)` \|", (REFERENCE / "settings.md").read_text(encoding="utf-8"), re.M)
    assert sorted(rows) == sorted(read)
