"""A page elsewhere, in the browser of somebody who has `gap ui` open, starts nothing and reads nothing."""

import functools
import http.client
import http.server
import json
import threading

import pytest

from assets.lake.paths import Lake
from assets.making.workplace import PARTITION_SET
from building import TWO_SIDES, rows, write_study
from pipeline.history.home import open_home
from serving import Served

pytestmark = pytest.mark.slow
MUTATION = (
    'mutation{addDynamicPartition(repositorySelector:{repositoryLocationName:"gap",repositoryName:"__repository__"},'
    'partitionsDefName:"study_wave",partitionKey:"owned/WAY"){__typename}}'
)
PAGE = """<!doctype html><title>elsewhere</title><iframe name=out hidden></iframe><script>
const ui = UI, mutation = MUTATION, by = way => mutation.replace("WAY", way), seen = [];
const address = way => `${ui}/graphql?query=${encodeURIComponent(by(way))}`;
const body = way => JSON.stringify({query: by(way)});
const heard = async (way, asked) => { try { seen.push([way, await (await asked).text()]); } catch { seen.push([way, ""]); } };
new Image().src = address("img");
for (const kind of ["text/plain", "application/x-www-form-urlencoded"]) {
  const form = document.createElement("form");
  Object.assign(form, {action: address("form"), method: "POST", enctype: kind, target: "out"});
  document.body.append(form); form.submit();
}
const socket = way => new Promise(done => {
  const it = new WebSocket(ui.replace("http", "ws") + "/graphql", "graphql-ws");
  it.onopen = () => {
    it.send(JSON.stringify({type: "connection_init"}));
    it.send(JSON.stringify({type: "start", id: "1", payload: {query: by(way)}}));
  };
  it.onmessage = event => { if (JSON.parse(event.data).type !== "connection_ack") { seen.push([way, event.data]); done(); } };
  it.onclose = it.onerror = () => { seen.push([way, ""]); done(); };
});
window.attack = async () => {
  await heard("get", fetch(address("get")));
  await heard("blind", fetch(address("blind"), {mode: "no-cors"}));
  await heard("text", fetch(address("text"), {method: "POST", mode: "no-cors", body: body("text")}));
  await heard("json", fetch(`${ui}/graphql`, {method: "POST", body: body("json"), headers: {"content-type": "application/json"}}));
  await heard("almost", fetch(`${ui}/graphql`, {method: "POST", body: body("almost"), headers: {"content-type": "text/plain; a=application/json"}}));
  await heard("page", fetch(ui + "/"));
  await socket("socket");
  return seen;
};</script>"""


LOADED = """src => new Promise(done => {
  const it = new Image(); it.onload = () => done(true); it.onerror = () => done(false); it.src = src; })"""
"""Whether a picture is loaded."""


@pytest.fixture(scope="module")
def ui(tmp_path_factory):
    place = tmp_path_factory.mktemp("attacked")
    write_study(place / "studies", {"poll.csv": rows("id,role,q", "1,boss,y", "2,staff,n")}, **TWO_SIDES)
    served = Served(place)
    yield served
    served.kill()


@pytest.fixture
def elsewhere(ui, tmp_path):
    """The address of the attacking page."""
    page = PAGE.replace("UI", json.dumps(ui.url), 1).replace("MUTATION", json.dumps(MUTATION), 1)
    (tmp_path / "index.html").write_text(page)
    (tmp_path / "px.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>')
    handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=tmp_path)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def owned(ui) -> list[str]:
    """What an attack has added to the partitions."""
    return [key for key in open_home(Lake(ui.lake)).get_dynamic_partitions(PARTITION_SET) if key.startswith("owned")]


def test_a_page_elsewhere_starts_nothing_and_reads_nothing(ui, elsewhere, chromium, monkeypatch):
    monkeypatch.setenv("DAGSTER_HOME", str(ui.lake / ".dagster"))
    by_us = MUTATION.replace("WAY", "us")  # what may be done: else nothing would be shown by what is not
    ui.wait_for(lambda: ui.ask(by_us)["addDynamicPartition"]["__typename"] == "AddDynamicPartitionSuccess")
    page = chromium.new_page()
    page.goto(elsewhere)
    seen = page.evaluate("attack()")
    page.wait_for_timeout(2000)  # pictures and forms say nothing of their end
    assert {way for way, _ in seen} == {"get", "blind", "text", "json", "almost", "page", "socket"}
    assert [(way, text) for way, text in seen if text] == []
    assert owned(ui) == ["owned/us"]


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_name_of_theirs_that_points_here_is_not_answered(ui, method):
    theirs = {"Host": f"evil.example:{ui.port}", "Origin": f"http://evil.example:{ui.port}"}
    for path in ("/", "/graphql", "/server_info"):
        asked = http.client.HTTPConnection("127.0.0.1", ui.port, timeout=60)
        asked.request(method, path, json.dumps({"query": "{version}"}), {**theirs, "content-type": "application/json"})
        answer = asked.getresponse()
        assert answer.status == 403 and b"dagster" not in answer.read().lower()


def test_the_ui_itself_works_behind_the_guard_and_loads_no_picture_from_elsewhere(ui, elsewhere, chromium):
    page = chromium.new_page()
    page.goto(elsewhere)
    assert page.evaluate(LOADED, f"{elsewhere}px.svg")
    page.goto(f"{ui.url}/asset-groups")
    page.get_by_text("tabulation", exact=True).last.wait_for()
    assert not page.evaluate(LOADED, f"{elsewhere}px.svg")
