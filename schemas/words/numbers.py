"""Numbers as people read them: rounded, with as many decimals as their unit and error need, in their language.

The one place where a number becomes text, or a number format of a spreadsheet. JSON and CSV have the numbers themselves.
"""

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal

from schemas.study import DIFFERENCE, NPS, PERCENTAGES, SHARE
from schemas.words.catalogue import Catalogue

WHOLE_POINTS = (*PERCENTAGES, NPS)
"""Units that are printed in whole percent or points."""
MOST = 4
"""Decimals beyond which a number is as good as zero."""


def rounded(value: float, digits: int = 0) -> Decimal:
    """`value` as a spreadsheet prints it: halves away from zero, no minus zero. 12.5 is 13, and 28.499999999999996 is 29."""
    return Decimal(f"{value:.15g}").quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP) + 0


def scaled(value: float, unit: str) -> float:
    """A figure or a difference in what is printed of its unit: percent, points, or itself."""
    return 100 * value if unit in PERCENTAGES else value


def is_signed(unit: str) -> bool:
    """Whether the figures of a unit lie around zero and are printed with their sign."""
    return unit == NPS or unit.startswith("difference of ")


def decimals(unit: str, se: float | None, differences: Iterable[float | None] = ()) -> int:
    """How many decimals a figure with this standard error is printed with.

    None for whole points; else what two significant digits of the error need, 1 to 3. More where one of `differences`,
    which is not zero, would be printed as if it were, and its sign lost.
    """
    least = 0 if unit in WHOLE_POINTS else min(max(1 - int(f"{se:.1e}".partition("e")[2]), 1), 3) if se else 1
    known = [scaled(value, unit) for value in differences if value is not None]
    seen = [value for value in known if rounded(value, MOST)]
    return next(digits for digits in range(least, MOST + 1) if all(rounded(value, digits) for value in seen))


def decimals_of_figure(unit: str, se: float | None, figures: Iterable[float | None]) -> int:
    """The same for a figure and the ends of its interval, which have a sign to lose only where they lie around zero."""
    return decimals(unit, se, figures if is_signed(unit) else ())


class Numbers:
    """The numbers of one language."""

    def __init__(self, catalogue: Catalogue):
        self.catalogue, self._say = catalogue, catalogue.say

    def number(self, value: float | Decimal, digits: int = 0, signed: bool = False) -> str:
        """1,234.5: with its thousands set apart, and a true minus."""
        return self._written(rounded(float(value), digits), signed)

    def as_given(self, value: float, signed: bool = False) -> str:
        """A number with the decimals that it has: 40, 2.5."""
        return self.number(value, len(f"{value:g}".partition(".")[2]), signed)

    def percent(self, value: float, digits: int = 0) -> str:
        """A fraction in percent: 74%."""
        return self._percent.replace("#,##0", self._written(rounded(100 * value, digits), signed=False))

    def figure(self, value: float, unit: str, digits: int = 0) -> str:
        """One figure: 74%, +12 (a net promoter score), 3.4; a difference of shares: −4 points."""
        if unit == SHARE:
            return self.percent(value, digits)
        if unit == DIFFERENCE:
            return self.difference(value, unit, digits)
        return self.number(value, digits, signed=is_signed(unit))

    def width(self, value: float, unit: str, digits: int = 0) -> str:
        """A difference without its sign: 32 points, 0.4 on the scale."""
        return self._points(abs(rounded(scaled(value, unit), digits)), unit, signed=False)

    def difference(self, value: float, unit: str, digits: int = 0) -> str:
        """A difference with its sign: +32 points."""
        return self._points(rounded(scaled(value, unit), digits), unit, signed=True)

    def between(self, low: float | None, high: float | None, unit: str, digits: int = 0, signed: bool = False) -> str:
        """An interval: 15 to 44, or +15 to +44. Empty where there is none."""
        if low is None or high is None:
            return ""
        ends = [self.number(scaled(end, unit), digits, signed) for end in (low, high)]
        return self._say("number.between", low=ends[0], high=ends[1])

    def probability(self, p: float | None) -> str:
        """A p-value as journals print it: .013, below .001, or nothing where there was no test."""
        if p is None:
            return ""
        thousandths = int(rounded(1000 * p))
        if thousandths == 1000:
            return self.number(1, 3)
        return self._say("number.p" if p >= 0.001 else "number.p_below", thousandths=f"{max(thousandths, 1):03}")

    def _points(self, number: Decimal, unit: str, signed: bool) -> str:
        written = self._written(number, signed)
        if unit not in WHOLE_POINTS:
            return written
        kind = "percentage_points" if unit in PERCENTAGES else "points"
        return self._say(f"number.{kind}", count=number, number=written)

    def _written(self, number: Decimal, signed: bool) -> str:
        from babel.numbers import format_decimal

        form = f"#,##{_places(-int(number.as_tuple().exponent))}"
        sign = "−" if number < 0 else "+" if signed and number > 0 else ""
        return sign + format_decimal(abs(number), format=form, locale=self.catalogue.locale)

    @property
    def _percent(self) -> str:
        """How the language writes percent, around #,##0."""
        return self.catalogue.locale.percent_formats[None].pattern

    def cell(self, value: float, unit: str, digits: int = 0) -> tuple[float, str]:
        """The number that stands for a figure in a spreadsheet or a chart, and its number format."""
        if unit == SHARE:
            return value, self._percent.replace("#,##0", _places(digits)).replace("\xa0", '" "')
        if is_signed(unit):
            return self.cell_of_difference(value, unit, digits)
        return value, f'{_places(digits)};"−"{_places(digits)}'

    def cell_of_difference(self, value: float, unit: str, digits: int = 0) -> tuple[float, str]:
        """The same for a difference: in percentage points where the figures are percentages."""
        form = _places(digits)
        return scaled(value, unit), f'+{form};"−"{form};{form}'


def _places(digits: int) -> str:
    return "0." + "0" * digits if digits else "0"
