"""Stopping: one Ctrl-C, SIGTERM or hang-up ends a command within seconds, and it says what stands.

The work is done by a second thread, so that the first hears a signal whatever is waited for: a query, a lock, a disk. The work
itself is not asked to end: what is published is whole at any moment, as after a kill.
"""

import atexit
import os
import signal
import sys
from collections.abc import Callable, Generator
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import contextmanager, suppress
from threading import Timer
from types import FrameType

from pipeline.terminal.console import err, refuse

ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
"""The signals that tell a program to end."""
POLL = 0.2
"""Seconds between two looks: Polars has a signal handled so that nothing that is waited for ends early."""
PATIENCE = 4.0
"""Seconds that saying what stands may take."""
STANDS = "stopped before its end; what stood in the lake stands whole, and the same command begins again."

Say = Callable[[], str | None]

_says: list[Say] = []


class _Told(BaseException):
    """We were told to end, by a signal of this number."""

    def __init__(self, number: int):
        self.number = number


@contextmanager
def if_stopped(say: Say) -> Generator[None]:
    """While the block runs, a command that is stopped calls `say`, and prints what it says if it says anything."""
    _says.append(say)
    try:
        yield
    finally:
        _says.remove(say)


def stoppable(work: Callable[[], bool]) -> bool:
    """What `work` returns or raises. A signal to end ends the process: 130 after Ctrl-C, 143 after SIGTERM.

    A Ctrl-C or hang-up that whoever started us wants ignored stays so. SIGTERM is always heard: what we start would ignore it,
    too, and Dagster ends with it what it starts itself.
    """
    ignored = {each for each in ENDING if signal.getsignal(each) is signal.SIG_IGN} - {signal.SIGTERM}
    heard = {each: signal.signal(each, _tell) for each in ENDING if each not in ignored}
    try:
        working = ThreadPoolExecutor(1).submit(work)
        while not wait([working], POLL).done:
            pass
        return working.result()
    except _Told as told:
        _end(128 + told.number)
        raise
    finally:
        for each, before in heard.items():
            signal.signal(each, before)


def _tell(number: int, _frame: FrameType | None) -> None:
    for each in ENDING:
        signal.signal(each, _once)
    raise _Told(number)


def _once(_number: int, _frame: FrameType | None) -> None:
    """We are ending already. What is started meanwhile does not inherit this, as it would inherit that a signal is ignored."""


def _end(code: int) -> None:
    """Say what stands, the innermost first, take away temporary folders, and end without waiting for the work."""
    late = Timer(PATIENCE, os._exit, [code])
    late.daemon = True
    late.start()
    said: list[str] = []
    for say in reversed(_says):
        with suppress(Exception):  # a lake that cannot be written to is no reason to go on
            said += filter(None, [say()])
    with suppress(Exception):
        err.show_cursor()
        refuse(said or [f"gap: {STANDS}"])
        atexit._run_exitfuncs()
        sys.stdout.flush()
    os._exit(code)
