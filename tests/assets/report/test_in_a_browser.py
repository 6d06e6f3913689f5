"""The page as its readers meet it: from a disk without a network, at every width, sorted, filtered, printed, and read aloud."""

import csv

import pytest
from axe_playwright_python.sync_playwright import Axe

pytestmark = pytest.mark.slow
STUDY, WAVE = "high-tech-service", "2007"


@pytest.fixture(scope="module")
def report(run_gap, tmp_path_factory):
    """The report of the bundled study with synthetic respondents."""
    lake = tmp_path_factory.mktemp("report") / "lake"
    assert run_gap("run", STUDY, "--lake", lake).returncode == 0
    made = run_gap("report", STUDY, "--lake", lake)
    assert made.returncode == 0, made.output
    place = lake / "report" / STUDY / f"{WAVE}.html"
    assert str(place) in made.output
    return place


@pytest.fixture
def opened(chromium, report):
    """The page at a width: what it asked of the network and what it complained of is held against it."""
    contexts, faults = [], []

    def open_at(width: int, **settings: object):
        context = chromium.new_context(viewport={"width": width, "height": 800}, **settings)
        context.set_offline(True)
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda request: request.url.startswith(("file:", "blob:")) or faults.append(request.url))
        page.on("console", lambda said: faults.append(said.text))
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.goto(report.as_uri())
        return page

    yield open_at
    for context in contexts:
        context.close()
    assert faults == []


def shown(page, column: int) -> list[str]:
    """The cells of one column of the table of all figures that are seen."""
    cells = page.locator(f"#figures tbody tr:visible > :nth-child({column})")
    return [" ".join(text.split()) for text in cells.all_inner_texts()]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 768, 1440])
def test_nothing_is_wider_than_the_page(opened, width, scheme):
    page = opened(width, color_scheme=scheme)
    page.evaluate("document.querySelectorAll('details').forEach(part => part.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    wide = "[...document.querySelectorAll('body *')].filter(e => !e.closest('.scroll') && e.getBoundingClientRect().right > innerWidth + 1)"
    assert page.evaluate(f"{wide}.map(e => e.outerHTML.slice(0, 80))") == []


@pytest.mark.parametrize(("width", "drawn"), [(360, "narrow"), (1440, "wide")])
def test_each_width_sees_its_own_pictures(opened, width, drawn):
    page = opened(width)
    page.evaluate("document.querySelectorAll('.fold').forEach(part => part.open = true)")
    for kind in ("narrow", "wide"):
        drawings = page.locator(f".drawing.{kind}").all()
        assert drawings and all(drawing.is_visible() == (kind == drawn) for drawing in drawings)


def test_the_table_is_filtered_by_segment(opened):
    page = opened(1440)
    assert set(shown(page, 2)) == {"everyone"}
    page.get_by_label("Show").select_option("region")
    assert set(shown(page, 2)) == {"Asia", "Europe", "North America"}
    assert page.locator("#segments-region").is_visible() and not page.locator("#segments-age").is_visible()


def test_a_column_sorts_both_ways_and_what_has_no_figure_stays_last(opened):
    page = opened(1440)
    button = page.locator("#figures thead").get_by_role("button", name="difference")
    button.click()
    rising = shown(page, 5)
    button.click()
    falling = shown(page, 5)
    known = [text for text in falling if text]
    assert known == ["+35 points", "+32 points", "+24 points"]
    assert rising == known[::-1] + [""] * 5 and falling == known + [""] * 5


def test_a_gap_leads_to_its_figures_by_segment(opened):
    page = opened(1440)
    page.locator("#gap-G1 a[data-of]").click()
    assert shown(page, 1) == ["Satisfaction is high"] * 9  # everyone, three regions, three ages, two genders
    page.locator("#gap").select_option("")
    assert len(shown(page, 1)) > 9


def test_a_table_is_saved_as_it_is_seen_and_nothing_in_it_runs(opened, tmp_path):
    page = opened(1440)
    with page.expect_download() as saved:
        page.locator("#all .download").first.click()
    saved.value.save_as(tmp_path / "table.csv")
    rows = list(csv.reader((tmp_path / "table.csv").open(encoding="utf-8-sig")))
    assert rows[0][:2] == ["gap", "who"] and [row[0] for row in rows[1:]] == shown(page, 1)
    assert [row[4] for row in rows[1:4]] == ["'+35 points", "'+32 points", "'+24 points"]


def test_print_has_everything_and_cuts_no_row(opened, tmp_path):
    page = opened(1440)
    page.emulate_media(media="print")
    closed = (
        "[...document.querySelectorAll('details table')].filter(e => e.getBoundingClientRect().height === 0).length"
    )
    assert page.evaluate(closed) == 0
    hidden = (
        "[...document.querySelectorAll('#figures tbody tr')].filter(e => e.getBoundingClientRect().height === 0).length"
    )
    assert page.evaluate(hidden) == 0
    assert page.evaluate("getComputedStyle(document.querySelector('tbody tr')).breakInside") == "avoid"
    for above in ("h2", "h3", "caption", "thead", ".fold > summary:has(h2)", "#disclosure .fold > p"):
        assert page.evaluate(f"getComputedStyle(document.querySelector('{above}')).breakAfter") == "avoid", above
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    page.pdf(path=tmp_path / "report.pdf", format="A4", prefer_css_page_size=True)
    assert (tmp_path / "report.pdf").read_bytes().count(b"/Type /Page\n") > 5


def test_a_hand_has_the_first_gap_at_once_and_unfolds_the_rest_when_it_asks(opened):
    page = opened(360)
    assert page.evaluate("document.querySelector('.headlines li').getBoundingClientRect().bottom") < 700
    assert page.evaluate("document.documentElement.scrollHeight") < 15_400 / 3
    assert shown(page, 1) == []
    page.locator("nav a[href='#all']").click()
    assert shown(page, 1) != []
    assert not page.locator("#disclosure dl").is_visible()
    page.locator("#disclosure summary").first.click()
    assert page.locator("#disclosure dl").is_visible()
    assert not page.locator("figure#gaps").is_visible()
    page.locator(".drawn > summary").click()
    assert page.locator("figure#gaps .narrow").is_visible()


def test_on_a_desk_nothing_is_folded(opened):
    assert opened(1440).locator(".fold:not([open])").count() == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1440])
def test_a_screen_reader_and_poor_eyes_meet_no_serious_fault(opened, width, scheme):
    page = opened(width, color_scheme=scheme)
    page.evaluate("document.querySelectorAll('details').forEach(part => part.open = true)")
    found = Axe().run(page).response["violations"]
    grave = [(fault["id"], fault["nodes"][0]["html"]) for fault in found if fault["impact"] in ("serious", "critical")]
    assert grave == []


def test_the_page_is_small_enough_to_be_sent(report):
    assert report.stat().st_size < 2_000_000


def test_the_pictures_lie_beside_the_page(report):
    names = {path.name for path in report.with_suffix(".pictures").iterdir()}
    assert {"gaps.svg", "gaps.png", "segments-region.svg", "priorities-service.png"} <= names
