"""Small studies told as reports: everything that a page rests on, without a lake."""

from pathlib import Path

from assets.report.evidence import WHOLE, Evidence
from assets.summary.priority_ranking import priority_ranking
from building import ORIGIN, WAVE, Ran, run, table, trended, write_study

SAID = {"at": "said", "answers": {"yes": 1, "no": 2}, "text": "Is the service good?"}
POLL = {"kind": "panel", "files": "poll*", "respondent": "id", "sampling": "opt_in"}
GROUPS = {
    "executive": {"label": "Managers", "source": "poll", "where": {"role": ["manager"]}},
    "consumer": {"label": "Customers", "source": "poll", "where": {"role": ["customer"]}},
}
ROLE = {"at": "role", "answers": ["manager", "customer"]}


def poll(managers: tuple[int, int], customers: tuple[int, int]) -> str:
    """An export in which so many managers, and so many customers, say yes and no."""
    people = [("manager", managers), ("customer", customers)]
    cells = [
        [role, answer] for role, counts in people for answer, n in zip((1, 2), counts, strict=True) for _ in range(n)
    ]
    return table(["id", "role", "said"], [[number, *row] for number, row in enumerate(cells, start=1)])


def ran(place: Path, export: str, gap: dict | None = None, wave: str = WAVE, **parts: object) -> Ran:
    """A study with one gap in one poll, managers against customers."""
    described = {
        "title": "What managers think",
        "sources": {"poll": POLL},
        "groups": GROUPS,
        "questions": {"role": ROLE, "said": SAID},
        "metrics": {"good": {"of": "said", "share": "yes", "better": "higher", "label": "Service is good"}},
        "gaps": {"service": {"label": "The service", "metric": "good", "compare": "same"} | (gap or {})},
    }
    return run(write_study(place, {"poll.csv": export}, **described | parts), wave)


def told(ran: Ran, before: Ran | None = None) -> Evidence:
    """What a report of it rests on."""
    gaps, study = ran.gaps(), ran.study
    tables: dict[str, list[dict]] = {name: [] for name in WHOLE} | {"gap_fact": gaps}
    tables["estimates"] = ran.estimated().to_pylist()
    tables["priority_ranking"] = priority_ranking(study, ran.wave, ran.estimated(), ORIGIN).to_pylist()
    for name in ("weighting", "quality"):
        tables[name] = [row for source in study.respondents() for row in ran._rows(name, source)]
    if before:
        tables["gap_trend"] = trended(before, ran)
    return Evidence(study, ran.wave, tables, {}, {})


def synthetic(evidence: Evidence) -> Evidence:
    """The same study, of made-up respondents."""
    study = evidence.study.model_copy(update={"synthetic": True})
    return Evidence(study, evidence.wave, evidence.tables, evidence.exports, evidence.marks)
