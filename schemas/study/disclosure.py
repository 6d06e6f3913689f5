"""What a reader is told of how a study was made, beyond what its other parts and the tables say: no figure follows from it.

The items follow AAPOR's Transparency Initiative (2021).
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import BeforeValidator, Discriminator, Field, Tag

from schemas.refused import listed
from schemas.study.problems import Path, Problem, missing
from schemas.study.values import Model, Name, Text, WaveName, as_list

if TYPE_CHECKING:
    from schemas.study.study import Study


class ResponseRate(Model, title="A response rate"):
    """The share of those who were to be asked that answered, and how it was computed."""

    code: Literal["RR1", "RR2", "RR3", "RR4", "RR5", "RR6", "participation"] = Field(
        description="Which rate of AAPOR's Standard Definitions it is: `RR1`, `RR2`, `RR3`, `RR4`, `RR5` or `RR6`; or "
        "`participation`, the share of those invited out of a panel that people chose to join."
    )
    percent: float = Field(ge=0, le=100, description="The rate in percent: `12.4`.")


class Told(Model, title="What is told of a sample"):
    """How respondents were found and asked; each key is a sentence that is printed as it stands, or as it says."""

    population: Text = Field(
        "",
        description="Whom the sample stands for, and where: `Adults in private households in Germany`; of experts, what makes "
        "one.",
    )
    frame: Text = Field(
        "", description="The list or pool that respondents come from, whose it is, and whom it leaves out."
    )
    recruitment: Text = Field(
        "",
        description="How respondents were selected, invited and screened: draws, quotas, the panel's own recruitment.",
    )
    mode: Text = Field(
        "", description="How they were asked: online, by telephone, face to face, on paper; by whom, how long."
    )
    languages: Annotated[list[Text], BeforeValidator(as_list, json_schema_input_type=list[Text] | Text)] = Field(
        [], description="The languages in which they could answer: `[English, German]`."
    )
    incentives: Text = Field("", description="What they got for it: money, points, a donation; or that it was nothing.")
    response_rate: (
        Annotated[
            Annotated[ResponseRate, Tag("rate")] | Annotated[Text, Tag("text")],
            Discriminator(lambda value: "rate" if isinstance(value, dict | ResponseRate) else "text"),
        ]
        | None
    ) = Field(None, description="`{code: RR3, percent: 12.4}`; or, in a sentence, why there is no such rate.")
    weighting: Text = Field(
        "",
        description="How the weights in an export were made, or from where the shares under `rake` are; of published figures, "
        "whether they are weighted.",
    )
    processing: Text = Field(
        "",
        description="How answers were checked, coded and edited: attention tests, who was taken out, what was imputed.",
    )


class ToldOfSource(Told, title="What is told of a source"):
    """What differs in one source."""

    waves: dict[WaveName, Told] = Field({}, description="What differs in a wave, by wave, such as its response rate.")


class Disclosure(Told, title="Disclosure"):
    """What a reader must know before believing a figure. What is told of a sample holds for every source that does not differ."""

    sponsor: Text = Field("", description="Who commissioned the study and paid for it.")
    funding: Text = Field("", description="Where the money came from, if not from the sponsor.")
    conducted_by: Text = Field("", description="Who carried it out: the institute, and whom it had work for it.")
    contact: Text = Field("", description="Who answers questions about it: a name, an address.")
    questionnaire: Text = Field(
        "", description="Where the whole questionnaire can be seen, with instructions, order and cards: an address."
    )
    limits: Text = Field("", description="What else limits the figures: who could not be reached, what went wrong.")
    sources: dict[Name, ToldOfSource] = Field({}, description="What differs in a source, by source.")


def told(study: "Study", wave: str, source: str) -> Told:
    """What is told of a source in a wave."""
    of_source = study.disclosure.sources.get(source, ToldOfSource())
    parts: list[Told] = [of_source.waves.get(wave, Told()), of_source, study.disclosure]
    found = {name: next(filter(None, (getattr(part, name) for part in parts)), None) for name in Told.model_fields}
    return Told.model_validate({name: value for name, value in found.items() if value is not None})


def disclosure_problems(study: "Study") -> Iterator[Problem]:
    """Sources and waves that are told of and are not there."""
    for source, of_source in study.disclosure.sources.items():
        path = ("disclosure", "sources", source)
        yield from missing(path, "source", source, study.sources)
        for wave in of_source.waves:
            yield from missing((*path, "waves", wave), "wave", wave, study.waves)


def unstated(study: "Study", wave: str) -> Iterator[tuple[Path, str]]:
    """Where in the file a wave's disclosure lacks something, and what belongs there."""
    if not study.about:
        yield ("about",), _says(type(study), "about")
    for name in ("sponsor", "conducted_by", "contact", "questionnaire"):
        if not getattr(study.disclosure, name):
            yield ("disclosure", name), _says(Disclosure, name)
    if not study.waves[wave].fieldwork:
        yield ("waves", wave, "fieldwork"), _says(type(study.waves[wave]), "fieldwork")
    for name in Told.model_fields:
        lacking = [source for source in study.sources if lacks(study, wave, source, name)]
        if lacking == [*study.sources]:
            yield ("disclosure", name), _says(Told, name)
        else:
            yield from ((("disclosure", "sources", source, name), _says(Told, name)) for source in lacking)
    parts = {name: (asked, *asked.sources.values(), *asked.waves.values()) for name, asked in study.questions.items()}
    if wordless := [name for name, asked in parts.items() if not any(part.text for part in asked)]:
        yield ("questions",), f"The text of {listed(wordless)}, word for word."


def lacks(study: "Study", wave: str, source: str, name: str) -> bool:
    """Whether an item is not told of a source, and nothing else in the file says it."""
    described = study.sources[source]
    needless = name == "weighting" and described.kind != "reported" and not described.is_weighted
    return not needless and not getattr(told(study, wave, source), name)


def _says(part: type[Model], name: str) -> str:
    return part.model_fields[name].description or ""
