"""Prometheus metrics of a worker process; labels are job types and codes, never a case or a person."""

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    generate_latest,
)

from chain.version import VERSION

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


class Metrics:
    """The metrics of one worker, in a registry of their own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        build = Gauge(
            "yilian_build_info",
            "Which version runs; always 1",
            ["process", "version"],
            registry=self.registry,
        )
        build.labels("worker", VERSION).set(1)
        self.jobs = Counter(
            "yilian_worker_jobs",
            "Jobs by what became of them",
            ["job_type", "result"],
            registry=self.registry,
        )
        self.failures = Counter(
            "yilian_worker_failures",
            "Failed jobs by error code",
            ["job_type", "code"],
            registry=self.registry,
        )
        self.seconds = Histogram(
            "yilian_worker_job_seconds", "Time a handler took", ["job_type"], registry=self.registry
        )
        self.running = Gauge("yilian_worker_jobs_running", "Jobs being handled", registry=self.registry)
        self.slots_free = Gauge(
            "yilian_worker_slots_free", "How many more jobs could begin now", registry=self.registry
        )
        self.polling = Gauge(
            "yilian_worker_polling",
            "1 while the engine answers this type's polls; alarm on 0",
            ["job_type"],
            registry=self.registry,
        )
        self.engine_errors = Counter(
            "yilian_worker_engine_errors",
            "Errors of the engine's port",
            ["call", "code"],
            registry=self.registry,
        )

    def render(self) -> bytes:
        """The metrics in Prometheus' text format."""
        return generate_latest(self.registry)
