"""The deploy check: nothing reaches the engine that these rules refuse."""

from bpmn.lint.check import check_resources
from bpmn.lint.finding import ERROR, WARNING, Finding

__all__ = ["ERROR", "WARNING", "Finding", "check_resources"]
