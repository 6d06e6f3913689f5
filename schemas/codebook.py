"""The codebook: a study's questions as they stand in one source and one wave, ready to be coded.

Every question becomes one variable, or one per option where several answers are allowed. A variable says where its cells
are, which integer each raw cell means, and who was asked. Coding, contracts, tabulation and the published codebook all
read it, so that they cannot disagree.

Codes: an answer's number from 1 in the order of the file (for `numbers` the number itself), 1 selected and 0 not selected
for an option, and below zero what is no answer (`OTHER_CODES`).
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from schemas.refused import Refused
from schemas.study import ANY_TEXT, Answers, Asking, Joined, Mentions, Place, Study, answer_names, asking_in, place_in
from schemas.words.catalogue import DEFAULT, catalogue

OTHER_CODES = {"don't know": -1, "no answer": -2, "refused": -3, "not asked": -4, "not applicable": -5}
NO_ANSWER, NOT_ASKED = OTHER_CODES["no answer"], OTHER_CODES["not asked"]
SELECTED, NOT_SELECTED = 1, 0

Condition = tuple[tuple[str, tuple[int, ...]], ...]
"""Variables and codes, of which at least one holds."""


@dataclass(frozen=True)
class Variable:
    """One column of the responses: the integer codes of one question or one option."""

    name: str
    question: str
    option: str | None
    place: Place
    labels: dict[int, str]
    """The answers that make a base, by code, best first."""
    cells: dict[str, int]
    """What each raw cell means, answers and other codes."""
    blank: int
    """What a blank cell means."""
    any_text: int | None = None
    """What any other cell means, where the study takes any text."""
    bands: dict[int, tuple[float | None, float | None]] = field(default_factory=dict)
    dots: str = ""
    """What dots in the numbers of an export do, as its cells tell: `part thousands`, `are decimal`, or nothing that is known."""
    one_by_one: bool = True
    """Whether the study names each cell itself; in a range of numbers, what the vendor declares missing is no answer."""
    asked: tuple[Condition, ...] = ()
    """Who was asked: every condition holds. Empty: everybody."""
    told: bool = True
    """For an option: whether the study says which cells are ticks, or any cell is taken for one."""
    parts: tuple[str, ...] = ()
    """Where cells hold several answers: every part that some option knows, `ANY_TEXT` where one takes any other."""
    tells: bool = False
    """Whether this variable, the question's first, tells cells that hold several answers and cannot be read."""
    several: int | None = None
    """What several answers in a block of columns mean; None where that breaks a rule."""
    ticked: str | None = None
    """The question of a block of options in which nothing ticked means no answer."""

    @property
    def codes(self) -> tuple[int, ...]:
        """Every code that a kept response may hold, ascending."""
        found = {*self.labels, *self.cells.values(), self.blank, NO_ANSWER}
        found |= {NOT_ASKED} if self.asked else set()
        found |= {self.several} if self.several is not None else set()
        return tuple(sorted(found))


def option_variable(question: str, option: str) -> str:
    """The name of the variable for one option of a question that allows several; C, C++ and C# are three."""
    spoken = option.lower().replace("+", " plus ").replace("#", " sharp ")
    slug = re.sub(r"\W+", "_", spoken).strip("_")
    return f"{question}__{slug}"


def codebook(study: Study, wave: str, source: str) -> dict[str, Variable]:
    """The variables of `source` in `wave`, by name, in the order of the study file.

    Raises Refused where the study leaves open what a cell means.
    """
    found: dict[str, Variable] = {}
    for name, question in study.questions.items():
        asking = asking_in(question, wave, source)
        for variable in _variables(study, name, asking, source):
            if variable.name in found:
                raise Refused(
                    f"{study.study}: two options of {name} would both be the column {variable.name}; rename one."
                )
            found[variable.name] = variable
    return {name: _routed(study, variable, found, wave, source) for name, variable in found.items()}


def conditions(
    study: Study, where: dict[str, list[str]], variables: dict[str, Variable], who: str
) -> tuple[Condition, ...]:
    """`where` (question: answers) in the variables' codes. `who` names the place in the file for the refusal."""
    found: list[Condition] = []
    for question, answers in where.items():
        options = [(option_variable(question, answer), (SELECTED,)) for answer in answers]
        if question in variables:
            labels = variables[question].labels
            found.append(((question, tuple(code for code, label in labels.items() if label in answers)),))
        elif options and all(name in variables for name, _ in options):
            found.append(tuple(options))
        else:
            raise Refused(
                f"{study.study}: {who} depends on {question}, which was not asked there; add its column or drop it."
            )
    return tuple(found)


def _variables(study: Study, name: str, asking: Asking, source: str) -> Iterable[Variable]:
    place = place_in(asking.at, source)
    if asking.options is not None:
        placed = {option: place_in(at, source) for option, at in asking.options.items()}
        for option, at in placed.items():
            if at is not None:
                yield _option(study, name, option, at, asking)
    elif place is not None and isinstance(place, Joined | Mentions):
        for option, cells in (asking.answers or {}).items():
            yield _joined(study, name, option, cells, place, asking)
    elif place is not None:
        yield _single(study, name, place, asking)


