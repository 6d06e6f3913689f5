"""The tables of the workbook: one a question, its answers and metrics as lines, by the places of the banner."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from assets.report.workbook.banner import Place
from schemas.codebook import wording
from schemas.study import SIDES, Study
from schemas.words.studies import Words

OTHER = ""
"""The topic of questions of no gap, or of one without topic."""
BASES = ("n", "n_weighted", "n_effective")

Row = dict


@dataclass
class Line:
    """One answer, option or metric: its row of the estimates in every place."""

    label: str
    metric: str | None
    rows: dict[Place, Row] = field(default_factory=dict)

    @property
    def unit(self) -> str:
        """The unit of its figures."""
        return next(iter(self.rows.values()))["unit"]


@dataclass
class Block:
    """Lines that share their bases, and a row of the estimates that has the base of each place."""

    lines: list[Line]
    base: dict[Place, Row]
    about: list[str] = field(default_factory=list)
    """Who makes the base, and what is special about it."""


@dataclass
class Crosstab:
    """The table of one question."""

    question: str
    title: str
    wordings: list[str]
    blocks: list[Block]


def crosstabs(words: Words, wave: str, estimates: list[Row]) -> dict[str, list[Crosstab]]:
    """The tables by topic, in the order of the gaps; questions of no gap, or of one without topic, stand last."""
    study = words.study
    topics = _topics(study)
    found: dict[str, list[Crosstab]] = {topic: [] for topic in [*topics.values(), OTHER]}
    asked: dict[str, list[Row]] = {}
    for row in estimates:
        asked.setdefault(row["question"], []).append(row)
    for name in study.questions:
        if name in asked:
            blocks = list(_blocks(_lines(asked[name]), words))
            table = Crosstab(name, words.question(name), _wordings(words, wave, name, asked[name]), blocks)
            found[topics.get(name, OTHER)].append(table)
    others = found.pop(OTHER)
    return {topic: tables for topic, tables in [*found.items(), (OTHER, others)] if tables}


def _topics(study: Study) -> dict[str, str]:
    """The topic of each question that a gap is about; of several the first."""
    found: dict[str, str] = {}
    for gap in study.gaps.values():
        for side in SIDES:
            found.setdefault(study.metrics[gap.side(side)].of, gap.topic or OTHER)
    return found


def _lines(rows: list[Row]) -> list[Line]:
    """The lines of one question: answers in the order of the file, then the metrics over it."""
    lines: dict[tuple, Line] = {}
    for row in sorted(rows, key=lambda row: row["kind"] == "metric"):
        metric = row["metric"]
        key = ("metric", metric) if metric else (row["option"], row["answer"])
        line = lines.setdefault(key, Line(row["label"], metric))
        line.rows[row["group_name"], row["segment"], row["segment_value"]] = row
    return list(lines.values())


def _blocks(lines: list[Line], words: Words) -> Iterator[Block]:
    """The lines, those together that have the same bases wherever both have one."""
    blocks: list[Block] = []
    for line in lines:
        for block in blocks:
            shared = line.rows.keys() & block.base.keys()
            if shared and all(_bases(line.rows[place]) == _bases(block.base[place]) for place in shared):
                block.lines.append(line)
                block.base |= {place: row for place, row in line.rows.items() if place not in block.base}
                break
        else:
            blocks.append(Block([line], dict(line.rows)))
    for block in blocks:
        block.about = _by_group(block.base, lambda row: _asked(row, words), words)
        weighted = {name for name, source in words.study.sources.items() if source.is_weighted}
        if any(row["source"] in weighted and not row["weighted"] for row in block.base.values()):
            block.about.append(words.say("book.without_weights"))
        yield block


def _asked(row: Row, words: Words) -> str:
    keep = words.study.metrics[row["metric"]].keep if row["metric"] else ()
    return words.say("book.asked", base=words.asked_of(row["question"], row["wave"], row["source"], keep))


def _bases(row: Row) -> tuple:
    """The bases of a row, without what sums in another order leave in the last digits."""
    return tuple(None if row[name] is None else f"{row[name]:.9g}" for name in BASES)


def _wordings(words: Words, wave: str, question: str, rows: list[Row]) -> list[str]:
    places = {(row["group_name"], row["segment"], row["segment_value"]): row for row in rows}
    texts = _by_group(places, lambda row: wording(words.study, question, wave, row["source"]), words)
    return [] if texts == [words.question(question)] else texts


def _by_group(rows: dict[Place, Row], said: Callable[[Row], str], words: Words) -> list[str]:
    """What is said of the rows, once where it is the same for every group, else with the groups that it is said of."""
    groups: dict[str, dict[str, None]] = {}
    for row in rows.values():
        groups.setdefault(said(row), {})[row["group_label"]] = None
    if len(groups) == 1:
        return list(groups)
    listed = words.catalogue.listed
    return [words.say("book.of_group", group=listed([*labels]), said=text) for text, labels in groups.items()]
