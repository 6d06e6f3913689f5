"""Nobody learns from what is published what a few respondents said: neither from their own row nor by subtraction."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from assets.contrasts.segments import segment_contrast, with_rests
from assets.estimates.disclosure import withheld
from assets.estimates.sample import Design, Sample
from building import ORIGIN, POLL, Ran, built, table

LEAST = 10
ROLES, REGIONS = ("boss", "staff"), ("A", "B", "C", "D")


def surveyed(place, sizes: dict[tuple[str, str], int]) -> Ran:
    """A poll of so many respondents by role and region."""
    cells = [
        [f"{role}{region}{number}", role, region, "yn"[number % 3 > 0]]
        for (role, region), size in sizes.items()
        for number in range(size)
    ]
    groups = {"executive": {"where": {"role": "boss"}}, "consumer": {"where": {"role": "staff"}}, "everyone": {}}
    return built(
        place,
        {"poll.csv": table(["id", "role", "region", "q"], cells)},
        groups={group: {"source": "poll", **where} for group, where in groups.items()},
        questions={
            "role": {"at": "role", "answers": list(ROLES)},
            "region": {"at": "region", "answers": list(REGIONS)},
            "q": {"at": "q", "answers": ["y", "n"]},
        },
        segments={"region": {"of": "region"}},
        metrics={"m": {"of": "q", "top": 1}},
        gaps={"g": {"metric": "m", "compare": "same"}},
        sources={"poll": POLL},
    )


def shown(ran: Ran) -> dict[tuple[str, str], bool]:
    """Whether the metric's figure is published, by group and part of the segment."""
    rows = [row for row in ran.estimated().to_pylist() if row["metric"] == "m"]
    return {(row["group_name"], row["segment_value"]): row["estimate"] is not None for row in rows}


LARGE = {(role, region): 40 for role in ROLES for region in REGIONS}


def test_where_every_base_is_large_everything_is_published(tmp_path):
    assert all(shown(surveyed(tmp_path, LARGE)).values())


def test_one_small_part_takes_the_next_smallest_with_it(tmp_path):
    found = shown(surveyed(tmp_path, LARGE | {("staff", "C"): 4, ("staff", "B"): 30}))
    assert [part for (group, part), there in found.items() if group == "consumer" and not there] == ["B", "C"]


def test_two_small_parts_that_are_enough_together_take_no_other_with_them(tmp_path):
    found = shown(surveyed(tmp_path, LARGE | {("staff", "C"): 6, ("staff", "B"): 7}))
    assert [part for (group, part), there in found.items() if group == "consumer" and not there] == ["B", "C"]


def test_a_part_that_everyone_less_the_other_group_would_give_is_protected(tmp_path):
    found = shown(surveyed(tmp_path, LARGE | {("boss", "D"): 5}))
    assert not found["executive", "D"]
    assert found["everyone", "D"] != found["consumer", "D"] or not found["everyone", "D"]


def test_contrasts_and_gaps_do_not_show_what_estimates_withhold(tmp_path):
    ran = surveyed(tmp_path, LARGE | {("staff", "C"): 4})
    contrasts = segment_contrast(ran.study, ran.wave, ran.samples, ORIGIN).to_pylist()
    hidden = [part for (group, part), there in shown(ran).items() if group == "consumer" and not there]
    mine = [row for row in contrasts if row["group_name"] == "consumer"]
    assert all(row["estimate"] is None for row in mine if row["segment_value"] in hidden)
    assert all(
        row["against_estimate"] is None
        for row in mine
        if row["against"] in hidden or (row["against"] == "all others" and row["segment_value"] in hidden)
    )
    assert all(ran.gap("g", "region", part)["gap_estimate"] is None for part in hidden)


sizes = st.fixed_dictionaries({(role, region): st.integers(0, 25) for role in ROLES for region in REGIONS})


@settings(max_examples=300, deadline=None, derandomize=True)
@given(sizes, st.booleans())
def test_no_sum_or_difference_of_published_counts_is_about_a_few(sizes, rests):
    """Whoever adds and subtracts published rows in any way gets no row that is withheld for its base."""
    sample = a_sample(sizes)
    sample = with_rests(sample) if rests else sample
    people = np.array(list(sizes.values()))
    n = sample.member @ people
    hidden = withheld(sample.domains, sample.member, people, LEAST)
    published = sample.member[~hidden][:, people > 0].astype(float)
    for small in np.flatnonzero((n > 0) & (n < LEAST)):
        assert hidden[small]
        row = sample.member[small][people > 0].astype(float)
        rank = np.linalg.matrix_rank(published) if len(published) else 0
        assert np.linalg.matrix_rank(np.vstack([published, row])) == rank + 1, sample.domains[small]


def a_sample(sizes: dict[tuple[str, str], int]) -> Sample:
    """A sample with one cell a role and region: its groups and segments, and no answers."""
    domains, member = [], []
    for group, roles in (("executive", ROLES[:1]), ("consumer", ROLES[1:]), ("everyone", ROLES)):
        domains.append((group, "total", "all"))
        member.append([role in roles for role, _ in sizes])
        for region in REGIONS:
            domains.append((group, "region", region))
            member.append([role in roles and place == region for role, place in sizes])
    return Sample(Design([""], np.ones(1), np.ones(1)), domains, np.array(member), {}, list(range(len(sizes))), 0)