def _meanings(study: Study, name: str, asking: Asking, answers: dict[str, int], cells: Answers) -> dict[str, int]:
    """What each raw cell means: `answers` by code with their `cells`, and the other codes. Refused where one means two."""
    words = {**OTHER_CODES, **answers}
    meant: dict[str, str] = {}
    for word, raw in [*(asking.other or {}).items(), *cells.items()]:
        for cell in raw:
            if meant.setdefault(cell, word) != word:
                raise Refused(
                    f"{study.study}: in question {name} the cell {cell!r} means both {meant[cell]!r} and {word!r}; keep one, "
                    f"or say what differs by source under the question's sources."
                )
    return {cell: words[word] for cell, word in meant.items()}


def _single(study: Study, name: str, place: Place, asking: Asking) -> Variable:
    names = answer_names(study, asking)
    if asking.numbers is not None and asking.numbers[0] >= 0:
        codes = {number: int(number) for number in names}
    else:
        codes = {answer: code for code, answer in enumerate(names, start=1)}
    if asking.numbers is not None:
        answers: Answers = {number: [number, f"{number}.0"] for number in names}
    else:
        answers = study.scales[asking.scale] if asking.scale else asking.answers or {}
    cells = _meanings(study, name, asking, codes, answers)
    bands = {codes[label]: band for label, band in (asking.bands or {}).items()}
    any_text, blank = cells.pop(ANY_TEXT, None), cells.pop("", NO_ANSWER)
    labels = {code: answer for answer, code in codes.items()}
    listed_one_by_one = asking.numbers is None
    several = OTHER_CODES[asking.several_ticked] if asking.several_ticked else None
    return Variable(
        name, name, None, place, labels, cells, blank, any_text, bands, one_by_one=listed_one_by_one, several=several
    )


def _option(study: Study, name: str, option: str, place: Place, asking: Asking) -> Variable:
    answers = {"selected": asking.selected or [ANY_TEXT], "not selected": asking.not_selected or []}
    cells = _meanings(study, name, asking, _OPTION_CODES, answers)
    any_text, blank = cells.pop(ANY_TEXT, None), cells.pop("", NO_ANSWER if asking.not_selected else NOT_SELECTED)
    nothing = asking.nothing_ticked or ("no answer" if blank == NOT_SELECTED else "none of them")
    ticked = name if nothing == "no answer" else None
    column = option_variable(name, option)
    told = asking.selected is not None
    return Variable(column, name, option, place, _OPTION_LABELS, cells, blank, any_text, told=told, ticked=ticked)


def _joined(study: Study, name: str, option: str, raw: list[str], place: Joined | Mentions, asking: Asking) -> Variable:
    cells = _meanings(study, name, asking, _OPTION_CODES, {"selected": raw})
    any_text = cells.pop(ANY_TEXT, None)
    blank = cells.pop("", NOT_SELECTED if asking.nothing_ticked == "none of them" else NO_ANSWER)
    tells = option == next(iter(asking.answers or {}))
    parts = tuple(part for known in (asking.answers or {}).values() for part in known)
    column = option_variable(name, option)
    return Variable(column, name, option, place, _OPTION_LABELS, cells, blank, any_text, parts=parts, tells=tells)


_OPTION_LABELS = {SELECTED: "selected", NOT_SELECTED: "not selected"}
_OPTION_CODES = {label: code for code, label in _OPTION_LABELS.items()}


def _routed(study: Study, variable: Variable, variables: dict[str, Variable], wave: str, source: str) -> Variable:
    asked = asking_in(study.questions[variable.question], wave, source).asked
    if not asked:
        return variable
    routing = conditions(study, asked, variables, f"question {variable.question} in source {source}")
    return replace(variable, asked=routing)


def base_words(
    study: Study, question: str, wave: str, source: str, keep: Sequence[str] = (), language: str = DEFAULT
) -> str:
    """Who makes the base of a question, as a phrase for a reader of `language`; tables have the default's."""
    words = catalogue(language)
    asked = asking_in(study.questions[question], wave, source).asked or {}
    routing = [f"{wording(study, name, wave, source)}: {words.listed(answers)}" for name, answers in asked.items()]
    who = (
        words.say("base.routed", answers=words.say("base.and").join(routing)) if routing else words.say("base.everyone")
    )
    if not keep:
        return who
    kept = [words.say(f"base.{word.replace(chr(39), '').replace(' ', '_')}") for word in keep]
    return words.say("base.kept", who=who, kept=words.listed(kept))


def wording(study: Study, question: str, wave: str, source: str = "") -> str:
    """The question's text as asked in `wave` by `source`, or its label where no text is given."""
    texts = asking_in(study.questions[question], wave, source).text or {}
    return texts.get(source) or texts.get("") or study.questions[question].label or question.replace("_", " ")
