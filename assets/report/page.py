"""The report as one HTML page that needs nothing else: no network, no script of others, no file beside it.

Jinja escapes whatever comes from a study or a table; the pictures, which are ours, are the one thing that it does not.
"""

import hashlib
from base64 import b64encode
from collections.abc import Iterator
from importlib import metadata, resources

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from assets.report import tables, words
from assets.report.charts import Picture
from assets.report.charts.canvas import CAUTION, COLOURS, FAINT, INK, MUTED, PAPER
from assets.report.disclosure import disclosure
from assets.report.evidence import Evidence, Row
from schemas.gap_rows import by_width
from schemas.refused import listed
from schemas.study import SIDES

MOST_BYTES = 2_000_000
"""What every mailbox takes."""
DRAWN = {
    "ink": INK, "muted": MUTED, "faint": FAINT, "paper": PAPER, "caution": CAUTION,
    "executive": COLOURS["executive"], "consumer": COLOURS["consumer"],
}  # fmt: skip
"""The colours of pictures, by what they stand for: the page turns them with the light."""
METHODS = (
    "Standard errors are linearised, follow strata and clusters, and take weights as given.",
    "Intervals are 95% intervals: Wilson's for shares and Newcombe's for their differences, on effective bases; "
    "Student's for means and net promoter scores.",
    "P-values are adjusted (Benjamini and Hochberg) for the gaps that are tested together, intervals are not; a gap is "
    "called clear below .05.",
    "Figures are rounded where they are printed; differences are taken before.",
)


def page(evidence: Evidence, pictures: dict[str, list[Picture]]) -> str:
    """The page of one partition with its pictures by section. Equal evidence gives equal bytes.

    Where it would be larger than MOST_BYTES it has fewer segments, and a sentence says where they are.
    """
    html = ""
    for segments, drawn in _less_and_less(evidence.segments):
        html = _page(evidence, pictures, segments, drawn)
        if len(html.encode()) <= MOST_BYTES:
            break
    return html


def _less_and_less(segments: list[str]) -> Iterator[tuple[list[str], list[str]]]:
    """The segments whose figures the page has and those that it draws: pictures go first, the last segment's before others."""
    for count in range(len(segments), 0, -1):
        yield segments, segments[:count]
    for count in range(len(segments), -1, -1):
        yield segments[:count], []


def _page(evidence: Evidence, pictures: dict[str, list[Picture]], segments: list[str], drawn: list[str]) -> str:
    script = resources.files("assets.report").joinpath("page.js").read_text(encoding="utf-8")
    environment = Environment(
        loader=PackageLoader("assets.report", "."), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip
    told = words.headlines(evidence)
    others = [row for row in sorted(evidence.gaps, key=by_width) if row not in told]
    names = {f"segments-{segment}" for segment in drawn}
    quality = evidence.tables["quality"]
    return environment.get_template("page.html").render(
        evidence=evidence,
        study=evidence.study,
        words=words,
        style=Markup(resources.files("assets.report").joinpath("page.css").read_text(encoding="utf-8")),
        script=Markup(script),
        allowed=b64encode(hashlib.sha256(script.encode()).digest()).decode(),
        drawn=DRAWN,
        pictures=pictures | {"segments": [each for each in pictures["segments"] if each.name in names]},
        markup=Markup,
        bases=_bases(evidence),
        headlines=[(row, words.sentence(row, evidence)) for row in told],
        others=[(row, words.sentence(row, evidence)) for row in others],
        segments=segments,
        elsewhere=_elsewhere(evidence, segments, drawn),
        figures=[tables.figures(row) for row in tables.ordered(evidence, segments)],
        compared=[tables.compared(row) for row in tables.ordered(evidence, [])],
        summary=tables.summary(evidence),
        contrasts=tables.contrasts(evidence),
        claims=[tables.claim(row) for row in evidence.tables["claims"]],
        outcomes=tables.outcomes(evidence.tables["claims"]),
        weighting=[tables.weighting(row) for row in evidence.tables["weighting"]],
        warned=[tables.quality(row) for row in quality if row["warning"]],
        unwarned=[tables.quality(row) for row in quality if not row["warning"]],
        questions=list(tables.questions(evidence.tables["questions"])),
        disclosure=disclosure(evidence),
        methods=METHODS,
        exports=[
            [source, export.name, export.layout, export.sha256]
            for source, files in evidence.exports.items()
            for export in files
        ],
        notes=[(export.name, note) for files in evidence.exports.values() for export in files for note in export.notes],
        version=metadata.version("gap"),
    )


def _bases(evidence: Evidence) -> str:
    """The largest base of each side: 35 executives and 1,200 consumers."""
    found = []
    for side in SIDES:
        known = [row for row in evidence.gaps if row[f"{side}_n"] is not None]
        if known:
            largest: Row = max(known, key=lambda row: row[f"{side}_n"])
            found.append(f"{largest[f'{side}_n']:,} {words.lowered(largest[f'{side}_label'])}")
    return " and ".join(found)


def _elsewhere(evidence: Evidence, segments: list[str], drawn: list[str]) -> str:
    """Where that is which had no room here."""

    def labels(kept: list[str]) -> str:
        return listed([words.lowered(evidence.segment_label(name)) for name in evidence.segments if name not in kept])

    said = []
    if len(segments) < len(evidence.segments):
        said.append(f"The figures by {labels(segments)} stand in the workbook {evidence.wave}.xlsx.")
    if len(drawn) < len(evidence.segments):
        said.append(f"The pictures by {labels(drawn)} are in the folder {evidence.wave} beside this page.")
    return " ".join(["So that this page can be sent, it does not have everything.", *said] if said else [])
