"""Whether a theme, its items and its scenario agree."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bpmn.catalogue.items import Item, MaterialSource
from bpmn.catalogue.materials import MaterialNeed, merged_materials
from bpmn.catalogue.themes import Theme
from bpmn.errors import MaterialConflict
from bpmn.scenarios import Choice, DecisionTable, Scenario, combinations


@dataclass(frozen=True, slots=True)
class Problem:
    """A Chinese sentence, and the id of the table or row of the scenario that it is about, or empty."""

    sentence: str
    place: str = ""


def theme_problems(theme: Theme, items: Mapping[str, Item], scenario: Scenario | None) -> Iterator[Problem]:
    """What is wrong between a theme, its items and its scenario."""
    missing = [key for key in theme.items if key not in items]
    if missing:
        yield Problem(f"事项清单中没有事项 {'、'.join(missing)}。")
        return
    yield from _lead_problems(theme, items)
    if scenario is None:
        yield Problem("缺少情形表 scenario.dmn。")
        return
    yield from _scenario_problems(theme, items, scenario)


def _lead_problems(theme: Theme, items: Mapping[str, Item]) -> Iterator[Problem]:
    count: Counter[str] = Counter()
    steps: Counter[str] = Counter()
    for key in theme.items:
        count[items[key].department] += 1
        steps[items[key].department] += items[key].alone.steps
    lead = theme.lead_department
    most = max((count[each], steps[each]) for each in count)
    if (count[lead], steps[lead]) < most and not theme.lead_reason:
        yield Problem(
            "牵头部门应为涉及事项最多、环节最多的部门（鲁政办字〔2020〕62号）；由其他部门牵头的，写明 lead_reason。"
        )


def _scenario_problems(theme: Theme, items: Mapping[str, Item], scenario: Scenario) -> Iterator[Problem]:
    answers = {question.key: [answer.key for answer in question.answer] for question in theme.question}
    tables = [table for table in (scenario.items, scenario.materials) if table is not None]
    for table in tables:
        unknown = [name for name in table.inputs if name not in answers]
        if unknown:
            yield Problem(f"情形表的输入 {'、'.join(unknown)} 不是本主题的问题。", table.id)
            return
    found = [problem for table in tables for problem in _condition_problems(table, answers)]
    found += _output_problems(theme, items, scenario)
    # What a wrong row does to the answers would be said a second time by the combinations.
    yield from found or _combination_problems(theme, answers, scenario)
    if not found:
        choices = (scenario.choose(combination) for combination in combinations(answers))
        conflicts = dict.fromkeys(said for choice in choices for said in _material_conflict(choice, items))
        yield from map(Problem, conflicts)


def _condition_problems(table: DecisionTable, answers: Mapping[str, list[str]]) -> Iterator[Problem]:
    for rule in table.rules:
        for name, test in zip(table.inputs, rule.tests, strict=True):
            for value in test.values:
                if value not in answers[name]:
                    yield Problem(f"{name} 的回答 {value} 不是该问题的选项。", rule.id)


def _combination_problems(
    theme: Theme, answers: Mapping[str, list[str]], scenario: Scenario
) -> Iterator[Problem]:
    """Answers that lead to nothing, items with two modes, items that no answer leads to: of each the first case."""
    empty: list[str] = []
    doubled: dict[str, str] = {}
    reached: set[str] = set()
    for combination in combinations(answers):
        chosen = [item for item, _ in scenario.choose(combination).items]
        given = "、".join(f"{name}={answer}" for name, answer in combination.items()) or "（无问题）"
        reached.update(chosen)
        if not chosen:
            empty.append(given)
        for item in dict.fromkeys(item for item in chosen if chosen.count(item) > 1):
            doubled.setdefault(item, given)
    if empty:
        more = f" 等 {len(empty)} 种情形" if len(empty) > 1 else ""
        yield Problem(f"情形 {empty[0]}{more}没有任何事项。", scenario.items.id)
    for item, given in doubled.items():
        yield Problem(f"情形 {given} 中事项 {item} 有两种办理方式。", scenario.items.id)
    for item in theme.items:
        if item not in reached:
            yield Problem(f"无论怎样回答都不办理事项 {item}：请在情形表中补上它的行。", scenario.items.id)


def _material_conflict(choice: Choice, items: Mapping[str, Item]) -> Iterator[str]:
    """Why the materials of the chosen items cannot be handed in once for all of them."""
    modes = [(key, items[key].find_mode(mode)) for key, mode in choice.items if key in items]
    parts = [
        (
            key,
            [
                MaterialNeed.of(each)
                for each in mode.material
                if each.source is MaterialSource.APPLICANT
                and (not each.conditional or (key, each.key) in choice.materials)
            ],
        )
        for key, mode in modes
        if mode is not None
    ]
    try:
        merged_materials(parts)
    except MaterialConflict as conflict:
        yield conflict.detail


def _output_problems(theme: Theme, items: Mapping[str, Item], scenario: Scenario) -> Iterator[Problem]:
    for rule in scenario.items.rules:
        item, mode = rule.outputs
        if item not in theme.items:
            yield Problem(f"事项 {item} 不在本主题的事项中。", rule.id)
        elif items[item].find_mode(mode) is None:
            known = "、".join(dict.fromkeys(each.key for each in items[item].mode))
            yield Problem(f"事项 {item} 没有办理方式 {mode}，只有 {known}。", rule.id)
    for rule in scenario.materials.rules if scenario.materials else ():
        item, material = rule.outputs
        modes = items[item].mode if item in theme.items else ()
        if not any(each.key == material and each.conditional for mode in modes for each in mode.material):
            yield Problem(f"事项 {item} 没有按情形提交的材料 {material}（conditional = true）。", rule.id)
