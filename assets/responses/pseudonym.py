"""Numbers in place of vendors' identifiers: keyed hashes, so that nobody without the key can tell whose they are.

A number follows from the key, the study and the identifier alone: waves of one study join, studies do not.
"""

import hmac
from base64 import b64encode
from hashlib import sha256

import duckdb

from assets.lake.key import Key

SALT_BYTES = 24
"""A salt of 192 bits, 32 letters in base64: with identifiers of up to 23 letters SHA-256 has one block to digest."""


def pseudonym(con: duckdb.DuckDBPyConnection, key: Key, about: str) -> str:
    """The name of an SQL function of `con` that makes a BIGINT of a text: 63 bits of the SHA-256 of a salt and the text.

    The salt is an HMAC of `about` that nobody makes without the key; DuckDB holds it in a variable of the connection, so that
    no query shows it. Cut to 63 bits, a hash cannot be carried on to that of a longer text. NULL stays NULL.
    """
    salt = hmac.digest(key.secret, about.encode(), sha256)[:SALT_BYTES]
    function = f"pseudonym_{sha256(salt).hexdigest()[:16]}"
    con.execute(f"set variable {function} = $salt", {"salt": b64encode(salt).decode()}).fetchall()
    con.execute(
        f"create or replace temp macro {function}(identifier) as "
        f"(('0x' || left(sha256(getvariable('{function}') || identifier), 16))::ubigint >> 1)::bigint"
    ).fetchall()
    return function
