"""The files in `deploy/` make a service of the pipeline: its history in PostgreSQL, its code behind a socket of its own."""

import base64
import json
import os
import shlex
import shutil
import ssl
import subprocess
import sys
import urllib.error
import urllib.request
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from string import Template

import pytest
from machine import free_port, postgres, program, running, wait_for

from conftest import PROJECT
from pipeline.definitions import build_defs

pytestmark = pytest.mark.slow
DEPLOY = PROJECT / "deploy"
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
STUDY, PARTITION = "high-tech-service-published", "high-tech-service-published/2007"
LAUNCH = """mutation($params: ExecutionParams!) { launchPipelineExecution(executionParams: $params) {
  __typename ... on LaunchRunSuccess { run { runId } } } }"""
PARAMS = {
    "selector": {"repositoryLocationName": "gap", "repositoryName": "__repository__", "pipelineName": "gap"},
    "runConfigData": {},
    "mode": "default",
    "executionMetadata": {"tags": [{"key": "dagster/partition", "value": PARTITION}]},
}
RUNS = "{ runsOrError { ... on Runs { results { runId status } } } }"
AGED = """
import datetime, dagster
from dagster._core.storage.runs.schema import RunsTable
long_ago = datetime.datetime.now() - datetime.timedelta(days=100)
with dagster.DagsterInstance.get().run_storage.connect() as con:
    con.execute(RunsTable.update().values(create_timestamp=long_ago))
"""
FOUND = (
    "import dagster; print(*(f'{run.run_id} {run.status.value}' for run in dagster.DagsterInstance.get().get_runs()))"
)


