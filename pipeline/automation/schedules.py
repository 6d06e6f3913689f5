"""What runs by the clock, once somebody turns it on: every night what is stale, every week the reports."""

import dagster as dg

from assets.making.workplace import Workplace, report_killed_runs
from pipeline.automation.sensor import request, under_way
from pipeline.freshness.arrivals import arrivals, described, patience
from pipeline.history.home import register
from pipeline.settings import timezone
from schemas.refused import Refused

NIGHTLY, WEEKLY = "0 2 * * *", "0 6 * * 1"
"""At two in the morning; on Mondays at six."""
Started = list[dg.RunRequest] | dg.SkipReason


def schedules(job: str, report: str) -> list[dg.ScheduleDefinition]:
    """Both schedules; off until somebody turns them on. Raises Refused where the time zone is none."""
    zone = timezone()

    @dg.schedule(NIGHTLY, job_name=job, execution_timezone=zone, description="What is due of every study, every night.")
    def nightly(context: dg.ScheduleEvaluationContext, workplace: Workplace) -> Started:
        return _nightly(context.instance, workplace)

    @dg.schedule(WEEKLY, job_name=report, execution_timezone=zone, description="Page, workbook and deck, every Monday.")
    def weekly(context: dg.ScheduleEvaluationContext, workplace: Workplace) -> Started:
        return _weekly(context.instance, workplace)

    return [nightly, weekly]


def _nightly(instance: dg.DagsterInstance, workplace: Workplace) -> Started:
    """Unlike the sensor, it starts anew what failed, and wholly what cannot be known in time: the next tick is a day away."""
    waves, reasons = arrivals(workplace.folder(), workplace.place())
    register(instance, [str(wave.partition) for wave in waves])
    report_killed_runs(instance, workplace.place())
    running = under_way(instance)
    until = patience()
    requests = []
    for wave in waves:
        key = str(wave.partition)
        try:
            if wave.is_current():
                continue
            if key in running:
                reasons.append(f"{key}: a run of it is under way.")
            elif incomplete := wave.why_incomplete():
                reasons.append(incomplete)
            elif (assets := wave.stale_assets(until)) != []:
                requests.append(request(key, assets, run_key=key))
        except (Refused, OSError) as error:
            reasons.append(f"{key}: {error}")
    return requests or dg.SkipReason("\n".join(["Nothing is due.", *reasons]))


def _weekly(instance: dg.DagsterInstance, workplace: Workplace) -> Started:
    partitions, reasons = described(workplace.folder(), workplace.place())
    published = [str(partition) for partition in partitions if partition.published_fingerprint("gap_fact")]
    register(instance, published)
    requests = [request(key, None, run_key=key) for key in published]
    return requests or dg.SkipReason("\n".join(["No study has been run.", *reasons]))
