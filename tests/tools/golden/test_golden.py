"""The pipeline against R's survey package: every file, every row, every column is held, or named with the reason."""

import pytest

from golden.files import FILES, File
from golden.ledger import Apart, Ledger
from golden.survey import Golden


@pytest.fixture(scope="module")
def golden(tmp_path_factory, shared) -> Golden:
    return Golden(tmp_path_factory.mktemp("golden"), shared)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_the_figures_of_r_are_held(golden: Golden, file: File):
    path = golden.path(file.name)
    if file.hold is None:
        assert path.exists() and file.rows == 0 and file.other_rows
    else:
        assert file.faults(file.hold(golden)) == []


def test_every_file_of_golden_figures_is_listed(golden: Golden):
    folder = golden.path("README.md").parent
    there = sorted(path.name for path in folder.iterdir() if path.suffix in (".csv", ".json"))
    assert sorted(file.name for file in FILES) == there


# ---- the harness itself


@pytest.fixture
def ledger(tmp_path) -> Ledger:
    path = tmp_path / "some.csv"
    path.write_text("case,estimate,p,other\na,0.5,1e-20,1\nb,NA,0.5,2\n")
    return Ledger(path)


@pytest.mark.parametrize(
    ("column", "found"),
    [("estimate", 0.5 + 1e-10), ("estimate", None), ("estimate", float("nan")), ("p", 1e-20 * (1 + 1e-9)), ("p", 0.0)],
)
def test_a_figure_that_is_not_rs_is_an_error(ledger, column, found):
    with pytest.raises(Apart, match=f"some.csv, row 2, {column}"):
        ledger.hold(0, ledger.read()[0], column, found)


def test_a_figure_where_r_has_none_is_an_error(ledger):
    with pytest.raises(Apart):
        ledger.hold(1, ledger.read()[1], "estimate", 0.5)


@pytest.mark.parametrize(
    ("file", "fault"),
    [
        (File("some.csv", 2, "case", other_columns={"other": "why"}), None),
        (
            File("some.csv", 1, "case", other_columns={"other": "why"}, other_rows="why"),
            "2 rows are held and 1 should be",
        ),
        (File("some.csv", 2, "case", other_columns={"other": "why"}, other_rows="why"), "0 rows are not held"),
        (File("some.csv", 2, "case"), "other is neither held nor named"),
        (File("some.csv", 2, "case", other_columns={"other p": "why"}), "p is held and named"),
        (File("some.csv", 2, "case", other_columns={"other q": "why"}), "there is no column q"),
        (File("some.csv", 2, "case", other_columns={"other": "why"}, in_part={"p": "why"}), "p is not in part"),
    ],
)
def test_what_is_neither_held_nor_named_is_a_fault(ledger, file, fault):
    for at, row in enumerate(ledger.read()):
        ledger.hold(at, row, "p", float(row["p"]))
        ledger.hold(at, row, "estimate", None if at else 0.5)
    faults = file.faults(ledger)
    assert faults == [] if fault is None else len(faults) == 1 and fault in faults[0]


def test_a_column_that_is_held_in_some_rows_alone_is_a_fault(ledger):
    first, second = ledger.read()
    ledger.hold(0, first, "estimate", 0.5)
    ledger.hold(1, second, "estimate", None)
    ledger.hold(0, first, "p", 1e-20)
    file = File("some.csv", 2, "case", other_columns={"other": "why"})
    assert file.faults(ledger) == ["some.csv: p is held in part and not named so"]
