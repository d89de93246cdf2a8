"""FEEL as far as it is allowed here: read by a grammar, so that nothing reaches the engine that it would refuse.

Why a subset: who may deploy an expression may, through faults of the engine's FEEL library, run code on the engine. So
only listed functions may be called, by name only; functions cannot be defined, and external ones not be named. What the
grammar takes, the engine takes too (``tests/conformance/test_feel.py`` asks the engine's own parser).
"""

from bpmn.lint.feel.functions import ALLOWED_FUNCTIONS, call_problems
from bpmn.lint.feel.parser import parse
from bpmn.lint.feel.problem import FeelProblem
from bpmn.lint.feel.tree import Node, free_paths, functions_called

__all__ = [
    "ALLOWED_FUNCTIONS",
    "FeelProblem",
    "Node",
    "call_problems",
    "free_paths",
    "functions_called",
    "parse",
]
