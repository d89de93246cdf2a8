"""Whether a theme, its items and its scenario agree."""

from collections import Counter
from collections.abc import Iterator, Mapping

from bpmn.catalogue.items import Item
from bpmn.catalogue.themes import Theme
from bpmn.scenarios import DecisionTable, Scenario, combinations


def theme_problems(theme: Theme, items: Mapping[str, Item], scenario: Scenario | None) -> Iterator[str]:
    """What is wrong between a theme, its items and its scenario, a Chinese sentence each."""
    missing = [key for key in theme.items if key not in items]
    if missing:
        yield f"事项清单中没有事项 {'、'.join(missing)}。"
        return
    yield from _lead_problems(theme, items)
    if scenario is None:
        yield "缺少情形表 scenario.dmn。"
        return
    yield from _scenario_problems(theme, items, scenario)


def _lead_problems(theme: Theme, items: Mapping[str, Item]) -> Iterator[str]:
    count: Counter[str] = Counter()
    steps: Counter[str] = Counter()
    for key in theme.items:
        count[items[key].department] += 1
        steps[items[key].department] += items[key].alone.steps
    lead = theme.lead_department
    most = max((count[each], steps[each]) for each in count)
    if (count[lead], steps[lead]) < most and not theme.lead_reason:
        yield (
            "牵头部门应为涉及事项最多、环节最多的部门（鲁政办字〔2020〕62号）；由其他部门牵头的，写明 lead_reason。"
        )


def _scenario_problems(theme: Theme, items: Mapping[str, Item], scenario: Scenario) -> Iterator[str]:
    answers = {question.key: [answer.key for answer in question.answer] for question in theme.question}
    tables = [table for table in (scenario.items, scenario.materials) if table is not None]
    unknown = [name for table in tables for name in table.inputs if name not in answers]
    if unknown:
        yield f"情形表的输入 {'、'.join(dict.fromkeys(unknown))} 不是本主题的问题。"
        return
    for table in tables:
        yield from _condition_problems(table, answers)
    yield from _output_problems(theme, items, scenario)
    for combination in combinations(answers):
        yield from _combination_problems(combination, scenario)


def _condition_problems(table: DecisionTable, answers: Mapping[str, list[str]]) -> Iterator[str]:
    for rule in table.rules:
        for name, test in zip(table.inputs, rule.tests, strict=True):
            for value in test.values:
                if value not in answers[name]:
                    yield f"情形表 {rule.id} 中 {name} 的回答 {value} 不是该问题的选项。"


def _combination_problems(combination: Mapping[str, str], scenario: Scenario) -> Iterator[str]:
    chosen = [item for item, _ in scenario.choose(combination).items]
    given = "、".join(f"{name}={answer}" for name, answer in combination.items()) or "（无问题）"
    if not chosen:
        yield f"情形 {given} 没有任何事项。"
    for item in dict.fromkeys(item for item in chosen if chosen.count(item) > 1):
        yield f"情形 {given} 中事项 {item} 有两种办理方式。"


def _output_problems(theme: Theme, items: Mapping[str, Item], scenario: Scenario) -> Iterator[str]:
    for rule in scenario.items.rules:
        item, mode = rule.outputs
        if item not in theme.items:
            yield f"情形表 {rule.id} 的事项 {item} 不在本主题的事项中。"
        elif items[item].find_mode(mode) is None:
            yield f"情形表 {rule.id}：事项 {item} 没有办理方式 {mode}。"
    for rule in scenario.materials.rules if scenario.materials else ():
        item, material = rule.outputs
        modes = items[item].mode if item in theme.items else ()
        if not any(each.key == material and each.conditional for mode in modes for each in mode.material):
            yield f"情形表 {rule.id}：事项 {item} 没有按情形提交的材料 {material}（conditional = true）。"
