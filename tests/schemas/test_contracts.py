"""A contract shares its process: pandera's own engines work beside it, and none is looked for to prove a table."""

import subprocess
import sys
from pathlib import Path

import pytest

from conftest import PROJECT, lacks

BESIDE = PROJECT / ".engines" / "newest"
"""An environment apart from the project's, of the same Python, that has pandas."""

HIDE = """
import sys
class Hidden:
    def find_spec(self, name, path, target=None):
        if name in {hidden}: raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)
sys.meta_path.insert(0, Hidden())
sys.path += {path}
"""

PROOF = """
import pyarrow as pa
from schemas.contracts import ContractBroken, prove
from schemas.tables.table import Column, Table
table = Table("t", "t", (Column("answer", pa.int64(), "a", among=(1, 2)), Column("share", pa.float64(), "s", low=0, high=1)))
prove(pa.table({"answer": [1, 2, 2], "share": [0.0, 0.5, 1.0]}), table)
for broken in ({"answer": [1, 3], "share": [0.0, 0.5]}, {"answer": [1, 2], "share": [0.0, 1.5]}):
    try: prove(pa.table(broken), table)
    except ContractBroken: pass
    else: raise SystemExit(f"{broken} was proved")
"""

USED = {
    "pandas": """
import pandas
import pandera.pandas as own
own.DataFrameSchema({"a": own.Column(int, own.Check.ge(0))}).validate(pandas.DataFrame({"a": [1]}))
""",
    "polars": """
import polars
import pandera.polars as own
own.DataFrameSchema({"a": own.Column(int, own.Check.ge(0))}).validate(polars.DataFrame({"a": [1]}))
""",
}

LOOKED_FOR = """
looked = []
class Looking:
    def find_spec(self, name, path, target=None):
        looked.append(name)
sys.meta_path.insert(0, Looking())
prove(pa.table({"answer": [1, 2, 2], "share": [0.0, 0.5, 1.0]}), table)
assert not looked, looked
"""


def beside() -> list[str]:
    """Where pandas lies, after all that the project brings itself."""
    found = [str(path) for path in BESIDE.glob("lib/python3*/site-packages")]
    if not found:
        lacks("an environment with pandas; `make engines` makes it")
    assert Path(found[0]).parent.name == f"python3.{sys.version_info.minor}", "an environment of another Python"
    return found


def in_a_process(installed: set[str], code: str) -> None:
    """Run `code` where, of pandas and polars, these are installed."""
    path = beside() if "pandas" in installed else []
    hide = HIDE.format(hidden=sorted({*USED, "pyspark"} - installed), path=path)
    done = subprocess.run([sys.executable, "-c", hide + code], cwd=PROJECT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


NEITHER, BOTH = set(), {"pandas", "polars"}


@pytest.mark.parametrize(
    "installed", [NEITHER, {"pandas"}, {"polars"}, BOTH], ids=lambda names: "+".join(sorted(names)) or "neither"
)
def test_tables_are_proved_and_panderas_own_engines_work_whatever_is_installed_beside(installed):
    in_a_process(installed, PROOF + "".join(USED[name] for name in sorted(installed)) + PROOF)


@pytest.mark.parametrize("installed", [NEITHER, BOTH], ids=lambda names: "+".join(sorted(names)) or "neither")
def test_after_the_first_proof_nothing_is_imported_or_looked_for_again(installed):
    """pandera would look for each engine at every column that has a type, which took 14 of 15 seconds of 200 M cells."""
    in_a_process(installed, PROOF + LOOKED_FOR)
