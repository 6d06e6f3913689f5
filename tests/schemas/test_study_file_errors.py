"""A mistake in a study file is answered with the file, the line, and what to do."""

import pytest

from schemas.refused import Refused
from schemas.study import Study, load_study
from schemas.study.editor import json_schema

STUDY = """\
study: small
title: A small study
waves: {w1: }
sources:
  poll: {kind: panel, files: poll.csv, respondent: id, sampling: opt_in}
groups:
  executive: {source: poll, where: {q: [a]}}
  consumer: {source: poll}
segments:
  s: {of: q}
questions:
  q: {at: q, answers: [a, b]}
  r: {at: r, numbers: [1, 5]}
  t: {options: {x: t1, y: t2}}
metrics:
  m: {of: q, top: 1}
  k: {of: r, mean: true}
gaps:
  g: {metric: m, compare: same}
"""


def load(place, old: str = "", new: str = "", folder: str = "small") -> Study:
    """The study above with one text replaced by another."""
    assert old in STUDY
    (place / folder).mkdir()
    (place / folder / "study.yaml").write_text(STUDY.replace(old, new, 1) if old else STUDY + new, encoding="utf-8")
    return load_study(place / folder)


def reasons(place, old: str = "", new: str = "", folder: str = "small") -> list[str]:
    with pytest.raises(Refused) as refused:
        load(place, old, new, folder)
    return list(refused.value.reasons)


def test_the_study_that_the_mistakes_below_are_made_in_is_right(tmp_path):
    assert load(tmp_path).study == "small"


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("top: 1", "topp: 1", "line 16: metrics.m.topp: is not a word of the study file; did you mean 'top'?"),
        ("answers: [a, b]", "answers: [a, b, others: any text]", "line 12: questions.q.answers: has {others: any text} in a list; "
         "write every answer on a line of its own, {answer: cells}."),
        ("numbers: [1, 5]}", "numbers: [1, 5], waves: {w1: {trend: break}}}", "line 13: questions.r.waves.w1.trend: says nothing here: "
         "no wave is before the first one; drop it."),
        ("", "scales: {liking: [good, bad]}\n", "line 20: scales.liking: says nothing: no question has this scale; name it under one, or drop it."),
        ("files: poll.csv", "file: poll.csv", "line 5: sources.poll.file: is not a word of the study file; did you mean 'files'?"),
        ("", "gap: {}\n", "line 20: gap: is not a word of the study file; did you mean 'gaps'?"),
        ("at: r,", "att: r,", "line 13: questions.r.att: is not a word of the study file; did you mean 'at'?"),
        ("opt_in", "optin", "line 5: sources.poll.sampling: is 'optin'; write 'probability', 'opt_in', 'purposive' or 'census'."),
        (", respondent: id", "", "line 5: sources.poll: needs respondent: the column that identifies one respondent, or rows where none does and each row is one."),
        ("title: A small study\n", "", "line 1: title: is missing; add it."),
        ("metric: m, compare: same", "metric: m, compare: similar", "line 19: gaps.g: compares similar: say why in one line under why."),
        ("  m: {", "  M-1: {", "line 16: metrics.M-1: 'M-1' is no name here; write letters"),
    ],
    ids=["metric", "a mapping in a list", "trend", "scale", "source", "top", "question", "literal", "respondent", "missing", "why", "name"],
)  # fmt: skip
def test_a_word_that_is_wrong_is_answered_with_the_right_one(tmp_path, old, new, reason):
    assert any(found.startswith(f"small/study.yaml, {reason}") for found in reasons(tmp_path, old, new))


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("of: q, top: 1", "of: qq, top: 1", "line 16: metrics.m.of: there is no question 'qq'; did you mean 'q'?"),
        ("where: {q: [a]}", "where: {q: [c]}", "line 7: groups.executive.where.q: there is no answer to q 'c'; there is 'a' and 'b'."),
        ("consumer: {source: poll}", "consumer: {source: pol}", "line 8: groups.consumer.source: there is no source 'pol'; did you mean 'poll'?"),
        ("  consumer:", "  customer:", "line 6: groups: the gaps need a group named 'consumer'; add it."),
        ("metric: m,", "metric: mm,", "line 19: gaps.g.metric: there is no metric 'mm'; did you mean 'm'?"),
        ("s: {of: q}", "s: {of: t}", "line 10: segments.s.of: 't' allows several answers"),
        ("of: q, top: 1", "of: t, top: 1", "line 16: metrics.m: t allows several answers; name one of them with option."),
        ("of: q, top: 1", "of: q, option: a", "line 16: metrics.m.option: q allows one answer; use share: [a]."),
        ("of: q, top: 1", "of: q, top: 2", "line 16: metrics.m: q has 2 answers; a box of 2 would hold them all."),
        ("gaps:", "  n: {of: q, mean: true}\ngaps:", "line 18: metrics.n.mean: the answers to q are no numbers; give each its value"),
        ("gaps:", "  n: {of: q, mean: {a: 5}}\ngaps:", "line 18: metrics.n.mean: gives no value to 'b'"),
        ("of: r, mean: true", "of: r, nps: true", "line 17: metrics.k.nps: r is no 0-10 question"),
        ("answers: [a, b]}", "answers: [a, b], waves: {w9: {at: x}}}", "line 12: questions.q.waves.w9: there is no wave 'w9'"),
        ("", "claims: claims.csv\n", "line 20: claims: there is no file 'claims.csv' beside it"),
    ],
)  # fmt: skip
def test_a_name_that_is_not_defined_or_does_not_fit_is_refused_where_it_is_used(tmp_path, old, new, reason):
    assert any(found.startswith(f"small/study.yaml, {reason}") for found in reasons(tmp_path, old, new))


