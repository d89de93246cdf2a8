"""What a process is given: by whoever calls it, with the message that starts it, with those that it waits for."""

from collections.abc import Mapping
from dataclasses import dataclass

CHAIN_VARIABLES = (
    "case_no",
    "theme",
    "region",
    "lead_body",
    "situation",
    "items",
    "precheck_items",
    "told_by",
)
"""What the start message of a theme's chain brings."""


@dataclass(frozen=True, slots=True)
class Started:
    """A shared process that a message of the gateway starts: the message's name, and the variables that it brings."""

    message: str
    variables: tuple[str, ...]


STARTED: Mapping[str, Started] = {
    "document_issue": Started("document-drafted", ("case_no", "document_no", "body")),
    "obligation": Started("obligation-opened", ("case_no", "obligation_no", "item", "body")),
    "matter": Started("matter-opened", ("case_no", "matter_no", "body")),
    "certificate_copy": Started("copy-ordered", ("case_no", "copy_no", "body")),
    "certificate_renewal": Started("certificate-due", ("case_no", "item", "body", "version")),
}
"""By process id. Everything else that a message starts is a theme's chain."""

BROUGHT: Mapping[str, tuple[str, ...]] = {
    "supplement-submitted": ("told_by",),
    "item-closed": ("closing",),
}
"""Variables that a message of the gateway brings to who waits for it."""

_OF_AN_ITEM = ("case_no", "item", "body")
_OTHERS: Mapping[str, tuple[str, ...]] = {
    "unified_acceptance": ("case_no", "lead_body", "precheck_items", "told_by"),
    "department_precheck": (*_OF_AN_ITEM, "told_by"),
}


def needed_by(process_id: str) -> tuple[str, ...]:
    """The variables that a shared process must be handed by who calls it."""
    return _OTHERS.get(process_id, _OF_AN_ITEM)
