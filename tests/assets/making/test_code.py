"""What code a table follows from: an edit changes the digest of what follows from it, and of nothing else."""

from pathlib import Path
from shutil import copytree, ignore_patterns

import pytest

from assets.making.code import Sources
from assets.making.recipes import RECIPES
from conftest import PROJECT

FILES = {
    "a/__init__.py": "",
    "a/make.py": '''
"""Makes."""

from collections import OrderedDict
from math import sqrt

import numpy as np

from a import readers
from a.formulas import Figure, interval as around
from a.given import LEVEL, helper
from a.hands_on import share


def make(rows):
    """A table."""
    from a.inside import late

    found = [reader.read(rows) for reader in readers.READERS]
    return around(sqrt(LEVEL)), share(found), Figure(1).doubled, late(np.mean(rows)), OrderedDict


def shown(rows):
    return helper(rows)


def plain(share):
    query = share + 1
    return query
''',
    "a/formulas.py": '''
from a.given import decorated

WIDTH: float = 2


@decorated
def interval(value):
    return value - WIDTH, value + WIDTH


class Figure:
    size = 3

    def __init__(self, value):
        self.value = value

    @property
    def doubled(self):
        return 2 * self.value

    def never_asked(self):
        return LATE


LATE = 4
''',
    "a/given.py": '''
LEVEL = 0.95
UNUSED = 1
KNOWN = {}
KNOWN["a"] = 1


def decorated(function):
    return function


def helper(rows):
    return UNUSED
''',
    "a/hands_on/__init__.py": "from a.hands_on.shares import share\n",
    "a/hands_on/shares.py": "from pathlib import Path\n\nSQL = Path(__file__).with_name('share.sql')\n\n\ndef share(rows):\n    return SQL\n",
    "a/hands_on/share.sql": "select 1",
    "a/inside.py": "def late(value):\n    return value\n",
    "a/readers/__init__.py": "from a.readers import csv, sav\n\nREADERS = [csv, sav]\n",
    "a/readers/csv.py": "def read(rows):\n    return 'csv'\n",
    "a/readers/sav.py": "def read(rows):\n    return 'sav'\n",
}  # fmt: skip


def digest(place: Path, function: str = "make", **changed: tuple[str, str]) -> str:
    """The digest of a function of `a.make`, after texts of files (named with _ for their slashes and dots) were replaced."""
    for name, text in FILES.items():
        old, new = changed.get(name.replace("/", "_").replace(".", "_"), ("", ""))
        assert old in text
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_text(text.replace(old, new) if old else text)
    return Sources(place, ("a",), ()).code(f"a.make:{function}").digest


@pytest.mark.parametrize(
    "file, old, new",
    [
        ("a_given_py", "LEVEL = 0.95", "LEVEL = 0.50"),
        ("a_given_py", 'KNOWN["a"] = 1', 'KNOWN["a"] = 2'),
        ("a_given_py", "return function", "return function()"),
        ("a_formulas_py", "WIDTH: float = 2", "WIDTH: float = 0"),
        ("a_formulas_py", "@decorated\n", ""),
        ("a_formulas_py", "size = 3", "size = 4"),
        ("a_formulas_py", "self.value = value", "self.value = -value"),
        ("a_formulas_py", "2 * self.value", "2.0 * self.value"),
        ("a_hands_on_shares_py", "return SQL", "return str(SQL)"),
        ("a_hands_on_share_sql", "select 1", "select 2"),
        ("a_inside_py", "return value", "return -value"),
        ("a_readers_sav_py", "return 'sav'", "return ''"),
        ("a_readers___init___py", "[csv, sav]", "[sav, csv]"),
        ("a_make_py", "import sqrt", "import exp as sqrt"),
        ("a_make_py", "import numpy as np", "import scipy as np"),
    ],
)
def test_an_edit_of_what_a_function_reaches_changes_its_digest(tmp_path, file, old, new):
    assert digest(tmp_path / "edited", **{file: (old, new)}) != digest(tmp_path / "before")


