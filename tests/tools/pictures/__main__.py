"""`python -m tests.tools.pictures`: run the study, make its report, and photograph it, then what Dagster's UI shows of the run."""

import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser

from tests.pipeline.commands.walk import PARTITION, Walk, broken_export, copied_study
from tests.support.browser import CHROMIUM, launched
from tests.support.serving import Served

STUDY, WAVE = PARTITION.split("/")
FOLDER = Path("docs/pictures")
SIZES = {
    "report-light": (1100, 1420, "light"),
    "report-dark": (1100, 1420, "dark"),
    "report-phone": (390, 1000, "light"),
}


def main() -> None:
    """Write the pictures."""
    if CHROMIUM is None:
        sys.exit("The pictures need chromium; install it and try again.")
    with TemporaryDirectory() as name, launched() as browser:
        place = Path(name)
        studies = copied_study(place)
        gap = Path(sys.executable).parent / "gap"
        for word in ("run", "report"):
            subprocess.run([gap, word, STUDY, "--lake", place / "lake", "--studies", studies], check=True)
        photograph_report(browser, place / "lake" / "report" / STUDY / f"{WAVE}.html")
        photograph_ui(browser, place, studies)


def photograph_report(browser: Browser, report: Path) -> None:
    """The report by day, by night and in a hand."""
    for name, (width, height, scheme) in SIZES.items():
        page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=scheme)
        page.goto(report.as_uri())
        page.screenshot(path=FOLDER / f"{name}.png")


def photograph_ui(browser: Browser, place: Path, studies: Path) -> None:
    """The way to the facts, the facts, where their columns come from, and what a broken export is refused with."""
    page = browser.new_page(viewport={"width": 1440, "height": 900}, timezone_id="UTC", locale="en-GB")
    ui = Served(place, studies)
    try:
        walk = Walk(page, ui.url)
        walk.way_to("gap_fact")
        page.screenshot(path=FOLDER / "ui-graph.png")
        walk.partition("gap_fact")
        for entry, name in {"chart": "ui-gap-fact", "column_lineage": "ui-lineage"}.items():
            with walk.opened(entry):
                page.screenshot(path=FOLDER / f"{name}.png")
        broken_export(studies)
        walk.run_job()
        walk.ends("Failure")
        walk.check("responses")
        page.screenshot(path=FOLDER / "ui-check.png")
    finally:
        ui.kill()


if __name__ == "__main__":
    main()
