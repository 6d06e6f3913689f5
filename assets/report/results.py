"""What stands of one wave, as people read it: the study, and the rows of the tables that the books are made of."""

from dataclasses import dataclass
from functools import cached_property

from schemas.study import Study
from schemas.tables.rows import EstimatesRow, GapFactRow, SegmentContrastRow, WeightingRow
from schemas.words.gaps import GapSaid
from schemas.words.studies import Words


@dataclass(frozen=True)
class Results:
    """One wave of a study with its rows of `estimates`, `gap_fact`, `segment_contrast` and `weighting`."""

    study: Study
    wave: str
    estimates: list[EstimatesRow]
    gaps: list[GapFactRow]
    contrasts: list[SegmentContrastRow]
    weighting: list[WeightingRow]

    @cached_property
    def words(self) -> Words:
        """The words of the study."""
        return Words(self.study)

    @property
    def title(self) -> str:
        """The study and the wave, unless its title names it already."""
        return self.words.title(self.wave)

    @property
    def warning(self) -> str:
        """What every sheet and slide says of respondents that are made up; empty where they are not."""
        return self.words.synthetic

    @property
    def fieldwork(self) -> str:
        """When the respondents were asked, where the study says so."""
        dates = self.words.fieldwork(self.wave)
        return self.words.say("study.fieldwork", when=dates) if dates else ""

    @cached_property
    def said(self) -> list[GapSaid]:
        """What the gaps say, of all respondents and by segment."""
        return [self.words.gap(row) for row in self.gaps]

    @property
    def totals(self) -> list[GapSaid]:
        """The gaps over all respondents."""
        return [gap for gap in self.said if gap.row["segment"] == "total"]

    @property
    def provenance(self) -> str:
        """The fingerprints of the tables."""
        tables = {"estimates": self.estimates, "gap_fact": self.gaps, "segment_contrast": self.contrasts}
        return ", ".join(f"{name} {rows[0]['provenance_id']}" for name, rows in tables.items() if rows)
