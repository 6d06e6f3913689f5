"""Which sampling units are known again: in another wave of their source, or in another source."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from schemas.study.problems import Problem, missing

if TYPE_CHECKING:
    from schemas.study.study import Study


def known_again(study: "Study", a: tuple[str, str], b: tuple[str, str]) -> bool:
    """Whether a unit's name means the same unit in two samples, each a wave and a source, that differ in one of the two.

    Clusters are places and firms, whose names go on; respondents' ids belong to their wave unless the source is a panel.
    """
    (wave, source), (other_wave, other) = a, b
    if source == other:
        described = study.sources[source]
        return described.panel if described.panel is not None else described.cluster is not None
    return wave == other_wave and other in _same_units(study, source)


def unsaid(study: "Study", a: str, b: str) -> bool:
    """Whether two sources come in clusters, and the study does not say whether these are the same."""
    sources = [study.sources[name] for name in (a, b)]
    said = b in _same_units(study, a) or any(source.same_units_as == "none" for source in sources)
    return all(source.cluster for source in sources) and not said


def _same_units(study: "Study", source: str) -> set[str]:
    """The sources whose units are those of `source`, by way of others too."""
    found: set[str] = set()
    further = {source}
    while further:
        found |= further
        pairs = [(name, described.same_units_as) for name, described in study.sources.items()]
        further = {end for pair in pairs if found & {*pair} for end in pair if end in study.sources} - found
    return found


def units_problems(study: "Study") -> Iterator[Problem]:
    """Sources whose units are said to be those of a source that is not there, or that was sampled otherwise."""
    respondents = study.respondents()
    for name, source in respondents.items():
        other, path = source.same_units_as, ("sources", name, "same_units_as")
        if other is None or other == "none":
            continue
        yield from missing(path, "source of respondents", other, respondents)
        if other == name:
            yield path, f"{name} is the source itself; name the other one, or none"
        elif other in respondents and (source.cluster is None) != (respondents[other].cluster is None):
            bare = name if source.cluster is None else other
            yield (
                path,
                f"the units of {name} and {other} cannot be the same: {bare} has no cluster; add the column of its clusters",
            )