@dataclass(frozen=True)
class Service:
    """A service that runs: its settings, and where its two webservers are."""

    env: dict[str, str]
    web: int
    read: int

    def gap(self, *words: str) -> str:
        """What a command says, called with the service's settings."""
        return self.python(str(Path(sys.executable).with_name("gap")), *words)

    def python(self, *words: str) -> str:
        """What a program says, called with the service's settings."""
        done = subprocess.run(
            words, env=self.env, cwd=PROJECT, capture_output=True, text=True, timeout=300, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout


def setting(text: str, **instead: str) -> dict[str, str]:
    """The settings of an environment file, some of them with other values."""
    lines = (line.partition("=") for line in text.splitlines() if line and not line.startswith("#"))
    named = {name: value for name, _, value in lines}
    assert instead.keys() == named.keys()
    return {**named, **instead}


def command(unit: str, env: dict[str, str], **instead: object) -> list[str]:
    """What a unit starts, with this project in the place of the installed one."""
    (line,) = [line for line in (DEPLOY / "systemd" / unit).read_text().splitlines() if line.startswith("ExecStart=")]
    words = shlex.split(Template(line.removeprefix("ExecStart=")).substitute(env))
    here = [here_instead(word, PROJECT, Path(sys.executable).parent) for word in words]
    return [str(instead.get(f"at_{word}", word)) for word in here]


def here_instead(text: str, project: Path, programs: Path) -> str:
    """`text` with `project` in the place of the installed one, and its `programs`."""
    return text.replace("/opt/gap/.venv/bin", str(programs)).replace("/opt/gap", str(project))


def ask(port: int, query: str, **variables: object) -> dict:
    """What a webserver answers in GraphQL."""
    body = json.dumps({"query": query, "variables": variables}).encode()
    here = f"http://127.0.0.1:{port}"
    request = urllib.request.Request(f"{here}/graphql", body, {"content-type": "application/json", "origin": here})
    with urllib.request.urlopen(request, timeout=60) as answer:
        return json.load(answer)["data"]


def is_up(port: int) -> bool:
    try:
        return bool(ask(port, "{ version }"))
    except (urllib.error.URLError, ConnectionError):
        return False


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    """Everything that `deploy/` names, started as it is written there."""
    place = tmp_path_factory.mktemp("service")
    with ExitStack() as stack:
        env = setting(
            (DEPLOY / "gap.env").read_text(),
            GAP_LAKE=str(place / "lake"),
            GAP_STUDIES=str(PROJECT / "studies"),
            DAGSTER_HOME=str(place / "dagster"),
            GAP_CODE_SOCKET=str(place / "code.sock"),
            GAP_UI_HOSTS="gap.example.org,gap-read.example.org",
            GAP_POSTGRES=stack.enter_context(postgres()),
        )
        Path(env["DAGSTER_HOME"]).mkdir()
        shutil.copy(DEPLOY / "dagster.yaml", env["DAGSTER_HOME"])
        env |= {"HOME": str(place), "PATH": os.environ["PATH"]}
        found = Service(env, free_port(), free_port())
        ports = {"at_3000": found.web, "at_3001": found.read}
        for unit in ("gap-code", "gap-web", "gap-read", "gap-daemon"):
            words = command(f"{unit}.service", env, **ports)
            stack.enter_context(running(*words, log=place / f"{unit}.log", env=env, cwd=PROJECT))
            if unit == "gap-code":
                wait_for(Path(env["GAP_CODE_SOCKET"]).exists, "the code server")
        for port in (found.web, found.read):
            wait_for(lambda port=port: is_up(port), "a webserver")
        yield found


def test_every_asset_is_loaded_from_the_code_server(service):
    nodes = ask(service.web, "{ assetNodes { assetKey { path } } }")["assetNodes"]
    expected = build_defs().resolve_asset_graph().get_all_asset_keys()
    assert {tuple(node["assetKey"]["path"]) for node in nodes} == {tuple(key.path) for key in expected}


def test_a_run_of_the_command_line_is_found_in_postgresql_by_another_process(service):
    assert "Technology has helped" in service.gap("run", STUDY)
    run, status = service.python(sys.executable, "-c", FOUND).split()[:2]
    assert status == "SUCCESS"
    assert {"runId": run, "status": "SUCCESS"} in ask(service.read, RUNS)["runsOrError"]["results"]
    assert list(Path(service.env["DAGSTER_HOME"]).rglob("*.db")) == []


def test_a_run_that_is_launched_waits_for_the_daemon_and_ends_well(service):
    service.gap("run", STUDY)
    launched = ask(service.web, LAUNCH, params=PARAMS)["launchPipelineExecution"]
    assert launched["__typename"] == "LaunchRunSuccess"
    done = {"runId": launched["run"]["runId"], "status": "SUCCESS"}
    wait_for(lambda: done in ask(service.web, RUNS)["runsOrError"]["results"], "the run")


def test_the_webserver_for_readers_starts_no_run(service):
    before = ask(service.read, RUNS)
    assert ask(service.read, LAUNCH, params=PARAMS)["launchPipelineExecution"] == {"__typename": "UnauthorizedError"}
    assert ask(service.read, RUNS) == before


def test_old_runs_go_from_postgresql_but_the_last_of_each_table(service):
    for _ in range(2):
        service.gap("run", STUDY)
    runs = service.python(sys.executable, "-c", FOUND).split()[::2]
    service.python(sys.executable, "-c", AGED)
    told = service.gap("prune", "--history-days", "99", "--yes")
    assert f"removed {len(runs) - 1} old runs from Dagster's history" in told
    assert service.python(sys.executable, "-c", FOUND).split()[::2] == runs[:1]


def test_the_history_is_migrated_in_place(service):
    runs = service.python(sys.executable, "-c", FOUND)
    service.python(str(Path(sys.executable).with_name("dagster")), "instance", "migrate")
    assert service.python(sys.executable, "-c", FOUND) == runs


@pytest.fixture
def proxy(service, tmp_path):
    """The documented proxy before both webservers, with its own certificate and accounts: its port."""
    nginx, openssl = program("nginx", "nginx-light"), program("openssl", "openssl")
    make = [openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=gap.example.org", "-days", "1"]
    made = ["-keyout", tmp_path / "privkey.pem", "-out", tmp_path / "fullchain.pem"]
    subprocess.run([*make, *made], check=True, capture_output=True)
    for accounts in ("gap-operators", "gap-readers"):
        (tmp_path / accounts).write_text(f"{accounts}:{{PLAIN}}secret\n")
    port, text = free_port(), (DEPLOY / "nginx.conf").read_text()
    for there, here in (
        ("listen 443", f"listen 127.0.0.1:{port}"),
        ("/etc/ssl/gap", str(tmp_path)),
        ("/etc/nginx", str(tmp_path)),
        ("127.0.0.1:3000", f"127.0.0.1:{service.web}"),
        ("127.0.0.1:3001", f"127.0.0.1:{service.read}"),
    ):
        assert there in text
        text = text.replace(there, here)
    places = "".join(
        f"{kind}_temp_path {tmp_path}/{kind}; " for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    main = f"daemon off; user root; pid {tmp_path}/pid; events {{}} http {{ access_log off; {places} {text} }}"
    (tmp_path / "nginx.conf").write_text(main)
    with running(nginx, "-e", "stderr", "-c", tmp_path / "nginx.conf", log=tmp_path / "log"):
        wait_for((tmp_path / "pid").exists, "nginx")
        yield port


def through(port: int, host: str, account: str, query: str, **variables: object) -> dict | int:
    """What is answered by the proxy to an account, or the status that it refuses with."""
    trusting = ssl._create_unverified_context()
    headers = {"Host": host, "Authorization": "Basic " + base64.b64encode(f"{account}:secret".encode()).decode()}
    headers |= {"Origin": f"https://{host}"}
    body = json.dumps({"query": query, "variables": variables}).encode()
    request = urllib.request.Request(
        f"https://127.0.0.1:{port}/graphql", body, {**headers, "content-type": "application/json"}
    )
    try:
        with urllib.request.urlopen(request, timeout=60, context=trusting) as answer:
            return json.load(answer)["data"]
    except urllib.error.HTTPError as refused:
        return refused.code


def test_the_proxy_asks_who_it_is_and_readers_come_to_the_webserver_that_changes_nothing(proxy):
    assert through(proxy, "gap.example.org", "gap-operators", "{ version }")["version"]
    for host, account in (("gap.example.org", "gap-readers"), ("gap-read.example.org", "nobody")):
        assert through(proxy, host, account, "{ version }") == 401
    refused = through(proxy, "gap-read.example.org", "gap-readers", LAUNCH, params=PARAMS)
    assert refused == {"launchPipelineExecution": {"__typename": "UnauthorizedError"}}


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_systemd_understands_each_unit(unit, tmp_path):
    verify = program("systemd-analyze", "systemd")
    (project := tmp_path / "gap").symlink_to(PROJECT)  # names without a blank, as in the units
    (programs := tmp_path / "programs").symlink_to(Path(sys.executable).parent)
    for other in UNITS:
        (tmp_path / other.name).write_text(here_instead(other.read_text(), project, programs))
    words = [verify, "verify", "--man=no", str(tmp_path / unit.name)]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
