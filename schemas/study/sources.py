"""Where respondents, or published figures, come from: the export files, how they are read, and how the sample was drawn.

How a file is read is in `assets/exports/`; how weights are made and what a design does is in `assets/responses/` and
`assets/estimates/`.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import BeforeValidator, Field, model_validator

from schemas.refused import listed
from schemas.study.asking import allows_several, place_in
from schemas.study.problems import Problem, missing
from schemas.study.questions import answer_names, answer_problems, asking_in
from schemas.study.values import Address, Cell, Cells, FilePath, FilePaths, Model, Name, Text, WaveName, as_list

if TYPE_CHECKING:
    from schemas.study.study import Study

Kind = Literal["interviews", "panel", "reported"]
Sampling = Literal["probability", "opt_in", "purposive", "census"]
CONDITIONAL = ("opt_in", "purposive")
"""Samples of which nobody knows anyone's chance to be asked: their intervals hold as if they were random."""


class WaveColumn(Model, title="How a column tells the waves apart"):
    """A column that tells the waves of one export apart, where one file holds them all."""

    column: Address = Field(description="The column.")
    cells: dict[WaveName, Cells] = Field(
        description='For every wave of the study, the cells that mean it: `{"2025": 2025, "2026": [2026, 26]}`.'
    )


class Weight(Model, title="A weight"):
    """How respondents are weighted: by a column, by raking to known shares, or by raking that starts from a column."""

    column: Address | None = Field(
        None,
        description="A column of weights; only their proportions matter. With `rake`, where raking starts; without, at 1.",
    )
    rake: dict[Name, dict[Text, Annotated[float, Field(gt=0)]]] = Field(
        {},
        description="Known shares, by question: `{region: {North: 0.4, South: 0.6}}`. The shares of a question name all its "
        "answers and add up to 1.",
    )
    trim: tuple[Annotated[float, Field(gt=0, lt=1)], Annotated[float, Field(gt=1)]] | None = Field(
        None,
        description="The least and the greatest weight that raking may make, as multiples of the mean: `[0.3, 3]`.",
    )

    @model_validator(mode="after")
    def _something(self) -> "Weight":
        if not self.column and not self.rake:
            raise ValueError("a weight needs a column, raking targets, or both")
        if self.trim and not self.rake:
            raise ValueError("trim belongs to raking: add targets under rake, or drop trim")
        return self


def _weight(value: object) -> object:
    """A handle, or {column, says}, is a weight column."""
    is_column = isinstance(value, str) or (isinstance(value, dict) and "says" in value)
    return {"column": value} if is_column and value != "none" else value


EACH_ROW = "rows"
"""What stands in place of a column where nothing identifies respondents: each row is one."""

OF_RESPONDENTS = (
    "respondent", "rows", "wave", "weight", "layout", "encoding", "sheet", "header", "strata", "cluster", "population",
    "single_psu", "panel", "same_units_as", "duration", "bad_rows", "erase",
)  # fmt: skip


