"""Numbers in place of vendors' identifiers: keyed hashes, so that nobody without the key can tell whose they are.

A number follows from the key, the study and the identifier alone: waves of one study join, studies do not.
"""

from collections.abc import Callable
from contextlib import suppress
from functools import cache
from hashlib import blake2b

import duckdb
import numpy as np
import pyarrow as pa
from duckdb.func import PythonUDFType

from assets.lake.key import Key


def pseudonym(con: duckdb.DuckDBPyConnection, key: Key, about: str) -> str:
    """The name of an SQL function that makes a BIGINT of a text: keyed BLAKE2b of `about` and the text, 63 bits of it.

    NULL stays NULL. Two functions of one database never share a name unless they are the same.
    """
    function = f"pseudonym_{blake2b(f'{key.id}/{about}'.encode(), digest_size=8).hexdigest()}"
    with suppress(duckdb.CatalogException):  # it is there: a database is shared by all connections of a process
        con.create_function(function, _numbers(key, about), ["VARCHAR"], "BIGINT", type=PythonUDFType.ARROW)
    return function


@cache  # DuckDB forgets with the connection that it has the function, and calls it from others: it must outlive them all
def _numbers(key: Key, about: str) -> Callable[[pa.Array], pa.Array]:
    begun = blake2b(f"{about}:".encode(), key=key.secret, digest_size=8)

    def digest(text: bytes) -> bytes:
        hashed = begun.copy()
        hashed.update(text)
        return hashed.digest()

    def numbers(texts: pa.Array) -> pa.Array:
        digests = b"".join(map(digest, texts.cast(pa.binary()).to_numpy(zero_copy_only=False)))
        return pa.array((np.frombuffer(digests, "<u8") >> 1).astype(np.int64))

    return numbers
