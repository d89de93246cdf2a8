"""The guard at the door: gives each request an identifier, counts and logs it, and lets no exception out.

What nothing else knows becomes a problem of status 500 here; only the class of the exception and where it was
raised are logged.
"""

import logging
import time
from secrets import token_hex
from typing import Any

from prometheus_client import Counter, Histogram
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from chain.errors import ChainError
from gateway.operation.logs import EXTRA, request_id
from gateway.problems import problem_response

logger = logging.getLogger(__name__)

SAFETY_HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-frame-options", b"DENY"),
)


_LABELS = ("method", "route")
_answers = Counter("yilian_http_answers_total", "Answers given over HTTP", (*_LABELS, "status"))
_seconds = Histogram("yilian_http_seconds", "Time to answer over HTTP, in seconds", _LABELS)


class Guard:
    """Outermost middleware."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        identifier, started, status = token_hex(8), time.perf_counter(), 0
        token = request_id.set(identifier)

        async def send_marked(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = _with_headers(message.get("headers", ()), identifier)
            await send(message)

        try:
            await self._app(scope, receive, send_marked)
        except Exception:
            logger.exception("a request was not answered as it should be")
            if status == 0:
                await problem_response(ChainError())(scope, receive, send_marked)
        finally:
            _note(scope, status, time.perf_counter() - started)
            request_id.reset(token)


_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


def _note(scope: Scope, status: int, seconds: float) -> None:
    """Count and log one answer: by the template of its address, which names no case."""
    method = scope["method"] if scope["method"] in _METHODS else "OTHER"
    route = _route_of(scope)
    _answers.labels(method, route, str(status)).inc()
    _seconds.labels(method, route).observe(seconds)
    facts: dict[str, Any] = {
        "method": method,
        "route": route,
        "status": status,
        "ms": round(seconds * 1000, 1),
    }
    logger.info("answered", extra={EXTRA: facts})


def _route_of(scope: Scope) -> str:
    return str(getattr(scope.get("route"), "path", "unknown"))


def _with_headers(headers: Any, identifier: str) -> list[tuple[bytes, bytes]]:
    present = {name.lower() for name, _ in headers}
    added = [pair for pair in SAFETY_HEADERS if pair[0] not in present]
    return [*headers, *added, (b"x-request-id", identifier.encode())]
