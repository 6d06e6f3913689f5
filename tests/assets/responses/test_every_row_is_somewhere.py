"""Properties over random small exports: rows always add up, and the contract accepts just what the coding keeps."""

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from building import POLL, WAVE, built, one_question, table
from schemas.codebook import codebook
from schemas.contracts import ContractBroken, prove_responses
from schemas.refused import Refused

SLOW = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)

people = st.fixed_dictionaries(
    {
        "id": st.sampled_from([*"abcdefghij", "", " "]),
        "status": st.sampled_from(["done", "done", "done", "partial"]),
        "weight": st.sampled_from(["1", "1", "2.5", "0", "-1", "", "nan", "inf", "x"]),
        "q": st.sampled_from(["yes", "no", "yes", " no ", "", "perhaps", "YES", "1"]),
    }
)
blank_row = st.just({"id": "", "status": "", "weight": "", "q": ""})
ANSWERS = {"yes", "no", ""}


def expected_rules(export: list[dict]) -> list[set[str] | str]:
    """For each row the rules that it breaks, or why it is excluded; told by plain Python."""
    found: list[set[str] | str] = []
    for row in export:
        if not any(row.values()):
            found.append("blank row")
        elif row["status"] != "done":
            found.append("status is not done")
        elif row["weight"] == "0":
            found.append("weight is 0")
        else:
            broken = {
                "no respondent id": not row["id"].strip(),
                "weight is no number": row["weight"] in ("", "nan", "inf", "x"),
                "weight is negative": row["weight"] == "-1",
                "undeclared cell": row["q"].strip() not in ANSWERS,
            }
            found.append({rule for rule in broken if broken[rule]})
    ids = [row["id"].strip() for row, rules in zip(export, found, strict=True) if isinstance(rules, set)]
    for row, rules in zip(export, found, strict=True):
        if isinstance(rules, set) and row["id"].strip() and ids.count(row["id"].strip()) > 1:
            rules.add("duplicate respondent")
    return found


@SLOW
@given(export=st.lists(people | blank_row, min_size=1, max_size=8), bad_rows=st.sampled_from([0, 0.3, 1]))
def test_rows_read_are_responses_rejected_or_excluded_whatever_is_in_the_export(tmp_path_factory, export, bad_rows):
    rules = expected_rules(export)
    kept = [row for row, broken in enumerate(rules, start=2) if broken == set()]
    aside = {row: broken for row, broken in enumerate(rules, start=2) if isinstance(broken, set) and broken}
    candidates = len(kept) + len(aside)
    source = {**POLL, "weight": "weight", "rows": {"status": "done"}, "bad_rows": bad_rows}
    cells = [[row[name] for name in ("id", "status", "weight", "q")] for row in export]
    try:
        run = built(
            tmp_path_factory.mktemp("random"),
            {"poll.csv": table(["id", "status", "weight", "q"], cells)},
            sources={"poll": source},
            questions=one_question(answers=["yes", "no"]),
        )
    except Refused:
        assert not kept or len(aside) > bad_rows * candidates
        return
    assert len(aside) <= bad_rows * candidates
    account = run.accounts[0]
    assert (account.read, account.kept, account.rejected) == (len(export), len(kept), len(aside))
    assert account.read == account.kept + account.rejected + sum(account.excluded.values())
    assert [row["source_row"] for row in run.responses()] == kept
    found: dict[int, set[str]] = {}
    for row in run.rejected():
        found.setdefault(row["source_row"], set()).add(row["rule"])
    assert found == aside


questions = st.one_of(
    st.builds(lambda n: {"at": "q", "answers": [str(code) for code in range(n)]}, st.integers(1, 12)),
    st.builds(lambda low, n: {"at": "q", "numbers": [low, low + n]}, st.integers(0, 120), st.integers(1, 12)),
    st.just({"at": "q", "bands": {"low": [None, 5], "high": [6, None]}}),
    st.just({"at": "q", "answers": {"one": "0", "other": "any text"}}),
    st.just({"options": {"x": "q"}, "selected": "any text", "nothing_ticked": "none of them"}),
    st.just({"options": {"x": "q"}, "selected": "1", "not_selected": "0"}),
)
others = st.sampled_from([{}, {"don't know": ["98"]}, {"refused": ["99"], "not applicable": ["NA"]}])


@settings(SLOW, max_examples=4)
@given(asking=questions, other=others, routed=st.booleans())
def test_the_contract_accepts_just_the_codes_that_some_cell_can_get(tmp_path_factory, asking, other, routed):
    place = tmp_path_factory.mktemp("random")
    routing = {"asked": {"has": "yes"}} if routed else {}
    described = {"has": {"at": "has", "answers": ["yes", "no"]}, "q": {**asking, "other": other, **routing}}
    cells = ["", "5", "6", "text", *(str(code) for code in range(140)), "98", "99", "NA"]
    export = [[n, cell, "yes"] for n, cell in enumerate(cells)] + [["last", "", "no"]]
    source = {**POLL, "bad_rows": 1}
    files = {"poll.csv": table(["id", "q", "has"], export)}
    run = built(place, files, sources={"poll": source}, questions=described)
    book = codebook(run.study, WAVE, "poll")
    name = next(variable for variable in book if variable != "has")
    reached = sorted(set(run.answers(name)))

    path = run.lake.table("responses", "small", WAVE, "poll")
    first = pq.ParquetFile(path).read().slice(0, 1)
    at = first.schema.get_field_index(name)

    def accepted(*codes: int) -> bool:
        rows = pa.concat_tables([first] * len(codes))
        changed = rows.set_column(at, first.schema.field(at), pa.array(codes, first.schema.field(at).type))
        pq.write_table(changed, place / "changed.parquet")
        try:
            prove_responses(place / "changed.parquet", book)
        except ContractBroken:
            return False
        return True

    others = {reached[0] - 1, reached[-1] + 1, -99, -98, *range(-6, 1)} - {
        *reached,
        -2,
    }  # a vendor may declare any cell missing
    assert accepted(*reached)
    assert [code for code in others if accepted(code)] == []


@pytest.mark.parametrize(
    ("column", "value", "kind"),
    [
        ("weight", -1.0, pa.float64()),
        ("respondent", None, pa.int64()),
        ("cell", None, pa.int32()),
        ("q", None, pa.int8()),
    ],
)
def test_the_contract_refuses_a_weight_below_zero_and_a_missing_value(tmp_path, column, value, kind):
    run = built(tmp_path, {"poll.csv": "id,q\n1,yes\n"}, questions=one_question(answers=["yes", "no"]))
    found = pq.ParquetFile(run.lake.table("responses", "small", WAVE, "poll")).read()
    at = found.schema.get_field_index(column)
    pq.write_table(found.set_column(at, column, pa.array([value], kind)), tmp_path / "changed.parquet")
    with pytest.raises(ContractBroken, match=column):
        prove_responses(tmp_path / "changed.parquet", codebook(run.study, WAVE, "poll"))
