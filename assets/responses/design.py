"""What a sampling design must hold before anybody estimates from it: strata with two units or a rule, populations that fit."""

import duckdb

from schemas.refused import Refused, listed
from schemas.source_wave import SourceWave


def refuse_design(con: duckdb.DuckDBPyConnection, of: SourceWave) -> None:
    """Refuse strata of one sampling unit without a rule for them, and populations that do not fit the sample.

    Works on the view `weighted`. A population counts sampling units: clusters where the source has them.
    """
    described = of.described
    if not described.strata and not described.cluster and not described.population:
        return
    stratum = "stratum" if described.strata else "''"
    units = "count(distinct cluster)" if described.cluster else "count(*)"
    sizes = dict(con.execute(f"select {stratum}, {units} from weighted group by 1 order by 1").fetchall())
    reasons = []
    lonely = [name for name, units in sizes.items() if units == 1]
    if lonely and described.strata and not described.single_psu:
        reasons.append(
            f"{of}: the strata {listed(lonely)} have only one sampling unit, which tells nothing of its stratum's spread; "
            f"merge strata, or say under source {of.source} how to count it: single_psu: adjust, average or certainty."
        )
    if len(sizes) == 1 and lonely and not described.strata:
        reasons.append(f"{of}: all respondents are of one cluster; no error can be computed, mend cluster.")
    population = described.population if isinstance(described.population, dict) else {"": described.population}
    for name, units in sizes.items() if described.population else ():
        if (known := population.get(name)) is None:
            reasons.append(
                f"{of}: stratum {name!r} has no population; add it under population, which has {listed(population)}."
            )
        elif known < units:
            reasons.append(
                f"{of}: {units:,} sampling units{f' of stratum {name!r}' if name else ''} cannot come from a population of "
                f"{known:,}; mend population."
            )
    if reasons:
        raise Refused(*reasons)
