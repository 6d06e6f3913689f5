"""Small studies for tests: a study file from keywords, exports from text, and every stage of the pipeline over them."""

import csv
import io
import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from assets.contrasts.trend import Standing, gap_trend
from assets.estimates.estimate import estimates
from assets.estimates.joint import Joint
from assets.estimates.sample import Sample, read_sample
from assets.estimates.together import Part
from assets.exports.extract import extract, figures
from assets.gap_fact.audit import gap_audit
from assets.gap_fact.gaps import gap_fact, metrics_of
from assets.lake.key import lake_key
from assets.lake.paths import Lake
from assets.lake.publish import workspace
from assets.responses.account import Account
from assets.responses.output import Output
from assets.responses.respond import respond
from assets.tabulation.tabulate import tabulate
from schemas.measure import Pair, pairs
from schemas.refused import Refused
from schemas.source_wave import SourceWave
from schemas.study import Study, load_study

WAVE = "w1"
ORIGIN = {"synthetic": False, "provenance_id": "test"}
POLL = {"kind": "panel", "files": "poll*", "respondent": "id", "sampling": "probability"}
"""The one source of most small studies: one row a respondent, named by the column `id`."""
TWO_SIDES = {
    "groups": {
        "executive": {"source": "poll", "where": {"role": ["boss"]}},
        "consumer": {"source": "poll", "where": {"role": ["staff"]}},
    },
    "questions": {"role": {"at": "role", "answers": ["boss", "staff"]}, "q": {"at": "q", "answers": ["y", "n"]}},
    "metrics": {"yes": {"of": "q", "share": ["y"], "better": "higher"}},
    "gaps": {"g": {"metric": "yes", "compare": "same"}},
}
"""The parts of a study of one gap: what bosses and their staff answer to `q`, and `role` says who is who."""


def write_study(place: Path, files: dict[str, str | bytes] | None = None, **parts: object) -> Path:
    """A study folder under `place`. `parts` are the study file's own; JSON is YAML. A name in `files` may have folders."""
    described = {
        "study": "small",
        "title": "A small study",
        "waves": {WAVE: {}},
        "sources": {"poll": POLL},
        "groups": {"everyone": {"source": "poll"}},
        "questions": {},
        "metrics": {},
        **parts,
    }
    folder = place / str(described["study"])
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "study.yaml").write_text(json.dumps(described, indent=1, ensure_ascii=False), encoding="utf-8")
    for name, content in (files or {}).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    return folder


def rows(header: str, *lines: str) -> str:
    """A CSV export as it stands: a header and its lines."""
    return "\n".join((header, *lines)) + "\n"


