"""Recording with the OpenTelemetry SDK, and handing spans to a collector over OTLP/HTTP.

Whatever is wrong with the collector never disturbs the work: spans wait in a bounded queue, a thread of its own
sends them, what is not taken is dropped and told in the log once a minute.
"""

import logging
import threading
import time
import uuid
from collections.abc import Mapping, Sequence
from contextvars import ContextVar

from opentelemetry import trace as api
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import ReadableSpan, SpanLimits, SpanProcessor, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter, SpanExportResult
from opentelemetry.sdk.trace.id_generator import RandomIdGenerator
from opentelemetry.sdk.trace.sampling import TraceIdRatioBased

from chain.tracing.attributes import PREFIX, permitted, permitted_name
from chain.tracing.places import Place
from chain.tracing.spans import Kind
from chain.version import VERSION

logger = logging.getLogger(__name__)

SEND_WITHIN = 5.0
SEND_EVERY_MS = 1_000
QUEUE = 8_192
CLOSE_WITHIN = 2.0
COMPLAIN_EVERY = 60.0
PATH = "/v1/traces"

_KINDS = {
    Kind.INTERNAL: api.SpanKind.INTERNAL,
    Kind.SERVER: api.SpanKind.SERVER,
    Kind.CLIENT: api.SpanKind.CLIENT,
}
_SAMPLED = api.TraceFlags(api.TraceFlags.SAMPLED)
_NO_CONTEXT = api.set_span_in_context(api.INVALID_SPAN)


def exporting_recorder(service: str, body: str | None, endpoint: str, ratio: float) -> "SdkRecorder":
    """A recorder that sends to the collector at ``endpoint`` (its base address, or that of its traces)."""
    # The SDK's own complaints come once a batch and quote addresses; Allowed tells of losses instead.
    library = logging.getLogger("opentelemetry")
    library.addHandler(logging.NullHandler())
    library.propagate = False
    address = endpoint if endpoint.endswith(PATH) else endpoint.rstrip("/") + PATH
    exporter = Allowed(OTLPSpanExporter(endpoint=address, timeout=SEND_WITHIN))
    processor = BatchSpanProcessor(
        exporter, max_queue_size=QUEUE, schedule_delay_millis=SEND_EVERY_MS, max_export_batch_size=512
    )
    return SdkRecorder(service, body, processor, ratio)


class SdkRecorder:
    """Begins spans of the SDK. ``ratio`` of the traces are kept, the same ones in every process."""

    def __init__(self, service: str, body: str | None, processor: SpanProcessor, ratio: float = 1.0) -> None:
        about = {
            "service.name": service,
            "service.version": VERSION,
            "service.instance.id": str(uuid.uuid4()),
        }
        resource = Resource.create({**about, **({f"{PREFIX}body": body} if body else {})})
        self._places = Places()
        self._provider = TracerProvider(
            sampler=TraceIdRatioBased(ratio),
            resource=resource,
            shutdown_on_exit=False,
            id_generator=self._places,
            span_limits=SpanLimits(max_events=0),
        )
        self._provider.add_span_processor(processor)
        self._tracer = self._provider.get_tracer("yilian", VERSION)

    def start(
        self,
        name: str,
        kind: Kind,
        *,
        parent: Place | None = None,
        own: Place | None = None,
        links: Sequence[Place] = (),
        since: int | None = None,
    ) -> "SdkSpan":
        """Begin a span."""
        under = _NO_CONTEXT
        if parent is not None:
            under = api.set_span_in_context(api.NonRecordingSpan(_context(parent)), _NO_CONTEXT)
        token = self._places.own.set(own)
        try:
            begun = self._tracer.start_span(
                name,
                under,
                _KINDS[kind],
                links=[api.Link(_context(place)) for place in links],
                start_time=since,
                record_exception=False,
                set_status_on_exception=False,
            )
        finally:
            self._places.own.reset(token)
        return SdkSpan(begun)

    def close(self) -> None:
        """Hand over what is still here; a collector that is away is not waited for."""
        closing = threading.Thread(target=self._provider.shutdown, name="close-traces", daemon=True)
        closing.start()
        closing.join(CLOSE_WITHIN)


class SdkSpan:
    """A span of the SDK."""

    def __init__(self, span: api.Span) -> None:
        self._span = span
        context = span.get_span_context()
        self.place = Place(context.trace_id, context.span_id)
        self.sampled = bool(context.trace_flags.sampled)
        self.known_trace = context.trace_id

    def set(self, attributes: Mapping[str, object]) -> None:
        """Add attributes; values that a span may not have are dropped."""
        named = {f"{PREFIX}{name}": value for name, value in attributes.items()}
        self._span.set_attributes(permitted(named))

    def link(self, place: Place) -> None:
        """Tell of a span elsewhere."""
        self._span.add_link(_context(place))

    def end(self, *, name: str | None = None, failed: bool = False) -> None:
        """End the span."""
        if name is not None:
            self._span.update_name(name)
        if failed:
            self._span.set_status(api.StatusCode.ERROR)
        self._span.end()


class Places(RandomIdGenerator):
    """Random identifiers, unless a span was given its place."""

    def __init__(self) -> None:
        self.own: ContextVar[Place | None] = ContextVar("own_place", default=None)

    def generate_trace_id(self) -> int:
        """The identifier of a new trace."""
        own = self.own.get()
        return super().generate_trace_id() if own is None else own.trace_id

    def generate_span_id(self) -> int:
        """The identifier of a new span."""
        own = self.own.get()
        return super().generate_span_id() if own is None else own.span_id


class Allowed(SpanExporter):
    """Passes on what the allow-list permits and nothing else: no events, no texts, no foreign attributes."""

    def __init__(self, exporter: SpanExporter) -> None:
        self._exporter = exporter
        self._lost = 0
        self._complained = -COMPLAIN_EVERY

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        """Send spans; runs in the processor's thread."""
        result = self._exporter.export([_clean(span) for span in spans])
        if result is not SpanExportResult.SUCCESS:
            self._lost += len(spans)
            self._complain()
        return result

    def shutdown(self) -> None:
        """Send nothing further."""
        self._exporter.shutdown()

    def force_flush(self, timeout_millis: int = 30_000) -> bool:
        """Nothing waits here."""
        return self._exporter.force_flush(timeout_millis)

    def _complain(self) -> None:
        now = time.monotonic()
        if now - self._complained >= COMPLAIN_EVERY:
            logger.warning("spans were not taken by the collector", extra={"count": self._lost})
            self._complained, self._lost = now, 0


def _clean(span: ReadableSpan) -> ReadableSpan:
    return ReadableSpan(
        name=permitted_name(span.name),
        context=_bare(span.context),
        parent=_bare(span.parent),
        resource=span.resource,
        attributes=permitted(span.attributes or {}),
        links=[api.Link(_context(Place(link.context.trace_id, link.context.span_id))) for link in span.links],
        kind=span.kind,
        status=api.Status(span.status.status_code),
        start_time=span.start_time,
        end_time=span.end_time,
        instrumentation_scope=span.instrumentation_scope,
    )


def _bare(context: api.SpanContext | None) -> api.SpanContext | None:
    """The context without the state that other systems may have hung on it."""
    if context is None:
        return None
    return api.SpanContext(context.trace_id, context.span_id, context.is_remote, context.trace_flags)


def _context(place: Place) -> api.SpanContext:
    return api.SpanContext(place.trace_id, place.span_id, is_remote=True, trace_flags=_SAMPLED)
