"""How bad input is answered: one sentence that says where, what, and what to do."""

from collections.abc import Iterable
from difflib import get_close_matches

from schemas.foreign import discreet, shown

LONGEST, MOST = 200, 2000
"""How long a name is, and how many there are, where the nearest one is looked for: it takes the product of all."""


class Refused(Exception):
    """Input that cannot be used. Each sentence is for the person who can mend it; raw cells in it are marked as such."""

    def __init__(self, *sentences: str):
        super().__init__("\n".join(map(shown, sentences)))
        self.sentences = sentences

    @property
    def reasons(self) -> list[str]:
        """The sentences as they are shown at a terminal."""
        return [shown(sentence) for sentence in self.sentences]

    @property
    def stored(self) -> list[str]:
        """The sentences as they are kept or sent: without raw cells."""
        return [discreet(sentence) for sentence in self.sentences]


def sentence(text: str) -> str:
    """`text` with its full stop, where it does not end by asking."""
    return text if text.endswith("?") else f"{text}."


def listed(
    names: Iterable[object], limit: int = 8, *, last: str = " and ", more: str = "{count} more", none: str = "none"
) -> str:
    """Names as a phrase, "a, b and 3 more", short enough for a sentence."""
    words = [str(name) for name in names]
    shown = words if len(words) <= limit else [*words[: limit - 1], more.format(count=len(words) - limit + 1)]
    return shown[0] if len(shown) == 1 else ", ".join(shown[:-1]) + last + shown[-1] if shown else none


def nearest(name: str, names: Iterable[str]) -> str | None:
    """The one of `names` that the writer of `name` may have meant; None where none is near, or there is too much to compare."""
    names = list(names)
    like = [each for each in names if len(each) <= LONGEST] if len(name) <= LONGEST and len(names) <= MOST else []
    return next(iter(get_close_matches(name, like, n=1)), None)


def suggestion(name: str, names: Iterable[str]) -> str:
    """What the writer may have meant: the nearest name, or all there are."""
    names = list(names)
    near = nearest(name, names)
    return f"did you mean {near!r}?" if near else f"there is {listed(map(repr, names))}"
