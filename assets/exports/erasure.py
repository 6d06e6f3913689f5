"""Respondents who ask to be erased: who they are, in which rows of an export they stand, and its cells without theirs.

The list is a file of the study's folder, one vendor's identifier a line. A row that is erased stays a row, so that all
others keep their numbers: every cell is blank but the respondent's own, which says so.
"""

from pathlib import Path

import duckdb

from assets.exports.export import Export
from assets.exports.identifier import STRAY, identifier_sql, respondent_at
from assets.lake.duck import literal
from schemas.refused import Refused
from schemas.study import Source

ERASED = "[erased]"
"""What stands in place of an erased respondent's identifier."""


def erase_list(folder: Path, source: Source) -> dict[str, int]:
    """The identifiers in a source's list and the lines that they stand in; none where the source has no list."""
    if source.erase is None:
        return {}
    where = f"{folder.name}/{source.erase}"
    if Path(source.erase).is_absolute() or ".." in Path(source.erase).parts:
        raise Refused(f"{where}: erase names no file inside the study's folder; put the list there.")
    if not (folder / source.erase).resolve().is_relative_to(folder.resolve()):
        raise Refused(f"{where}: the list is a link out of the study's folder; put the file itself there.")
    if (folder / source.erase).exists() and not (folder / source.erase).is_file():
        raise Refused(f"{where}: erase names no file; put the list there, one identifier a line.")
    try:
        text = (folder / source.erase).read_text(encoding="utf-8-sig")
    except OSError as error:
        raise Refused(f"{where}: the list cannot be read ({error.strerror}); put it there, or drop erase.") from None
    except UnicodeDecodeError:
        raise Refused(f"{where}: the list is not UTF-8; save it as UTF-8, one identifier a line.") from None
    lines = {line.strip(STRAY).strip('"'): number for number, line in enumerate(text.splitlines(), start=1)}
    return {line: number for line, number in lines.items() if line}


def rows_of(
    con: duckdb.DuckDBPyConnection, export: Export, relation: str, source: Source, listed: dict[str, int]
) -> dict[int, str]:
    """The rows of an export, by the vendor's count, of the respondents who are listed; `relation`: its cells."""
    ids = ", ".join(map(literal, listed)) or "null"
    number = f"row_number() over () - 1 + {export.first_row}"
    numbered = f"select {identifier_sql(export, source)} as id, {number} as source_row from {relation}"
    return dict(
        con.execute(f"select source_row, id from ({numbered}) where id in ({ids}) order by source_row").fetchall()
    )


def write_erased(con: duckdb.DuckDBPyConnection, export: Export, relation: str, source: Source, to: Path) -> None:
    """Write the cells of an export as a Parquet file of text, the rows in `export.erased` blank."""
    erased = ", ".join(str(row - export.first_row + 1) for row in export.erased)
    respondent = respondent_at(export, source)
    cells = ", ".join(
        f"case when not gone then c{at} {f'else {literal(ERASED)} ' if at == respondent else ''}end as c{at}"
        for at in range(len(export.columns))
    )
    numbered = f"select *, row_number() over () in ({erased}) as gone from {relation}"
    con.execute(f"copy (select {cells} from ({numbered})) to {literal(to)} (format parquet)").fetchall()
