"""Nobody learns from what is published what a few respondents said: neither from their own row nor by subtraction."""

import numpy as np
import pytest
from attack import Known, answered, leaks, random_study
from hypothesis import given, settings
from hypothesis import strategies as st

from assets.contrasts.segments import segment_contrast
from assets.estimates.disclosure import published
from assets.outsider.attack import attack
from building import ORIGIN, POLL, Ran, built, table
from schemas.source_wave import SourceWave

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


rows_of_cells = st.integers(1, 8).flatmap(
    lambda cells: st.tuples(
        *(st.lists(st.lists(st.integers(0, 1), min_size=cells, max_size=cells), min_size=1, max_size=9) for _ in "ab")
    )
)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(rows_of_cells)
def test_what_is_published_gives_nobody_away_and_nothing_is_withheld_without_need(drawn):
    """By the rank of matrices: no row of a few is a combination of published ones; one more published row would make one be."""
    domains, few = (np.array(rows, float) for rows in drawn)
    few = few[few.any(axis=1)]
    rows = np.vstack([domains, few])
    shown = published(rows @ rows.T, len(domains))

    def are_out(rows: np.ndarray) -> bool:
        rank = np.linalg.matrix_rank(rows) if len(rows) else 0
        return any(np.linalg.matrix_rank(np.vstack([rows, row])) == rank for row in few)

    assert not are_out(domains[shown])
    assert all(are_out(domains[[*np.flatnonzero(shown), at]]) for at in np.flatnonzero(~shown))


def counts(ran: Ran, metric: str = "sat") -> dict[tuple[str, str], int | None]:
    """The published hits of a metric, by group and part of the segment."""
    rows = [row for row in ran.estimated().to_pylist() if row["metric"] == metric]
    return {(row["group_name"], row["segment_value"]): row["hits"] for row in rows}


def polled(place, header: str, people: dict[tuple[str, ...], int], **parts: object) -> Ran:
    """A poll of so many respondents who said the same."""
    cells = [[f"{at}-{number}", *said] for at, (said, size) in enumerate(people.items()) for number in range(size)]
    groups = {"executive": {"where": {"role": "boss"}}, "consumer": {"where": {"role": "staff"}}}
    parts = {
        "groups": {group: {"source": "poll", **where} for group, where in groups.items()},
        "metrics": {"sat": {"of": "sat", "top": 1}},
        "gaps": {"sat": {"metric": "sat", "compare": "same"}},
        **parts,
    }
    return built(place, {"poll.csv": table(header.split(","), cells)}, **parts)


def test_all_others_in_a_contrast_give_no_part_back(tmp_path):
    """C 10 of 20, D 12 of 40, and B's others 23 of 65 would be 1 of 5 in A."""
    people = {("boss", "B", "good"): 12, ("boss", "B", "bad"): 12} | {
        ("staff", part, said): size
        for part, sizes in {"A": (1, 4), "B": (6, 12), "C": (10, 10), "D": (12, 28)}.items()
        for said, size in zip(("good", "bad"), sizes, strict=True)
    }
    questions = {
        "role": {"at": "role", "answers": ["boss", "staff"]},
        "region": {"at": "region", "answers": list("ABCD")},
        "sat": {"at": "sat", "answers": ["good", "bad"]},
    }
    ran = polled(tmp_path, "id,role,region,sat", people, questions=questions, segments={"region": {"of": "region"}})
    contrasts = segment_contrast(ran.study, ran.wave, ran.samples, ORIGIN).to_pylist()
    found = {(row["segment_value"], row["against"]): row for row in contrasts if row["group_name"] == "consumer"}
    assert found["B", "all others"]["against_estimate"] is None
    assert found["C", "D"]["difference"] == pytest.approx(10 / 20 - 12 / 40)  # two large parts give nobody away


def test_a_metric_that_keeps_more_in_its_base_does_not_tell_of_a_smaller_one(tmp_path):
    """2 of 12 with those who do not know would be 2 of the 8 who do."""
    people = {("boss", "B", "good"): 20, ("staff", "B", "good"): 30, ("staff", "C", "bad"): 40}
    people |= {("staff", "A", "good"): 2, ("staff", "A", "bad"): 6, ("staff", "A", "x"): 4}
    questions = {
        "role": {"at": "role", "answers": ["boss", "staff"]},
        "region": {"at": "region", "answers": list("ABC")},
        "sat": {"at": "sat", "answers": ["good", "bad"], "other": {"don't know": "x"}},
    }
    metrics = {"sat": {"of": "sat", "top": 1}, "sat_all": {"of": "sat", "top": 1, "keep": "don't know"}}
    ran = polled(
        tmp_path,
        "id,role,region,sat",
        people,
        questions=questions,
        metrics=metrics,
        segments={"region": {"of": "region"}},
    )
    assert [counts(ran, metric)["consumer", "A"] for metric in metrics] == [None, None]
    assert [counts(ran, metric)["consumer", "C"] for metric in metrics] == [0, 0]


