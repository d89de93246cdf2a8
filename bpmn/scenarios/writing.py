"""Writes ``scenario.dmn`` as Camunda Modeler would: one table for items, one for conditional materials if any."""

from collections.abc import Iterable, Mapping, Sequence

from lxml import etree

from bpmn.scenarios.reading import DMN

_DMNDI = "https://www.omg.org/spec/DMN/20191111/DMNDI/"
_DC = "http://www.omg.org/spec/DMN/20180521/DC/"
_MODELER = "http://camunda.org/schema/modeler/1.0"
_SPACES: dict[str | None, str] = {None: DMN.strip("{}"), "dmndi": _DMNDI, "dc": _DC, "modeler": _MODELER}

Row = tuple[Mapping[str, str], tuple[str, str]]
"""Conditions by question (what is not named is any: ``-``) as unary tests, and the two outputs."""


def write_scenario(
    theme: str,
    name: str,
    questions: Sequence[tuple[str, str]],
    items: Iterable[Row],
    materials: Iterable[Row] = (),
) -> bytes:
    """The DMN file of a theme.

    ``questions`` are ``(key, text)``. A condition is a unary test such as ``"yes"`` (with its quotes), or a plain
    answer key, which is quoted; outputs are ``(item, mode)`` and ``(item, material)``.
    """
    # The stubs of lxml know no default namespace; lxml does.
    root = etree.Element(f"{DMN}definitions", nsmap=_SPACES)  # type: ignore[arg-type]
    root.set("id", f"Definitions_{theme}_scenario")
    root.set("name", f"{name}情形")
    root.set("namespace", "urn:yilian:dmn")
    root.set("exporter", "Camunda Modeler")
    root.set("exporterVersion", "5.22.0")
    root.set(f"{{{_MODELER}}}executionPlatform", "Camunda Cloud")
    root.set(f"{{{_MODELER}}}executionPlatformVersion", "8.5.0")
    decisions = [_decision(root, f"{theme}_scenario", "需要办理的事项", questions, ("item", "mode"), items)]
    rows = list(materials)
    if rows:
        decisions.append(
            _decision(root, f"{theme}_materials", "需要补充的材料", questions, ("item", "material"), rows)
        )
    _draw(root, decisions)
    etree.indent(root, "  ")
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8") + b"\n"


def _decision(
    root: etree._Element,
    identifier: str,
    name: str,
    questions: Sequence[tuple[str, str]],
    columns: tuple[str, str],
    rows: Iterable[Row],
) -> str:
    decision = etree.SubElement(root, f"{DMN}decision", id=identifier, name=name)
    table = etree.SubElement(decision, f"{DMN}decisionTable", id=f"Table_{identifier}", hitPolicy="COLLECT")
    for key, text in questions:
        column = etree.SubElement(table, f"{DMN}input", id=f"Input_{identifier}_{key}", label=text)
        expression = etree.SubElement(
            column, f"{DMN}inputExpression", id=f"Expression_{identifier}_{key}", typeRef="string"
        )
        etree.SubElement(expression, f"{DMN}text").text = key
    labels = {"item": "事项", "mode": "办理方式", "material": "材料"}
    for key in columns:
        etree.SubElement(
            table,
            f"{DMN}output",
            id=f"Output_{identifier}_{key}",
            label=labels[key],
            name=key,
            typeRef="string",
        )
    for number, (conditions, outputs) in enumerate(rows, start=1):
        _row(table, f"{identifier}_{number}", [conditions.get(key, "-") for key, _ in questions], outputs)
    return identifier


def _row(table: etree._Element, identifier: str, conditions: Sequence[str], outputs: tuple[str, str]) -> None:
    rule = etree.SubElement(table, f"{DMN}rule", id=f"Rule_{identifier}")
    for position, condition in enumerate(conditions, start=1):
        entry = etree.SubElement(rule, f"{DMN}inputEntry", id=f"Test_{identifier}_{position}")
        text = condition if condition == "-" or '"' in condition else f'"{condition}"'
        etree.SubElement(entry, f"{DMN}text").text = text
    for position, output in enumerate(outputs, start=1):
        entry = etree.SubElement(rule, f"{DMN}outputEntry", id=f"Result_{identifier}_{position}")
        etree.SubElement(entry, f"{DMN}text").text = f'"{output}"'


def _draw(root: etree._Element, decisions: Sequence[str]) -> None:
    drawing = etree.SubElement(etree.SubElement(root, f"{{{_DMNDI}}}DMNDI"), f"{{{_DMNDI}}}DMNDiagram")
    for position, identifier in enumerate(decisions):
        shape = etree.SubElement(drawing, f"{{{_DMNDI}}}DMNShape", dmnElementRef=identifier)
        etree.SubElement(
            shape, f"{{{_DC}}}Bounds", height="80", width="180", x=str(160 + 240 * position), y="100"
        )
