"""The elements a chain is made of, as the restaurant's diagram has them."""

from collections.abc import Mapping

from lxml import etree

from bpmn.diagrams.reading import BPMN, ZEEBE
from bpmn.generation.sketch import EVENT, GATEWAY, TASK, Node, Side

XSI_TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"
RETRIES = "5"


def service_task(
    identifier: str,
    name: str,
    at: tuple[int, int],
    job: str,
    *,
    inputs: Mapping[str, str] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Node:
    """A job of the lead body; ``inputs`` are FEEL by target, ``headers`` texts by key."""
    parts = [_element("taskDefinition", type=f'="{job}." + lead_body', retries=RETRIES)]
    if inputs:
        parts.append(_mapping(inputs, {}))
    if headers:
        box = _element("taskHeaders")
        for key, value in headers.items():
            box.append(_element("header", key=key, value=value))
        parts.append(box)
    return Node(identifier, "serviceTask", name, *at, TASK, [_extensions(*parts)])


def call(
    identifier: str,
    name: str,
    at: tuple[int, int],
    process: str,
    inputs: Mapping[str, str],
    outputs: Mapping[str, str],
) -> Node:
    """A called process that shares only what is mapped; ``inputs`` and ``outputs`` are FEEL by target."""
    called = _element(
        "calledElement",
        processId=process,
        propagateAllChildVariables="false",
        propagateAllParentVariables="false",
    )
    return Node(identifier, "callActivity", name, *at, TASK, [_extensions(called, _mapping(inputs, outputs))])


def gateway(
    tag: str, identifier: str, name: str, at: tuple[int, int], *, label_at: Side = Side.ABOVE
) -> Node:
    """A gateway: ``exclusive`` or ``parallel``."""
    return Node(identifier, f"{tag}Gateway", name, *at, GATEWAY, label_at=label_at)


def end(identifier: str, name: str, at: tuple[int, int]) -> Node:
    """An end event."""
    return Node(identifier, "endEvent", name, *at, EVENT)


def message_event(
    tag: str, identifier: str, name: str, at: tuple[int, int], definition: str, message: str
) -> Node:
    """A start or catch event of a message."""
    found = etree.Element(f"{BPMN}messageEventDefinition", id=definition, messageRef=message)
    return Node(identifier, tag, name, *at, EVENT, [found])


def message(identifier: str, name: str, correlation: str = "") -> etree._Element:
    """A message; ``correlation`` is FEEL, empty for a start message."""
    found = etree.Element(f"{BPMN}message", id=identifier, name=name)
    if correlation:
        found.append(_extensions(_element("subscription", correlationKey=f"={correlation}")))
    return found


def _mapping(inputs: Mapping[str, str], outputs: Mapping[str, str]) -> etree._Element:
    box = _element("ioMapping")
    for target, source in inputs.items():
        box.append(_element("input", source=f"={source}", target=target))
    for target, source in outputs.items():
        box.append(_element("output", source=f"={source}", target=target))
    return box


def _extensions(*parts: etree._Element) -> etree._Element:
    box = etree.Element(f"{BPMN}extensionElements")
    box.extend(parts)
    return box


def _element(tag: str, **attributes: str) -> etree._Element:
    return etree.Element(f"{ZEEBE}{tag}", dict(attributes))
