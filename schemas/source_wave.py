"""One source of respondents in one wave, as the study file describes it: what most tables are made of, one after the other.

What follows from the three belongs here. What is read or made of them does not: that is the business of the stages.
"""

from dataclasses import dataclass
from functools import cached_property

from schemas.codebook import Variable, codebook
from schemas.study import Source, Study


@dataclass(frozen=True)
class SourceWave:
    """A source in a wave. Printed, it is the place in the study file that a refusal names."""

    study: Study
    wave: str
    source: str

    def __str__(self) -> str:
        return f"{self.study.study}, source {self.source}"

    @property
    def described(self) -> Source:
        """What the study file says of the source."""
        return self.study.sources[self.source]

    @cached_property
    def book(self) -> dict[str, Variable]:
        """Its codebook. Raises Refused where the study leaves open what a cell means."""
        return codebook(self.study, self.wave, self.source)

    @property
    def keys(self) -> dict[str, str]:
        """The columns that its rows have in every table."""
        return {"study": self.study.study, "wave": self.wave, "source": self.source}

    @property
    def design(self) -> list[str]:
        """The columns of its responses that say how the respondents were sampled."""
        found = {"stratum": self.described.strata, "cluster": self.described.cluster}
        return [column for column, place in found.items() if place]

    @property
    def groups(self) -> list[str]:
        """The groups whose members it has."""
        return [group for group, described in self.study.groups.items() if described.source == self.source]


def source_waves(study: Study, wave: str) -> list[SourceWave]:
    """Every source of respondents in one wave."""
    return [SourceWave(study, wave, source) for source in study.respondents()]
