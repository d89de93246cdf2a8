"""Traces that follow a case by its number, without personal data (docs/architecture.md, "Traces").

    tracing.set_up("yilian-worker", body="fire_379901")        # once in a process; nothing is recorded unless configured
    with tracing.span("outbox deliver", case_no=row.case_no, kind=row.kind) as span:
        ...
        span.set(result="delivered")

The OpenTelemetry SDK is loaded only where ``YILIAN_OTLP_ENDPOINT`` is set.
"""

from chain.tracing.configuration import TracingMisconfigured, set_up, shut_down
from chain.tracing.places import Place, case_place, read_traceparent
from chain.tracing.requests import Request, about_case, called_by_us, opened_case
from chain.tracing.spans import Kind, current_trace_id, outgoing, span

__all__ = [
    "Kind",
    "Place",
    "Request",
    "TracingMisconfigured",
    "about_case",
    "called_by_us",
    "case_place",
    "current_trace_id",
    "opened_case",
    "outgoing",
    "read_traceparent",
    "set_up",
    "shut_down",
    "span",
]