@pytest.mark.parametrize(("gender", "protected"), [("other", True), ("", False)])
def test_who_gave_another_answer_is_protected_and_who_gave_none_is_nobody(tmp_path, gender, protected):
    """All less women less men would be the five who said something else; of five who said nothing there is nobody to know."""
    people = {
        ("boss", "f", "good"): 20,
        ("boss", "m", "bad"): 20,
        ("staff", "f", "good"): 30,
        ("staff", "m", "bad"): 40,
    }
    people |= {("staff", gender, "good"): 1, ("staff", gender, "bad"): 4}
    questions = {
        "role": {"at": "role", "answers": ["boss", "staff"]},
        "gender": {"at": "gender", "answers": ["f", "m", "other"]},
        "sat": {"at": "sat", "answers": ["good", "bad"]},
    }
    segments = {"gender": {"of": "gender", "answers": {"f": "f", "m": "m"}}}
    found = counts(polled(tmp_path, "id,role,gender,sat", people, questions=questions, segments=segments))
    assert (None in [found["consumer", part] for part in ("all", "f", "m")]) is protected


@pytest.mark.parametrize(
    ("sizes", "few"),
    [
        ({"A": 40, "B": 30, "C": 4, "": 2}, {"C", ""}),
        ({"A": 40, "C": 3, "D": 4, "E": 5, "": 30}, {"D", "E"}),
    ],
)
def test_who_said_nothing_of_a_segment_does_not_give_its_small_parts_away(tmp_path, sizes, few):
    """All less all others of C are C and who said nothing; all others of C less A are D and E."""
    people = {("boss", "A", "good"): 20} | {
        ("staff", part, said): size - size // 2 if said == "good" else size // 2
        for part, size in sizes.items()
        for said in ("good", "bad")
    }
    questions = {
        "role": {"at": "role", "answers": ["boss", "staff"]},
        "region": {"at": "region", "answers": [part for part in sizes if part]},
        "sat": {"at": "sat", "answers": ["good", "bad"]},
    }
    ran = polled(tmp_path, "id,role,region,sat", people, questions=questions, segments={"region": {"of": "region"}})
    places = list(sizes)
    shown = [
        [float(place in ((part,) if part != "all" else places)) for place in places]
        for (group, part), there in counts(ran).items()
        if group == "consumer" and there is not None
    ]
    shown += [
        [float(place not in (row["segment_value"], "")) for place in places]
        for row in segment_contrast(ran.study, ran.wave, ran.samples, ORIGIN).to_pylist()
        if row["group_name"] == "consumer" and row["against"] == "all others" and row["against_estimate"] is not None
    ]
    rank = np.linalg.matrix_rank(shown)
    assert np.linalg.matrix_rank([*shown, [float(place in few) for place in places]]) > rank


@pytest.mark.parametrize("name", ["none of them", "all others"])
def test_a_part_may_be_called_as_it_likes(tmp_path, name):
    """The five who said something else are no part, and no part that is called like theirs hides them."""
    people = {
        ("boss", "f", "good"): 20,
        ("boss", "m", "bad"): 20,
        ("staff", "f", "good"): 30,
        ("staff", "m", "bad"): 40,
    }
    people |= {("staff", "other", "good"): 1, ("staff", "other", "bad"): 4}
    questions = {
        "role": {"at": "role", "answers": ["boss", "staff"]},
        "gender": {"at": "gender", "answers": ["f", "m", "other"]},
        "sat": {"at": "sat", "answers": ["good", "bad"]},
    }
    segments = {"gender": {"of": "gender", "answers": {name: "f", "m": "m"}}}
    found = counts(polled(tmp_path, "id,role,gender,sat", people, questions=questions, segments=segments))
    assert None in [found["consumer", part] for part in ("all", name, "m")]


def test_everyone_less_both_sides_is_protected_too(tmp_path):
    """Four owners are neither bosses nor staff."""
    people = {
        ("boss", "good"): 20,
        ("boss", "bad"): 20,
        ("staff", "good"): 30,
        ("staff", "bad"): 9,
        ("owner", "bad"): 4,
    }
    questions = {
        "role": {"at": "role", "answers": ["boss", "staff", "owner"]},
        "sat": {"at": "sat", "answers": ["good", "bad"]},
    }
    groups = {"executive": {"where": {"role": "boss"}}, "consumer": {"where": {"role": "staff"}}, "everyone": {}}
    groups = {group: {"source": "poll", **where} for group, where in groups.items()}
    found = counts(polled(tmp_path, "id,role,sat", people, questions=questions, groups=groups))
    assert found == {("executive", "all"): 20, ("consumer", "all"): 30, ("everyone", "all"): None}


