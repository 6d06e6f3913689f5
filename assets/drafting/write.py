"""The draft as text: the parts of a study file in the order of the guide, with what a person has to decide beside them."""

import textwrap
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from assets.drafting.asked import LONGEST_LABEL, Asked
from assets.drafting.columns import gone
from assets.drafting.compared import Compared
from assets.drafting.emit import WIDTH, Noted, block, flow
from assets.drafting.sides import Side, Split, about_the_person, year
from assets.exports.export import RESPONDENT
from schemas.study import EACH_ROW, EDITOR_LINE, Place

_HEAD = f"""\
{EDITOR_LINE}
# A draft from the labels and codes of the exports. `check:` marks what waits for a decision; delete it when made.
# A pair of questions is `undecided` until you say how alike they are: `same`, `similar` or `side_by_side`.
"""
OFTEN = 4
"""What is to be checked in so many questions is said once, above them."""

_SAMPLING = {"interviews": "purposive", "panel": "opt_in"}


def study_text(name: str, sides: Sequence[Side], split: Split | None, compared: Compared) -> str:
    """The text of `study.yaml`."""
    parts = [
        _HEAD,
        _lines(
            {
                "study": name,
                "title": Noted(name.replace("-", " ").capitalize(), "check: a title for readers"),
                "waves": Noted({year(sides): {}}, "check: the wave's name and its dates, {fieldwork: 2026-03/2026-05}"),
            }
        ),
        _heading("Where respondents come from"),
        _part(sources={side.source: _source(side) for side in sides}),
        _part(groups=_groups(sides, split, compared)),
        *_segments(compared, split),
        _heading("What was asked, and what the cells mean: best answer first, its raw cells right of it"),
        *([_part(scales=_scales(compared))] if compared.scales else []),
        _questions(sides, compared),
        *(_left_out(side) for side in sides if side.columns.left_out),
        _heading("What is measured: `better` stands where the words of the answers tell it"),
        _metrics(compared),
        *([_heading("What is compared"), _part(gaps=_gaps(compared))] if compared.gaps else []),
    ]
    return "\n".join(parts)


def _part(**parts: dict[str, Any]) -> str:
    return "".join(f"{key}:\n{_lines(entries, 2)}" for key, entries in parts.items())


def _lines(data: dict[str, Any], indent: int = 0) -> str:
    return "\n".join(block(data, indent)) + "\n"


def _heading(text: str) -> str:
    return f"# ---- {text} ".ljust(WIDTH, "-") + "\n"


def _source(side: Side) -> dict[str, Any]:
    said = {word: value for word, value in asdict(side.look.reading).items() if value is not None}
    found: dict[str, Any] = {"kind": side.kind, "files": side.file, **said}
    respondent = side.columns.respondent
    if respondent is None:
        found["respondent"] = Noted(EACH_ROW, "check: no column identifies respondents, so each row is one")
    else:
        told = (
            ""
            if respondent.is_id or respondent.column.role == RESPONDENT
            else "check: the first column that differs in every row"
        )
        found["respondent"] = _noted(_place(respondent.address), told)
    if side.rows:
        left_out = ", ".join(said for column, cells in side.rows for said in gone(column, cells))
        found["rows"] = Noted({column.address: cells for column, cells in side.rows}, f"check: leaves out {left_out}")
    found["sampling"] = Noted(_SAMPLING[side.kind], "check: assumed; probability, opt_in, purposive or census")
    declared, weight = side.look.profile.export.weight, side.columns.weight
    if weight:
        said = "declared by the file" if weight.column.handle == declared else "check: a weight by its name"
        found["weight"] = Noted(_place(weight.address), said)
    elif declared:
        found["weight"] = Noted("none", f"check: the file declares {declared}, which is no weight for every row")
    if side.columns.duration:
        found["duration"] = Noted(_place(side.columns.duration.address), "check: in seconds")
    return found


def _groups(sides: Sequence[Side], split: Split | None, compared: Compared) -> dict[str, Any]:
    if split is None and len(sides) == 1:
        told = "check: no column tells two groups apart; name executive and consumer, each with its source and where"
        return {"everyone": Noted({"source": sides[0].source}, told)}
    if split is None:
        labels = {"executive": "Executives", "consumer": "Consumers"}
        found = {
            group: {"label": label, "source": side.source}
            for (group, label), side in zip(labels.items(), sides, strict=True)
        }
        return found | {"executive": Noted(found["executive"], "check: what readers know both groups by")}
    question = compared.name_of(split.asked)
    others = ", ".join(compared.name_of(asked) for asked in split.others)
    told = f"check: told apart by {question} ({' | '.join(split.asked.names)})" + (
        f"; so could {others}" if others else ""
    )
    executive, consumer = (
        {"label": answer[:1].upper() + answer[1:], "source": sides[0].source, "where": {question: [answer]}}
        for answer in (split.executive, split.consumer)
    )
    return {"executive": Noted(executive, told), "consumer": consumer}


