"""What the intake counts, and the span of a batch; labels are results and partitions."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from prometheus_client import Counter, Gauge, Histogram

from chain import tracing
from chain.tracing.spans import Nothing, Span, code_of

records = Counter("yilian_intake_records_total", "Records taken from the engine", ["result"])
lag = Gauge("yilian_intake_lag_seconds", "From the engine's record to the read model, last batch")
last_record = Gauge(
    "yilian_intake_last_record_seconds", "Time of the newest record, in seconds of the epoch", ["partition"]
)
refused = Counter(
    "yilian_intake_refused_batches_total", "Batches refused: another engine than the adopted one"
)
_batches = Counter("yilian_intake_batches_total", "Batches by what came of them", ["result"])
_seconds = Histogram("yilian_intake_batch_seconds", "Time to read and commit a batch, in seconds")


@contextmanager
def batch() -> Iterator[Span | Nothing]:
    """Watch one batch from its arrival to its commit; what it raises goes on."""
    started, result = time.perf_counter(), "committed"
    try:
        with tracing.span("intake batch", tracing.Kind.SERVER) as span:
            yield span
    except BaseException as error:
        result = code_of(error)
        raise
    finally:
        _batches.labels(result).inc()
        _seconds.observe(time.perf_counter() - started)