def test_a_difference_of_two_metrics_and_one_of_them_do_not_tell_of_the_other(tmp_path):
    """A has 5 who answered `sat`; `sat less price` of B, with `price` of B, would be `sat` of B, and so that of A."""
    said = {"A": ("good", "bad"), "B": ("bad", "good"), "C": ("good", "good")}
    people = {("boss", "B", "good", "good"): 20}
    people |= {("staff", part, *answers): size for (part, answers), size in zip(said.items(), (5, 30, 40), strict=True)}
    people |= {("staff", "A", "", "good"): 20}
    questions = {
        "role": {"at": "role", "answers": ["boss", "staff"]},
        "region": {"at": "region", "answers": list("ABC")},
        "sat": {"at": "sat", "answers": ["good", "bad"]},
        "price": {"at": "price", "answers": ["good", "bad"]},
    }
    metrics = {"sat": {"of": "sat", "top": 1}, "price": {"of": "price", "top": 1}}
    metrics["less"] = metrics["sat"] | {"minus": "price"}
    segments = {"region": {"of": "region"}}
    ran = polled(tmp_path, "id,role,region,sat,price", people, questions=questions, metrics=metrics, segments=segments)
    rows = [row for row in ran.estimated().to_pylist() if row["group_name"] == "consumer" and row["kind"] == "metric"]
    shown = {(row["metric"], row["segment_value"]): row["estimate"] is not None for row in rows}
    assert not any(shown[metric, "A"] for metric in metrics)
    assert len({shown[metric, "B"] for metric in metrics}) == 1


@pytest.mark.parametrize("seed", range(5))
def test_an_attack_on_all_that_is_published_has_nothing_withheld_back(tmp_path, seed):
    assert not leaks(*attacked(tmp_path, seed))


@pytest.mark.parametrize("seed", (0, 1, 5, 10))
def test_no_figure_of_a_few_follows_from_what_is_published_where_none_can_be_fewer_than_nobody(tmp_path, seed):
    """As `gap audit` attacks: by the least and the most that each can be. By sums and differences alone none of these is out."""
    ran, _ = random_study(tmp_path, seed)
    assert not [str(each) for each in attack(SourceWave(ran.study, ran.wave, "poll"), *tables(ran)) if each.is_out]


@pytest.mark.parametrize("seed", range(5))
def test_the_attacks_find_what_is_given_away_where_one_more_domain_is_published(tmp_path, seed):
    """And so nothing is withheld without need."""
    ran, known = random_study(tmp_path, seed)
    estimates, contrasts = tables(ran)
    for number in range(6):
        freed = [row for row in estimates if row["withheld"] == "protection" and row["metric"]][number::7][:1]
        for row in freed:
            same = ("question", "option", "group_name", "segment", "segment_value")
            loosened = [
                each | freely(known, each) if all(each[key] == row[key] for key in same) else each for each in estimates
            ]
            asked = [each for each in loosened if each["question"] in ("sat", "seen")]
            outs = attack(SourceWave(ran.study, ran.wave, "poll"), loosened, contrasts)
            assert leaks(known, asked, contrasts) or any(each.is_out for each in outs), row


def freely(known: Known, row: dict) -> dict:
    """A row's figure, were it published."""
    column, hits, base = answered(known, row)
    who = [each for each in known.people if known.groups[row["group_name"]](each)]
    said = [each[column] for each in who if known.place(row["segment"], row["segment_value"])(each)]
    number, found = sum(cell in base for cell in said), sum(cell in hits for cell in said)
    return {"estimate": found / number, "hits": found, "withheld": None} if number else {}


def tables(ran: Ran) -> tuple[list[dict], list[dict]]:
    """What is published of respondents."""
    contrasts = segment_contrast(ran.study, ran.wave, ran.samples, ORIGIN)
    return ran.estimated().to_pylist(), contrasts.to_pylist()


def attacked(place, seed: int) -> tuple[Known, list[dict], list[dict]]:
    """What an outsider knows of a random study and reads of it."""
    ran, known = random_study(place, seed)
    estimates, contrasts = tables(ran)
    return known, [row for row in estimates if row["question"] in ("sat", "seen")], contrasts
