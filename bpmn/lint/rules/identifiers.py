"""Element ids are ASCII with a role prefix; what people see has a Chinese name."""

from collections.abc import Iterator

from bpmn.diagrams import Diagram, ProcessModel
from bpmn.lint.finding import ERROR, Deployment, Finding
from bpmn.lint.rules.patterns import role_prefix

RULE = "identifiers"
AFTER = ("unique_ids",)


def check(resource: str, diagram: Diagram, _deployment: Deployment) -> Iterator[Finding]:
    """Ids and names of elements and conditional flows."""
    for process in diagram.processes:
        for element in process.elements.values():
            prefix = role_prefix(element.kind)
            if not _is_identifier(element.id, prefix):
                yield Finding(
                    RULE,
                    ERROR,
                    resource,
                    element.id,
                    f"元素编号应以 {prefix} 开头，只含英文字母、数字、下划线。",
                )
            if not _is_chinese(element.name):
                yield Finding(RULE, ERROR, resource, element.id, "元素没有中文名称。")
        yield from _flows(resource, process)


def _flows(resource: str, process: ProcessModel) -> Iterator[Finding]:
    for flow in process.flows.values():
        if not _is_identifier(flow.id, "Flow_"):
            yield Finding(
                RULE, ERROR, resource, flow.id, "连线编号应以 Flow_ 开头，只含英文字母、数字、下划线。"
            )
        if (flow.condition or flow.default) and not _is_chinese(flow.name):
            yield Finding(RULE, ERROR, resource, flow.id, "带条件的连线没有中文名称。")


def _is_identifier(text: str, prefix: str) -> bool:
    return text.startswith(prefix) and len(text) > len(prefix) and text.isascii() and text.isidentifier()


def _is_chinese(text: str) -> bool:
    return any("\u4e00" <= char <= "\u9fff" for char in text)