@pytest.mark.parametrize(
    ("value", "bound"), [("1e308", "at most"), (".inf", "a number"), ("-1e308", "at least"), ("nan", "at ")]
)
def test_a_value_whose_square_is_no_number_is_refused(tmp_path, value, bound):
    (reason,) = reasons(tmp_path, "of: q, top: 1", f"of: q, mean: {{a: {value}, b: 1}}")
    assert "metrics.m.mean.a" in reason
    assert bound in reason


@pytest.mark.parametrize("mean", ["true", "{a: 5}"])
def test_a_mean_without_its_values_is_refused_also_where_a_gap_subtracts_it(tmp_path, mean):
    assert "metrics.m.mean" in reasons(tmp_path, "of: q, top: 1", f"of: q, mean: {mean}")[0]


def test_a_key_that_stands_twice_is_refused_with_both_lines(tmp_path):
    assert reasons(tmp_path, "gaps:", "  m: {of: q, bottom: 1}\ngaps:") == [
        "small/study.yaml, line 18: 'm' stands twice under metrics (first in line 16); rename or delete one."
    ]


@pytest.mark.parametrize(
    ("numbers", "said"),
    [
        ("[5, 1]", "numbers run from 5 to 1; write the lowest first, [lowest, highest]"),
        ("[3, 3]", "numbers run from 3 to 3; write the lowest first, [lowest, highest]"),
        (
            "[15000, 135000]",
            "numbers run from 15,000 to 135,000, and each of them is an answer of its own, 1,000 at the most; cut amounts into bands",
        ),
        ("[0, 1000]", "numbers run from 0 to 1,000, and each of them is an answer of its own, 1,000 at the most"),
    ],
)
def test_numbers_are_refused_for_what_is_wrong_with_them(tmp_path, numbers, said):
    assert said in reasons(tmp_path, "numbers: [1, 5]", f"numbers: {numbers}")[0]


def test_routing_in_a_circle_is_refused_with_the_circle(tmp_path):
    new = "answers: [a, b], asked: {r: [1]}}\n  r: {at: r, numbers: [1, 5], asked: {q: [a]}}\n  u: {at: u"
    reason = reasons(tmp_path, "answers: [a, b]}\n  r: {at: r", new)[0]
    assert reason.startswith(
        "small/study.yaml, line 12: questions.q.asked: the routing runs in a circle (q → r → q); break it"
    )


def test_routing_in_a_circle_is_refused_where_a_wave_closes_it(tmp_path):
    new = (
        "answers: [a, b], waves: {w1: {asked: {r: [1]}}}}\n  r: {at: r, numbers: [1, 5], asked: {q: [a]}}\n  u: {at: u"
    )
    assert "the routing runs in a circle" in reasons(tmp_path, "answers: [a, b]}\n  r: {at: r", new)[0]


