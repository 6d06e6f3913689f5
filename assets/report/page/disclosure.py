"""What a reader must be told of a study before believing it, after AAPOR's Transparency Initiative.

Answered from the study file and the tables; what the study file does not say is shown as not stated, never guessed.
"""

from assets.report.evidence import Evidence
from schemas.study import CONDITIONAL, Source, Weight
from schemas.words.studies import Words


def disclosure(evidence: Evidence) -> list[tuple[str, list[str]]]:
    """Each item with its answers, a line each."""
    study, words = evidence.study, evidence.words
    say = words.say
    unknown = say("disclosure.not_stated")

    def by_source(said: dict[str, str]) -> list[str]:
        return [say("disclosure.of_source", source=words.source(name), said=each) for name, each in said.items()]

    sources = study.sources.items()
    items = {
        "sponsor": [unknown],
        "about": [study.about or unknown],
        "population": by_source({name: _population(source, words) or unknown for name, source in sources}),
        "compared": [_group(evidence, name) for name in study.groups],
        "sampling": by_source({name: words.sampling(name) for name in study.sources}),
        "design": by_source({name: _design(source, words) for name, source in sources}),
        "mode": by_source({name: _mode(source, words) for name, source in sources}),
        "fieldwork": [words.fieldwork(evidence.wave) or unknown],
        "sizes": by_source({name: _size(evidence, name) or unknown for name in study.sources}),
        "response": [unknown],
        "weighting": by_source({name: _weighting(source, words) or unknown for name, source in sources}),
        "wording": [say("disclosure.wording_where")],
        "limits": _limits(evidence),
    }
    return [(say(f"disclosure.{item}"), answers) for item, answers in items.items()]


def _population(source: Source, words: Words) -> str:
    if isinstance(source.population, dict):
        counts = {stratum: words.numbers.number(count) for stratum, count in source.population.items()}
        return "; ".join(words.say("disclosure.stratum", stratum=name, count=count) for name, count in counts.items())
    return words.numbers.number(source.population) if source.population else ""


def _group(evidence: Evidence, name: str) -> str:
    words, where = evidence.words, evidence.study.groups[name].where
    if not where:
        return words.say("disclosure.group_all", group=words.group(name))
    asked = [
        words.say("disclosure.answers", question=words.question(question), answers=words.catalogue.listed(answers))
        for question, answers in where.items()
    ]
    return words.say("disclosure.group_where", group=words.group(name), answers=words.say("disclosure.and").join(asked))


def _design(source: Source, words: Words) -> str:
    parts = ["strata"] * bool(source.strata) + ["clusters"] * bool(source.cluster)
    return words.say(f"disclosure.{'_'.join(parts) or 'no_design'}")


def _mode(source: Source, words: Words) -> str:
    return words.say("disclosure.mode_of", mode=words.say(f"disclosure.mode_{source.kind}"))


def _size(evidence: Evidence, name: str) -> str:
    words = evidence.words
    for row in evidence.tables["weighting"]:
        if row["source"] == name and row["target"] is None:
            effective = words.numbers.number(row["n_effective"])
            return words.say("side.with_effective", base=words.respondents(row["n"]), effective=effective)
    bases = {row["n"] for row in evidence.tables["estimates"] if row["source"] == name and row["n"] is not None}
    if not bases:
        return ""
    low, high = (words.numbers.number(end) for end in (min(bases), max(bases)))
    key = "bases" if len(bases) > 1 else "base"
    return words.say(f"disclosure.{key}", low=low, high=high, number=low)


def _weighting(source: Source, words: Words) -> str:
    if source.weight is None:
        return words.say("disclosure.not_weighted") if source.kind != "reported" else ""
    if not isinstance(source.weight, Weight):
        return words.say("disclosure.weighted_none")
    parts = [words.say("disclosure.weighted_column")] * bool(source.weight.column)
    if source.weight.rake:
        questions = words.catalogue.listed([words.question(name) for name in source.weight.rake])
        parts.append(words.say("disclosure.weighted_raked", questions=questions))
    if source.weight.trim:
        low, high = (words.numbers.number(end, len(f"{end:g}".partition(".")[2])) for end in source.weight.trim)
        parts.append(words.say("disclosure.weighted_trimmed", low=low, high=high))
    return ", ".join(parts)


def _limits(evidence: Evidence) -> list[str]:
    words, sources = evidence.words, evidence.study.sources
    kinds = {
        "loose": [name for name, source in sources.items() if source.sampling in CONDITIONAL],
        "reported": [name for name, source in sources.items() if source.kind == "reported"],
    }
    found = [words.no_finding] if words.no_finding else []
    for kind, names in kinds.items():
        if names:
            listed = words.catalogue.listed([words.source(name) for name in names])
            found.append(words.say(f"disclosure.{kind}", sources=listed))
    return [*found, words.say("disclosure.other_errors")]
