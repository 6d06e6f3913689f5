"""Whether the tables of a wave follow from one another, or a run of it was cut short, failed, or is under way.

Each file says in its footer what it was made of: by name, the digest of each part of the study file, and the fingerprints of
each table. Where two files of one wave say something else of the same name, one of them is of before a change and the other
of after it. That is told from the files alone, whatever has become of the study.
"""

import hashlib
import json
from collections import defaultdict

from assets.lake.paths import Lake
from assets.lake.publish import FINGERPRINT, footer_of
from assets.making.partition import Partition
from assets.making.recipes import EXTRACTION, RECIPES, published_fingerprints, study_parts

FOLLOWS_FROM = "gap.follows_from"
"""Where a footer says it, as JSON."""


def follows_from(partition: Partition, asset: str) -> dict[str, str]:
    """What the footer of a table says that is made now: what it follows from, by name."""
    recipe, published = RECIPES[asset], published_fingerprints(partition)
    named = {f"study file, {name}": _digest(part) for name, part in study_parts(partition, asset).items()}
    if not recipe.by_source and (found := recipe.also_from(partition, "")) is not None:
        named[f"study folder, {getattr(recipe.also_from, '__name__', '')}"] = _digest(found)
    tables = {table: _all(published(table)) for table in recipe.reads}
    return {FOLLOWS_FROM: json.dumps(named | tables)}


def settled(lake: Lake, study: str, wave: str) -> bool:
    """Whether the published tables of a wave follow from one another. What an older version wrote says less, or nothing."""
    said: dict[str, set[str]] = defaultdict(set)
    for asset, recipe in RECIPES.items():
        for table in () if recipe is EXTRACTION else (asset, *recipe.made_with):
            footers = [footer for footer in map(footer_of, lake.files_of(table, study, wave)) if FINGERPRINT in footer]
            if footers:
                said[asset].add(_all([footer[FINGERPRINT] for footer in footers]))
            for footer in footers:
                for name, held in json.loads(footer.get(FOLLOWS_FROM, "{}")).items():
                    said[name].add(held)
    return all(len(each) == 1 for each in said.values())


def _all(fingerprints: list[str]) -> str:
    """A table has a fingerprint a source; the files tell no order of sources."""
    return "+".join(sorted(fingerprints))


def _digest(part: object) -> str:
    return hashlib.sha256(json.dumps(part, default=str).encode()).hexdigest()[:8]