@pytest.mark.parametrize(
    ("targets", "reason"),
    [
        ("{q: {a: .5, b: .6}}", "the targets of q add up to 1.1; shares must add up to 1."),
        ("{q: {a: 1}}", "the targets of q leave out 'b'; give every answer its share."),
        ("{q: {a: .5, c: .5}}", "there is no answer to q 'c'; there is 'a' and 'b'."),
        ("{z: {a: .5, b: .5}}", "there is no question 'z'"),
        ("{q: {a: 0, b: 1}}", "must be more than 0"),
    ],
)
def test_targets_that_do_not_add_up_are_refused(tmp_path, targets, reason):
    found = reasons(tmp_path, "sampling: opt_in", f"sampling: opt_in, weight: {{rake: {targets}}}")
    assert any(one.startswith("small/study.yaml, line 5: sources.poll.weight") and reason in one for one in found)


@pytest.mark.parametrize("question", ["t", "u"], ids=["several answers", "another source"])
def test_targets_for_a_question_that_cannot_be_raked_are_refused(tmp_path, question):
    targets = {"t": "{x: .5, y: .5}", "u": "{a: .5, b: .5}"}[question]
    text = STUDY.replace(
        "sampling: opt_in}",
        f"sampling: opt_in, weight: {{rake: {{{question}: {targets}}}}}}}\n  other: {{kind: panel, files: o.csv, respondent: id, sampling: opt_in}}",
    )
    for name in ("q", "r"):
        text = text.replace(f"at: {name},", f"at: {{poll: {name}}},")
    text = text.replace("x: t1, y: t2", "x: {poll: t1}, y: {poll: t2}").replace(
        "metrics:", "  u: {at: {other: u}, answers: [a, b]}\nmetrics:"
    )
    (tmp_path / "small").mkdir()
    (tmp_path / "small" / "study.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(Refused, match=f"sources.poll.weight.rake.{question}"):
        load_study(tmp_path / "small")


@pytest.mark.parametrize(
    ("old", "reason"),
    [
        (", sampling: opt_in", "line 5: sources.poll.sampling: is missing; add it. How respondents were found: `probability`, "
            "`opt_in`, `purposive` or `census`."),
        (", compare: same", "line 19: gaps.g.compare: is missing; add it. How alike the two are: `same`, one question on one "
            "scale; `similar`, subtracted with a reason; `side_by_side`, both shown and never subtracted; `undecided`, both shown until somebody decides, as in a draft."),
    ],
)  # fmt: skip
def test_a_key_that_is_missing_is_answered_with_what_it_says(tmp_path, old, reason):
    assert reasons(tmp_path, old, "") == [f"small/study.yaml, {reason}"]


@pytest.mark.parametrize(
    ("checks", "reason"),
    [
        (
            "{wave_on_wave: {pionts: 5}}",
            "checks.wave_on_wave.pionts: is not a word of the study file; did you mean 'points'?",
        ),
        ("{base_size: off}", "checks.base_size: is not a word of the study file; did you mean 'base_sizes'?"),
    ],
)
def test_a_word_of_a_check_that_is_wrong_is_answered_with_the_right_one(tmp_path, checks, reason):
    assert reasons(tmp_path, "", f"checks: {checks}\n") == [f"small/study.yaml, line 20: {reason}"]


def test_unlike_units_are_not_subtracted(tmp_path):
    assert reasons(tmp_path, "metric: m, compare: same", "executive: m, consumer: k, compare: same") == [
        "small/study.yaml, line 19: gaps.g: subtracts 1-5 points from share; only like units subtract, so write compare: side_by_side."
    ]


def test_unlike_units_may_stand_side_by_side(tmp_path):
    assert load(tmp_path, "metric: m, compare: same", "executive: m, consumer: k, compare: side_by_side, why: no")


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [("  q:", "\tq:", 12), ("title: A small study", "title: [", 4)],
    ids=["tab", "bracket"],
)
def test_what_is_no_yaml_is_refused_at_the_line(tmp_path, old, new, line):
    assert reasons(tmp_path, old, new)[0].startswith(f"small/study.yaml, line {line}: this is not YAML")


@pytest.mark.parametrize("character", ["\x0b", "\x07", "\x00"], ids=["vertical tab", "bell", "nul"])
def test_a_control_character_in_a_study_file_is_refused_in_a_sentence(tmp_path, character):
    # Text pasted from a word processor has vertical tabs.
    assert reasons(tmp_path, "title: A small", f"title: A{character}small")[0].startswith("small/study.yaml, line 2")


