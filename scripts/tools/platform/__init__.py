"""The whole house on one machine: engine, intake, gateway, keeper and a worker a body, each a process of its own."""

from scripts.tools.platform.platform import Platform, Variation, bodies_of
from scripts.tools.platform.ports import PlatformPorts
from scripts.tools.platform.running import deploy, running

__all__ = ["Platform", "PlatformPorts", "Variation", "bodies_of", "deploy", "running"]
