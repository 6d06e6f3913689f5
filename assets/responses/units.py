"""Sampling units that stand in two files, of two sources or of two waves: what is asked of them, and what is said.

Comes in: published responses. What the same units do to errors is in `assets/estimates/`.
"""

from collections.abc import Iterator, Mapping
from itertools import combinations
from pathlib import Path

from assets.lake.duck import connect, parquet
from assets.lake.paths import Lake
from assets.lake.publish import KEY_ID, footer_of
from schemas.refused import Refused, listed
from schemas.study import Study, known_again, unsaid
from schemas.waves import compared_waves

NAMES = {"respondent": "ids", "cluster": "names"}
OTHERS = "where they are the same, write panel: true under the source"


def refuse_unsaid_units(study: Study, wave: str, responses: Mapping[str, Path]) -> None:
    """Refuse clusters that two sources of a wave have by one name, where the study does not say whether they are the same,
    and same clusters in two strata. `responses`: the file of each source."""
    reasons = []
    for a, b in combinations(responses, 2):
        files = responses[a], responses[b]
        if unsaid(study, a, b) and (both := _in_both("cluster", *files)):
            reasons.append(
                f"{study.study}/{wave}: {both:,} clusters of source {b} are called as clusters of source {a}; if they are the "
                f"same, write same_units_as: {a} under source {b}, else same_units_as: none."
            )
        elif known_again(study, (wave, a), (wave, b)) and (moved := _in_two_strata(study, (a, b), files)):
            reasons.append(
                f"{study.study}/{wave}: the same units of {a} and {b} are in two strata, such as {listed(moved)}; mend "
                f"strata, or same_units_as."
            )
    if reasons:
        raise Refused(*reasons)


def seen_again(study: Study, wave: str, lake: Lake) -> Iterator[str]:
    """How many clusters, else respondents, have names that an earlier wave has, and what they are taken for; a line each."""
    for name, source in study.respondents().items():
        now = lake.table("responses", study.study, wave, name)
        for before in dict.fromkeys(compared_waves(study, wave).values()):
            was = lake.table("responses", study.study, before, name)
            if not was.exists() or footer_of(was).get(KEY_ID) != footer_of(now).get(KEY_ID):
                continue
            unit = "cluster" if source.cluster else "respondent"
            if both := _in_both(unit, was, now):
                same = known_again(study, (before, name), (wave, name))
                taken = "they count as the same" if same else f"they count as others: {OTHERS}"
                yield f"{name}: {both:,} {unit}s in both waves, {before} and {wave}, by their {NAMES[unit]}; {taken}."


def _in_both(column: str, one: Path, other: Path) -> int:
    """How many values of a column two files share."""
    both = " intersect ".join(f"select {column} from {parquet(path)}" for path in (one, other))
    return connect().execute(f"select count(*) from ({both})").fetchall()[0][0]


def _in_two_strata(study: Study, sources: tuple[str, str], files: tuple[Path, Path]) -> list[str]:
    """Pairs of strata that the same unit is in, in two sources."""
    described = [study.sources[name] for name in sources]
    unit = "cluster" if described[0].cluster else "respondent"
    a, b = ("stratum" if source.strata else "''" for source in described)
    one, other = (
        f"select distinct {unit} as unit, {stratum} as stratum from {parquet(path)}"
        for stratum, path in zip((a, b), files, strict=True)
    )
    pairs = f"from ({one}) as a join ({other}) as b using (unit) where a.stratum <> b.stratum"
    found = connect().execute(f"select distinct a.stratum, b.stratum {pairs} order by all limit 3").fetchall()
    return [f"{mine or 'none'} and {its or 'none'}" for mine, its in found]
