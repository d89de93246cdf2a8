"""Reads BPMN diagrams: a strict parse of untrusted XML and a small model of what the house asks of a diagram."""

from bpmn.diagrams.model import Box, Diagram, Element, Expression, Flow, Loop, ProcessModel, Timer
from bpmn.diagrams.parsing import MAX_BYTES, parse_xml
from bpmn.diagrams.reading import read_diagram

__all__ = [
    "MAX_BYTES",
    "Box",
    "Diagram",
    "Element",
    "Expression",
    "Flow",
    "Loop",
    "ProcessModel",
    "Timer",
    "parse_xml",
    "read_diagram",
]
