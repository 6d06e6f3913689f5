"""The documentation becomes a site: every link leads somewhere, every page is in the navigation, nothing is fetched from elsewhere."""

import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from documentation import DOCS

from conftest import PROJECT

SETTINGS = "zensical.toml"
LINK = re.compile(r"\]\(([^)\s]+)\)")
FETCHED = re.compile(r"""<(?:script|img|link|iframe)\b[^>]*?(?:src|href)=["']?((?:https?:)?//[^"' >]+)""")
TOP = sorted(PROJECT.glob("*.md"))


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Path:
    """The site as `make docs` builds it, elsewhere."""
    place = tmp_path_factory.mktemp("docs")
    for file in (SETTINGS, "CONTRIBUTING.md", "ARCHITECTURE.md"):  # pages take in what stands at the top
        shutil.copy(PROJECT / file, place)
    shutil.copytree(DOCS, place / "docs")
    done = build(place)
    assert done.returncode == 0, done.stdout + done.stderr
    return place / "site"


def build(place: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "zensical", "build", "--strict", "--clean"]
    return subprocess.run(command, cwd=place, capture_output=True, text=True, timeout=120, check=False)


def navigation(entries: list) -> Iterator[str]:
    for entry in entries:
        for to in entry.values():
            yield from [to] if isinstance(to, str) else navigation(to)


def test_every_page_is_in_the_navigation_once():
    settings = tomllib.loads((PROJECT / SETTINGS).read_text(encoding="utf-8"))
    assert sorted(navigation(settings["project"]["nav"])) == sorted(
        page.relative_to(DOCS).as_posix() for page in DOCS.rglob("*.md")
    )


def test_the_guide_begins_with_a_way_to_each_of_its_pages():
    guide = DOCS / "guide"
    linked = set(LINK.findall((guide / "index.md").read_text(encoding="utf-8")))
    assert {page.name for page in guide.glob("*.md")} - {"index.md"} <= linked


def test_the_site_has_every_page_and_fetches_nothing_from_elsewhere(site):
    pages = {page.relative_to(site).with_suffix(".md").as_posix(): page for page in site.rglob("*.html")}
    assert pages.keys() - {"404.md"} == {page.relative_to(DOCS).as_posix() for page in DOCS.rglob("*.md")}
    assert {name: found for name, page in pages.items() if (found := FETCHED.findall(page.read_text("utf-8")))} == {}
    assert list(site.rglob("*.py")) == []


@pytest.mark.parametrize("link", ["nowhere.md", "methods.md#nothing-of-that-name"])
def test_a_link_that_leads_nowhere_fails_the_site(link, tmp_path):
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "methods.md").write_text("# Methods\n", encoding="utf-8")
    (tmp_path / "docs" / "index.md").write_text(f"# Gap\n\n[there]({link})\n", encoding="utf-8")
    settings = (PROJECT / SETTINGS).read_text(encoding="utf-8")
    (tmp_path / SETTINGS).write_text(re.sub(r"^nav = \[.*?^\]\n", "", settings, flags=re.M | re.S), encoding="utf-8")
    assert build(tmp_path).returncode != 0


@pytest.mark.parametrize("page", TOP, ids=lambda page: page.name)
def test_links_of_a_page_beside_the_site_lead_somewhere(page):
    nowhere = []
    for link in LINK.findall(page.read_text(encoding="utf-8")):
        path, _, anchor = link.partition("#")
        if link.startswith("https://"):
            continue
        to = (page.parent / path).resolve() if path else page
        if not to.exists() or (anchor and anchor not in anchors(to)):
            nowhere.append(link)
    assert nowhere == []


def anchors(page: Path) -> set[str]:
    headings = re.findall(r"^#+ (.*)$", page.read_text(encoding="utf-8"), re.M)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
