"""Texts that somebody else wrote (cells, labels, names of files), wherever they are shown: one function a target.

SQL has its own beside DuckDB (`assets/lake/duck.py`), pages have Jinja's, workbooks, decks and XML those of their libraries.
"""

import json
import re

FIRST, LAST = "\u2068", "\u2069"
"""What stands around cells in a sentence: Unicode's marks of a foreign text in another."""
_CELLS = re.compile(f"{FIRST}.*?{LAST}", re.DOTALL)
ELSEWHERE = "(see gap check)"

_INLINE = re.compile(r"[\\`*\[\]<>&|~]|(?<![^\W_])_|_(?![^\W_])")
_CONTROLS = {code: 0x2400 + code for code in range(0x20) if chr(code) not in "\n\t"} | {0x7F: 0x2421}
_CONTROLS |= dict.fromkeys([*range(0x80, 0xA0), 0x2028, 0x2029, *range(0x202A, 0x202F), *range(0x2066, 0x206A)], 0xFFFD)
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What makes a spreadsheet take a text for a formula, or open the next cell."""


def quoted(raw: object) -> str:
    """A raw cell in a sentence: `shown` shows it, `discreet` does not."""
    return quoting(repr(raw))


def quoting(phrase: str) -> str:
    """A phrase that quotes raw cells, marked as `quoted` marks one."""
    return f"{FIRST}{phrase.replace(FIRST, '').replace(LAST, '')}{LAST}"


def shown(sentence: str) -> str:
    """A sentence with the cells that it quotes, for whoever runs a command on files of their own."""
    return sentence.replace(FIRST, "").replace(LAST, "")


def discreet(sentence: str) -> str:
    """A sentence without the cells that it quotes, for what is stored or sent: it says where they are to be seen."""
    return shown(_CELLS.sub(ELSEWHERE, sentence))


def in_markdown(text: object) -> str:
    """A text as one line of Markdown that reads as the text does: no picture, link, tag or cell of a table comes of it."""
    plain = _INLINE.sub(r"\\\g<0>", " ".join(str(text).split()))
    return re.sub(r"^(\d*)([#+=.)-])", r"\1\\\2", plain)


def visible(text: str) -> str:
    """A text whose control characters are symbols: no terminal obeys them, and what draws or writes letters can take them."""
    return text.translate(_CONTROLS)


def in_json(value: object) -> str:
    """A value as JSON in which no character is one that a terminal obeys."""
    return json.dumps(value, indent=1, ensure_ascii=False).translate({code: f"\\u{code:04x}" for code in _CONTROLS})


def in_spreadsheet(value: object) -> object:
    """A value of a CSV file: what a spreadsheet would run as a formula begins with an apostrophe, which it does not show."""
    if not isinstance(value, str):
        return value
    return f"'{visible(value)}" if value.startswith(FORMULA) else visible(value)
