"""The sensor that starts runs by itself: an export that lands in its study's folder, whole, is run as far as anything is stale.

What it keeps between ticks is, of each wave that is not current, the state of its files and what a run was last started for.
"""

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, replace

import dagster as dg

from assets.making.workplace import PARTITION_TAG, Workplace, cut_short, report_killed_runs
from pipeline.freshness.arrivals import Arrival, arrivals, patience
from pipeline.history.home import register
from pipeline.settings import quiet
from schemas.refused import Refused

VERSION = 1
"""Of the cursor: another one is not read."""
ENDED = (dg.DagsterRunStatus.SUCCESS, dg.DagsterRunStatus.FAILURE, dg.DagsterRunStatus.CANCELED)


@dataclass(frozen=True)
class Memory:
    """What is kept of a wave: what its files were at the last tick, and the fingerprint that a run was last started for."""

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

    def decide(self, wave: Arrival) -> None:
        """Start a run of a wave, or say why not, or forget it where it is current."""
        key = str(wave.partition)
        before = self.before.get(key, Memory(""))
        if wave.is_current():
            return
        self.after[key] = replace(before, state=wave.files_digest)
        if incomplete := wave.why_incomplete():
            self.reasons.append(incomplete)
        elif before.state != wave.files_digest:
            self.reasons.append(
                f"{key}: its files are new or have changed; they are taken if they are still so next time."
            )
        elif key in self.running:
            self.reasons.append(f"{key}: a run of it is under way.")
        elif (assets := wave.stale_assets(self.until)) is None:
            self.reasons.append(f"{key}: its exports are being read to tell whether anything in them is new.")
        elif not assets:
            del self.after[key]
        elif (fingerprint := wave.fingerprint()) == before.started and (before.again or not self.cut_short(key)):
            self.reasons.append(
                f"{key}: a run was started for it as it is now, and did not make all of it; mend what that run says."
            )
        else:
            self.requests.append(request(key, assets))
            self.after[key] = Memory(wave.files_digest, fingerprint, again=fingerprint == before.started)


def arrivals_sensor(job: str) -> dg.SensorDefinition:
    """The sensor; off until somebody turns it on. Raises Refused where its setting says nothing."""

    @dg.sensor(
        job_name=job,
        minimum_interval_seconds=quiet(),
        default_status=dg.DefaultSensorStatus.STOPPED,
        description="Runs what is due of every study whose exports have landed in its folder and lie quiet.",
    )
    def landing(context: dg.SensorEvaluationContext, workplace: Workplace) -> dg.SensorResult:
        waves, reasons = arrivals(workplace.folder(), workplace.place())
        register(context.instance, [str(wave.partition) for wave in waves])
        report_killed_runs(context.instance, workplace.place())

        def last_was_cut_short(key: str) -> bool:
            of_partition = dg.RunsFilter(job_name=job, tags={PARTITION_TAG: key})
            return any(map(cut_short, context.instance.get_runs(of_partition, limit=1)))

        running = under_way(context.instance)
        tick = Tick(_remembered(context.cursor), running, last_was_cut_short, reasons=reasons)
        for wave in waves:
            try:
                tick.decide(wave)
            except (Refused, OSError) as error:
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
