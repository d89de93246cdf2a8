"""The compose file as Compose would read it: merged, with its variables filled in."""

import re
from collections.abc import Mapping
from typing import Any

import yaml

from tests.unit.docker.dockerfile import PROJECT

FILE = PROJECT / "docker" / "compose.yaml"
_VARIABLE = re.compile(r"\$\{([A-Z_]+)(?:(:[-?])([^}]*))?\}")


class VariableMissing(LookupError):
    """A variable that the file insists on has no value."""


def read(environment: Mapping[str, str]) -> dict[str, Any]:
    """The whole file. Raises :class:`VariableMissing` for ``${NAME:?…}`` without a value."""
    filled: dict[str, Any] = yaml.safe_load(
        _VARIABLE.sub(lambda found: _value(found, environment), FILE.read_text(encoding="utf-8"))
    )
    return filled


def variables() -> set[str]:
    """Every variable that the file reads."""
    return {found[1] for found in _VARIABLE.finditer(FILE.read_text(encoding="utf-8"))}


def _value(found: re.Match[str], environment: Mapping[str, str]) -> str:
    value = environment.get(found[1], "")
    if value:
        return value
    if found[2] == ":?":
        raise VariableMissing(found[1])
    return found[3] or ""
