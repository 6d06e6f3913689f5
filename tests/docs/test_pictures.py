"""Every picture that the documentation shows is there, and is no burden to whoever clones the project.

What is in them is not compared: a photograph of the UI has times and run ids in it. `make pictures` takes them anew, by the
ways that the test in a browser goes, which fails where the UI shows those things no longer.
"""

import re

from documentation import DOCS, PAGES

FOLDER = DOCS / "pictures"
SHOWN = re.compile(r"!\[[^\]]+\]\(([^)\s]+)\)")
MOST = 300_000
"""Bytes."""


def test_every_picture_shown_is_there_and_those_of_the_ui_are_all_shown():
    shown = {(page.parent / link).resolve() for page in PAGES for link in SHOWN.findall(page.read_text("utf-8"))}
    assert {path for path in shown if not path.exists()} == set()
    assert set(FOLDER.glob("ui-*.png")) <= shown


def test_no_picture_is_large():
    sizes = {path.name: path.stat().st_size for path in FOLDER.iterdir()}
    assert {name: size for name, size in sizes.items() if size > MOST} == {}
