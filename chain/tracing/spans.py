"""Spans as the rooms write them. While no recorder is in use they cost a function call and tell nothing."""

from collections.abc import Mapping, Sequence
from contextvars import ContextVar, Token
from enum import Enum
from types import TracebackType
from typing import Any, Protocol, Self

from chain.cases import is_case_number
from chain.errors import ChainError
from chain.tracing.places import TRACEPARENT, Place, case_place


class Kind(Enum):
    """Which side of a call a span is."""

    INTERNAL = "internal"
    SERVER = "server"
    CLIENT = "client"


class Current(Protocol):
    """What a further span stands under."""

    @property
    def place(self) -> Place:
        """Where it stands."""

    @property
    def sampled(self) -> bool:
        """Whether it will be told to the collector."""

    @property
    def known_trace(self) -> int | None:
        """Its trace, if that is settled already."""


class Recorded(Current, Protocol):
    """A span that a recorder began."""

    def set(self, attributes: Mapping[str, object]) -> None:
        """Add attributes, by the names of the allow-list."""

    def link(self, place: Place) -> None:
        """Tell of a span elsewhere that belongs to this one."""

    def end(self, *, name: str | None = None, failed: bool = False) -> None:
        """End it, with its last name."""


class Recorder(Protocol):
    """Begins spans. ``own`` is the place the span must take; with it there is no parent."""

    def start(
        self,
        name: str,
        kind: Kind,
        *,
        parent: Place | None = None,
        own: Place | None = None,
        links: Sequence[Place] = (),
        since: int | None = None,
    ) -> Recorded:
        """Begin a span now, or ``since`` (nanoseconds of the epoch)."""

    def close(self) -> None:
        """Hand over what is still here, within two seconds."""


_recorder: Recorder | None = None
_current: ContextVar[Current | None] = ContextVar("current_span", default=None)


def use(recorder: Recorder | None) -> Recorder | None:
    """Let ``recorder`` record the spans of this process from now on, and return the one before."""
    global _recorder
    before, _recorder = _recorder, recorder
    return before


def recorder_in_use() -> Recorder | None:
    """The recorder, if traces are configured."""
    return _recorder


def enter(current: Current) -> Token[Current | None]:
    """Let further spans of this context stand under ``current`` until :func:`leave`."""
    return _current.set(current)


def leave(token: Token[Current | None]) -> None:
    """Undo :func:`enter`."""
    _current.reset(token)


class Span:
    """A span that is being written; use it in a ``with`` statement."""

    def __init__(self, recorded: Recorded) -> None:
        self._recorded = recorded
        self._failed = False
        self._token: Token[Current | None] | None = None

    def set(self, **attributes: object) -> None:
        """Add attributes; those that are not on the allow-list are dropped."""
        self._recorded.set(attributes)

    def fail(self, code: str) -> None:
        """Mark the span as failed with the code of an error."""
        self._failed = True
        self._recorded.set({"code": code})

    def __enter__(self) -> Self:
        self._token = enter(self._recorded)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._token is not None:
            leave(self._token)
        if error is not None:
            self.fail(code_of(error))
        self._recorded.end(failed=self._failed)


class Nothing:
    """Stands for a span while nothing is recorded."""

    def set(self, **attributes: object) -> None:
        """Nothing."""

    def fail(self, code: str) -> None:
        """Nothing."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        return None


_NOTHING = Nothing()


def span(
    name: str, side: Kind = Kind.INTERNAL, *, case_no: str | None = None, **attributes: Any
) -> Span | Nothing:
    """A span under the current one; where there is none, in the trace of the case."""
    if _recorder is None:
        return _NOTHING
    current = _current.get()
    parent = current.place if current is not None else None
    if case_no is not None and is_case_number(case_no):
        parent = parent or case_place(case_no)
        attributes["case_no"] = case_no
    recorded = _recorder.start(name, side, parent=parent)
    recorded.set(attributes)
    return Span(recorded)


def current_trace_id() -> str | None:
    """The trace of the current span in hexadecimal, for log lines."""
    current = _current.get() if _recorder is not None else None
    trace_id = current.known_trace if current is not None else None
    return f"{trace_id:032x}" if trace_id is not None else None


def outgoing() -> dict[str, str]:
    """The header that makes the callee's span a child of the current one; empty when nothing is recorded."""
    current = _current.get() if _recorder is not None else None
    return {} if current is None else {TRACEPARENT: current.place.traceparent(sampled=current.sampled)}


def code_of(error: BaseException) -> str:
    """What may be told of an error: its code, or the name of its class."""
    return error.code if isinstance(error, ChainError) else type(error).__name__
