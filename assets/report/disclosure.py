"""What a reader must be told of a study before believing it, after AAPOR's Transparency Initiative.

Answered from the study file and the tables; what the study file does not say is shown as not stated, never guessed.
"""

from assets.report.evidence import Evidence
from assets.report.words import MADE_UP
from schemas.refused import listed
from schemas.study import CONDITIONAL, Source, Weight

NOT_STATED = "not stated"
MODES = {
    "interviews": "interviews of executives, as the vendor exported them",
    "panel": "a panel or poll, as the vendor exported it",
    "reported": "figures that others published; no respondents",
}
SAMPLINGS = {
    "probability": "a random sample",
    "census": "everybody was asked",
    "opt_in": "opt-in: people chose to take part, and nobody's chance to be asked is known",
    "purposive": "purposive: chosen by hand, not drawn at random",
}


def disclosure(evidence: Evidence) -> list[tuple[str, list[str]]]:
    """Each item with its answers, a line each."""
    study, sources = evidence.study, evidence.study.sources
    return [
        ("Who sponsored it and who carried it out", [NOT_STATED]),
        ("About the study", [study.about or NOT_STATED]),
        ("Population", [f"{name}: {_population(source)}" for name, source in sources.items()]),
        ("Who is compared", [_group(evidence, name) for name in study.groups]),
        ("Sampling", [f"{name}: {SAMPLINGS[source.sampling]}" for name, source in sources.items()]),
        ("Design", [f"{name}: {_design(source)}" for name, source in sources.items()]),
        ("Mode", [f"{name}: {MODES[source.kind]}; how they were asked is {NOT_STATED}" for name, source in sources.items()]),
        ("Fieldwork", [evidence.fieldwork or NOT_STATED]),
        ("Sample sizes", [f"{name}: {_size(evidence, name)}" for name in sources]),
        ("Response rate, incentives, languages", [NOT_STATED]),
        ("Weighting", [f"{name}: {_weighting(source)}" for name, source in sources.items()]),
        ("Wording", ["Every question stands under Questions, with its answers and who was asked."]),
        ("Limits", _limits(evidence)),
    ]  # fmt: skip


def _population(source: Source) -> str:
    if isinstance(source.population, dict):
        return "; ".join(f"{stratum}: {count:,}" for stratum, count in source.population.items())
    return f"{source.population:,}" if source.population else NOT_STATED


def _group(evidence: Evidence, name: str) -> str:
    group = evidence.study.groups[name]
    where = " and ".join(
        f"{evidence.study.questions[question].label or question}: {listed(answers)}"
        for question, answers in group.where.items()
    )
    return f"{group.label or name}: {f'those of {group.source} with {where}' if where else f'all of {group.source}'}"


def _design(source: Source) -> str:
    parts = ["strata"] * bool(source.strata) + ["clusters"] * bool(source.cluster)
    return f"{' and '.join(parts)}, which the errors follow" if parts else "neither strata nor clusters stated"


def _size(evidence: Evidence, name: str) -> str:
    for row in evidence.tables["weighting"]:
        if row["source"] == name and row["target"] is None:
            return f"{row['n']:,} respondents, an effective base of {row['n_effective']:,.0f}"
    bases = {row["n"] for row in evidence.tables["estimates"] if row["source"] == name and row["n"] is not None}
    if not bases:
        return NOT_STATED
    return (
        f"bases as published, {min(bases):,} to {max(bases):,}" if len(bases) > 1 else f"{min(bases):,}, as published"
    )


def _weighting(source: Source) -> str:
    if source.weight is None:
        return "not stated; every respondent counts alike" if source.kind != "reported" else NOT_STATED
    if not isinstance(source.weight, Weight):
        return "none; every respondent counts alike"
    parts = ["the export's own weights"] * bool(source.weight.column)
    if source.weight.rake:
        parts.append(f"raked to {listed(source.weight.rake)}")
    if source.weight.trim:
        parts.append("trimmed to {:g} to {:g} times their mean".format(*source.weight.trim))
    return ", ".join(parts)


def _limits(evidence: Evidence) -> list[str]:
    sources = evidence.study.sources
    found = [MADE_UP] if evidence.study.synthetic else []
    if loose := [name for name, source in sources.items() if source.sampling in CONDITIONAL]:
        found.append(
            f"{listed(loose)}: not a random sample. Intervals and verdicts hold only as if it had been one; nobody can "
            "compute how far it is from the population."
        )
    if reported := [name for name, source in sources.items() if source.kind == "reported"]:
        found.append(f"{listed(reported)}: published figures, whose errors follow from the bases that were printed.")
    return [
        *found,
        "Wording, order of questions, and who does not answer move figures too, and no interval shows that.",
    ]
