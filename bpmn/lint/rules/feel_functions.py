"""FEEL expressions call listed functions only."""

from collections.abc import Iterator

from bpmn.diagrams import Diagram
from bpmn.lint.feel import ALLOWED_FUNCTIONS, FeelProblem, functions_called
from bpmn.lint.finding import ERROR, Deployment, Finding

RULE = "feel_functions"


def check(resource: str, diagram: Diagram, _deployment: Deployment) -> Iterator[Finding]:
    """Every expression in the file, wherever it stands."""
    for expression in diagram.expressions:
        try:
            unknown = sorted(functions_called(expression.text) - ALLOWED_FUNCTIONS)
        except FeelProblem as problem:
            yield Finding(
                RULE, ERROR, resource, expression.element, f"{expression.place} 的表达式：{problem.reason}。"
            )
            continue
        for name in unknown:
            yield Finding(
                RULE,
                ERROR,
                resource,
                expression.element,
                f"{expression.place} 的表达式调用了未列入清单的函数 {name}。",
            )
