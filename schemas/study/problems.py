"""What is wrong in a study file: a path in it and a sentence; `reading.py` adds the line.

Each part of the file finds its own problems, beside its models. Here stands what they have in common.
"""

from collections.abc import Iterable, Iterator

from schemas.refused import suggestion

Path = tuple[str | int, ...]
"""The keys that lead to a place in the file, from its top."""
Problem = tuple[Path, str]


def missing(path: Path, kind: str, name: str, names: Iterable[str]) -> Iterator[Problem]:
    """`name` is none of `names`, the things of this `kind` that the study defines."""
    names = list(names)
    if name not in names:
        yield path, f"there is no {kind} {name!r}; {suggestion(name, names)}"
