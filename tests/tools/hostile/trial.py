"""What becomes of one hostile study file: `gap check` over it, in a process with a limit of time and memory.

The process that forks never opens a database, so that each child starts clean.
"""

import contextlib
import io
import multiprocessing
import resource
import traceback
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from tempfile import TemporaryDirectory

from hostile.studies import hostile
from pipeline.commands.check import check_studies
from schemas.refused import Refused
from schemas.study import load_study

SECONDS, BYTES = 2, 512 << 20
"""What a study file may take to be read, of the processor and of the memory."""
WHOLE = 30
"""Seconds that it may take with its exports, which DuckDB reserves more addresses for than it takes memory."""
LONGEST = 1_500
"""Letters of a sentence."""
ACCEPTED, REFUSED, FAULT = "accepted", "refused", "fault"
_FORK = multiprocessing.get_context("fork")


@dataclass(frozen=True)
class End:
    """How it ended, and what was said."""

    how: str
    said: str = ""


def ended(number: int) -> End:
    """How the study file of that number ends."""
    text, files = hostile(number)
    with TemporaryDirectory(prefix="hostile-") as place:
        folder = Path(place) / "small"
        for name, held in {**files, "study.yaml": text.encode("utf-8", "surrogatepass")}.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(held)
        if (named := text.partition("study: ")[2].partition("\n")[0]).replace("-", "").isalnum() and len(named) < 100:
            folder = folder.rename(folder.with_name(named))
        mine, its = _FORK.Pipe(duplex=False)
        child = _FORK.Process(target=_child, args=(folder, its))
        child.start()
        its.close()
        try:
            return mine.recv() if mine.poll(20 * WHOLE) else End(FAULT, "no answer")
        except EOFError:
            child.join()
            return End(FAULT, f"the process ended by itself with {child.exitcode}; a negative one is the signal")
        finally:
            child.kill()
            child.join()


def _child(folder: Path, answer: Connection) -> None:
    now = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (now + BYTES, resource.RLIM_INFINITY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, WHOLE))
    out = io.StringIO()
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
            load_study(folder)
            resource.setrlimit(resource.RLIMIT_CPU, (WHOLE, WHOLE))
            resource.setrlimit(resource.RLIMIT_AS, (now + 8 * BYTES, resource.RLIM_INFINITY))
            good = check_studies([str(folder)], folder.parent)
        reasons = [line.removeprefix("✗ ") for line in out.getvalue().splitlines() if line.startswith("✗ ")]
        answer.send(End(ACCEPTED) if good else _refused(reasons))
    except Refused as refused:
        answer.send(_refused(refused.reasons))
    except BaseException:
        answer.send(End(FAULT, traceback.format_exc()))


def _refused(reasons: list[str]) -> End:
    bad = [each for each in reasons if not each.endswith((".", "?")) or "\n" in each or len(each) > LONGEST]
    return End(FAULT, f"no sentence: {bad[:1]}") if bad or not reasons else End(REFUSED, "\n".join(reasons))
