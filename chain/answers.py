"""What every process of ours that answers over HTTP tells of an answer, read from the server's scope (ASGI).

The address counts as its template, which names no case; of the caller no more than the role.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from chain.tracing import Request
from chain.tracing.places import TRACEPARENT

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
QUIET = frozenset({"/health", "/ready", "/metrics"})
"""Asked every few seconds by machines: not worth a span, nor a log line unless debugging."""


def traceparent_of(scope: Mapping[str, Any]) -> str | None:
    """The caller's header of that name, if it sent one."""
    sent = next((value for name, value in scope["headers"] if name == TRACEPARENT.encode()), None)
    return sent.decode("latin-1") if sent is not None else None


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer; ``route`` is the template of the address, ``status`` 0 when nothing was answered."""

    method: str
    route: str
    status: int
    seconds: float

    @classmethod
    def to(cls, scope: Mapping[str, Any], status: int, seconds: float) -> "Answer":
        """The answer to the request of ``scope``, once the router has seen it."""
        method = scope["method"] if scope["method"] in METHODS else "OTHER"
        return cls(method, str(getattr(scope.get("route"), "path", "unknown")), status, seconds)

    def tell(
        self, logger: logging.Logger, request: Request, *, role: str | None = None, code: str | None = None
    ) -> None:
        """End the request's span and write its line; ``code`` is that of a refusal."""
        if self.route not in QUIET:
            request.answered(self.method, self.route, self.status, role, code)
        facts = {
            "method": self.method,
            "route": self.route,
            "status": self.status,
            "ms": round(self.seconds * 1000, 1),
            "role": role,
            "code": code,
        }
        logger.log(logging.DEBUG if self.route in QUIET else logging.INFO, "answered", extra=facts)
