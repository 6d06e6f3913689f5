"""The guard lets the UI's own pages through, and nothing that another page could have a browser send."""

import asyncio

import pytest

from pipeline.settings import hosts
from pipeline.web.guard import Guard
from schemas.refused import Refused

HERE = {"host": "127.0.0.1:3000"}
OWN = {**HERE, "origin": "http://127.0.0.1:3000"}
JSON = {"content-type": "application/json"}
PAGE = {"accept": "text/html,*/*"}


def answered(method: str, path: str, headers: dict[str, str], kind: str = "http", names: str = "") -> tuple[int, dict]:
    """The status and the headers of an answer by the guard, or by what is behind it: 200. A WebSocket that is refused: 403."""
    said: list[dict] = []

    async def app(_scope, _receive, send):
        await send(
            {"type": "http.response.start" if kind == "http" else "websocket.accept", "status": 200, "headers": []}
        )

    async def receive():
        return {"type": "websocket.connect"}

    async def send(message):
        said.append(message)

    raw = [(name.encode(), value.encode()) for name, value in headers.items()]
    scope = {"type": kind, "path": path, "headers": raw, "query_string": b"", **({"method": method} if method else {})}
    asyncio.run(Guard(app, hosts() | set(names.split()))(scope, receive, send))
    status = said[0].get("status", 403)
    return status, {name.decode(): value.decode() for name, value in said[0].get("headers", [])}


ALLOWED = {
    "a page": ("GET", "/runs", {**HERE, **PAGE}),
    "a page that is linked from elsewhere": ("GET", "/", {**HERE, **PAGE, "sec-fetch-site": "cross-site", "sec-fetch-dest": "document"}),
    "a script of its own": ("GET", "/assets/x.js", {**HERE, "sec-fetch-site": "same-origin", "sec-fetch-dest": "script"}),
    "a question": ("POST", "/graphql", {**OWN, **JSON, "sec-fetch-site": "same-origin"}),
    "with its charset": ("POST", "/graphql", {**OWN, "content-type": "application/json; charset=utf-8"}),
    "by another name": ("POST", "/graphql", {"host": "localhost:3000", "origin": "http://localhost:3000", **JSON}),
    "by IPv6": ("GET", "/", {"host": "[::1]:3000"}),
    "where it can be typed": ("GET", "/graphql", {**HERE, **PAGE}),
}  # fmt: skip
REFUSED = {
    "a picture": ("GET", "/graphql", {**HERE, "accept": "image/*"}),
    "a picture on a page of its own": ("GET", "/graphql", {**HERE, "accept": "image/*", "sec-fetch-site": "same-origin"}),
    "a log, as a script elsewhere": ("GET", "/logs/x.out", {**HERE, "sec-fetch-site": "same-site", "sec-fetch-dest": "script"}),
    "a frame": ("GET", "/", {**HERE, **PAGE, "sec-fetch-site": "cross-site", "sec-fetch-dest": "iframe"}),
    "a fetch": ("GET", "/server_info", {**HERE, "origin": "http://evil.example"}),
    "a form": ("POST", "/graphql", {**HERE, "origin": "http://evil.example", "content-type": "text/plain"}),
    "a form of its own": ("POST", "/graphql", {**OWN, "content-type": "application/x-www-form-urlencoded"}),
    "JSON that is none": ("POST", "/graphql", {**OWN, "content-type": "text/plain; a=application/json"}),
    "another port": ("POST", "/graphql", {**HERE, "origin": "http://127.0.0.1:9999", **JSON}),
    "a sandbox": ("POST", "/graphql", {**HERE, "origin": "null", **JSON}),
    "nobody's": ("POST", "/graphql", {**HERE, **JSON}),
    "a report": ("POST", "/report_asset_materialization/x", {**HERE, "origin": "http://evil.example"}),
    "a name that points here": ("GET", "/", {"host": "evil.example:3000", **PAGE}),
    "its own page": ("POST", "/graphql", {"host": "evil.example", "origin": "http://evil.example", **JSON}),
    "a name like ours": ("GET", "/", {"host": "127.0.0.1.evil.example"}),
    "a name before ours": ("GET", "/", {"host": "evil.example@[::1"}),
    "no name": ("GET", "/", {}),
    "asking first": ("OPTIONS", "/graphql", {**HERE, "origin": "http://evil.example"}),
}  # fmt: skip


@pytest.mark.parametrize("case", ALLOWED)
def test_what_the_ui_itself_sends_is_let_through(case):
    assert answered(*ALLOWED[case])[0] == 200


@pytest.mark.parametrize("case", REFUSED)
def test_what_another_page_can_send_is_refused(case):
    assert answered(*REFUSED[case])[0] == 403


@pytest.mark.parametrize(
    ("headers", "status"),
    [(OWN, 200), (HERE, 403), ({**HERE, "origin": "http://evil.example"}, 403), ({**OWN, "host": "evil.example"}, 403)],
)
def test_a_websocket_is_opened_by_its_own_pages_alone(headers, status):
    assert answered("", "/graphql", headers, kind="websocket")[0] == status


def test_it_answers_to_the_names_that_a_proxy_is_known_by_and_to_no_other():
    asked = {"host": "gap.example.org", "origin": "https://gap.example.org", **JSON}
    assert answered("POST", "/graphql", asked, names="gap.example.org")[0] == 200
    assert answered("POST", "/graphql", asked)[0] == 403


def test_pages_load_no_picture_from_elsewhere_and_stand_in_no_frame():
    policy = answered("GET", "/", {**HERE, **PAGE})[1]["content-security-policy"]
    assert {"img-src 'self' data: blob:", "frame-ancestors 'none'"} <= set(policy.split("; "))


@pytest.mark.parametrize("name", ["http://gap.example.org", "a b", "gap.example.org:443", "*"])
def test_what_is_no_name_of_a_host_is_refused_in_a_sentence(monkeypatch, name):
    monkeypatch.setenv("GAP_UI_HOSTS", f"gap.example.org, {name}")
    with pytest.raises(Refused, match="GAP_UI_HOSTS: .* is no name of a host; write names such as"):
        hosts()
