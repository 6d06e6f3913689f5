"""What stands of one wave, as people read it: the study, and the rows of the tables that the books are made of."""

from dataclasses import dataclass

from schemas.gap_rows import SYNTHETIC
from schemas.refused import Refused
from schemas.study import SIDES, Study

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


def check_together(results: Results) -> None:
    """Raises Refused unless the gaps have the figures of the estimates: one run and one study file made both."""
    found = {
        (row["group_name"], row["metric"], row["segment"], row["segment_value"]): row["estimate"]
        for row in results.estimates
    }
    for gap in results.gaps:
        for side in SIDES:
            narrowed = gap["segment_sides"] in ("both", side)
            part = (gap["segment"], gap["segment_value"]) if narrowed else ("total", "all")
            if found.get((side, gap[f"{side}_metric"], *part), "none") != gap[f"{side}_estimate"]:
                raise Refused(
                    f"{results.study.study}/{results.wave}: gap {gap['gap']} and the estimates are not of one run; "
                    f"run gap run {results.study.study} again."
                )
