"""What the source of a module says: its definitions one by one, without layout, comments and docstrings.

Read from the syntax tree of one file; which other files its names lead to is told in `code.py`.
"""

import ast
import hashlib
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path

PLAIN = {"property", "cached_property", "classmethod", "staticmethod", "cache"}
"""Decorators of methods that are called by their names; others may hand a method on to whoever calls it."""
HELP = "description"
"""What is given under this word is for whoever reads of it, as docstrings are."""
UNSAID = {"ctx", "kind", "type_comment", "type_ignores", "type_params"}
"""Fields of a tree that say nothing, or not in every version of Python."""
INNER = ast.FunctionDef | ast.Lambda | ast.ClassDef | ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp
"""What has names of its own within a function."""
LOADED = ""
"""The name of what a module does when it is loaded, beside defining and importing."""

Chain = tuple[str, ...]
"""A name with the attributes that are asked of it: `np.linalg.norm`."""
Bound = tuple[str, str]
"""What an import gives a name to: a module and a name in it, or the module itself."""


@dataclass
class Said:
    """What a definition says: its tree as text, the names that it uses and gives values to, the attributes it asks for."""

    text: str = ""
    uses: set[Chain] = field(default_factory=set)
    gives: set[str] = field(default_factory=set)
    asks: set[str] = field(default_factory=set)
    binds: dict[str, Bound] = field(default_factory=dict)
    """What it imports itself."""


@dataclass
class Module:
    """A module's definitions and methods by name, and what it imports."""

    name: str
    path: Path
    statements: dict[str, list[ast.stmt]] = field(default_factory=lambda: {LOADED: []})
    methods: dict[str, dict[str, str]] = field(default_factory=dict)
    """By class, its methods that are called by their names alone: they are definitions of their own, under these names."""
    binds: dict[str, Bound] = field(default_factory=dict)

    @classmethod
    def read(cls, name: str, path: Path) -> "Module":
        """The module in the file `path`."""
        found = cls(name, path)
        for statement in ast.parse(path.read_bytes()).body:
            found._take(statement)
        found.binds |= said(found.statements[LOADED]).binds
        return found

    def _take(self, statement: ast.stmt) -> None:
        if isinstance(statement, ast.Import | ast.ImportFrom):
            self.binds |= _binds(statement)
        elif isinstance(statement, ast.FunctionDef):
            self.statements[statement.name] = [statement]
        elif isinstance(statement, ast.ClassDef):
            plain = {
                each.name: each for each in statement.body if isinstance(each, ast.FunctionDef) and _is_plain(each)
            }
            self.methods[statement.name] = {name: f"{statement.name}.{name}" for name in plain}
            self.statements |= {f"{statement.name}.{name}": [each] for name, each in plain.items()}
            statement.body = [each for each in statement.body if each not in plain.values()]
            self.statements[statement.name] = [statement]
        elif names := _assigned(statement):
            for each in names:
                self.statements[each] = [*self.statements.get(each, ()), statement]
        else:
            self.statements[LOADED].append(statement)

    def said(self, name: str) -> Said:
        """What a definition says, its own variables not taken for definitions. Raises LookupError where there is none."""
        if name not in self.statements:
            raise LookupError(f"there is no {name} in {self.name}")
        statements = self.statements[name]
        found = said(statements)
        if found.gives & {*self.statements, *self.binds} and isinstance(statements[0], ast.FunctionDef):
            own = _variables(statements[0])
            found.uses = {chain for chain in found.uses if chain[0] not in own}
        return found

    @cached_property
    def beside(self) -> str:
        """The names and hashes of what lies in the module's folder and is no Python."""
        found = [path for path in sorted(self.path.parent.iterdir()) if path.is_file() and path.suffix != ".py"]
        return " ".join(f"{path.name} {hashlib.sha256(path.read_bytes()).hexdigest()}" for path in found)


