"""A whole house of real processes on an engine of the test's choice."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from bpmn.resources import deployable
from scripts.tools.engine_ports import EnginePorts
from scripts.tools.platform import Platform, PlatformPorts, Variation

DEPLOYED_WITHIN = 150.0  # seconds; the gateway asks a slow engine four times for half a minute each


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
        _deploy(running)
        yield running
        running.check_alive()
    finally:
        running.stop()


def _deploy(platform: Platform) -> None:
    answer = httpx.post(
        f"{platform.gateway_url}/deployments",
        headers={"Authorization": f"Bearer {platform.token('designer', 'designer')}"},
        files=[("resources", resource) for resource in deployable("restaurant").items()],
        timeout=DEPLOYED_WITHIN,
        trust_env=False,
    )
    answer.raise_for_status()
