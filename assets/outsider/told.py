"""What published figures tell of one variable: sums of who gave which answer in which place, and the ends of any other sum."""

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from assets.outsider.people import People
from schemas.refused import Refused

WHOLE = 1e-6
"""How far a share times its base may be from a whole number."""


@dataclass
class Told:
    """The sums that are known of the respondents of each place (rows) who gave each of `codes`."""

    people: People
    codes: list[int]
    _sums: dict[bytes, tuple[np.ndarray, float]] = field(default_factory=dict)

    def tell(self, places: np.ndarray, scores: dict[int, float], value: float) -> None:
        """A sum over people of what they scored is published."""
        row = self._row(places, scores)
        self._sums[row.tobytes()] = row, value

    def ends(self, places: np.ndarray, scores: dict[int, float]) -> tuple[int, int]:
        """The least and the most that another sum can be, whole respondents everywhere. Refused where no respondents fit."""
        wanted, found = self._row(places, scores), []
        for sign in (1, -1):
            ended = milp(
                sign * wanted, constraints=self._known, bounds=Bounds(0, np.inf), integrality=np.ones(len(wanted))
            )
            if not ended.success:
                raise Refused("no respondents fit all figures that are published; run the study anew.")
            found.append(sign * round(ended.fun))
        return found[0], found[1]

    def _row(self, places: np.ndarray, scores: dict[int, float]) -> np.ndarray:
        return np.kron(places, [scores.get(code, 0.0) for code in self.codes])

    @cached_property
    def _known(self) -> LinearConstraint:
        """All that is published, once it is told."""
        same = np.kron(self.people.same, np.eye(len(self.codes)))
        rows, values = zip(*self._sums.values(), strict=True)
        right = np.concatenate([np.zeros(len(same)), values])
        return LinearConstraint(sparse.csr_array(np.vstack([same, *rows])), right - WHOLE, right + WHOLE)
