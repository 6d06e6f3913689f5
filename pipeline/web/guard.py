"""What is let through to Dagster's webserver: requests of its own pages, under its own names. It knows nothing of Dagster.

A page from elsewhere can have the browser send a picture's address, a form or a simple fetch, open a WebSocket, or let its own
name point here (DNS rebinding). It cannot choose `Host`, `Origin` or `Sec-Fetch-Site`, nor send JSON without being let to.
"""

from collections.abc import Set
from urllib.parse import urlsplit

from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette.websockets import WebSocketClose

READS = ("GET", "HEAD")
GRAPHQL = "/graphql"
JSON, PAGE = "application/json", "text/html"
POLICY = (
    "img-src 'self' data: blob:; connect-src 'self'; form-action 'self'; frame-src 'self'; frame-ancestors 'none'; "
    "media-src 'none'; object-src 'none'; base-uri 'none'"
)
"""What pages may load and who may frame them. It holds beside Dagster's own, which says which scripts run."""


class Guard:
    """The webserver behind it answers to `names` alone, the hosts that people reach it by."""

    def __init__(self, app: ASGIApp, names: Set[str]):
        self.app, self.names = app, names

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it with a sentence."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
        elif not (reason := self._reason(HTTPConnection(scope))):
            await self.app(scope, receive, _with_policy(send))
        elif scope["type"] == "websocket":
            await WebSocketClose(1008, reason)(scope, receive, send)
        else:
            await PlainTextResponse(f"{reason}\n", 403)(scope, receive, send)

    def _reason(self, asked: HTTPConnection) -> str:
        """Why the request is refused; empty where it is not."""
        method, headers = asked.scope.get("method", ""), asked.headers
        host, origin = headers.get("host", ""), headers.get("origin")
        if _name(host) not in self.names:
            return "This host is not known here; name it in GAP_UI_HOSTS."
        if origin is not None and urlsplit(origin).netloc != host:
            return "Another page asks."
        if method not in READS:  # a WebSocket has none
            if origin is None:
                return "Changes are taken from pages of this host, which say so (Origin)."
            if asked.scope["type"] == "http" and _kind(headers.get("content-type", "")) != JSON:
                return "What is sent must be JSON."
            return ""
        page = PAGE in headers.get("accept", "")
        if asked.scope["path"].rstrip("/").endswith(GRAPHQL) and not page:
            return "Questions are sent by POST."
        if headers.get("sec-fetch-site", "none") in ("none", "same-origin"):
            return ""
        return "" if headers.get("sec-fetch-dest") == "document" else "Another page asks."


def _name(host: str) -> str:
    """The name in a Host header, without its port."""
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""


def _kind(content_type: str) -> str:
    return content_type.partition(";")[0].strip().lower()


def _with_policy(send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            MutableHeaders(scope=message).append("content-security-policy", POLICY)
        await send(message)

    return sending
