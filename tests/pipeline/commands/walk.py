"""Dagster's UI as a person goes through it: where each thing is found. Its test walks here, and so does who photographs it.

What is looked at is a copy of the bundled study with synthetic respondents, so that an export of it can be broken.
"""

import csv
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from playwright.sync_api import Locator, Page

PARTITION = "high-tech-service/2007"
STUDY = Path(__file__).resolve().parents[3] / "studies" / "high-tech-service"
MINUTE = 60_000


def copied_study(place: Path) -> Path:
    """A folder of studies with a copy of the bundled one."""
    return shutil.copytree(STUDY, place / "studies" / STUDY.name).parent


def broken_export(studies: Path) -> None:
    """Put a cell into the copy's interviews that its study file does not declare."""
    (export,) = (studies / STUDY.name).glob("exports/*/interviews*.csv")
    with export.open(newline="", encoding="utf-8") as file:
        lines = list(csv.reader(file))
    lines[-1][lines[0].index("Q4")] = "Quite high"
    with export.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(lines)


class Walk:
    """One page in a browser, and the ways through the UI at `url`."""

    def __init__(self, page: Page, url: str):
        self.page, self.url = page, url

    def groups(self) -> str:
        """The asset graph, its groups folded: its words."""
        self.page.goto(f"{self.url}/asset-groups")
        self.page.get_by_text("tabulation", exact=True).last.wait_for()
        return self.page.inner_text("body")

    def catalog(self) -> list[str]:
        """The list of assets: the link of each."""
        self.page.goto(f"{self.url}/assets")
        self.page.get_by_role("link", name="weighting").first.wait_for()
        return [link.get_attribute("href") or "" for link in self.page.locator('a[href^="/assets/"]').all()]

    def way_to(self, asset: str) -> str:
        """The assets that an asset is made of, up to the exports: the words of their graph."""
        self.page.goto(f"{self.url}/assets/{asset}?view=lineage&lineageScope=upstream&lineageDepth=9")
        self.page.get_by_text("consumer_panel", exact=True).last.wait_for()
        self.page.wait_for_timeout(2000)  # the graph moves into its place
        return self.page.inner_text("body")

    def overview(self, asset: str) -> str:
        """What an asset says of itself, its columns included: its words."""
        self.page.goto(f"{self.url}/assets/{asset}?view=overview")
        self.page.get_by_text("provenance_id", exact=True).first.wait_for()
        return self.page.inner_text("body")

    def partition(self, asset: str) -> None:
        """What an asset's last run said of the wave."""
        self.page.goto(f"{self.url}/assets/{asset}?view=partitions&partition={quote(PARTITION, safe='')}")
        self.page.get_by_text("study_file_sha256", exact=True).wait_for()

    def check(self, asset: str) -> str:
        """How an asset kept its contract when it was last made: the words."""
        self.page.goto(f"{self.url}/assets/{asset}?view=checks&checkDetail=contract")
        self.page.get_by_text("Evaluation result", exact=True).wait_for()
        return self.page.inner_text("body")

    @contextmanager
    def opened(self, entry: str) -> Iterator[Locator]:
        """An entry in Markdown, while it is shown."""
        row = self.page.locator("tr", has=self.page.get_by_text(entry, exact=True))
        row.get_by_text("[Show Markdown]").click()
        dialog = self.page.locator(".bp5-dialog")
        dialog.get_by_text("Close", exact=True).wait_for()
        self.page.wait_for_timeout(500)  # it fades in, and focus scrolls to its end
        dialog.evaluate("it => it.scrollIntoView({block: 'start'})")
        yield dialog
        self.page.keyboard.press("Escape")
        dialog.wait_for(state="detached")

    def materialize(self, asset: str) -> None:
        """Make an asset anew, of the wave that is looked at."""
        self.partition(asset)
        self.page.get_by_text("Materialize…").first.click()
        self._launch()

    def run_job(self) -> None:
        """Make everything of the wave, by the job and the wave's name in the list of partitions."""
        self.page.goto(f"{self.url}/locations/gap/jobs/gap")
        self.page.get_by_text("Materialize all…").click()
        self.page.get_by_text("Select a partition or create one").click()
        self.page.get_by_text(PARTITION, exact=True).first.click()
        self.page.get_by_text("Launch runs to materialize").click()  # which folds the list
        self._launch()

    def _launch(self) -> None:
        self.page.get_by_text("Launch 1 run").click()
        self.page.get_by_text("View", exact=True).click()
        self.page.wait_for_url(re.compile("/runs/"))

    def ends(self, how: str) -> None:
        """Watch the run that was launched until it says how it ended."""
        self.page.get_by_text(how, exact=True).first.wait_for(timeout=3 * MINUTE)
