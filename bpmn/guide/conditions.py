"""What a scenario's rows and a question's answers mean, in the words of the theme's questions."""

from collections.abc import Iterable

from bpmn.catalogue import Catalogue, Plan, Theme
from bpmn.guide.model import AnswerEffect, AskedQuestion
from bpmn.scenarios import Scenario


class Conditions:
    """The rows of a scenario in the words of the theme's questions."""

    def __init__(self, theme: Theme, scenario: Scenario) -> None:
        self._table = scenario.items
        self._words = {
            (question.key, answer.key): f"{question.text}{answer.text}"
            for question in theme.question
            for answer in question.answer
        }

    def of(self, item: str, mode: str) -> list[str]:
        """One sentence for each row that leads to the mode; an empty one where it is always needed."""
        return [
            "；".join(
                f"{'不属于：' if test.negated else ''}{'或者'.join(self._words[name, value] for value in test.values)}"
                for name, test in zip(self._table.inputs, rule.tests, strict=True)
                if test.values
            )
            for rule in self._table.rules
            if rule.outputs == (item, mode)
        ]


def asked(catalogue: Catalogue, theme: Theme, plans: Iterable[Plan]) -> list[AskedQuestion]:
    """The theme's questions, each answer with what can follow from it and not from every other answer."""
    every = list(plans)
    questions = []
    for question in theme.question:
        possible = {
            answer.key: _possible(
                catalogue, (plan for plan in every if plan.situation[question.key] == answer.key)
            )
            for answer in question.answer
        }
        anyway = set.intersection(*map(set, possible.values()))
        answers = [
            AnswerEffect(
                key=answer.key,
                text=answer.text,
                leads_to=[said for each, said in possible[answer.key].items() if each not in anyway],
            )
            for answer in question.answer
        ]
        questions.append(
            AskedQuestion(key=question.key, text=question.text, help=question.help, answers=answers)
        )
    return questions


def _possible(catalogue: Catalogue, plans: Iterable[Plan]) -> dict[tuple[str, ...], str]:
    """What the plans hold, as key → Chinese phrase: items with their modes, conditional materials."""
    found: dict[tuple[str, ...], str] = {}
    for plan in plans:
        for part in plan.items:
            named = part.mode_name if part.name in part.mode_name else f"{part.name}（{part.mode_name}）"
            found[part.item, part.mode] = f"办理{named}"
        for item, material in plan.choice.materials:
            names = {
                each.key: each.name
                for mode in catalogue.item(item).mode
                for each in mode.material
                if each.conditional
            }
            found[item, "", material] = f"提交{names[material]}（{catalogue.item(item).name}）"
    return found