def said(statements: list[ast.stmt]) -> Said:
    """What statements say: as a text that is the same in any layout and any version of Python."""
    text: list[str] = []
    found = Said()
    todo: list = [statements]
    while todo:
        node = todo.pop()
        kind = node.__class__
        if kind is list:
            kept = [each for each in node if each.__class__ is not ast.Expr or not _is_remark(each)]
            text.append(str(len(kept)))
            todo += kept
        elif kind is ast.Constant:
            text.append(repr(node.value))
        elif kind is ast.Name:
            text.append(node.id)
            if node.ctx.__class__ is ast.Store:
                found.gives.add(node.id)
            else:
                found.uses.add((node.id,))
        elif kind is ast.Attribute:
            base, attributes = _asked(node)
            text.append(".".join(attributes))
            found.asks.update(attributes)
            if base.__class__ is ast.Name:
                text.append(base.id)
                found.uses.add((base.id, *attributes))
            else:
                todo.append(base)
        elif kind is ast.Import or kind is ast.ImportFrom:
            found.binds |= _binds(node)
        elif isinstance(node, ast.keyword) and node.arg == HELP:
            pass
        elif isinstance(node, ast.AST):
            text.append(kind.__name__)
            for name in _fields(kind):
                if part := getattr(node, name, None):
                    text.append(name)
                    todo.append(part)
            if kind is ast.arg:
                found.gives.add(node.arg)
        else:
            text.append(repr(node))
    found.text = " ".join(text)
    return found


def _asked(node: ast.expr) -> tuple[ast.expr, Chain]:
    """The expression that attributes are asked of, and those."""
    attributes: list[str] = []
    while isinstance(node, ast.Attribute):
        attributes.append(node.attr)
        node = node.value
    return node, tuple(reversed(attributes))


def _variables(function: ast.FunctionDef) -> set[str]:
    """The names that are a function's own wherever they stand in it; those of what is in it, and of its head, are not."""
    arguments = function.args
    own = {each.arg for each in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)}
    todo: list[ast.AST] = [*function.body]
    while todo:
        node = todo.pop()
        if isinstance(node, ast.Global):
            return set()
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            own.add(node.id)
        if not isinstance(node, INNER):
            todo += ast.iter_child_nodes(node)
    head = said([ast.FunctionDef("", arguments, [], function.decorator_list, function.returns)])
    return own - {chain[0] for chain in head.uses}


def _is_plain(method: ast.FunctionDef) -> bool:
    """Whether a method is called by its name alone."""
    named = all(isinstance(each, ast.Name) and each.id in PLAIN for each in method.decorator_list)
    return named and not method.name.startswith("__")


def _assigned(statement: ast.stmt) -> list[str]:
    """The names that a statement gives a value to; none where it does so to anything else."""
    if isinstance(statement, ast.AnnAssign):
        targets = [statement.target]
    else:
        targets = statement.targets if isinstance(statement, ast.Assign) else []
    parts = [part for each in targets for part in (each.elts if isinstance(each, ast.Tuple) else [each])]
    names = [part.id for part in parts if isinstance(part, ast.Name)]
    return names if len(names) == len(parts) else []


def _binds(statement: ast.Import | ast.ImportFrom) -> dict[str, Bound]:
    if isinstance(statement, ast.ImportFrom):
        return {alias.asname or alias.name: (statement.module or "", alias.name) for alias in statement.names}
    aliases = {alias.asname: (alias.name, "") for alias in statement.names if alias.asname}
    firsts = {alias.name.partition(".")[0] for alias in statement.names if not alias.asname}
    return aliases | {first: (first, "") for first in firsts}


def _is_remark(statement: ast.Expr) -> bool:
    """Whether a statement is a text and nothing else, as docstrings are."""
    return isinstance(statement.value, ast.Constant) and isinstance(statement.value.value, str)


@cache
def _fields(kind: type[ast.AST]) -> list[str]:
    return [name for name in kind._fields if name not in UNSAID]
