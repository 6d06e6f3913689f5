"""What stands of one wave, as people read it: the study, and the rows of the tables that the books are made of."""

from dataclasses import dataclass

from schemas.gap_rows import SYNTHETIC
from schemas.study import Study

Row = dict


@dataclass(frozen=True)
class Results:
    """One wave of a study with its rows of `estimates`, `gap_fact` and `segment_contrast`."""

    study: Study
    wave: str
    estimates: list[Row]
    gaps: list[Row]
    contrasts: list[Row]

    @property
    def title(self) -> str:
        """The study and the wave, unless its title names it already."""
        when = self.study.waves[self.wave].label or self.wave
        return self.study.title if when in self.study.title else f"{self.study.title}, {when}"

    @property
    def warning(self) -> str:
        """What every sheet and slide says of respondents that are made up; empty where they are not."""
        return SYNTHETIC if self.study.synthetic else ""

    @property
    def fieldwork(self) -> str:
        """When the respondents were asked, where the study says so."""
        dates = self.study.waves[self.wave].fieldwork
        return f"Fieldwork {dates.replace('/', ' to ')}" if dates else ""

    @property
    def totals(self) -> list[Row]:
        """The gaps over all respondents."""
        return [gap for gap in self.gaps if gap["segment"] == "total"]

    @property
    def provenance(self) -> str:
        """The fingerprints of the tables."""
        tables = {"estimates": self.estimates, "gap_fact": self.gaps, "segment_contrast": self.contrasts}
        return ", ".join(f"{name} {rows[0]['provenance_id']}" for name, rows in tables.items() if rows)
