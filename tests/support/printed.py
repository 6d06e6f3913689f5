"""What should be printed of a row of the fact table, in English: worked out from the rules, without the code that prints it."""

import re
from decimal import ROUND_HALF_UP, Decimal

SIDES = ("executive", "consumer")


def decimals(row: dict, whose: str = "gap") -> int:
    """None for whole points, else two digits of the standard error of the difference; more where a sign would be lost."""
    unit, se = row["unit"], row["gap_se"] or (row[f"{whose}_se"] if whose != "gap" else None)
    unit = unit if whose == "gap" else unit_of(row, whose)
    least = 0 if unit in ("share", "difference of shares", "NPS") else 1
    if least and se:
        first = next(place for place in range(6) if round(se * 10**place, 9) >= 0.995)  # where its first digit stands
        least = min(max(first + 1, 1), 3)
    signed = whose == "gap" or unit == "NPS" or unit.startswith("difference")
    names = [f"{whose}_{name}" for name in ("estimate", "ci_low", "ci_high")]
    scale = 100 if unit in ("share", "difference of shares") else 1
    found = [abs(row[name]) * scale for name in names if signed and row[name]]
    while any(0.00005 <= value < 0.5 / 10**least for value in found):
        least += 1
    return least


def number(value: float, unit: str, places: int = 0) -> Decimal:
    """Halves away from zero."""
    percent = unit in ("share", "difference of shares")
    exact = Decimal(f"{value:.14g}") * (100 if percent else 1)
    return exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP) + 0


def minus(text: str) -> str:
    return text.replace("-", "−")


def plus(value: Decimal) -> str:
    """With its sign, unless it is zero."""
    return minus(f"{value:+}" if value else f"{value}")


def unit_of(row: dict, side: str) -> str:
    return row["unit"].split(" / ")[0 if side == "executive" else -1]


def figure(row: dict, side: str) -> str:
    estimate, unit = row[f"{side}_estimate"], unit_of(row, side)
    if estimate is None:
        return "withheld" if row[f"{side}_withheld"] else "no figure"
    plain = number(estimate, unit, decimals(row, side))
    if unit == "share":
        return f"{plain}%"
    if unit == "difference of shares":
        return f"{plus(plain)} points"
    return plus(plain) if unit == "NPS" else minus(f"{plain}")


def ends(row: dict, name: str, unit: str, turned: bool = False) -> str:
    low, high = (row[f"{name}_ci_{end}"] for end in ("low", "high"))
    if low is None:
        return ""
    places = decimals(row, name)
    signed = not turned and (unit == "NPS" or unit.startswith("difference"))
    said = (number(end, unit, places) for end in ((-high, -low) if turned else (low, high)))
    return " to ".join(plus(end) if signed else minus(str(end)) for end in said)


def base(row: dict, side: str) -> str:
    """The base with its mark, and the effective base where it is printed as another number."""
    n, effective = (row[f"{side}_{name}"] for name in ("n", "n_effective"))
    if n is None:
        return "base unknown"
    mark = row[f"{side}_reliability"]
    whole = n if effective is None else Decimal(str(effective)).quantize(Decimal(1), ROUND_HALF_UP)
    people = f"{n:,} respondent{'' if n == 1 else 's'}" + f" ({mark})" * (mark in ("small base", "indicative"))
    return people + f", effective base {whole:,}" * (whole != n)


def width(row: dict) -> str:
    """How far apart, without a sign."""
    apart = abs(number(row["gap_estimate"], row["unit"], decimals(row)))
    points = row["unit"] in ("share", "difference of shares", "NPS")
    return f"{apart}" + (f" point{'' if apart == 1 and not decimals(row) else 's'}" if points else "")


def difference(row: dict) -> str:
    if row["gap_estimate"] is None:
        return ""
    apart = number(row["gap_estimate"], row["unit"], decimals(row))
    return ("−" if apart < 0 else "+" if apart > 0 else "") + width(row)


def span(row: dict) -> str:
    """The interval of the width, which is that of the difference the other way round where that is below zero."""
    if row["gap_ci_low"] is None:
        return ""
    ends_ = [row["gap_ci_low"], row["gap_ci_high"]]
    ends_ = [-end for end in reversed(ends_)] if row["gap_estimate"] < 0 else ends_
    return minus(" to ".join(str(number(end, row["unit"], decimals(row))) for end in ends_))


def interval(row: dict) -> str:
    """The interval of the difference with its signs, marked where it holds only as if samples were random."""
    if row["gap_ci_low"] is None:
        return ""
    ends_ = [number(row[f"gap_ci_{end}"], row["unit"], decimals(row)) for end in ("low", "high")]
    loose = {"opt_in", "purposive"} & set(row["sampling"].split(" / "))
    return " to ".join(map(plus, ends_)) + " *" * bool(loose)


def p_value(row: dict) -> str:
    p = row["p_adjusted"]
    if p is None:
        return ""
    return "<.001" if p < 0.001 else str(Decimal(str(p)).quantize(Decimal("0.001"), ROUND_HALF_UP)).removeprefix("0")


NOTES = {
    "holds_zero": "Clear by its test, though its own interval holds 0",
    "leaves_zero_out_adjusted": "Its own interval leaves 0 out; adjusted for the gaps that are tested with it, the difference is not clear",
    "leaves_zero_out_base": "Its own interval leaves 0 out; the base is too small to call it clear",
    None: "",
}


def verdict(row: dict, least: int = 10) -> str:
    """What the numbers of the row allow one to say, without its codes for that."""
    sides = [row[f"{side}_label"] for side in SIDES]
    if row["compare"] == "side_by_side":
        return "Side by side, not subtracted"
    if row["gap_estimate"] is None:
        reasons = [row[f"{side}_withheld"] for side in SIDES]
        if "base" in reasons:
            return f"Withheld: fewer than {least} respondents"
        return "Withheld so that another figure cannot be worked out" if any(reasons) else "No figure"
    if row["p_value"] is None:
        return "Not tested"
    if min(row[f"{side}_n_effective"] for side in SIDES) < 30:
        return "Too few to say"
    if not row["significant"]:
        return "No clear difference"
    above = row["gap_estimate"] > 0
    if row["executives_report"] == "estimate_of_consumers":
        words = f"{sides[0]}: {'overestimate' if above else 'underestimate'}"
    else:
        words = f"{sides[0 if above else 1]}: higher"
    if row["better"] == "neither":
        return words
    return f"{words}; {'less' if above == (row['better'] == 'higher') else 'more'} favourable among {sides[1]}"


NUMBERS = re.compile(r"[−+]?\d+(?:,\d{3})*(?:\.\d+)?")
"""A figure in a sentence."""
