"""LimeSurvey's export for R: a CSV of codes, and beside it the R script that names and labels its columns.

A column's handle is the name that the script gives it, its label the question, its value labels the script's factors.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from assets.exports.export import Export, ExportColumn, Reading
from assets.exports.readers import text
from schemas.refused import Refused

LAYOUTS = ["limesurvey"]
_DATA, _SCRIPT = "_R_data_file.csv", "_R_syntax_file.R"
_STRING = r'"((?:[^"\\]|\\.)*)"'
_NAME = re.compile(rf"names\(data\)\[(\d+)\]\s*<-\s*{_STRING}")
_LABEL = re.compile(rf"variable\.labels\[(\d+)\]\s*<-\s*{_STRING}")
_FACTOR = re.compile(
    rf"factor\(data\[\s*,\s*(\d+)\],\s*levels=c\(((?:[^)\"]|{_STRING})*)\)\s*,\s*labels=c\(((?:[^)\"]|{_STRING})*)\)"
)
_ITEM = re.compile(rf"{_STRING}|([^\s,]+)")

cells = text.cells


def beside(path: Path) -> list[Path]:
    """The script of a data file, where both lie together under the names that LimeSurvey gives them."""
    script = path.with_name(path.name.removesuffix(_DATA) + _SCRIPT)
    return [script] if path.name.endswith(_DATA) and script.is_file() else []


def describe(path: Path, head: bytes, beside: Sequence[Path], reading: Reading) -> Export | None:
    """A data file that has its script. Raises Refused where the two do not have the same columns."""
    script = next((other for other in beside if other.name.endswith(_SCRIPT)), None)
    plain = replace(reading, layout=None, header=[1])
    if script is None or (export := text.describe(path, head, (), plain)) is None:
        return None
    said = script.read_text(encoding="utf-8-sig", errors="replace")
    names, labels = _by_number(_NAME, said), _by_number(_LABEL, said)
    if sorted(names) != list(range(1, len(export.columns) + 1)):
        raise Refused(
            f"{path.name}: the file has {len(export.columns)} columns and {script.name} names {len(names)}; export both again."
        )
    factors = {
        int(found[1]): dict(zip(_items(found[2]), _items(found[4]), strict=False)) for found in _FACTOR.finditer(said)
    }
    columns = [ExportColumn(names[at], labels.get(at, ""), factors.get(at, {})) for at in sorted(names)]
    return replace(export, layout=LAYOUTS[0], columns=columns)


def _by_number(pattern: re.Pattern[str], said: str) -> dict[int, str]:
    return {int(number): _unescaped(string) for number, string in pattern.findall(said)}


def _items(vector: str) -> list[str]:
    return [bare or _unescaped(string) for string, bare in _ITEM.findall(vector)]


def _unescaped(string: str) -> str:
    return re.sub(r"\\(.)", r"\1", string)
