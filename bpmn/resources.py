"""Which files belong to the deployment of a theme."""

import tomllib
from functools import cache
from pathlib import Path

from bpmn.catalogue import load_catalogue

ROOM = Path(__file__).resolve().parent
DESK_FORMS = ROOM.parent / "forms" / "desk"


def deployable(theme: str) -> dict[str, bytes]:
    """Name → content of the theme's diagram and scenario, the called processes and the officers' forms.

    Raises :class:`bpmn.errors.UnknownTheme`.
    """
    key = load_catalogue().theme(theme).key
    files = [ROOM / "themes" / key / f"{key}.bpmn", *sorted(DESK_FORMS.glob("*.form"))]
    own = {file.name: file.read_bytes() for file in files}
    return own | shared_processes() | scenario_resources(key)


def scenario_resources(theme: str) -> dict[str, bytes]:
    """The theme's decision tables under a name that no other theme has; raises :class:`bpmn.errors.UnknownTheme`."""
    key = load_catalogue().theme(theme).key
    return {f"{key}_scenario.dmn": (ROOM / "themes" / key / "scenario.dmn").read_bytes()}


@cache
def personal_elements() -> frozenset[str]:
    """Keys of the data elements that hold personal data; a table's column as ``<table>_<column>``."""
    files = (DESK_FORMS.parent / "elements").glob("*.toml")
    entries = [tomllib.loads(file.read_text("utf-8")).get("elements", {}) for file in files]
    keys = (key for each in entries for key, element in each.items() if element.get("personal"))
    return frozenset(key.replace(".", "_") for key in keys)


def shared_processes() -> dict[str, bytes]:
    """Name → content of the called processes that every theme may use."""
    return {file.name: file.read_bytes() for file in sorted(ROOM.glob("shared/*.bpmn"))}


def diagram_files() -> list[Path]:
    """Every diagram that runs here: themes, what they share, and the example for developers."""
    return sorted(file for folder in ("themes/*", "shared", "demo") for file in ROOM.glob(f"{folder}/*.bpmn"))
