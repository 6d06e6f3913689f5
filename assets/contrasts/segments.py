"""Segments against each other: is Europe different from Asia? Each pair of a segment's answers, and each against the rest."""

from collections.abc import Iterator
from itertools import combinations

import pyarrow as pa

from assets.estimates.difference import difference
from assets.estimates.disclosure import Protection
from assets.estimates.estimate import figures_of, measured_in
from assets.estimates.families import adjust, untold
from assets.estimates.joint import linears
from assets.estimates.rests import rest
from assets.estimates.sample import TOTAL, Domain, Sample
from schemas.measure import Measure, measure
from schemas.source_wave import SourceWave
from schemas.study import Study
from schemas.tables.contrasts import REST, SEGMENT_CONTRAST
from schemas.tables.table import RELIABILITY, NewRow, why_no_figure


def segment_contrast(study: Study, wave: str, samples: dict[str, Sample], origin: dict[str, object]) -> pa.Table:
    """The contrasts of every metric, group and segment of one wave."""
    rows: list[NewRow] = []
    for source, sample in samples.items():
        of = SourceWave(study, wave, source)
        protection = Protection(of, sample)
        weighted = study.sources[source].is_weighted
        for name, metric in study.metrics.items():
            measured = measure(study, metric, of.book)
            if measured is not None and measured.variable in sample.entries:
                about = {"metric": name, "label": metric.label or name.replace("_", " "), "source": source}
                contrasts = _contrasts(protection, measured, weighted and metric.weight is None, study)
                groups = metric.groups or list(study.groups)
                rows += [about | row for row in contrasts if row["group_name"] in groups]
    adjust(
        rows,
        lambda row: f"{row['metric']} of {row['group_name']} by {row['segment']}{' against the rest' * row['rest']}",
        study.alpha,
    )
    for row in rows:
        row["no_verdict"] = row.get("no_verdict") or untold(row)
        if row["no_verdict"] is None:
            clear = "higher" if row["difference"] > 0 else "lower"
            row["verdict"] = clear if row["significant"] else "no_clear_difference"
    return SEGMENT_CONTRAST.build(
        [{"study": study.study, "wave": wave} | {k: v for k, v in row.items() if k != "rest"} | origin for row in rows]
    )


def _contrasts(protection: Protection, measured: Measure, weighted: bool, study: Study) -> Iterator[NewRow]:
    sample = protection.extended
    found, hidden = measured_in(sample, measured, weighted, study.alpha), protection.withheld(measured.variable)
    as_sums = [] if sample.design.is_simple else linears(sample, measured, weighted)
    place = {domain: at for at, domain in enumerate(sample.domains)}
    by_segment: dict[tuple[str, str], list[Domain]] = {}
    for domain in sample.domains:
        if domain[1] != TOTAL[0] and rest(domain) in place:
            by_segment.setdefault(domain[:2], []).append(domain)
    for (group, segment), domains in by_segment.items():
        pairs = [(*pair, pair[1][2]) for pair in combinations(domains, 2)]
        pairs += [(domain, rest(domain), REST) for domain in domains] if len(domains) > 2 else []
        for one, other, against in pairs:
            mine, theirs = (
                figures_of(found, at, measured.unit, study.reliability, bool(hidden[at])) | {"unit": measured.unit}
                for at in (place[one], place[other])
            )
            both = [as_sums[place[one]], as_sums[place[other]]] if as_sums else []
            together = (sample.covariance(*both), sample.df_of(both)) if both else ()
            apart = difference(mine, theirs, study.alpha, *together)
            apart["difference"] = apart.pop("estimate", None)
            none = why_no_figure(mine["withheld"], theirs["withheld"]) if apart["difference"] is None else None
            yield {
                "group_name": group,
                "segment": segment,
                "segment_value": one[2],
                "against": against,
                "unit": measured.unit,
                "n": mine["n"],
                "n_effective": mine["n_effective"],
                "estimate": mine["estimate"],
                "against_n": theirs["n"],
                "against_n_effective": theirs["n_effective"],
                "against_estimate": theirs["estimate"],
                "reliability": max((mine["reliability"], theirs["reliability"]), key=RELIABILITY.index),
                "no_verdict": none,
                "rest": against == REST,
            } | apart
