"""Reads BPMN diagrams: a strict parse of untrusted XML and a small model of what the house asks of a diagram."""

from bpmn.diagrams.model import Diagram, Element, Expression, Flow, ProcessModel
from bpmn.diagrams.parsing import MAX_BYTES, parse_xml
from bpmn.diagrams.reading import read_diagram

__all__ = [
    "MAX_BYTES",
    "Diagram",
    "Element",
    "Expression",
    "Flow",
    "ProcessModel",
    "parse_xml",
    "read_diagram",
]
