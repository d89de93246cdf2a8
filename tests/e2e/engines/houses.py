"""A whole house of real processes on an engine of the test's choice."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bpmn.resources import deployable
from scripts.tools.demo.client import GatewayClient
from scripts.tools.engine_ports import EnginePorts
from scripts.tools.platform import Platform, PlatformPorts, Variation


@contextmanager
def house_on(engine_home: Path, data: Path, variation: Variation) -> Iterator[Platform]:
    """All processes, ready, the restaurant theme deployed through the gateway; stopped at the end."""
    running = Platform(
        data,
        engine_home,
        ports=PlatformPorts.free(),
        engine_ports=EnginePorts.free(),
        clock_controlled=True,
        variation=variation,
    )
    try:
        running.start()
        designer = GatewayClient(running.gateway_url, running.token("designer", "designer"))
        resources = [
            (name, content, "application/octet-stream") for name, content in deployable("restaurant").items()
        ]
        designer.upload("/deployments", "resources", resources)
        designer.close()
        yield running
        running.check_alive()
    finally:
        running.stop()
