"""The recipes of CONTRIBUTING.md: no file of a recipe is missing, and none that its example touched is left out."""

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from conftest import PROJECT

ROOMS = ("pipeline", "assets", "schemas", "docs", "tests")
READ = {".py", ".md", ".toml", ".txt", ".html", ".json"}
ELSEWHERE = ["studies/study.schema.json"]
ITSELF = Path(__file__)


@dataclass(frozen=True)
class Recipe:
    """One recipe: the files and folders that it names, and the example whose traces they hold."""

    title: str
    paths: tuple[str, ...]
    example: str

    def __str__(self) -> str:
        return self.title


def recipes() -> list[Recipe]:
    found = []
    for section in (PROJECT / "CONTRIBUTING.md").read_text(encoding="utf-8").split("\n## ")[1:]:
        (example,) = re.findall(r"^Example: `(.+)`$", section, re.M)
        paths = re.findall(r"`((?:pipeline|assets|schemas|docs|tests|studies)/[^`]*)`", section)
        found.append(Recipe(section.splitlines()[0], tuple(dict.fromkeys(paths)), example))
    return found


RECIPES = recipes()
each = pytest.mark.parametrize("recipe", RECIPES, ids=str)


def test_every_kind_of_change_has_its_recipe():
    kinds = {"A reader", "A metric", "A check", "A column", "A verb", "A language", "A table"}
    assert {recipe.title for recipe in RECIPES} == kinds


@each
def test_every_file_of_a_recipe_is_there(recipe):
    assert [path for path in recipe.paths if not (PROJECT / path).exists()] == []


@each
def test_no_file_that_the_example_touched_is_left_out(recipe):
    said = re.compile(rf"\b{re.escape(recipe.example)}\b", re.IGNORECASE)
    files = [path for room in ROOMS for path in (PROJECT / room).rglob("*") if path.suffix in READ and path != ITSELF]
    files += [PROJECT / path for path in ELSEWHERE]
    touched = {path.relative_to(PROJECT).as_posix() for path in files if said.search(path.read_text(encoding="utf-8"))}
    assert touched, f"nothing says {recipe.example}"
    assert {path for path in touched if not path.startswith(tuple(recipe.paths))} == set()
