"""Which domains are withheld so that nobody can tell what a few respondents said, by subtraction neither.

A domain with fewer respondents than the study's bound is withheld, and so are all such parts of a segment together where
they are still fewer. Whatever sum or difference of published domains would give one of them back, the smallest domain in it
is withheld too (complementary suppression: Hundepool and others 2012, chapter 4).
"""

import numpy as np

from assets.estimates.sample import TOTAL, Domain

ZERO = 1e-9
"""Below this a coefficient or a remainder of a sum is rounding."""


def withheld(domains: list[Domain], member: np.ndarray, people: np.ndarray, least: int) -> np.ndarray:
    """Whether each domain is withheld. `member`: domains by cells; `people`: respondents in the base, by cell."""
    n = member @ people
    hidden = (n > 0) & (n < least)
    if not hidden.any():
        return hidden
    kinds = np.unique(member[:, people > 0], axis=1).astype(float)  # cells in the same domains are one
    secrets = np.vstack([kinds[hidden], *_together(domains, kinds, n, hidden, least)])
    totals = np.array([domain[1:] == TOTAL for domain in domains])
    while (shown := np.flatnonzero(~hidden)).size:
        ways = np.linalg.lstsq(kinds[shown].T, secrets.T, rcond=None)[0]
        given_away = np.abs(kinds[shown].T @ ways - secrets.T).max(axis=0) < ZERO
        if not given_away.any():
            break
        used = shown[np.abs(ways[:, given_away][:, 0]) > ZERO]
        hidden[min(used, key=lambda at: (totals[at], n[at]))] = True
    return hidden


def _together(
    domains: list[Domain], kinds: np.ndarray, n: np.ndarray, hidden: np.ndarray, least: int
) -> list[np.ndarray]:
    """The small parts of a segment taken together, where they are still fewer than `least`."""
    parts: dict[tuple[str, str], list[int]] = {}
    for at in np.flatnonzero(hidden):
        parts.setdefault(domains[at][:2], []).append(at)
    return [kinds[found].max(axis=0)[None, :] for found in parts.values() if len(found) > 1 and n[found].sum() < least]
