"""What rows of `claim_bases` and `claim_conflicts` say: what printed figures imply of who was asked, and of each other.

Figures are the subject, never people, and what fits is not said to be true.
"""

from typing import TYPE_CHECKING

from schemas.tables.rows import ClaimBasesRow, ClaimConflictsRow

if TYPE_CHECKING:
    from schemas.words.studies import Words

FEW = 20
"""Up to so many bases are worth a sentence."""


def base_said(words: "Words", row: ClaimBasesRow) -> str | None:
    """What the figures that were asked of the same people say of how many they are; None where that is next to nothing."""
    claims, bases = _named(row["claims"]), (row["bases"] or "").split("; ")
    if row["settled"] != "exact" or not row["feasible"]:
        return None
    if row["asked"]:
        if bases[0] != str(row["asked"]) or len(bases) < 2:
            return None
        return words.say("implied.smallest", claims=claims, base=bases[0], next=bases[1])
    if row["feasible"] > FEW:
        return None
    said = words.say("implied.bases", claims=claims, bases=", ".join(bases))
    if not row["comes_from"]:
        return said
    counts = [
        words.say("implied.count_of", base=base, claim=claim)
        for base, claim in (pair.split(": ") for pair in row["comes_from"].split("; "))
    ]
    return f"{said} {words.say('implied.comes_from', counts=', '.join(counts))}"


def conflict_said(words: "Words", row: ClaimConflictsRow) -> str:
    """Which figures do not fit together, whether they would if some had not answered, and what would mend it."""
    if row["claims"] is None:
        return words.say("implied.not_settled", group=words.group(row["group_name"]))
    certain = "always" if row["certain"] == "always" else "everybody"
    said = words.say(f"implied.{certain}_{row['rule']}", claims=_named(row["claims"]))
    mends = (row["mended_by"] or "").split("; ")
    if row["mended_by"] and len(mends) > 1:
        said += f" {words.say('implied.mended', claims=', '.join(mends))}"
    return said


def _named(claims: str) -> str:
    return claims.replace(";", ",")
