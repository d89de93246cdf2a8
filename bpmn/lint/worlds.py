"""The kinds of cases that a theme's questions lead to, and the flows that a case of a kind surely does not take."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from bpmn.catalogue import Theme
from bpmn.diagrams import Flow, ProcessModel
from bpmn.lint.feel import FeelProblem, Node, free_paths, parse
from bpmn.scenarios import Scenario, combinations

MOST_COMBINATIONS = 4096

_DECIDING = frozenset(["exclusiveGateway", "inclusiveGateway"])


class _Unknown:
    """A value that is not known before the case runs."""


class _Present:
    """Something that is there, whatever it is."""


UNKNOWN = _Unknown()
PRESENT = _Present()
Value = str | float | bool | None | _Unknown | _Present


@dataclass(frozen=True, slots=True)
class World:
    """One kind of case: the items it needs, the answers that lead to it, an item that ``ended`` with an ``outcome``, or was
    passed over.
    """

    items: frozenset[str]
    answers: tuple[tuple[str, str], ...]
    ended: str = ""
    outcome: str = ""
    passed_over: str = ""

    @property
    def said(self) -> str:
        """The answers as a designer reads them."""
        return "、".join(f"{question}={answer}" for question, answer in self.answers) or "（无问题）"

    def ending(self, item: str, outcome: str) -> "World":
        """The same case in which that item came out as ``outcome``."""
        return replace(self, ended=item, outcome=outcome)

    def passing_over(self, item: str) -> "World":
        """The same case with that item not handled, whatever the reason."""
        return replace(self, passed_over=item)

    def value(self, path: tuple[str, ...]) -> Value:
        """What a condition finds at ``path``."""
        root, *rest = path
        if root == "situation" and len(rest) == 1:
            return dict(self.answers).get(rest[0], UNKNOWN)
        if root == "items" and rest:
            return PRESENT if rest[0] in self.items else None
        if root == "outcomes" and len(rest) == 1:
            if rest[0] == self.ended:
                return self.outcome
            return UNKNOWN if rest[0] in self.items and rest[0] != self.passed_over else None
        return UNKNOWN


def worlds(theme: Theme, scenario: Scenario, process: ProcessModel) -> Iterator[World]:
    """Kinds of cases that the diagram can tell apart, the first answers for each."""
    asked = {each for flow in process.flows.values() for each in _questions(flow.condition or "")}
    answers = {question.key: [answer.key for answer in question.answer] for question in theme.question}
    seen: set[tuple[frozenset[str], tuple[str, ...]]] = set()
    for given in islice(combinations(answers), MOST_COMBINATIONS):
        items = frozenset(item for item, _ in scenario.choose(given).items)
        kind = (items, tuple(given[question] for question in given if question in asked))
        if kind not in seen:
            seen.add(kind)
            yield World(items, tuple(given.items()))


def blocked_flows(process: ProcessModel, world: World) -> frozenset[str]:
    """The flows that a case of that kind surely does not take."""
    blocked: set[str] = set()
    leaving: dict[str, list[Flow]] = {}
    for flow in process.flows.values():
        source = process.elements.get(flow.source)
        if source is not None and source.kind in _DECIDING:
            leaving.setdefault(flow.source, []).append(flow)
    for flows in leaving.values():
        blocked |= _untaken(flows, world)
    return frozenset(blocked)


def proofs(process: ProcessModel, world: World) -> dict[str, frozenset[str]]:
    """The items that must have been handled when a flow is taken, because its condition asks for their outcome."""
    found: dict[str, frozenset[str]] = {}
    for flow in process.flows.values():
        if flow.condition and "outcomes." in flow.condition:
            asked = (
                item for item in world.items if _holds(flow.condition, world.passing_over(item)) is False
            )
            found[flow.id] = frozenset(asked)
    return found


def _untaken(flows: Sequence[Flow], world: World) -> set[str]:
    verdicts = {
        flow.id: _holds(flow.condition, world) for flow in flows if flow.condition and not flow.default
    }
    untaken = {flow for flow, verdict in verdicts.items() if verdict is False}
    if True in verdicts.values():
        untaken |= {flow.id for flow in flows if flow.default}
    return untaken


def _holds(condition: str, world: World) -> Value:
    tree = _tree(condition)
    return UNKNOWN if tree is None else evaluate(tree, world)


def _tree(condition: str) -> Node | None:
    try:
        return parse(condition.removeprefix("="))
    except FeelProblem:
        return None


def _questions(condition: str) -> Iterator[str]:
    tree = _tree(condition) if condition else None
    paths = free_paths(tree) if tree is not None else ()
    return (path[1] for path in paths if path[0] == "situation" and len(path) == 2)


def evaluate(tree: Node, world: World) -> Value:
    """What an expression comes to, as far as it is known."""
    if tree.kind == "literal":
        return tree.value
    if tree.kind == "path":
        return world.value(tree.names)
    if tree.kind == "call" and tree.text == "not" and len(tree.parts) == 1:
        return _negated(evaluate(tree.parts[0], world))
    if tree.kind == "operator" and len(tree.parts) == 2:
        return _compared(tree.text, *(evaluate(part, world) for part in tree.parts))
    return UNKNOWN


def _compared(sign: str, one: Value, other: Value) -> Value:
    if sign in ("and", "or"):
        decisive = sign == "or"
        if one is decisive or other is decisive:
            return decisive
        return (not decisive) if one is other is (not decisive) else UNKNOWN
    if sign == "!=":
        return _negated(_compared("=", one, other))
    if sign != "=" or UNKNOWN in (one, other):
        return UNKNOWN
    if PRESENT in (one, other):
        return False if None in (one, other) else UNKNOWN
    return one == other


def _negated(value: Value) -> Value:
    return not value if isinstance(value, bool) else UNKNOWN
