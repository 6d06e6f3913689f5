"""The report as one HTML page that needs nothing else: no network, no script of others, no file beside it.

Jinja escapes whatever comes from a study or a table; the pictures, which are ours, are the one thing that it does not.
"""

import hashlib
from base64 import b64encode
from collections.abc import Iterator
from importlib import metadata, resources

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from assets.looks import CAUTION, COLOURS, FAINT, INK, MUTED, PAPER
from assets.report import tables
from assets.report.charts import Picture
from assets.report.disclosure import disclosure
from assets.report.evidence import Evidence
from assets.report.page.sections import sections
from assets.report.page.sentences import headlines
from schemas.study import SIDES
from schemas.words.claims import outcomes
from schemas.words.headlines import finding

MOST_BYTES = 2_000_000
"""What every mailbox takes."""
DRAWN = {
    "ink": INK, "muted": MUTED, "faint": FAINT, "paper": PAPER, "caution": CAUTION,
    "executive": COLOURS["executive"], "consumer": COLOURS["consumer"],
}  # fmt: skip
"""The colours of pictures, by what they stand for: the page turns them with the light."""


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
    script = resources.files("assets.report.page").joinpath("page.js").read_text(encoding="utf-8")
    environment = Environment(
        loader=PackageLoader("assets.report.page", "."), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip
    names = {f"segments-{segment}" for segment in drawn}
    words, quality = evidence.words, evidence.tables["quality"]
    told, parts = headlines(evidence), sections(evidence)
    rows = tables.ordered(evidence, segments)
    claims = [words.claim(row) for row in evidence.tables["claims"]]
    return environment.get_template("page.html").render(
        evidence=evidence,
        study=evidence.study,
        words=words,
        say=words.say,
        style=Markup(resources.files("assets.report.page").joinpath("page.css").read_text(encoding="utf-8")),
        script=Markup(script),
        allowed=b64encode(hashlib.sha256(script.encode()).digest()).decode(),
        drawn=DRAWN,
        pictures=pictures | {"segments": [each for each in pictures["segments"] if each.name in names]},
        markup=Markup,
        sides=[words.group(side) for side in SIDES if side in evidence.study.groups],
        bases=_bases(evidence),
        tally=words.tally(evidence.said),
        headlines=[part for part in parts if part.gap in told],
        others=[part for part in parts if part.gap not in told],
        sections=parts,
        finding=finding(evidence.said) or words.say("tally.no_gaps"),
        segments=segments,
        segment_labels=[words.segment(name) for name in segments],
        elsewhere=_elsewhere(evidence, segments, drawn),
        figures=[tables.figures(gap) for gap in rows],
        summary=tables.summary(evidence),
        contrasts=tables.contrasts(evidence),
        claims=[tables.claim(claim) for claim in claims],
        outcomes=outcomes(claims, words),
        implied=tables.implied(evidence),
        weighting=[tables.weighting(row, words) for row in evidence.tables["weighting"]],
        warned=[tables.quality(row, words) for row in quality if row["warning"]],
        unwarned=[tables.quality(row, words) for row in quality if not row["warning"]],
        questions=list(tables.questions(evidence)),
        disclosure=disclosure(words, evidence.wave, evidence.tables["estimates"], evidence.tables["weighting"]),
        exports=[
            [words.source(source), export.name, export.layout, export.sha256]
            for source, files in evidence.exports.items()
            for export in files
        ],
        notes=[(export.name, note) for files in evidence.exports.values() for export in files for note in export.notes],
        marks=[
            [words.say("page.table_of", table=table, source=words.source(source)) if source else table, mark]
            for (table, source), mark in evidence.marks.items()
        ],
        version=metadata.version("gap"),
    )


def _bases(evidence: Evidence) -> str:
    """The largest base of each side: Executives: 35 respondents; Consumers: 1,200 respondents."""
    words, found = evidence.words, []
    for side in SIDES:
        known = [gap.sides[side] for gap in evidence.said if gap.sides[side].n is not None]
        if known:
            largest = max(known, key=lambda said: said.n)
            found.append(words.say("page.base_of", group=largest.label, base=words.respondents(largest.n)))
    return "; ".join(found)


def _elsewhere(evidence: Evidence, segments: list[str], drawn: list[str]) -> str:
    """Where that is which had no room here."""
    words = evidence.words

    def labels(kept: list[str]) -> str:
        return words.catalogue.listed([words.segment(name) for name in evidence.segments if name not in kept])

    told = []
    if len(segments) < len(evidence.segments):
        told.append(words.say("page.figures_elsewhere", segments=labels(segments), file=f"{evidence.wave}.xlsx"))
    if len(drawn) < len(evidence.segments):
        told.append(words.say("page.pictures_elsewhere", segments=labels(drawn), folder=evidence.wave))
    return " ".join([words.say("page.not_everything"), *told] if told else [])
