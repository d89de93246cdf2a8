"""The span of a request that is being answered: it begins in the trace of the case that it turns out to be about.

Which case that is, and whether the caller is one of our own processes, is known only while the request is answered;
so the span is begun (with the time of the request) when its first child begins, or at the end.
"""

import time
from collections.abc import Callable
from contextvars import ContextVar, Token
from types import TracebackType
from typing import Self

from chain.cases import is_case_number
from chain.tracing.places import Place, case_place, read_traceparent
from chain.tracing.spans import Current, Kind, Recorded, Recorder, enter, leave, recorder_in_use

_request: ContextVar["Request | None"] = ContextVar("current_request", default=None)


class Request:
    """One request: use it in a ``with`` statement, and :meth:`answered` before its end.

    ``traceparent`` is the caller's header. A caller outside is only linked to: it neither chooses our traces nor what
    of them is kept. ``named_case`` gives the case number in the address, once the address is understood.
    """

    def __init__(self, traceparent: str | None, named_case: Callable[[], object] = lambda: None) -> None:
        self._recorder = recorder_in_use()
        self._caller = read_traceparent(traceparent) if self._recorder is not None else None
        self._named_case = named_case
        self._since = time.time_ns() if self._recorder is not None else 0
        self._recorded: Recorded | None = None
        self._case_no: str | None = None
        self._opened = self._by_us = False
        self._tokens: tuple[Token[Request | None], Token[Current | None]] | None = None

    @property
    def place(self) -> Place:
        """Where the span stands; it begins now if it had not."""
        return self._begun().place

    @property
    def sampled(self) -> bool:
        """Whether the span will be told to the collector."""
        return self._begun().sampled

    @property
    def known_trace(self) -> int | None:
        """The trace of the span or of the case; ``None`` while neither is settled."""
        if self._recorded is not None:
            return self._recorded.place.trace_id
        return case_place(self._case_no).trace_id if self._case_no is not None else None

    def about(self, case_no: str, *, opened: bool = False) -> None:
        """The request is about a case; ``opened``: it is the one that the case began with."""
        if not is_case_number(case_no):
            return
        self._case_no, self._opened = case_no, self._opened or opened
        if self._recorded is not None and self._recorded.place.trace_id != case_place(case_no).trace_id:
            self._recorded.link(case_place(case_no))

    def called_by_us(self) -> None:
        """The caller proved to be one of our processes: its span is the parent."""
        self._by_us = True

    def answered(self, method: str, route: str, status: int, role: str | None, code: str | None) -> None:
        """End the span with what was answered; ``route`` is the template of the address."""
        if self._recorder is None:
            return
        recorded = self._begun()
        case_no = self._case_no or self._case_in_address()
        recorded.set({"method": method, "route": route, "status": status})
        recorded.set({"role": role, "code": code, "case_no": case_no})
        recorded.end(name=f"{method} {route}", failed=status >= 500)

    def __enter__(self) -> Self:
        if self._recorder is not None:
            self._tokens = (_request.set(self), enter(self))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._tokens is not None:
            _request.reset(self._tokens[0])
            leave(self._tokens[1])

    def _begun(self) -> Recorded:
        if self._recorded is None:
            if self._recorder is None:
                raise RuntimeError("no span without a recorder")
            self._recorded = self._begin(self._recorder)
        return self._recorded

    def _begin(self, recorder: Recorder) -> Recorded:
        case_no = self._case_no or self._case_in_address()
        case = case_place(case_no) if case_no is not None else None
        parent = self._caller if self._by_us else None
        own = case if self._opened and parent is None else None
        if own is None:
            parent = parent or case
        links = [self._caller] if self._caller is not None and parent != self._caller else []
        return recorder.start("request", Kind.SERVER, parent=parent, own=own, links=links, since=self._since)

    def _case_in_address(self) -> str | None:
        named = self._named_case()
        return named if isinstance(named, str) and is_case_number(named) else None


def about_case(case_no: str) -> None:
    """The request that is being answered, if any, is about this case."""
    request = _request.get()
    if request is not None:
        request.about(case_no)


def opened_case(case_no: str) -> None:
    """The request that is being answered, if any, is the one that this case began with."""
    request = _request.get()
    if request is not None:
        request.about(case_no, opened=True)


def called_by_us() -> None:
    """The caller of the request that is being answered proved to be one of our processes."""
    request = _request.get()
    if request is not None:
        request.called_by_us()