def _segments(compared: Compared, split: Split | None) -> list[str]:
    told = [
        f"#   {name}: {{of: {name}}}\n"
        for name, asked in compared.questions.items()
        if asked[0].answers and about_the_person(asked[0]) and not (split and asked[0] is split.asked)
    ]
    return [f"# segments:  # check: which of these break the results down?\n{''.join(told[:8])}"] if told else []


def _scales(compared: Compared) -> dict[str, Any]:
    return {name: _answers(answers) for name, answers in compared.scales.items()}


def _questions(sides: Sequence[Side], compared: Compared) -> str:
    """The questions, those of both sides first."""
    kinds = {"Both groups": [side.source for side in sides]}
    if len(sides) > 1:
        kinds |= {f"Asked in {side.source} alone": [side.source] for side in sides}
    counted = Counter(check for versions in compared.questions.values() for check in _checks(versions))
    often = {check: count for check, count in counted.items() if count >= OFTEN}
    lines = ["questions:\n", *(f"  # check: in {count} questions, {check}\n" for check, count in often.items())]
    for kind, sources in kinds.items():
        asked = {
            key: versions for key, versions in compared.questions.items() if [one.source for one in versions] == sources
        }
        entries = {key: _question(versions, compared, len(sides), often) for key, versions in asked.items()}
        lines += [f"  # {kind}\n", _lines(entries, 2)] if entries else []
    return "".join(lines) if compared.questions else "questions: {}\n"


def _question(asked: list[Asked], compared: Compared, sources: int, often: dict[str, int]) -> Any:
    first = asked[0]
    found: dict[str, Any] = {} if first.wording == first.handle else {"label": first.short(LONGEST_LABEL)}
    if len(asked) > 1 and len({one.wording for one in asked}) > 1:
        found["text"] = {one.source: one.wording for one in asked}
    elif len(first.wording) > LONGEST_LABEL:
        found["text"] = first.wording
    if first.options:
        found["options"] = {
            name: _by_source([(one.source, one.options[name]) for one in asked], sources) for name in first.options
        }
    else:
        found["at"] = _by_source([(one.source, one.place) for one in asked], sources)
    answers = compared.answers(asked)
    if scale := compared.scale_of(asked):
        found["scale"] = scale
    elif first.numbers:
        found["numbers"] = [*first.numbers]
    elif answers:
        found["answers"] = _answers(answers)
    if first.selected:
        found["selected"] = _cells(first.selected)
    if first.not_selected:
        found["not_selected"] = _cells(first.not_selected)
    if other := compared.other(asked):
        found["other"] = {word: _cells(cells) for word, cells in other.items()}
    checks = [check for check in _checks(asked) if check not in often]
    return _noted(found, "check: " + "; ".join(checks) if checks else "")


def _checks(asked: list[Asked]) -> list[str]:
    return [*dict.fromkeys(check for one in asked for check in one.checks)]


def _answers(answers: dict[str, list[str]]) -> Any:
    if all(cells == [name] for name, cells in answers.items()):
        return list(answers)
    return {name: _cells(cells) for name, cells in answers.items()}


def _cells(cells: list[str]) -> Any:
    return cells[0] if len(cells) == 1 else cells


def _by_source(places: list[tuple[str, Place]], sources: int) -> Any:
    if sources == 1:
        return _place(places[0][1])
    return {source: _place(place) for source, place in places}


def _place(place: Place) -> Any:
    return place if isinstance(place, str) else place.model_dump()


def _left_out(side: Side) -> str:
    by_reason: dict[str, list[str]] = {}
    for column, reason in side.columns.left_out:
        name = column.address if isinstance(column.address, str) else flow(column.address.model_dump())
        by_reason.setdefault(reason, []).append(textwrap.shorten(name, 50, placeholder=" …"))
    lines = [f"  # {side.source} left out:"]
    for reason, names in by_reason.items():
        lines += textwrap.wrap(
            f"{reason}: {', '.join(names)}",
            WIDTH,
            initial_indent="  #   ",
            subsequent_indent="  #     ",
            break_on_hyphens=False,
        )
    return "\n".join(lines) + "\n"


def _metrics(compared: Compared) -> str:
    found = {name: compared.metric(name) for name in compared.measured}
    often = {
        check: count
        for check, count in Counter(check for _, check in found.values()).items()
        if count >= OFTEN and check
    }
    entries = {name: _noted(metric, "" if check in often else check) for name, (metric, check) in found.items()}
    above = [f"  # {check} (in {count} metrics)\n" for check, count in often.items()]
    return "".join(["metrics:\n", *above, _lines(entries, 2)] if entries else ["metrics: {}\n"])


def _gaps(compared: Compared) -> dict[str, Any]:
    return {name: _noted(gap, comment) for name, (gap, comment) in compared.gaps.items()}


def _noted(value: Any, comment: str) -> Any:
    return Noted(value, comment) if comment else value