class Source(Model, title="A source"):
    """What a vendor delivers: export files of one layout, or published figures without respondents."""

    kind: Kind = Field(
        description="What it is: `interviews`, `panel`, or `reported`, a CSV of published figures without respondents."
    )
    files: FilePaths = Field(
        description="Its files in the study's folder, one or a list; `*` stands for any text and `{wave}` for the wave's key: "
        "`exports/{wave}/poll*.csv`."
    )
    sampling: Sampling = Field(
        description="How respondents were found: `probability`, `opt_in`, `purposive` or `census`. It changes no figure; "
        "with `opt_in` and `purposive` it is said that intervals hold only as if the sample were random."
    )
    layout: Text | None = Field(
        None,
        description="The layout that the files must have, such as `plain`, `qualtrics` or `spss`. Without it, the layout is "
        "recognised.",
    )
    encoding: Text | None = Field(
        None,
        description="How the letters of a text file are encoded: `utf-8`, `cp1252`. Without it, that is recognised.",
    )
    sheet: Text | None = Field(
        None, description="The sheet of a workbook. Without it, the only visible one that holds a table."
    )
    header: Annotated[
        list[Annotated[int, Field(ge=1)]] | None,
        BeforeValidator(
            lambda value: [value] if isinstance(value, int | str) else value,
            json_schema_input_type=list[Annotated[int, Field(ge=1)]] | Annotated[int, Field(ge=1)] | None,
        ),
    ] = Field(
        None,
        description="The rows that are the header: `5`, or `[2, 3]`; `[]` for none. Without it, they are recognised.",
    )
    respondent: Address | None = Field(
        None,
        description="The column that identifies a respondent, or `rows` where none does: each row is one then, of whom nobody "
        "knows in another wave. Every source needs it that is not `reported`.",
    )
    rows: dict[Text, Cells] = Field(
        {},
        description="The rows to keep, by column: `{Status: IP Address, Finished: [True, 1]}`. All must hold; the others are "
        "excluded, and counted. `any text` keeps every row that has a cell there. Without it, all rows.",
    )
    wave: WaveColumn | None = Field(
        None,
        description="How a column tells the waves apart. Without it, all rows of the files are of the wave that is run.",
    )
    weight: Annotated[
        Weight | Literal["none"] | None, BeforeValidator(_weight, json_schema_input_type=Weight | Text | None)
    ] = Field(
        None,
        description="How respondents are weighted: a column of weights, `{rake: …}`, or `none` for a file that declares a weight "
        "which is not to be used. Without it, everybody weighs the same.",
    )
    strata: Annotated[list[Address], BeforeValidator(as_list, json_schema_input_type=list[Address] | Address)] = Field(
        [],
        description="The columns whose values were sampled one by one; each combination is a stratum: `[country, size]`.",
    )
    cluster: Address | None = Field(
        None,
        description="The column of the primary sampling units that were drawn as a whole: companies, towns, classes. Without it, "
        "each respondent was drawn alone.",
    )
    population: Annotated[int, Field(ge=1)] | dict[Cell, Annotated[int, Field(ge=1)]] | None = Field(
        None,
        description="How many sampling units (clusters, else respondents) there are to draw from; with strata, for each: "
        "`{FI / small: 40}`. For random samples, `probability` or `census`. Without it, it is unknown and corrects nothing.",
    )
    single_psu: Literal["certainty", "adjust", "average"] | None = Field(
        None,
        description="How a stratum with one sampling unit counts: `adjust`, its distance from the mean of all; `average`, what "
        "the other strata add on average; `certainty`, nothing. Without it, such a stratum is refused.",
    )
    panel: bool | None = Field(
        None,
        description="`true`: an id is the same respondent in every wave. `false`: nor is a cluster the same in two waves. "
        "Without it, clusters that come again are the same, and ids belong to their wave.",
    )
    same_units_as: Name | None = Field(
        None,
        description="Another source with the same sampling units: a firm in both, by one name in `cluster` (without clusters, a "
        "respondent by one id), was drawn once. `none`: whatever their names, they have nothing to do with each other.",
    )
    duration: Address | None = Field(
        None,
        description="The column of seconds that a respondent took, from which speeding is told. A blank cell is none.",
    )
    bad_rows: float = Field(
        0.0, ge=0, le=1, description="The share of rows that may be set aside because they break a rule: `0.02` is 2%."
    )
    erase: FilePath | None = Field(
        None,
        description="A file in the study's folder with the respondents to erase, one of the vendor's ids a line. Without it, "
        "nobody.",
    )

    @property
    def is_weighted(self) -> bool:
        """Whether its respondents have weights of their own."""
        return isinstance(self.weight, Weight)

    @property
    def is_anonymous(self) -> bool:
        """Whether nothing identifies its respondents, and each row is one."""
        return self.respondent == EACH_ROW

    @model_validator(mode="after")
    def _respondents(self) -> "Source":
        if self.kind == "reported":
            given = self.model_fields_set & {*OF_RESPONDENTS}
            if given:
                raise ValueError(f"a reported source has figures and no respondents: drop {', '.join(sorted(given))}")
        elif not self.respondent:
            raise ValueError(
                "needs respondent: the column that identifies one respondent, or rows where none does and each row is one"
            )
        if self.erase and self.is_anonymous:
            raise ValueError("lists respondents to erase, and nothing identifies them (respondent: rows): drop erase")
        if self.is_anonymous and not self.cluster and (self.panel or self.same_units_as not in (None, "none")):
            raise ValueError("knows nobody again where each row is a respondent: drop panel and same_units_as")
        if self.population and self.sampling not in ("probability", "census"):
            raise ValueError(
                f"a finite population corrects random samples, and sampling is {self.sampling}: drop population"
            )
        if isinstance(self.population, dict) and not self.strata:
            raise ValueError("gives a population by stratum and has no strata: add them, or write one number")
        if isinstance(self.population, int) and self.strata:
            raise ValueError("has strata: give population by stratum, {stratum: how many}")
        if self.single_psu and not self.strata:
            raise ValueError("single_psu is about strata: add them, or drop it")
        return self


def wave_column_problems(study: "Study") -> Iterator[Problem]:
    """Columns that name a wave which is not there, leave one out, or give one cell to two."""
    for name, source in study.respondents().items():
        cells = source.wave.cells if source.wave else {}
        path = ("sources", name, "wave", "cells")
        for wave in cells:
            yield from missing((*path, wave), "wave", wave, study.waves)
        told = [cell for known in cells.values() for cell in known]
        if twice := sorted({cell for cell in told if told.count(cell) > 1}):
            yield path, f"gives {listed(map(repr, twice))} to two waves; a row belongs to one"
        if cells and (silent := [wave for wave in study.waves if wave not in cells]):
            yield path, f"says nothing of {listed(silent)}; give every wave its cells"


def weight_problems(study: "Study") -> Iterator[Problem]:
    """Raking targets of a question that cannot be raked, or that are no shares of all its answers."""
    for name, source in study.respondents().items():
        rake = source.weight.rake if isinstance(source.weight, Weight) else {}
        for question, shares in rake.items():
            path = ("sources", name, "weight", "rake", question)
            if question in study.questions:
                asked = study.questions[question]
                if allows_several(asked):
                    yield path, f"{question} allows several answers; a target needs a question with one answer"
                    continue
                if place_in(asking_in(asked, next(iter(study.waves)), name).at, name) is None:
                    yield path, f"{question} was not asked in source {name}; rake to what its respondents answered"
            yield from answer_problems(study, path, question, shares)
            if question in study.questions:
                for answer in answer_names(study, study.questions[question]):
                    if answer not in shares:
                        yield path, f"the targets of {question} leave out {answer!r}; give every answer its share"
            total = sum(shares.values())
            if abs(total - 1) > 0.001:
                yield path, f"the targets of {question} add up to {total:.4g}; shares must add up to 1"
