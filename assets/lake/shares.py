"""What runs at once share: how many there may be, and how much memory their queries have together."""

import os

from schemas.refused import Refused

RUNS_VARIABLE, MEMORY_VARIABLE = "GAP_RUNS", "GAP_MEMORY"


def runs() -> int:
    """How many runs may work on a lake at once; two unless GAP_RUNS says otherwise. Raises Refused where that is no number."""
    return int(_number(RUNS_VARIABLE, "a whole number of runs, at least 1", whole=True))


def memory() -> str:
    """What the queries of one run may take: its share of GAP_MEMORY gigabytes, two unless set, as DuckDB writes it."""
    return f"{_number(MEMORY_VARIABLE, 'a number of gigabytes') / runs():.3f}GB"


def _number(variable: str, what: str, whole: bool = False) -> float:
    text = os.environ.get(variable) or "2"
    try:
        number = float(int(text) if whole else text)
    except ValueError:
        number = 0.0
    if not 0 < number < 1e6:
        raise Refused(f"{variable}: it says {text!r}; write {what}, or unset it.")
    return number
