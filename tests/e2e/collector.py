"""A small collector of traces: takes OTLP over HTTP on a free port and keeps every span."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import (
    ExportTraceServiceRequest,
    ExportTraceServiceResponse,
)
from opentelemetry.proto.common.v1.common_pb2 import KeyValue


@dataclass(frozen=True)
class CollectedSpan:
    """One span as it came in; identifiers in hexadecimal, ``parent`` empty for the first of its trace."""

    process: str
    body: str
    name: str
    trace: str
    span: str
    parent: str
    links: tuple[str, ...]
    about: Mapping[str, str | int]


class Collector:
    """Keeps spans and the bytes they came in."""

    def __init__(self) -> None:
        self.spans: list[CollectedSpan] = []
        self.raw = b""

    def take(self, content: bytes) -> None:
        """Take one request."""
        self.raw += content
        for resource in ExportTraceServiceRequest.FromString(content).resource_spans:
            process = _values(resource.resource.attributes)
            for scope in resource.scope_spans:
                for span in scope.spans:
                    found = CollectedSpan(
                        str(process["service.name"]),
                        str(process.get("yilian.body", "")),
                        span.name,
                        span.trace_id.hex(),
                        span.span_id.hex(),
                        span.parent_span_id.hex(),
                        tuple(link.trace_id.hex() for link in span.links),
                        _values(span.attributes),
                    )
                    self.spans.append(found)


@contextmanager
def collecting() -> Iterator[tuple[Collector, str]]:
    """A collector that listens, and its base address."""
    collector = Collector()

    class Handler(BaseHTTPRequestHandler):
        """Takes what is posted."""

        def do_POST(self) -> None:
            """Answer one export."""
            content = self.rfile.read(int(self.headers["Content-Length"]))
            status = 200 if self.path == "/v1/traces" else 404
            if status == 200:
                collector.take(content)
            answer = ExportTraceServiceResponse().SerializeToString()
            self.send_response(status)
            self.send_header("Content-Type", "application/x-protobuf")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it so
            """Nothing is printed."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield collector, f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _values(attributes: Iterable[KeyValue]) -> dict[str, str | int]:
    found: dict[str, str | int] = {}
    for attribute in attributes:
        value = attribute.value
        found[attribute.key] = value.int_value if value.HasField("int_value") else value.string_value
    return found
