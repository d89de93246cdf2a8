"""A house for the time of a ``with`` block."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypeVar

from scripts.tools.demo.client import GatewayClient
from scripts.tools.platform.platform import Platform, Report

AnyPlatform = TypeVar("AnyPlatform", bound=Platform)


@contextmanager
def running(
    platform: AnyPlatform, theme: str | None = None, report: Report = lambda _: None
) -> Iterator[AnyPlatform]:
    """Start every process, deploy ``theme`` through the gateway, and stop everything at the end.

    Raises CommandFailed when something does not start, and at the end when a process has ended by itself.
    """
    try:
        platform.start(report)
        if theme is not None:
            deploy(platform, theme)
        yield platform
        platform.check_alive()
    finally:
        platform.stop()


def deploy(platform: Platform, theme: str) -> None:
    """Deploy a theme as a designer would."""
    designer = GatewayClient(platform.gateway_url, platform.token("designer", "designer"))
    try:
        designer.deploy(theme)
    finally:
        designer.close()
