"""Dagster's events as progress: a logger that prints nothing and tells a listener which step stands where."""

import logging
from collections.abc import Callable, Generator
from contextlib import contextmanager

import dagster as dg

LOGGER = "progress"
Listener = Callable[[dg.DagsterEvent], None]
_listeners: list[Listener] = []


class _Handler(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        """Pass the event on, where the record carries one."""
        event = getattr(record, "dagster_event", None)
        if event is not None:
            for listener in _listeners:
                listener(event)


@dg.logger(config_schema={}, description="Tells the command line which step runs, and prints nothing.")
def progress_logger(_context: dg.InitLoggerContext) -> logging.Logger:
    """A logger without output of its own."""
    logger = logging.Logger(LOGGER, logging.DEBUG)
    logger.addHandler(_Handler())
    return logger


@contextmanager
def listening(listener: Listener) -> Generator[None]:
    """Tell `listener` of every event while the block runs."""
    _listeners.append(listener)
    try:
        yield
    finally:
        _listeners.remove(listener)
