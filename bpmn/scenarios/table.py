"""A decision table as far as scenarios use it: text answers in, texts out, all rows that hold (COLLECT)."""

from collections.abc import Mapping
from dataclasses import dataclass

from bpmn.scenarios.choice import Choice


@dataclass(frozen=True, slots=True)
class UnaryTest:
    """One cell of a condition: any answer (``values`` empty), one of ``values``, or none of them."""

    values: tuple[str, ...] = ()
    negated: bool = False

    def holds(self, answer: str | None) -> bool:
        """Whether ``answer`` meets the condition."""
        return not self.values or (answer in self.values) != self.negated


@dataclass(frozen=True, slots=True)
class Rule:
    """One row: it holds when every condition does."""

    id: str
    tests: tuple[UnaryTest, ...]
    outputs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DecisionTable:
    """One decision: ``inputs`` are keys of questions, ``outputs`` the names of the columns of its answer."""

    id: str
    name: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    rules: tuple[Rule, ...]

    def rows(self, answers: Mapping[str, str]) -> list[dict[str, str]]:
        """The output of every row that holds, in the order of the table."""
        given = [answers.get(name) for name in self.inputs]
        return [
            dict(zip(self.outputs, rule.outputs, strict=True))
            for rule in self.rules
            if all(test.holds(answer) for test, answer in zip(rule.tests, given, strict=True))
        ]


@dataclass(frozen=True, slots=True)
class Scenario:
    """The tables of a theme: which items, each in which mode; and which conditional materials, if any are."""

    items: DecisionTable
    materials: DecisionTable | None = None

    def choose(self, answers: Mapping[str, str]) -> Choice:
        """What the answers lead to."""
        materials = [] if self.materials is None else self.materials.rows(answers)
        return Choice.of(self.items.rows(answers), materials)
