"""A question as a draft has it: where it stands in one source, and what its cells mean."""

import re
import textwrap
from dataclasses import dataclass, field

from assets.drafting.vocabulary import FILLERS
from assets.exports.export import ExportColumn, squeezed
from schemas.study import RESERVED, Joined, Mentions, OtherCode, Place

LONGEST_LABEL = 70


@dataclass(frozen=True)
class Asked:
    """One question of one source. It has `answers`, `numbers` or `options`."""

    source: str
    handle: str
    wording: str
    place: Place = ""
    answers: dict[str, list[str]] = field(default_factory=dict)
    """Answers with their raw cells, best first."""
    numbers: tuple[int, int] | None = None
    options: dict[str, Place] = field(default_factory=dict)
    selected: list[str] = field(default_factory=list)
    not_selected: list[str] = field(default_factory=list)
    other: dict[OtherCode, list[str]] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    """How many rows have each answer."""
    scale: str = ""
    """What is known of the order of the answers, as `best_first` says."""
    filled: float = 1.0
    """The share of rows that have an answer."""
    checks: list[str] = field(default_factory=list)
    """What a person has to decide."""

    @property
    def names(self) -> list[str]:
        """The answers or options, best first."""
        low, high = self.numbers or (0, -1)
        return list(self.answers or self.options) or [str(number) for number in range(high, low - 1, -1)]

    @property
    def is_joined(self) -> bool:
        """Whether several of its answers stand together, in a cell or in columns that each hold one."""
        return isinstance(self.place, Joined | Mentions)

    def short(self, longest: int) -> str:
        """The wording; of a longer one its beginning and its end, where the rows of a grid differ."""
        if len(self.wording) <= longest:
            return self.wording or self.handle
        end = textwrap.shorten(self.wording[::-1], longest // 2, placeholder="", break_on_hyphens=False)[::-1]
        return (
            f"{textwrap.shorten(self.wording, longest - len(end) - 3, placeholder='', break_on_hyphens=False)} … {end}"
        )


def wording(column: ExportColumn) -> str:
    """What was asked, without the marks of HTML."""
    return squeezed(re.sub(r"</?\w+[^<>]*>| Response$", "", column.label or column.handle))


def slug(text: str, taken: set[str], words: int = 5) -> str:
    """A name for `text` that no other part has; it joins `taken`."""
    found = re.findall(r"[a-z0-9]+", text.lower())
    telling = [word for word in found if word not in FILLERS] or found
    name = "_".join(telling[:words])[:40].strip("_") or "q"
    name = name if name[0].isalpha() else f"q_{name}"
    unique, number = name, 2
    while unique in taken or unique in RESERVED:
        unique, number = f"{name}_{number}", number + 1
    taken.add(unique)
    return unique
