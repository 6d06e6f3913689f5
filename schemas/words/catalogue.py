"""The catalogue: the sentences of one language by key, with plural forms, read from its file."""

import tomllib
from functools import cache, cached_property
from importlib import resources
from typing import TYPE_CHECKING

from schemas.refused import listed

if TYPE_CHECKING:
    from babel import Locale

DEFAULT = "en"
FILES = resources.files("schemas.words")


def languages() -> list[str]:
    """The languages that a study can be printed in: those whose files lie here."""
    files = (resource.name for resource in FILES.iterdir())
    return sorted(name.removesuffix(".toml") for name in files if name.endswith(".toml"))


@cache
def catalogue(language: str) -> "Catalogue":
    """The catalogue of a language, read once."""
    return Catalogue(language)


class Catalogue:
    """The sentences of one language."""

    def __init__(self, language: str):
        self.language = language
        text = FILES.joinpath(f"{language}.toml").read_text(encoding="utf-8")
        self.rooms: dict[str, dict[str, str | dict[str, str]]] = tomllib.loads(text)

    @cached_property
    def locale(self) -> "Locale":
        """What is known of the language's numbers and plural forms."""
        from babel import Locale  # loaded once something is printed

        return Locale.parse(self.language)

    def say(self, key: str, /, count: object = None, **values: object) -> str:
        """The sentence of `key` ("gap.apart"), its form by `count` where it has several, with `values` in their places."""
        room, _, name = key.partition(".")
        sentence = self.rooms[room][name]
        if isinstance(sentence, dict):
            form = self.locale.plural_form(abs(count))  # ty: ignore[invalid-argument-type]
            sentence = sentence.get(form, sentence["other"])
        return sentence.format(**values)

    def knows(self, key: str) -> bool:
        """Whether the catalogue has a sentence of that key."""
        room, _, name = key.partition(".")
        return name in self.rooms.get(room, {})

    def listed(self, names: list[str]) -> str:
        """Names as a phrase: "a, b and 3 more"."""
        return listed(
            names, last=self.say("list.last"), more=self.say("list.more", others="{count}"), none=self.say("list.none")
        )
