"""What becomes of a disk that is full, gone or not to be written to: one sentence, whichever library finds out."""

import os
import sqlite3
from collections.abc import Generator
from contextlib import contextmanager

from schemas.refused import Refused

REMEDY = "see whether the disk is there, writable and not full"
UNWRITTEN = "Could not write file"
"""What DuckDB says in errors of several classes where a disk is full."""
OF_SQLITE = ("SQLITE_FULL", "SQLITE_IOERR", "SQLITE_READONLY", "SQLITE_CANTOPEN")


def of_the_disk(error: BaseException | None, where: object) -> str | None:
    """Where, what, and what to do, without a full stop, if a disk is behind `error`. `where`: unless the error says so."""
    import duckdb  # not loaded where nothing is due

    while error:
        if isinstance(error, OSError):
            said = os.strerror(error.errno) if error.errno else "it cannot be written or read"
            return f"{error.filename2 or error.filename or where}: {said}; {REMEDY}"
        if isinstance(error, duckdb.OutOfMemoryException):
            return f"{where}: a query takes more memory than GAP_MEMORY gives, and more of the disk than is free; mend either"
        if isinstance(error, duckdb.IOException) or (isinstance(error, duckdb.Error) and UNWRITTEN in str(error)):
            return f"{where}: a file cannot be written; {REMEDY}"
        if isinstance(error, sqlite3.Error) and getattr(error, "sqlite_errorname", "").startswith(OF_SQLITE):
            return f"{where}: {error}; {REMEDY}"
        error = error.__cause__
    return None


@contextmanager
def refusing(where: object) -> Generator[None]:
    """Refuse what fails in the block if a disk is behind it."""
    try:
        yield
    except Refused:
        raise
    except Exception as error:
        if said := of_the_disk(error, where):
            raise Refused(f"{said}.") from None
        raise


@contextmanager
def naming(where: object) -> Generator[None]:
    """Errors of the block that name no file, as those of writing do not, name this one."""
    try:
        yield
    except OSError as error:
        error.filename = error.filename or str(where)
        raise
