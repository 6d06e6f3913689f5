"""`gap ui`: Dagster's webserver on loopback and its daemon, with the lake's history and every study's waves as partitions.

The webserver shows and starts; the daemon lets queued runs go, asks the sensor and keeps the schedules.
"""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from importlib.resources import files
from pathlib import Path
from threading import Event

from assets.lake.paths import Lake
from assets.lake.shares import memory
from pipeline.history.home import open_home, register
from pipeline.settings import hosts, marked, quiet, timezone
from pipeline.studies import study_folders
from pipeline.terminal.console import out, refuse
from pipeline.terminal.stopping import ENDING
from schemas.refused import Refused
from schemas.study import load_study

HOST = "127.0.0.1"
GRACE = 5.0
"""Seconds that webserver, daemon and their runs have to end by themselves."""
PR_SET_PDEATHSIG = 1
"""What Linux calls it in prctl(2): the signal that a process gets when the one that started it is gone."""


def serve(lake: Path, studies: Path, port: int) -> bool:
    """Serve until interrupted. A study whose file is broken is named and left out.

    Raises Refused where a setting says nothing, and where webserver or daemon ends by itself, which ends the other.
    """
    for setting in (quiet, timezone, marked, hosts, memory):
        setting()  # refused here in a sentence, not in Dagster
    instance = open_home(Lake(lake))
    for folder in study_folders([], studies):
        try:
            study = load_study(folder)
            register(instance, [f"{study.study}/{wave}" for wave in study.waves])
        except Refused as refused:
            refuse(refused.reasons)
    os.environ |= {"GAP_LAKE": str(lake.resolve()), "GAP_STUDIES": str(studies.resolve())}
    stopped = Event()
    for number in ENDING:
        signal.signal(number, lambda _number, _frame: stopped.set())
    out.print(f"Dagster on http://{HOST}:{port}, lake {lake}; stop with Ctrl-C.")
    servers = {
        "webserver": ["pipeline.web", "--host", HOST, "--port", str(port)],
        "daemon": ["dagster._daemon", "run", "--log-level", "warning"],
    }
    with _running(servers) as processes:
        while not stopped.wait(0.2):
            for name, process in processes.items():
                if process.poll() is not None:
                    raise Refused(
                        f"gap ui: Dagster's {name} has ended by itself (exit {process.returncode}); see above."
                    )
    return True


@contextmanager
def _running(servers: dict[str, list[str]]) -> Generator[dict[str, subprocess.Popen]]:
    """Start Dagster's servers, and in the end stop them with all that they have started.

    Each leads a group of processes of its own, so that none of them is left behind; signals to us are passed on. Should we
    be killed, the kernel tells them to end, where it is Linux.
    """
    workspace = str(files("pipeline") / "workspace.yaml")
    env = os.environ | {"PYTHONSAFEPATH": "1"}  # where we were started may lie a folder called assets, or pipeline
    processes: dict[str, subprocess.Popen] = {}
    try:
        for name, words in servers.items():
            command = [sys.executable, "-m", *words, "--workspace", workspace]
            processes[name] = subprocess.Popen(command, env=env, start_new_session=True, preexec_fn=_end_with_us())
        yield processes
    finally:
        end = time.monotonic() + GRACE
        _signal(processes, signal.SIGINT)
        for process in processes.values():
            with suppress(subprocess.TimeoutExpired):
                process.wait(max(0.0, end - time.monotonic()))
        _signal(processes, signal.SIGKILL)


def _end_with_us() -> Callable[[], None] | None:
    """What a server does before it begins, so that it does not outlive us and keep the port; none where there is no such way."""
    if sys.platform != "linux":
        return None
    prctl = ctypes.CDLL(None).prctl  # looked up here: what a forked process does before it begins is to be little
    return lambda: prctl(PR_SET_PDEATHSIG, signal.SIGINT)


def _signal(processes: dict[str, subprocess.Popen], number: signal.Signals) -> None:
    for process in processes.values():
        with suppress(ProcessLookupError):
            os.killpg(process.pid, number)
