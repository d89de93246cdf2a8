"""Which version of which process answers, among its numbers."""

from prometheus_client import Gauge

from chain.version import VERSION

_build = Gauge("yilian_build_info", "Which version runs; always 1", ("process", "version"))


def tell_version(process: str) -> None:
    """Show the version of this process."""
    _build.labels(process, VERSION).set(1)
