"""What code a function reaches: its digest, and the libraries that it calls.

A table follows from the code that makes it, as from its study file. From a function, the definitions of the project's
packages (functions, methods, classes, constants) are followed over the names that they use. Where the source does not tell
what is called, more is taken in than is called: every method of that name of the classes that are reached; a module whole
where it is named as a value, as in a list of readers; and what lies beside a module that reads files there.

Nothing here knows tables, studies or a lake.
"""

import gc
import hashlib
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from assets import CODE
from assets.making.syntax import LOADED, Bound, Chain, Module, Said

UNFOLLOWED = ("assets.making.code", "assets.making.syntax", "assets.making.recipes")
"""The modules that say what a table follows from. They decide when it is made, and nothing that stands in it."""

Place = tuple[str, str]
"""A module and a definition in it. A library is a place without a module."""


@dataclass(frozen=True)
class Code:
    """The code that a function reaches."""

    digest: str
    """32 hex digits."""
    libraries: str
    """Those that it calls, with their versions: `duckdb 2.0.1, numpy 2.4.0`."""


@dataclass(frozen=True)
class Piece:
    """A definition: its digest, where it leads, which attributes it asks for, and the methods that wait to be asked for."""

    digest: str
    leads: frozenset[Place]
    libraries: frozenset[str]
    asks: frozenset[str]
    methods: frozenset[Place]


class Sources:
    """The source files of some packages that lie in one folder, each read once."""

    def __init__(self, root: Path, packages: tuple[str, ...] = CODE, unfollowed: tuple[str, ...] = UNFOLLOWED):
        self.root, self.packages, self.unfollowed = root, packages, unfollowed
        self.module, self.path, self.piece = cache(self._module), cache(self._path), cache(self._piece)

    def code(self, *functions: str) -> Code:
        """What these functions, each `module:name`, reach together. Raises LookupError where one is not there."""
        seen: set[Place] = set()
        asked: set[str] = set()
        waiting: set[Place] = set()
        todo = {(module, name) for module, _, name in (function.partition(":") for function in functions)}
        while todo:
            place = todo.pop()
            if place not in seen and place[0] not in self.unfollowed:
                seen.add(place)
                piece = self.piece(place)
                todo |= piece.leads
                asked |= piece.asks
                waiting |= piece.methods
            if not todo:
                todo = {method for method in waiting if method[1].rpartition(".")[2] in asked}
                waiting -= todo
        found = [self.piece(place) for place in seen]
        libraries = {library for piece in found for library in piece.libraries} - set(sys.stdlib_module_names)
        versions = (f"{library} {known}" for library in sorted(libraries) if (known := _version(library)))
        return Code(_hash(*sorted(piece.digest for piece in found)), ", ".join(versions))

    def _piece(self, place: Place) -> Piece:
        module = self.module(place[0])
        said = module.said(place[1])
        edges = {(chain, target) for chain in said.uses for target in self._targets(module, chain, said.binds)}
        targets = {target for _, target in edges}
        libraries = frozenset(name.partition(".")[0] for where, name in targets if not where)
        lines = sorted(f"{'.'.join(chain)} is {':'.join(target)}" for chain, target in edges)
        return Piece(
            _hash(*place, said.text, *lines, module.beside if _reads_files(said, libraries) else ""),
            frozenset(target for target in targets if target[0]) | {(each, LOADED) for each in _around(module.name)},
            libraries,
            frozenset(said.asks),
            frozenset((module.name, method) for method in module.methods.get(place[1], {}).values()),
        )

    def _targets(self, here: Module, chain: Chain, binds: dict[str, Bound]) -> Iterator[Place]:
        """The definitions that a name with its attributes is, in a module that names it so."""
        if bound := binds.get(chain[0]) or here.binds.get(chain[0]):
            source, name = bound
            if source.partition(".")[0] in self.packages:
                yield from self._within(source, (name, *chain[1:]) if name else chain[1:])
            else:
                yield "", ".".join(filter(None, bound))
        elif chain[0] in here.statements:
            yield here.name, chain[0]

    def _within(self, module: str, chain: Chain) -> Iterator[Place]:
        """The definitions that attributes of a module are, whoever hands them on; without any, all of the module's."""
        here = self.module(module)
        if not chain:
            yield from ((module, name) for name in here.statements)
        elif chain[0] in here.statements or here.binds.get(chain[0], (module, chain[0])) != (module, chain[0]):
            yield from self._targets(here, chain, {})
        elif self.path(f"{module}.{chain[0]}"):
            yield from self._within(f"{module}.{chain[0]}", chain[1:])

    def _path(self, module: str) -> Path | None:
        place = self.root.joinpath(*module.split("."))
        return next((path for path in (place.with_suffix(".py"), place / "__init__.py") if path.is_file()), None)

    def _module(self, name: str) -> Module:
        path = self.path(name)
        if path is None:
            raise LookupError(f"there is no module {name}")
        return Module.read(name, path)


def _reads_files(said: Said, libraries: frozenset[str]) -> bool:
    """Whether a definition asks where its module lies: what lies there then is a part of it."""
    return "importlib" in libraries or any(chain[0] == "__file__" for chain in said.uses)


def _around(module: str) -> Iterator[str]:
    """A module and the packages that it lies in: what they do when they are loaded counts."""
    parts = module.split(".")
    return (".".join(parts[:size]) for size in range(1, len(parts) + 1))


def _hash(*lines: str) -> str:
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:32]


@cache
def _version(library: str) -> str:
    try:
        return version(library)
    except PackageNotFoundError:
        return ""


@cache
def code_of(*functions: str) -> Code:
    """What functions of the project reach, each `module:name`: as the files are when this process first asks."""
    collecting = gc.isenabled()
    gc.disable()  # syntax trees are many small objects, none of which is garbage yet
    try:
        return _PROJECT.code(*functions)
    finally:
        if collecting:
            gc.enable()


_PROJECT = Sources(Path(__file__).resolve().parents[2])
