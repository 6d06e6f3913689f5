"""What the steps of one run ask for again: made once, kept in memory by what it follows from, and gone with the run.

What a process knows of a file for as long as the file stays as it is (its hash, its footer) is kept beside whoever reads it.
"""

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

T = TypeVar("T")


class Cache:
    """The memory of one run."""

    def __init__(self) -> None:
        self._kept: dict[Hashable, Any] = {}

    def once(self, key: Hashable, make: Callable[[], T]) -> T:
        """What `make` gives, made when it is first asked for. `key`: what it is, and all that it follows from."""
        if key not in self._kept:
            self._kept[key] = make()
        return self._kept[key]
