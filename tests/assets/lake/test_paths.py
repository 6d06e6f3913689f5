"""Whatever waves are called, no two of them share a file or a folder of what people open."""

from itertools import combinations, product
from pathlib import Path

from assets.lake.paths import Lake

ENDINGS = ("html", "xlsx", "pptx", "pictures")


def test_waves_with_names_like_endings_do_not_meet_in_the_folder_of_reports():
    waves = ["2026", *(f"2026.{ending}" for ending in ENDINGS), "2026.pictures.html", "2026.1"]
    lake = Lake(Path("lake"))
    places = [lake.report("study", wave, ending) for wave, ending in product(waves, ENDINGS)]
    assert not [pair for pair in combinations(places, 2) if pair[0] == pair[1] or pair[0] in pair[1].parents]
