"""How a run goes that Dagster started in a process of its own: step after step, and canceled once the process is told to end.

What a command of ours runs is stopped by `terminal/stopping.py`.
"""

import os
import signal
import time
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from threading import Thread

import dagster as dg
from dagster._core.errors import DagsterExecutionInterruptedError
from dagster._core.execution.context.system import PlanOrchestrationContext
from dagster._core.execution.plan.plan import ExecutionPlan
from dagster._core.execution.retries import RetryMode
from dagster._core.executor.in_process import InProcessExecutor

from assets.making.workplace import report_stopped, report_stopping
from pipeline.terminal.stopping import ENDING

PATIENCE = 3.0
"""Seconds that a run has to end by itself: a query of DuckDB's may hear of a signal long after it came."""


class _Stoppable(InProcessExecutor):
    """Dagster's executor of steps in one process. Dagster would mark a run as failed whose process is told to end."""

    def execute(
        self, plan_context: PlanOrchestrationContext, execution_plan: ExecutionPlan
    ) -> Iterator[dg.DagsterEvent]:
        """The events of a run."""
        instance, run_id = plan_context.instance, plan_context.run_id
        with _listening(instance, run_id):
            try:
                yield from super().execute(plan_context, execution_plan)
            except (KeyboardInterrupt, DagsterExecutionInterruptedError):
                report_stopping(instance, run_id)
                raise


@dg.executor(name="in_process")
def stoppable_executor(_context: dg.InitExecutorContext) -> dg.Executor:
    """Steps one after the other, in the process of their run."""
    return _Stoppable(retries=RetryMode.ENABLED)


@contextmanager
def _listening(instance: dg.DagsterInstance, run_id: str) -> Generator[None]:
    """While the block runs, end the process soon after it is told to. Signals of Dagster's handlers are heard, too."""
    ear, mouth = os.pipe()
    os.set_blocking(mouth, False)
    before = signal.set_wakeup_fd(mouth)
    Thread(target=_hear, args=(ear, instance, run_id), daemon=True).start()
    try:
        yield
    finally:
        signal.set_wakeup_fd(before)
        os.close(mouth)


def _hear(ear: int, instance: dg.DagsterInstance, run_id: str) -> None:
    while heard := os.read(ear, 1):
        if heard[0] in ENDING:
            report_stopping(instance, run_id)
            time.sleep(PATIENCE)
            report_stopped(instance, run_id)
            os._exit(128 + heard[0])
    os.close(ear)
