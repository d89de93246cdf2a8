"""What is known of the request that is being answered, for its log line, its numbers and its span.

The rooms tell it in passing: who calls (the role, never the subject), which case it is about, with which code it was
refused. Outside a request (the outbox, the intake) nothing is kept.
"""

from contextvars import ContextVar
from dataclasses import dataclass

from chain import tracing
from gateway.identity.callers import Caller, Role


@dataclass(slots=True)
class Answering:
    """One request. ``theme`` is that of the case which it opened."""

    role: str | None = None
    code: str | None = None
    theme: str | None = None


current: ContextVar[Answering | None] = ContextVar("answering", default=None)


def called_by(caller: Caller) -> None:
    """The caller was recognised; a department's worker is one of our own processes."""
    answering = current.get()
    if answering is not None:
        answering.role = "+".join(sorted(caller.roles)) or None
    if caller.has(Role.WORKER):
        tracing.called_by_us()


def refused(code: str) -> None:
    """The answer is a problem of this code."""
    answering = current.get()
    if answering is not None:
        answering.code = code


def about(case_no: str) -> None:
    """The request is about this case."""
    tracing.about_case(case_no)


def opened(case_no: str, theme: str) -> None:
    """The request opens this case of a theme."""
    answering = current.get()
    if answering is not None:
        answering.theme = theme
    tracing.opened_case(case_no)
