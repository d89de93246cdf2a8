"""Reads ``scenario.dmn``: a small part of DMN, so that what we read is surely what the engine evaluates.

Conditions are string literals, lists of them, ``not(...)`` of them, or nothing; outputs are string literals. Whatever
else the modeler can draw is refused with its place.
"""

import re

from lxml import etree

from bpmn.diagrams.parsing import parse_xml
from bpmn.errors import DiagramRefused
from bpmn.scenarios.table import DecisionTable, Rule, Scenario, UnaryTest

DMN = "{https://www.omg.org/spec/DMN/20191111/MODEL/}"
_ITEMS = "_scenario"
_MATERIALS = "_materials"
_COLUMNS = {_ITEMS: ("item", "mode"), _MATERIALS: ("item", "material")}

_KEY = re.compile(r"[a-z][a-z0-9_]*")
_LITERAL = r'"([^"\\]*)"'
_ONE = re.compile(_LITERAL)
_LIST = re.compile(rf"\s*{_LITERAL}(\s*,\s*{_LITERAL})*\s*")
_NOT = re.compile(r"\s*not\s*\((?P<inner>.*)\)\s*", re.DOTALL)


def read_scenario(data: bytes, theme: str | None = None, name: str = "scenario.dmn") -> Scenario:
    """The scenario of ``theme``, or of the theme that the decisions' ids name.

    Raises :class:`bpmn.errors.DiagramRefused` that names what is not understood.
    """
    root = parse_xml(data, name)
    if root.tag != f"{DMN}definitions":
        raise DiagramRefused(f"{name}：不是 DMN 1.3 决策表，未予接收。")
    theme = _theme_named(root) if theme is None else theme
    tables: dict[str, DecisionTable] = {}
    for decision in root.iter(f"{DMN}decision"):
        identifier = decision.get("id", "")
        ending = next((each for each in _COLUMNS if identifier == f"{theme}{each}"), None)
        if ending is None:
            raise DiagramRefused(
                f"{name}：决策编号 {identifier} 应为 {theme}{_ITEMS} 或者 {theme}{_MATERIALS}，未予接收。"
            )
        tables[ending] = _table(decision, _COLUMNS[ending], f"{name}#{identifier}")
    if _ITEMS not in tables:
        raise DiagramRefused(f"{name}：缺少决策 {theme}{_ITEMS}，未予接收。")
    return Scenario(tables[_ITEMS], tables.get(_MATERIALS))


def _theme_named(root: etree._Element) -> str:
    named = (each.get("id", "") for each in root.iter(f"{DMN}decision"))
    return next((each.removesuffix(_ITEMS) for each in named if each.endswith(_ITEMS)), "主题编码")


def _table(decision: etree._Element, columns: tuple[str, ...], place: str) -> DecisionTable:
    table = decision.find(f"{DMN}decisionTable")
    if table is None:
        raise DiagramRefused(f"{place}：应为决策表，未予接收。")
    if table.get("hitPolicy") != "COLLECT" or table.get("aggregation"):
        raise DiagramRefused(f"{place}：命中策略应为 COLLECT（收集全部），不带汇总，未予接收。")
    inputs = tuple(_input(each, place) for each in table.findall(f"{DMN}input"))
    outputs = tuple(each.get("name", "") for each in table.findall(f"{DMN}output"))
    if outputs != columns:
        raise DiagramRefused(f"{place}：输出列应依次为 {'、'.join(columns)}，未予接收。")
    rules = tuple(
        _rule(each, len(inputs), len(columns), f"{place} 第{number}行")
        for number, each in enumerate(table.findall(f"{DMN}rule"), start=1)
    )
    return DecisionTable(decision.get("id", ""), decision.get("name", ""), inputs, outputs, rules)


def _input(column: etree._Element, place: str) -> str:
    expression = column.findtext(f"{DMN}inputExpression/{DMN}text", "").strip()
    if not _KEY.fullmatch(expression):
        raise DiagramRefused(f"{place}：输入列的表达式应为问题的编码，未予接收。")
    return expression


def _rule(row: etree._Element, inputs: int, outputs: int, place: str) -> Rule:
    conditions = [each.findtext(f"{DMN}text", "") for each in row.findall(f"{DMN}inputEntry")]
    results = [each.findtext(f"{DMN}text", "") for each in row.findall(f"{DMN}outputEntry")]
    if len(conditions) != inputs or len(results) != outputs:
        raise DiagramRefused(f"{place}：单元格数与列数不一致，未予接收。")
    return Rule(
        row.get("id", ""),
        tuple(_test(text, place) for text in conditions),
        tuple(_output(text, place) for text in results),
    )


def _test(text: str, place: str) -> UnaryTest:
    if text.strip() in ("", "-"):
        return UnaryTest()
    inverted = _NOT.fullmatch(text)
    inner = inverted.group("inner") if inverted else text
    if not _LIST.fullmatch(inner):
        raise DiagramRefused(
            f'{place}：条件只能写 "回答"、"回答一","回答二"、not("回答") 或者 -（不限），未予接收。'
        )
    return UnaryTest(tuple(_ONE.findall(inner)), inverted is not None)


def _output(text: str, place: str) -> str:
    found = _ONE.fullmatch(text.strip())
    if found is None:
        raise DiagramRefused(f"{place}：输出应为加引号的编码，未予接收。")
    return found.group(1)
