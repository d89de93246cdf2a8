"""Expressions ask questions that the theme has, and compare with values that there are: answers, decisions, outcomes."""

from collections.abc import Iterator, Sequence
from difflib import get_close_matches

from bpmn.diagrams import Diagram, ProcessModel
from bpmn.lint.feel import FeelProblem, Node, free_paths, parse
from bpmn.lint.feel.tree import walk
from bpmn.lint.finding import ERROR, Deployment, Finding
from bpmn.lint.rules.values import known_values

RULE = "feel_values"
AFTER = ("user_tasks", "feel_syntax", "item_keys")


def check(resource: str, diagram: Diagram, deployment: Deployment) -> Iterator[Finding]:
    """Every question that is asked, and every comparison of a known variable with a text."""
    for process in diagram.processes:
        inside = {*process.elements, *process.flows}
        for expression in diagram.expressions:
            tree = _tree(expression.text) if expression.element in inside else None
            if tree is not None:
                problems = (*_unasked(tree, process, deployment), *_impossible(tree, process, deployment))
                for message in dict.fromkeys(problems):
                    yield Finding(RULE, ERROR, resource, expression.element, message)


def _unasked(tree: Node, process: ProcessModel, deployment: Deployment) -> Iterator[str]:
    theme = deployment.theme(process)
    if theme is None:
        return
    questions = [question.key for question in theme.question]
    for path in free_paths(tree):
        if path[0] == "situation" and len(path) > 1 and path[1] not in questions:
            yield f"{path[1]} 不是本主题的问题{_meant(path[1], questions)}"


def _impossible(tree: Node, process: ProcessModel, deployment: Deployment) -> Iterator[str]:
    for path, value in _compared(tree):
        known = known_values(path, process, deployment)
        if known is not None and value not in known:
            yield f"{'.'.join(path)} 不会是 {value}{_meant(value, sorted(known))}"


def _meant(name: str, known: Sequence[str]) -> str:
    close = get_close_matches(name, known, 1)
    return f"，是否应为 {close[0]}？" if close else f"，只有 {'、'.join(known) or '（无）'}。"


def _tree(text: str) -> Node | None:
    try:
        return parse(text)
    except FeelProblem:
        return None


def _compared(tree: Node) -> Iterator[tuple[tuple[str, ...], str]]:
    for node in walk(tree):
        if node.kind == "operator" and node.text in ("=", "!="):
            yield from _pair(*node.parts)


def _pair(one: Node, other: Node) -> Iterator[tuple[tuple[str, ...], str]]:
    for path, value in ((one, other), (other, one)):
        if path.kind == "path" and value.kind == "literal" and isinstance(value.value, str):
            yield path.names, value.value
