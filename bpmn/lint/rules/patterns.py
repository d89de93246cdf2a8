"""Patterns of names that several rules share."""

import re

KEY = re.compile(r"[a-z][a-z0-9_]*")
"""Keys of themes and items: a hyphen breaks mapping targets in the engine, a leading digit breaks FEEL."""

ROLES = {
    "startEvent": "Event_",
    "endEvent": "Event_",
    "intermediateCatchEvent": "Event_",
    "intermediateThrowEvent": "Event_",
    "boundaryEvent": "Event_",
    "callActivity": "Call_",
    "subProcess": "SubProcess_",
}
"""Prefix of an element's id by its kind; gateways have ``Gateway_``, tasks ``Task_``."""


def role_prefix(kind: str) -> str:
    """The prefix that the id of an element of this kind begins with."""
    return ROLES.get(kind, "Gateway_" if kind.endswith("Gateway") else "Task_")
