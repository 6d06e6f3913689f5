"""What is said of respondents and clusters that come again in a later wave."""

import pytest

from assets.responses.units import seen_again
from building import POLL, TWO_SIDES, rows, run, write_study

OTHERS = "they count as others: where they are the same, write panel: true under the source."
ONE_PANEL = "they count as the same."


@pytest.mark.parametrize(
    ("design", "said"),
    [
        ({}, f"poll: 40 respondents in both waves, a and b, by their ids; {OTHERS}"),
        ({"panel": False}, f"poll: 40 respondents in both waves, a and b, by their ids; {OTHERS}"),
        ({"panel": True}, f"poll: 40 respondents in both waves, a and b, by their ids; {ONE_PANEL}"),
        ({"cluster": "firm"}, f"poll: 6 clusters in both waves, a and b, by their names; {ONE_PANEL}"),
        ({"cluster": "firm", "panel": False}, f"poll: 6 clusters in both waves, a and b, by their names; {OTHERS}"),
    ],
)
def test_who_comes_again_is_told_whatever_it_is_taken_for(tmp_path, design, said):
    parts = TWO_SIDES | {"waves": {"a": {}, "b": {}}, "sources": {"poll": {**POLL, "files": "{wave}.csv", **design}}}
    people = [f"{at},{'boss' if at % 2 else 'staff'},{'yn'[at % 3 % 2]},f{at // 8}" for at in range(60)]
    files = {"a.csv": rows("id,role,q,firm", *people[:45]), "b.csv": rows("id,role,q,firm", *people[5:])}
    folder = write_study(tmp_path, files, **parts)
    ran = [run(folder, wave) for wave in ("a", "b")]
    assert list(seen_again(ran[0].study, "a", ran[0].lake)) == []
    assert list(seen_again(ran[1].study, "b", ran[1].lake)) == [said]
