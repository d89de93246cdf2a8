"""FEEL expressions call listed functions only."""

from collections.abc import Iterator

from bpmn.diagrams import Diagram
from bpmn.lint.feel import FeelProblem, call_problems, parse
from bpmn.lint.finding import ERROR, Deployment, Finding

RULE = "feel_functions"
AFTER = ("unique_ids",)


def check(resource: str, diagram: Diagram, _deployment: Deployment) -> Iterator[Finding]:
    """Every expression in the file that can be read; the others are the rule ``feel_syntax``'."""
    for expression in diagram.expressions:
        try:
            problems = list(call_problems(parse(expression.text)))
        except FeelProblem:
            continue
        for problem in problems:
            yield Finding(RULE, ERROR, resource, expression.element, f"{expression.place}的表达式{problem}。")
