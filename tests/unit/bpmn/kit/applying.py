"""Applies an element template to an element, as the modeler does."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from lxml import etree

import bpmn
from bpmn.diagrams.reading import BPMN, ZEEBE

FOLDER = Path(bpmn.__file__).parent / ".camunda" / "element-templates"
NAMES = {"b": BPMN.strip("{}"), "z": ZEEBE.strip("{}")}

Template = Mapping[str, Any]


def template(name: str) -> Template:
    """A template of the kit."""
    loaded: Template = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return loaded


def accepts(field: Template, value: str) -> bool:
    """Whether the modeler would let a designer enter this."""
    constraints = field.get("constraints", {})
    if constraints.get("notEmpty") and not value:
        return False
    pattern = constraints.get("pattern")
    return pattern is None or re.search(pattern["value"], value) is not None


def apply(document: etree._Element, identifier: str, chosen: Template, entered: Mapping[str, str]) -> None:
    """Replace what the engine reads of an element by what the template sets, with the designer's entries by field."""
    element = document.find(f".//*[@id='{identifier}']")
    assert element is not None
    assert chosen["elementType"]["value"] == f"bpmn:{_kind(element)}"
    old = element.find("b:extensionElements", NAMES)
    if old is not None:
        element.remove(old)
    for field in chosen["properties"]:
        value = entered.get(field.get("id", ""), field.get("value", ""))
        text = str(value).lower() if isinstance(value, bool) else value
        assert accepts(field, text), f"{identifier}: {field['label']}"
        _bind(document, element, field["binding"], text)


def _kind(element: etree._Element) -> str:
    local = etree.QName(element).localname
    return local[0].upper() + local[1:]


def _bind(document: etree._Element, element: etree._Element, binding: Template, value: str) -> None:
    kind = binding["type"]
    if kind == "property":
        element.set(binding["name"], value)
    elif kind == "zeebe:taskDefinition":
        _child(_extensions(element), "taskDefinition").set(binding["property"], value)
    elif kind == "zeebe:calledElement":
        _child(_extensions(element), "calledElement").set(binding["property"], value)
    elif kind == "zeebe:taskHeader":
        box = _child(_extensions(element), "taskHeaders")
        etree.SubElement(box, f"{ZEEBE}header", key=binding["key"], value=value)
    elif kind == "zeebe:input":
        box = _child(_extensions(element), "ioMapping")
        etree.SubElement(box, f"{ZEEBE}input", source=value, target=binding["name"])
    elif kind == "zeebe:output":
        box = _child(_extensions(element), "ioMapping")
        etree.SubElement(box, f"{ZEEBE}output", source=binding["source"], target=value)
    elif kind == "bpmn:Message#property":
        _message(document, element).set(binding["name"], value)
    else:
        assert kind == "bpmn:Message#zeebe:subscription#property"
        message = _message(document, element)
        _child(_extensions(message), "subscription").set(binding["name"], value)


def _extensions(element: etree._Element) -> etree._Element:
    found = element.find("b:extensionElements", NAMES)
    if found is None:
        found = etree.Element(f"{BPMN}extensionElements")
        element.insert(0, found)
    return found


def _child(box: etree._Element, tag: str) -> etree._Element:
    found = box.find(f"z:{tag}", NAMES)
    return etree.SubElement(box, f"{ZEEBE}{tag}") if found is None else found


def _message(document: etree._Element, element: etree._Element) -> etree._Element:
    definition = element.find("b:messageEventDefinition", NAMES)
    assert definition is not None
    found = document.find(f"b:message[@id='{definition.get('messageRef')}']", NAMES)
    assert found is not None
    return found