@pytest.mark.parametrize(
    "file, old, new",
    [
        ("a_make_py", '"""A table."""', '"""A table of figures."""'),
        ("a_make_py", "    found = ", "    # read first\n    found = "),
        ("a_make_py", "reader.read(rows) for", "reader.read(\n        rows,\n    ) for"),
        ("a_formulas_py", "WIDTH: float = 2\n", 'WIDTH: float = 2\n"""Of an interval."""\n'),
        ("a_formulas_py", "return LATE", "return 5"),
        ("a_formulas_py", "LATE = 4", "LATE = 5"),
        ("a_given_py", "UNUSED = 1", "UNUSED = 2"),
        ("a_make_py", "return helper(rows)", "return None"),
        ("a_make_py", "return query", "return 0"),
    ],
)
def test_comments_layout_and_what_is_not_reached_change_nothing(tmp_path, file, old, new):
    assert digest(tmp_path / "edited", **{file: (old, new)}) == digest(tmp_path / "before")


def test_a_variable_is_not_taken_for_the_definition_of_that_name(tmp_path):
    edit = {"a_hands_on_shares_py": ("return SQL", "return 0")}
    assert digest(tmp_path / "edited", "plain", **edit) == digest(tmp_path / "before", "plain")
    assert digest(tmp_path / "edited", "make", **edit) != digest(tmp_path / "before", "make")


def test_where_the_code_lies_changes_nothing(tmp_path):
    assert digest(tmp_path / "here") == digest(tmp_path / "there" / "deeper")


WORDED = {"estimates", "gap_trend", "questions"}
"""The tables that say in words who makes a base."""
EXTRACTIONS = {"executive_interviews", "consumer_panel", "reported_figures"}


@pytest.mark.parametrize(
    "file, old, new, changed",
    [
        (
            "assets/estimates/intervals.py",
            "z = normal_limit(alpha)",
            "z = normal_limit(alpha / 2)",
            {"estimates", "gap_fact", "gap_audit", "segment_contrast", "gap_trend"},
        ),
        ("assets/exports/readers/spss.py", "return None", "return export", EXTRACTIONS),
        ("assets/tabulation/tabulate.py", "LARGEST_PACK = 10_000", "LARGEST_PACK = 9_999", {"tabulation"}),
        ("assets/summary/priority_ranking.py", "spearman", "kendall", {"priority_ranking"}),
        ("assets/making/recipes.py", "by_source: bool = False", "by_source: bool = True", set()),
        ("assets/marts/lineage_pages.py", "return ", "return '' or ", set()),
        ("assets/report/page/sentences.py", "return ", "return '' or ", set()),
        ("schemas/words/de.toml", "Prozent", "Hundertstel", WORDED),
    ],
)
def test_an_edit_reaches_the_code_of_the_tables_that_it_makes_other(tmp_path, file, old, new, changed):
    for package in ("assets", "schemas"):
        copytree(PROJECT / package, tmp_path / package, ignore=ignore_patterns("__pycache__"))
    text = (tmp_path / file).read_text()
    assert old in text
    (tmp_path / file).write_text(text.replace(old, new))
    before, after = Sources(PROJECT), Sources(tmp_path)
    found = {asset for asset, made in RECIPES.items() if before.code(*made.makers) != after.code(*made.makers)}
    assert found == changed


def test_the_functions_that_make_tables_are_there_and_call_libraries_by_their_versions():
    for asset, recipe in RECIPES.items():
        assert "pyarrow " in recipe.code.libraries, asset
        assert "dagster" not in recipe.code.libraries, asset
    assert "scipy " in RECIPES["estimates"].code.libraries
    assert "pyreadstat " in RECIPES["consumer_panel"].code.libraries


def test_a_function_that_is_not_there_is_an_error():
    with pytest.raises(LookupError, match="no _nobody in assets.estimates.asset"):
        Sources(PROJECT).code("assets.estimates.asset:_nobody")