def table(header: list[str], cells: list[list[object]]) -> str:
    """A CSV export from cells, quoted where they need it."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([header, *cells])
    return out.getvalue()


@dataclass(frozen=True)
class Ran:
    """A study that went through the stages, and what they made of it."""

    folder: Path
    study: Study
    wave: str
    lake: Lake
    accounts: list[Account]

    def of(self, source: str = "poll") -> SourceWave:
        """A source in the wave."""
        return SourceWave(self.study, self.wave, source)

    def responses(self, source: str = "poll") -> list[dict]:
        """The published responses of a source."""
        return self._rows("responses", source)

    def answers(self, variable: str, source: str = "poll") -> list[int]:
        """The codes of one variable, in the order of the export."""
        return [row[variable] for row in self.responses(source)]

    def rejected(self, source: str = "poll") -> list[dict]:
        """The rows that were set aside, one a broken rule."""
        return self._rows("rejected", source)

    def responses_path(self, source: str = "poll") -> Path:
        """Where the published responses of a source lie."""
        return self._path("responses", source)

    def weighting(self, source: str = "poll") -> tuple[dict, list[dict]]:
        """What weighting did: the row of the whole source, and those of the targets' levels."""
        whole, *levels = self._rows("weighting", source)
        return whole, levels

    def quality(self, check: str, question: str | None = None, source: str = "poll") -> list[dict]:
        """The rows of one check of the data."""
        rows = self._rows("quality", source)
        return [row for row in rows if (row["check_name"], row["question"]) == (check, question)]

    def tabulated(self, source: str = "poll") -> pa.Table:
        """The weighted counts of a source."""
        with workspace(self.lake.root) as work:
            return tabulate(self.of(source), self._path("responses", source), work)

    def estimated(self) -> pa.Table:
        """The estimates of the wave, published figures included."""
        return self._estimated

    @cached_property
    def _estimated(self) -> pa.Table:
        files = extract(self.study, self.wave, self.folder, "reported", self.lake)
        published = {source: figures(self.study, source, found, self.lake) for source, found in files.items()}
        return estimates(self.study, self.wave, self.samples, published, ORIGIN)

    def estimate(self, metric: str, group: str = "everyone", segment: str = "total", value: str = "all") -> dict:
        """The one row of a metric."""
        asked = (metric, group, segment, value)
        found = [row for row in self.estimated().to_pylist() if _key(row) == asked]
        assert len(found) == 1, f"{len(found)} rows of {asked}"
        return found[0]

    def gaps(self) -> list[dict]:
        """The gap fact table of the wave."""
        return gap_fact(self.study, self.wave, self.estimated(), self.joint(), ORIGIN).to_pylist()

    def audited(self) -> list[dict]:
        """The gap audit of the wave."""
        joint = self.joint()
        gaps = gap_fact(self.study, self.wave, self.estimated(), joint, ORIGIN)
        return gap_audit(self.study, self.estimated(), gaps, joint, ORIGIN).to_pylist()

    def joint(self) -> Joint:
        """The samples of the wave, as they go together."""
        parts = {
            source: Part(sample, self.responses_path(source), self.pairs(source))
            for source, sample in self.samples.items()
        }
        return Joint(self.study, self.wave, parts)

    @cached_property
    def samples(self) -> dict[str, Sample]:
        """The sample of each source."""
        found = {}
        for source in self.study.respondents():
            path = self._path("tabulation", source)
            path.parent.mkdir(parents=True, exist_ok=True)
            pq.write_table(self.tabulated(source), path)
            found[source] = read_sample(self.study, source, path)
        return found

    def pairs(self, source: str = "poll") -> list[Pair]:
        """The variables of a source that its metrics count together."""
        return pairs(self.study, self.of(source).book)

    def gap(self, name: str, segment: str = "total", value: str = "all") -> dict:
        """The one row of a gap."""
        found = [r for r in self.gaps() if (r["gap"], r["segment"], r["segment_value"]) == (name, segment, value)]
        assert len(found) == 1, f"{len(found)} rows of {name} in {segment} {value}"
        return found[0]

    def _path(self, kind: str, source: str) -> Path:
        return self.lake.table(kind, self.study.study, self.wave, source)

    def _rows(self, kind: str, source: str) -> list[dict]:
        return pq.ParquetFile(self._path(kind, source)).read().to_pylist()


def _key(row: dict) -> tuple:
    return row["metric"], row["group_name"], row["segment"], row["segment_value"]


def trended(before: Ran, now: Ran) -> list[dict]:
    """The trend table of the later of two waves of one study."""
    standing = {}
    for ran in (before, now):
        standing[ran.wave] = Standing(ran.wave, ran.gaps(), metrics_of(ran.estimated()), ran.joint())
    return gap_trend(now.study, standing[now.wave], {before.wave: standing[before.wave]}, ORIGIN).to_pylist()


def run(folder: Path, wave: str = WAVE) -> Ran:
    """Read, prove and publish the responses of a study folder; its lake lies beside it. Raises Refused."""
    study, lake = load_study(folder), Lake(folder.parent / "lake")
    exports = {}
    for kind in ("interviews", "panel"):
        exports |= extract(study, wave, folder, kind, lake)
    with workspace(lake.root) as work:
        accounts, _ = respond(study, wave, exports, Output(lake, work, lake_key(lake.key()), ""))
    return Ran(folder, study, wave, lake, accounts)


def with_key(place: Path, secret: bytes = bytes(32)) -> Path:
    """`place` with a lake that has this key: lakes with one key make the same numbers of the same respondents."""
    key = place / "lake" / ".key"
    key.parent.mkdir(parents=True, exist_ok=True)
    key.touch(0o600)
    key.write_text(secret.hex())
    return place


def built(place: Path, files: dict[str, str | bytes] | None = None, **parts: object) -> Ran:
    """`write_study` and `run` in one."""
    return run(write_study(place, files, **parts))


def refusal(place: Path, files: dict[str, str | bytes] | None = None, **parts: object) -> str:
    """What a study and its exports are refused with; every reason on a line."""
    with pytest.raises(Refused) as refused:
        built(place, files, **parts)
    return str(refused.value)


def one_question(**asking: object) -> dict:
    """The part `questions` with the single question `q` in the column `q`."""
    return {"q": {"at": "q", **asking}}


def coded(place: Path, cells: list[object], **asking: object) -> list[int]:
    """The codes of the question `q` whose answers are described by `asking`, for these cells of a CSV."""
    export = table(["id", "q"], [[number, cell] for number, cell in enumerate(cells, start=1)])
    return built(place, {"poll.csv": export}, questions=one_question(**asking)).answers("q")