@pytest.mark.parametrize(("text", "why"), [("", "describes no study"), ("- a\n", "describes no study")])
def test_a_file_that_describes_nothing_is_refused(tmp_path, text, why):
    (tmp_path / "small").mkdir()
    (tmp_path / "small" / "study.yaml").write_text(text)
    with pytest.raises(Refused, match=why):
        load_study(tmp_path / "small")


def test_a_folder_without_a_study_file_is_refused(tmp_path):
    with pytest.raises(Refused, match=r"there is no study\.yaml here; write one"):
        load_study(tmp_path)


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        ("answers: [a, b]", 'answers: [a, b, ""]', "questions.q.answers"),
        ("answers: [a, b]", 'answers: {a: a, b: b, " ": c}', "questions.q.answers"),
        ("{x: t1, y: t2}", '{x: t1, "": t2}', "questions.t.options"),
        ("numbers: [1, 5]", 'bands: {"": [1, 3], high: [4, 5]}', "questions.r.bands"),
        ("s: {of: q}", 's: {of: q, answers: {"": [a], b: [b]}}', "segments.s.answers"),
        ("title: A small study", 'title: ""', "title"),
        ("compare: same", 'compare: same, label: ""', "gaps.g.label"),
        ("top: 1", 'top: 1, label: " "', "metrics.m.label"),
        ("at: r,", 'at: "",', "questions.r.at"),
    ],
)  # fmt: skip
def test_what_nobody_can_read_is_no_name(tmp_path, old, new, where):
    (reason, *_) = reasons(tmp_path, old, new)
    assert f": {where}" in reason and "is empty; fill it, or drop the line" in reason


def test_a_blank_cell_is_a_cell(tmp_path):
    assert load(tmp_path, "answers: [a, b]", 'answers: {a: a, b: ["", b]}').questions["q"].answers["b"] == ["", "b"]


def test_a_word_that_repeats_none_is_refused_with_what_to_write(tmp_path):
    (reason,) = reasons(tmp_path, "compare: same", "compare: *alike")
    assert reason.startswith("small/study.yaml, line 19: * repeats a word, and none has that name above (&name word)")


def test_a_study_has_the_name_of_its_folder(tmp_path):
    assert reasons(tmp_path, folder="other") == [
        "other/study.yaml, line 1: study: says 'small' and its folder is 'other'; give both one name."
    ]


def test_every_problem_is_named_at_once(tmp_path):
    found = reasons(tmp_path, "of: q, top: 1}\n  k: {of: r", "of: x, top: 1}\n  k: {of: y")
    assert [reason.split(": ")[1] for reason in found] == ["metrics.m.of", "metrics.k.of"]


@pytest.mark.parametrize("name", ["03", "2020", "yes", "1e3", "0x10", "1_000", "~x", "NULL"])
def test_an_answer_that_looks_like_a_number_or_a_truth_value_stays_text(tmp_path, name):
    study = load(tmp_path, "answers: [a, b]}", f"answers: {{{name}: {name}, a: a, b: b}}}}")
    assert study.questions["q"].answers[name] == [name]


def test_an_answer_that_stands_twice_in_a_list_is_refused(tmp_path):
    assert "'a'" in reasons(tmp_path, "answers: [a, b]", "answers: [a, b, a]")[0]


@pytest.mark.parametrize(
    "asking", ["numbers: [5, 1]", "bands: {low: [5, 1], high: [6, null]}"], ids=["numbers", "bands"]
)
def test_numbers_that_run_backwards_are_refused(tmp_path, asking):
    new = f"q: {{at: q, answers: [a, b]}}\n  z: {{at: z, {asking}}}"
    assert "questions.z" in reasons(tmp_path, "q: {at: q, answers: [a, b]}", new)[0]


def test_bands_that_overlap_are_refused(tmp_path):
    new = "q: {at: q, answers: [a, b]}\n  z: {at: z, bands: {young: [18, 35], old: [35, null]}}"
    assert "questions.z" in reasons(tmp_path, "q: {at: q, answers: [a, b]}", new)[0]


