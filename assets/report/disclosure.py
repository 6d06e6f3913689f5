"""What a reader must be told of a study before believing it, after AAPOR's Transparency Initiative.

Answered from the study file and the tables; what the study file does not say is shown as not stated, never guessed.
"""

from collections.abc import Callable, Sequence

from schemas.study import CONDITIONAL, ResponseRate, Source, Weight, told
from schemas.tables.rows import EstimatesRow, WeightingRow
from schemas.words.studies import Words


def disclosure(
    words: Words, wave: str, estimates: Sequence[EstimatesRow], weighting: Sequence[WeightingRow]
) -> list[tuple[str, list[str]]]:
    """Each item with its answers, a line each."""
    study, say = words.study, words.say
    stated, unknown = study.disclosure, say("disclosure.not_stated")

    def by_source(said: Callable[[str, Source], str]) -> list[str]:
        """A line each answer, with the sources that it is of; alone where it is of all."""
        found: dict[str, list[str]] = {}
        for name, source in study.sources.items():
            found.setdefault(said(name, source) or unknown, []).append(words.source(name))
        if len(found) == 1:
            return [*found]
        listed = words.catalogue.listed
        return [say("disclosure.of_source", source=listed(names), said=each) for each, names in found.items()]

    def told_of(item: str) -> list[str]:
        return by_source(lambda name, _: _told(words, wave, name, item))

    items = {
        "sponsor": [stated.sponsor or unknown],
        "funding": [stated.funding] if stated.funding else [],
        "conducted_by": [stated.conducted_by or unknown],
        "contact": [stated.contact or unknown],
        "about": [study.about or unknown],
        "population": by_source(lambda name, source: _population(words, wave, name, source)),
        "compared": [_group(words, name) for name in study.groups],
        "frame": told_of("frame"),
        "sampling": by_source(lambda name, _: words.sampling(name)),
        "recruitment": told_of("recruitment"),
        "design": by_source(lambda _, source: _design(source, words)),
        "kind": by_source(lambda _, source: say(f"disclosure.kind_{source.kind}")),
        "mode": told_of("mode"),
        "languages": told_of("languages"),
        "incentives": told_of("incentives"),
        "fieldwork": [words.fieldwork(wave) or unknown],
        "sizes": by_source(lambda name, _: _size(words, name, estimates, weighting)),
        "response_rate": told_of("response_rate"),
        "precision": [words.condition],
        "weighting": by_source(lambda name, source: _weighting(words, wave, name, source)),
        "processing": told_of("processing"),
        "wording": [say("disclosure.wording_where"), *([stated.questionnaire] if stated.questionnaire else [])],
        "limits": [*_limits(words), *([stated.limits] if stated.limits else [])],
    }
    return [(say(f"disclosure.{item}"), answers) for item, answers in items.items() if answers]


def _told(words: Words, wave: str, source: str, item: str) -> str:
    """What the study file tells of a source; empty where it does not."""
    said = getattr(told(words.study, wave, source), item)
    if isinstance(said, ResponseRate):
        digits = len(f"{said.percent:g}".partition(".")[2])
        rate = words.numbers.percent(said.percent / 100, digits)
        key = "participation" if said.code == "participation" else "rate"
        return words.say(f"disclosure.{key}", rate=rate, code=said.code)
    return words.catalogue.listed(said) if isinstance(said, list) and said else said or ""


def _population(words: Words, wave: str, name: str, source: Source) -> str:
    parts = [_told(words, wave, name, "population")]
    if isinstance(source.population, dict):
        counts = {stratum: words.numbers.number(count) for stratum, count in source.population.items()}
        parts += [words.say("disclosure.stratum", stratum=name, count=count) for name, count in counts.items()]
    elif source.population:
        parts.append(words.say("disclosure.drawn_from", number=words.numbers.number(source.population)))
    return "; ".join(filter(None, parts))


def _group(words: Words, name: str) -> str:
    where = words.study.groups[name].where
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


def _size(words: Words, name: str, estimates: Sequence[EstimatesRow], weighting: Sequence[WeightingRow]) -> str:
    for row in weighting:
        if row["source"] == name and row["target"] is None and row["n_effective"] is not None:
            effective = words.numbers.number(row["n_effective"])
            return words.say("side.with_effective", base=words.respondents(row["n"]), effective=effective)
    bases = {row["n"] for row in estimates if row["source"] == name and row["n"] is not None}
    if not bases:
        return ""
    low, high = (words.numbers.number(end) for end in (min(bases), max(bases)))
    key = "bases" if len(bases) > 1 else "base"
    return words.say(f"disclosure.{key}", low=low, high=high, number=low)


def _weighting(words: Words, wave: str, name: str, source: Source) -> str:
    if source.kind == "reported":
        return _told(words, wave, name, "weighting")
    if not isinstance(source.weight, Weight):
        return words.say("disclosure.weighted_none")
    parts = [words.say("disclosure.weighted_column")] * bool(source.weight.column)
    if source.weight.rake:
        questions = words.catalogue.listed([words.question(name) for name in source.weight.rake])
        parts.append(words.say("disclosure.weighted_raked", questions=questions))
    if source.weight.trim:
        low, high = (words.numbers.as_given(end) for end in source.weight.trim)
        parts.append(words.say("disclosure.weighted_trimmed", low=low, high=high))
    made = _told(words, wave, name, "weighting") or words.say("disclosure.not_stated")
    return words.say("disclosure.weighted", weights=", ".join(parts), made=made)


def _limits(words: Words) -> list[str]:
    sources = words.study.sources
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
