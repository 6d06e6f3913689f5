"""How far a base carries a figure, and what is not released: by the study's thresholds, or by the federal standard."""

from assets.estimates.design import ROUNDING
from assets.estimates.intervals import fewer_units, korn_graubard
from schemas.study import SHARE, Reliability

FEW = 30
NARROW, WIDE, RELATIVE, ALPHA = 0.05, 0.30, 1.30, 0.05
"""The NCHS presentation standard for shares (Parker and others 2017): the least effective base, and widths of the Korn-Graubard
interval, which is a 95% interval in every study."""
FEW_UNITS = 8
"""Degrees of freedom below which that standard asks for review."""

BASES = ("n", "n_weighted", "n_effective")
"""What is shown of a base that does not carry its figures."""
PROTECTED = ("n",)
"""What is shown of one that is to be protected: where weights follow the answers, their sum would tell these."""


def released(figures: dict, unit: str, rules: Reliability, hidden: bool = False) -> dict:
    """The figures with their mark; a base too small to protect its respondents is shown and its figures are not.

    `hidden`: with others, they would give away those of a smaller base.
    """
    mark = "withheld" if hidden else reliability(figures, unit, rules)
    why = _why_withheld(figures, rules, hidden) if mark == "withheld" and figures["estimate"] is not None else None
    kept = figures if mark != "withheld" else BASES if why == "standard" else PROTECTED
    shown = {name: value if name in kept else None for name, value in figures.items()}
    return shown | {"n": int(figures["n"]), "hits": _whole(shown.get("hits")), "reliability": mark, "withheld": why}


def _why_withheld(figures: dict, rules: Reliability, hidden: bool) -> str:
    """The code of WITHHELD for a figure that is not released."""
    if figures["n"] < rules.withheld:
        return "base"
    return "protection" if hidden else "standard"


def _whole(hits: float | None) -> int | None:
    """A count that a share times its base rounds to; None where no count makes that share."""
    if hits is None or abs(hits - round(hits)) > ROUNDING * max(hits, 1):
        return None
    return round(hits)


def reliability(figures: dict, unit: str, rules: Reliability) -> str:
    """The mark: respondents decide what is withheld, the effective base the rest."""
    n, n_effective = figures["n"], figures["n_effective"]
    if n is None or n_effective is None:
        return "base unknown" if n is None else "withheld"
    if n < rules.withheld:
        return "withheld"
    if rules.rule == "nchs" and unit == SHARE and figures["estimate"] is not None:
        return _nchs(figures)
    return "indicative" if n_effective < rules.indicative else "small base" if n_effective < rules.small else "ok"


def _nchs(figures: dict) -> str:
    """The mark by the standard. Its effective base is the whole design's: what the error implies, at most all respondents."""
    share, n, se, df = (figures.get(name) for name in ("estimate", "n", "se", "df"))
    if share is None or n is None or se is None or df is None:
        return "withheld"
    base = min(share * (1 - share) / se**2, n) if se > 0 else n
    if base < FEW:
        return "withheld"
    low, high = korn_graubard(share, min(base * float(fewer_units(n, df, ALPHA)), n), ALPHA)
    width = high - low
    if width >= WIDE or (width > NARROW and share > 0 and width / share > RELATIVE):
        return "withheld"
    return "small base" if df < FEW_UNITS else "ok"