def test_one_answer_in_two_parts_of_a_segment_is_refused(tmp_path):
    # A respondent is counted in one part of a segment, so the other one's base would be short.
    assert "segments.s" in reasons(tmp_path, "s: {of: q}", "s: {of: q, answers: {one: [a], both: [a, b]}}")[0]


def test_a_segment_cannot_take_the_name_of_the_total(tmp_path):
    # Its rows would stand in for the total.
    assert "segments.total" in reasons(tmp_path, "s: {of: q}", "total: {of: q}")[0]


def test_a_wave_column_must_name_the_waves_of_the_study(tmp_path):
    wave = "sampling: opt_in, wave: {column: round, cells: {w1: 1, w2: 2}}"
    assert "wave" in reasons(tmp_path, "sampling: opt_in", wave)[0]


def test_a_wave_column_must_tell_every_wave_of_the_study(tmp_path):
    # A wave without cells would take the rows of all waves.
    text = STUDY.replace("{w1: }", "{w1: , w2: }").replace(
        "sampling: opt_in", "sampling: opt_in, wave: {column: c, cells: {w1: 1}}"
    )
    (tmp_path / "small").mkdir()
    (tmp_path / "small" / "study.yaml").write_text(text)
    with pytest.raises(Refused, match="w2"):
        load_study(tmp_path / "small")


def test_editors_get_a_schema_that_knows_every_word_of_a_metric():
    properties = json_schema()["$defs"]["Metric"]["properties"]
    assert {"of", "top", "bottom", "share", "option", "mean", "nps", "keep", "better"} <= set(properties)


@pytest.mark.parametrize("name", ["weight", "source", "respondent"])
def test_a_question_cannot_take_the_name_of_another_column_of_the_responses(tmp_path, name):
    said = reasons(tmp_path, "questions:\n", f"questions:\n  {name}: {{at: q, answers: [a, b]}}\n")
    assert f"questions.{name}: is the name of another column" in said[0]


def test_a_topic_cannot_be_called_all_topics(tmp_path):
    assert "gaps.g.topic" in reasons(tmp_path, "compare: same", "compare: same, topic: all topics")[0]


@pytest.mark.parametrize("line", ["k{}: 1", "  k{}: {{metric: none, compare: same}}"], ids=["keys", "gaps"])
def test_of_many_mistakes_the_first_twenty_are_told(tmp_path, line):
    said = reasons(tmp_path, new="\n".join(line.format(at) for at in range(500)))
    assert len(said) == 21 and "k17" in "".join(said) and "k20" not in "".join(said)
    assert said[20] == "small/study.yaml: more is wrong than these 20; mend them, and look again."


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("files: poll.csv", f"files: {'n' * 256}", "sources.poll.files: is no path that can be: a part of it has 255"),
        ("files: poll.csv", f"files: [poll.csv, {'a/' * 3000}x*]", "there are 30 parts at the most"),
        ("files: poll.csv", f"files: poll.csv, erase: {'ü' * 128}", "sources.poll.erase: is no path that can be"),
        ("title:", f"claims: {'n' * 256}\ntitle:", "claims: is no path that can be"),
        ("{w1: }", f"{{{'w' * 101}: }}", "is a name of 101 letters; write 100 at the most"),
        ("study: small", f"study: {'s' * 101}", "study: is a name of 101 letters; write 100 at the most"),
    ],
)
def test_what_no_disk_can_hold_is_no_name(tmp_path, old, new, told):
    assert any(told in reason for reason in reasons(tmp_path, old, new))


def test_letters_under_a_million_marks_are_refused_and_not_sorted(tmp_path):
    (reason,) = reasons(tmp_path, "title: A small study", f"title: A{chr(0x301) + chr(0x323)}{chr(0x301) * 1_000_000}")
    assert reason == "small/study.yaml, line 2: here is a letter with more than 30 accents and marks; write the letter."


def test_a_key_of_megabytes_is_told_in_a_sentence(tmp_path):
    said = reasons(tmp_path, "questions:\n", f"questions:\n  ? {'k' * 3_000_000}\n  : {{at: q, answers: [a]}}\n")
    assert said and max(map(len, said)) < 3_000
    assert "is a name of 3,000,000 letters" in said[0]


def test_thirty_marks_on_a_letter_are_letters(tmp_path):
    assert load(tmp_path, "A small study", f"A{chr(0x323) * 30} study").title.endswith("study")
