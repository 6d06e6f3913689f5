"""What the tests of a service start beside the project: programs of Debian's, servers, and a PostgreSQL of their own."""

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from conftest import lacks

LIBRARY = Path("/usr/lib/postgresql")


def program(name: str, package: str) -> str:
    """The path of a program; without it the test is skipped, or fails where it is required."""
    newest = sorted(LIBRARY.glob(f"*/bin/{name}"), key=lambda path: int(path.parts[-3]))
    found = shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin") or (newest and str(newest[-1]))
    if not found:
        lacks(f"{name} (Debian's package {package}), which is not installed")
    return found


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(condition: Callable[[], object], what: str) -> None:
    end = time.monotonic() + 180
    while not condition():
        assert time.monotonic() < end, f"waited three minutes for {what}"
        time.sleep(0.5)


@contextmanager
def running(*command: object, log: Path, stop: signal.Signals = signal.SIGTERM, **options: object) -> Iterator[None]:
    """A program in a process group of its own, which is gone afterwards."""
    with log.open("w") as file:
        options = {"stdout": file, "stderr": file, "start_new_session": True, **options}
        process = subprocess.Popen([str(word) for word in command], **options)
    try:
        yield
    finally:
        os.killpg(process.pid, stop)
        try:
            process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


@contextmanager
def postgres() -> Generator[str]:
    """An empty database named dagster of a superuser gap, in a cluster that is thrown away: where it is, for GAP_POSTGRES.

    PostgreSQL does not run as root; Debian's package brings the user who may.
    """
    server, initdb, createdb = (program(name, "postgresql") for name in ("postgres", "initdb", "createdb"))
    as_user = {"user": "postgres", "group": "postgres", "extra_groups": []} if os.getuid() == 0 else {}
    with TemporaryDirectory(prefix="gap-postgres-") as name:
        place = Path(name)
        if as_user:
            shutil.chown(place, "postgres", "postgres")
        quiet = {"check": True, "capture_output": True, "cwd": place, **as_user}
        subprocess.run(
            [initdb, "--pgdata", place / "data", "--username", "gap", "--auth", "trust", "--no-locale"], **quiet
        )
        words = [server, "-D", place / "data", "-k", place, "-c", "listen_addresses=", "-c", "fsync=off"]
        with running(*words, log=place / "log", stop=signal.SIGINT, cwd=place, **as_user):
            wait_for((place / ".s.PGSQL.5432").exists, "PostgreSQL")
            create = [createdb, "--host", place, "--username", "gap", "dagster"]
            wait_for(lambda: subprocess.run(create, capture_output=True, check=False).returncode == 0, "a database")
            yield f"postgresql+psycopg2://gap@/dagster?host={place}"
