"""`python -m tests.pictures`: run the study, make its report, and photograph it by day, by night and in a hand."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import sync_playwright

STUDY, WAVE = "high-tech-service", "2007"
FOLDER = Path("docs/pictures")
SIZES = {
    "report-light": (1100, 1420, "light"),
    "report-dark": (1100, 1420, "dark"),
    "report-phone": (390, 1000, "light"),
}


def main() -> None:
    """Write the pictures."""
    gap = Path(sys.executable).parent / "gap"
    with TemporaryDirectory() as place, sync_playwright() as playwright:
        for word in ("run", "report"):
            subprocess.run([gap, word, STUDY, "--lake", place], check=True)
        chromium = shutil.which("chromium")
        if chromium is None:
            sys.exit("The pictures need chromium; install it and try again.")
        browser = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox"] if os.geteuid() == 0 else []
        )
        for name, (width, height, scheme) in SIZES.items():
            page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=scheme)
            page.goto((Path(place) / "report" / STUDY / f"{WAVE}.html").as_uri())
            page.screenshot(path=FOLDER / f"{name}.png")
        browser.close()


if __name__ == "__main__":
    main()
