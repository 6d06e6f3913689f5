"""What a ledger's figures imply, as tables: the bases that they allow, and those that cannot all be."""

from pathlib import Path

import pyarrow as pa

from assets.claims.bases import MOST_NAMED, bases
from assets.claims.conflicts import conflicts
from assets.claims.ledger import claims_of
from schemas.study import Study
from schemas.tables.claims import CLAIM_BASES, CLAIM_CONFLICTS, SETTLED
from schemas.tables.table import NewRow

EXACT, NOT_SETTLED = SETTLED


def claim_bases(study: Study, wave: str, folder: Path, origin: dict[str, object]) -> pa.Table:
    """The bases of one partition's claims. `folder` is the study's."""
    rows: list[NewRow] = [
        {
            "study": study.study,
            "wave": wave,
            "group_name": found.base.group,
            "segment": found.base.segment,
            "segment_value": found.base.segment_value,
            "base_name": found.base.name,
            "claims": "; ".join(found.claims),
            "asked": found.base.asked,
            "lowest": found.lowest,
            "highest": found.highest,
            "feasible": len(found.fitting),
            "bases": "; ".join(map(str, found.fitting[:MOST_NAMED])) or None,
            "comes_from": "; ".join(found.comes_from) or None,
            "rounding": study.printed.rounding,
            "settled": EXACT if found.is_settled else NOT_SETTLED,
            **origin,
        }
        for found in bases(claims_of(study, wave, folder), study.printed.unanswered)
    ]
    return CLAIM_BASES.build(rows)


def claim_conflicts(study: Study, wave: str, folder: Path, origin: dict[str, object]) -> pa.Table:
    """The conflicts of one partition's claims. `folder` is the study's."""
    found = conflicts(claims_of(study, wave, folder), study.printed.unanswered)
    rows: list[NewRow] = [
        {
            "study": study.study,
            "wave": wave,
            "conflict": number,
            "group_name": conflict.about[0],
            "segment": conflict.about[1],
            "segment_value": conflict.about[2],
            "claims": "; ".join(conflict.claims) or None,
            "rule": conflict.rule,
            "certain": conflict.certain,
            "mended_by": "; ".join(" + ".join(some) for some in conflict.mended_by) or None,
            "settled": EXACT if conflict.claims else NOT_SETTLED,
            **origin,
        }
        for number, conflict in enumerate(found, start=1)
    ]
    return CLAIM_CONFLICTS.build(rows)
