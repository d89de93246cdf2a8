"""The alarm rules, the metrics they read, and the metrics that our processes have, each from its own file."""

import re
from typing import Any

import yaml

from tests.unit.docker.dockerfile import PROJECT

FILE = PROJECT / "docker" / "prometheus" / "alarms.yaml"
_METRIC = re.compile(r"\b((?:yilian|zeebe)_[a-z0-9_]+|up)\b(?!\s*=)")
_DEFINED = re.compile(r"\b(Counter|Gauge|Histogram)\(\s*\"(yilian_[a-z_]+)\"")
_ENDINGS = {
    "Counter": ("_total",),
    "Gauge": ("",),
    "Histogram": ("_bucket", "_sum", "_count"),
}


def rules() -> list[dict[str, Any]]:
    """Every rule in order."""
    content = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return [rule for group in content["groups"] for rule in group["rules"]]


def metrics_of_alarms() -> set[str]:
    """The names of all series that the rules read."""
    return {name for rule in rules() for name in _METRIC.findall(rule["expr"])}


def defined() -> dict[str, str]:
    """Our metrics as they are shown, without the endings of histograms: name → kind."""
    found: dict[str, str] = {}
    for room in ("gateway", "workers", "chain"):
        for file in (PROJECT / room).rglob("*.py"):
            for kind, name in _DEFINED.findall(file.read_text(encoding="utf-8")):
                found[f"{name.removesuffix('_total')}_total" if kind == "Counter" else name] = kind
    return found


def shown() -> set[str]:
    """The names of all series that our processes show."""
    return {
        f"{name.removesuffix('_total')}{ending}" if kind == "Counter" else f"{name}{ending}"
        for name, kind in defined().items()
        for ending in _ENDINGS[kind]
    }
