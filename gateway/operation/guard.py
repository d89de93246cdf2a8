"""The guard at the door: gives each request an identifier, counts and logs it, and lets no exception out.

What nothing else knows becomes a problem of status 500 here; only the class of the exception and where it was
raised are logged.
"""

import logging
import time
from http import HTTPStatus
from secrets import token_hex
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from chain.answers import Answer, traceparent_of
from chain.errors import ChainError
from chain.logs import request_id
from chain.tracing import Request
from gateway.operation import metrics
from gateway.operation.answering import Answering, current
from gateway.problems import problem_response

logger = logging.getLogger(__name__)

SAFETY_HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-frame-options", b"DENY"),
)


class Guard:
    """Outermost middleware."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        identifier, answering = token_hex(8), Answering()
        tokens = request_id.set(identifier), current.set(answering)
        started, status = time.perf_counter(), 0
        try:
            with metrics.in_flight.track_inprogress(), _request(scope) as request:
                try:
                    status = await self._answer(scope, receive, send, identifier)
                finally:
                    answer = Answer.to(scope, status, time.perf_counter() - started)
                    _note(answer, answering, request)
        finally:
            request_id.reset(tokens[0])
            current.reset(tokens[1])

    async def _answer(self, scope: Scope, receive: Receive, send: Send, identifier: str) -> int:
        """Let the application answer and return the status; 0 when nothing was answered."""
        status = 0

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
        return status


def _request(scope: Scope) -> Request:
    """The span of a request; the router leaves the parts of the address in the scope."""
    return Request(traceparent_of(scope), lambda: scope.get("path_params", {}).get("case_no"))


def _note(answer: Answer, answering: Answering, request: Request) -> None:
    """Count and tell one answer."""
    metrics.answers.labels(answer.method, answer.route, str(answer.status)).inc()
    metrics.seconds.labels(answer.method, answer.route).observe(answer.seconds)
    if answering.theme is not None and answer.status == HTTPStatus.ACCEPTED:
        metrics.submissions.labels(answering.theme).inc()
    answer.tell(logger, request, role=answering.role, code=answering.code)


def _with_headers(headers: Any, identifier: str) -> list[tuple[bytes, bytes]]:
    present = {name.lower() for name, _ in headers}
    added = [pair for pair in SAFETY_HEADERS if pair[0] not in present]
    return [*headers, *added, (b"x-request-id", identifier.encode())]
