"""The sensor that starts runs by itself: an export that lands in its study's folder, whole, is run as far as anything is due.

What it keeps between ticks is, of each wave that does not stand, the state of its files and what a run was last started for.
"""

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, replace

import dagster as dg

from assets.making.workplace import PARTITION_TAG, Workplace, cut_short, report_killed_runs
from pipeline.freshness.arrivals import Landed, landed, patience
from pipeline.history.home import register
from pipeline.settings import quiet
from schemas.refused import Refused

VERSION = 1
"""Of the cursor: another one is not read."""
ENDED = (dg.DagsterRunStatus.SUCCESS, dg.DagsterRunStatus.FAILURE, dg.DagsterRunStatus.CANCELED)


@dataclass(frozen=True)
class Memory:
    """What is kept of a wave: the state of its files at the last tick, and the mark that a run was last started for."""

    state: str
    started: str = ""
    again: bool = False
    """Whether that was the second one, since the first was cut short: it is started once more, and not for ever."""


@dataclass
class Tick:
    """What a tick has found so far."""

    before: dict[str, Memory]
    running: set[str]
    cut_short: Callable[[str], bool]
    """Whether the last run of a partition was."""
    until: float = field(default_factory=patience)
    requests: list[dg.RunRequest] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)
    after: dict[str, Memory] = field(default_factory=dict)

    def look(self, wave: Landed) -> None:
        """Start a run of a wave, or say why not, or forget it where it stands."""
        key = str(wave.partition)
        before = self.before.get(key, Memory(""))
        if wave.stands():
            return
        self.after[key] = replace(before, state=wave.state)
        if arriving := wave.arriving():
            self.reasons.append(arriving)
        elif before.state != wave.state:
            self.reasons.append(
                f"{key}: its files are new or have changed; they are taken if they are still so next time."
            )
        elif key in self.running:
            self.reasons.append(f"{key}: a run of it is under way.")
        elif (assets := wave.due(self.until)) is None:
            self.reasons.append(f"{key}: its exports are being read to tell whether anything in them is new.")
        elif not assets:
            del self.after[key]
        elif (mark := wave.mark()) == before.started and (before.again or not self.cut_short(key)):
            self.reasons.append(
                f"{key}: a run was started for it as it is now, and did not make all of it; mend what that run says."
            )
        else:
            self.requests.append(request(key, assets))
            self.after[key] = Memory(wave.state, mark, again=mark == before.started)


def landing_sensor(job: str) -> dg.SensorDefinition:
    """The sensor; off until somebody turns it on. Raises Refused where its setting says nothing."""

    @dg.sensor(
        job_name=job,
        minimum_interval_seconds=quiet(),
        default_status=dg.DefaultSensorStatus.STOPPED,
        description="Runs what is due of every study whose exports have landed in its folder and lie quiet.",
    )
    def landing(context: dg.SensorEvaluationContext, workplace: Workplace) -> dg.SensorResult:
        waves, reasons = landed(workplace.folder(), workplace.place())
        register(context.instance, [str(wave.partition) for wave in waves])
        report_killed_runs(context.instance, workplace.place())

        def last_was_cut_short(key: str) -> bool:
            asked = dg.RunsFilter(job_name=job, tags={PARTITION_TAG: key})
            return any(map(cut_short, context.instance.get_runs(asked, limit=1)))

        running = under_way(context.instance)
        tick = Tick(_remembered(context.cursor), running, last_was_cut_short, reasons=reasons)
        for wave in waves:
            try:
                tick.look(wave)
            except (Refused, FileNotFoundError) as error:
                tick.reasons.append(f"{wave.partition}: {error}")
        kept = {key: asdict(memory) for key, memory in tick.after.items()}
        cursor = json.dumps({"version": VERSION, "waves": kept})
        if tick.requests:
            for reason in tick.reasons:
                context.log.info(reason)
            return dg.SensorResult(run_requests=tick.requests, cursor=cursor)
        reason = (
            "\n".join(tick.reasons) or "Nothing is due: every wave that has landed stands as it would be made again."
        )
        return dg.SensorResult(skip_reason=reason, cursor=cursor)

    return landing


def request(key: str, assets: list[str] | None, run_key: str | None = None) -> dg.RunRequest:
    """A run of one partition: these assets, or all of the job's. Schedules want a name for each run of a tick, `run_key`."""
    keys = None if assets is None else [dg.AssetKey(asset) for asset in assets]
    return dg.RunRequest(run_key, partition_key=key, asset_selection=keys)


def under_way(instance: dg.DagsterInstance) -> set[str]:
    """The partitions of which a run waits or runs, whoever started it."""
    open_runs = dg.RunsFilter(statuses=[status for status in dg.DagsterRunStatus if status not in ENDED])
    return {run.tags.get(PARTITION_TAG, "") for run in instance.get_runs(open_runs)}


def _remembered(cursor: str | None) -> dict[str, Memory]:
    """What the last tick kept; nothing where that cannot be read, so that all is looked at anew."""
    try:
        kept = json.loads(cursor or "")
        return {key: Memory(**memory) for key, memory in kept["waves"].items()} if kept["version"] == VERSION else {}
    except (ValueError, TypeError, KeyError, AttributeError):
        return {}
