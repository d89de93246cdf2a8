"""Spans as a collector would get them, kept in this process."""

from collections.abc import Iterator
from contextlib import contextmanager

from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from chain.tracing import Place, spans
from chain.tracing.attributes import PREFIX
from chain.tracing.export import Allowed, SdkRecorder


class Told:
    """What was handed over so far."""

    def __init__(self) -> None:
        self.exporter = InMemorySpanExporter()
        self.recorder = SdkRecorder("yilian-test", None, SimpleSpanProcessor(Allowed(self.exporter)))

    def all(self) -> list[ReadableSpan]:
        """Every span that has ended."""
        return list(self.exporter.get_finished_spans())

    def named(self, name: str) -> ReadableSpan:
        """The only span of this name."""
        [found] = [span for span in self.all() if span.name == name]
        return found

    def text(self) -> str:
        """All that was handed over."""
        return "\n".join(str(span.to_json()) for span in self.all())


@contextmanager
def recording() -> Iterator[Told]:
    """Let this process record its spans."""
    told = Told()
    before = spans.use(told.recorder)
    try:
        yield told
    finally:
        spans.use(before)


def place_of(span: ReadableSpan) -> Place:
    """Where a span stands."""
    assert span.context is not None
    return Place(span.context.trace_id, span.context.span_id)


def parent_of(span: ReadableSpan) -> Place | None:
    """Where the span stands that it belongs to."""
    return None if span.parent is None else Place(span.parent.trace_id, span.parent.span_id)


def links_of(span: ReadableSpan) -> list[Place]:
    """Where the spans stand that it is linked to."""
    return [Place(link.context.trace_id, link.context.span_id) for link in span.links]


def about(span: ReadableSpan) -> dict[str, object]:
    """Its attributes without their prefix."""
    return {name.removeprefix(PREFIX): value for name, value in (span.attributes or {}).items()}
