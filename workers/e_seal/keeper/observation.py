"""What the keeper tells of itself: a line, a span and numbers for each request, none of them with a person or a token."""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from secrets import token_hex

from prometheus_client import Counter, Gauge, Histogram
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from chain import tracing
from chain.answers import Answer, traceparent_of
from chain.logs import request_id
from chain.version import VERSION

logger = logging.getLogger(__name__)

CODE = "code"
"""Key in the request's state under which the code of a refusal is left."""

seals = Gauge("yilian_keeper_seals", "Seals held")
_signatures = Counter("yilian_keeper_signatures_total", "Signatures given", ["body", "kind"])
_refusals = Counter("yilian_keeper_refusals_total", "Requests refused, by error code", ["code"])
_seconds = Histogram("yilian_keeper_sign_seconds", "Time to sign and register, in seconds")
_build = Gauge("yilian_build_info", "Which version runs; always 1", ["process", "version"])
_build.labels("keeper", VERSION).set(1)


@contextmanager
def signing(body: str, kind: str, case_no: str, item: str) -> Iterator[None]:
    """Watch one signature, with the seal of ``kind``, of a caller that has proved to be the body's worker."""
    tracing.called_by_us()
    tracing.about_case(case_no)
    with _seconds.time(), tracing.span("keeper sign", body=body, kind=kind, item=item, case_no=case_no):
        yield
    _signatures.labels(body, kind).inc()


class Observed:
    """Outermost middleware."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        scope.setdefault("state", {})
        status, started = 0, time.perf_counter()

        async def send_seen(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        token = request_id.set(token_hex(8))
        try:
            with tracing.Request(traceparent_of(scope)) as request:
                try:
                    await self._app(scope, receive, send_seen)
                finally:
                    _note(scope, request, status, time.perf_counter() - started)
        finally:
            request_id.reset(token)


def _note(scope: Scope, request: tracing.Request, status: int, seconds: float) -> None:
    code = scope["state"].get(CODE)
    if code is not None:
        _refusals.labels(code).inc()
    Answer.to(scope, status, seconds).tell(logger, request, code=code)
