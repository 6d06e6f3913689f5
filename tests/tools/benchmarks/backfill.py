"""Ten studies of twelve waves each, run from nothing; and what one more wave costs then, against what it cost in the first."""

import json
import random
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.tools.benchmarks.clock import Cost, cost, line, middle

STUDIES, WAVES, RESPONDENTS, QUESTIONS = 10, 12, 400, 12
"""Respondents are synthetic: drawn at random."""


def measure() -> None:
    """Print the backfill's wall time and memory, and what one more wave costs where 120 stand and where 12 do."""
    gap = str(Path(sys.executable).parent / "gap")
    with TemporaryDirectory() as folder:
        studies = Path(folder) / "studies"
        run = [gap, "run", "--studies", str(studies), "--lake", str(Path(folder) / "lake")]

        def added(waves: int) -> Cost:
            _write(studies, "study-0", waves)
            return cost(run)

        one = added(WAVES)
        few = middle([added(WAVES + more) for more in (1, 2, 3)])
        for number in range(1, STUDIES):
            _write(studies, f"study-{number}", WAVES)
        others = cost(run)
        many = middle([added(WAVES + more) for more in (4, 5, 6)])
    memory = max(one.memory, others.memory)
    print(f"backfill of {STUDIES} studies x {WAVES} waves: {one.seconds + others.seconds:.0f} s, {memory:.0f} MiB")
    line("one more wave where 120 stand, against where 12 stand", many, few, 1.2)


def _write(studies: Path, study: str, waves: int) -> None:
    """A synthetic study with so many waves, the last of them new."""
    names = [f"w{number:02}" for number in range(1, waves + 1)]
    questions = [f"q{number}" for number in range(QUESTIONS)]
    chance = random.Random(study)
    for name in names:
        export = studies / study / "exports" / name / "poll.csv"
        people = [(f"{name}-{at}", chance.choice(["boss", "staff", "staff"])) for at in range(RESPONDENTS)]
        lines = [",".join([*person, *(chance.choice("12345") for _ in questions)]) for person in people]
        if not export.exists():
            export.parent.mkdir(parents=True)
            export.write_text("\n".join([",".join(["id", "role", *questions]), *lines]) + "\n")
    described = {
        "study": study,
        "title": "A synthetic study",
        "synthetic": True,
        "waves": {name: {} for name in names},
        "sources": {
            "poll": {"kind": "panel", "files": "exports/{wave}/poll.csv", "respondent": "id", "sampling": "probability"}
        },
        "groups": {
            "executive": {"source": "poll", "where": {"role": ["boss"]}},
            "consumer": {"source": "poll", "where": {"role": ["staff"]}},
        },
        "questions": {"role": {"at": "role", "answers": ["boss", "staff"]}}
        | {question: {"at": question, "answers": [1, 2, 3, 4, 5]} for question in questions},
        "metrics": {question: {"of": question, "top": 2, "better": "higher"} for question in questions},
        "gaps": {question: {"metric": question, "compare": "same"} for question in questions},
    }
    (studies / study / "study.yaml").write_text(json.dumps(described, indent=1))  # JSON is YAML
