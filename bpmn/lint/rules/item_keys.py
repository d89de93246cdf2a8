"""Item keys in mappings and expressions are keys, and items of the theme."""

import re
from collections.abc import Iterator

from bpmn.diagrams import Diagram
from bpmn.lint.finding import ERROR, Deployment, Finding
from bpmn.lint.rules.patterns import KEY

RULE = "item_keys"

_REFERENCE = re.compile(r"\b(?:items|outcomes)\.([\w-]+)")


def check(resource: str, diagram: Diagram, deployment: Deployment) -> Iterator[Finding]:
    """Mapping targets, and the items an expression speaks of."""
    themes = {theme.key: theme for theme in deployment.catalogue.themes()}
    for process in diagram.processes:
        for element in process.elements.values():
            for target in (*element.inputs, *element.outputs):
                if not all(KEY.fullmatch(part) for part in target.split(".")):
                    yield Finding(
                        RULE,
                        ERROR,
                        resource,
                        element.id,
                        "映射的目标名称应以小写字母开头，只含小写字母、数字、下划线。",
                    )
        known = set(themes[process.id].items) if process.id in themes else None
        texts = [(each.element, each.text) for each in diagram.expressions]
        texts += [(each.id, target) for each in process.elements.values() for target in each.outputs]
        for element_id, text in texts:
            for key in _REFERENCE.findall(text):
                if not KEY.fullmatch(key):
                    yield Finding(
                        RULE,
                        ERROR,
                        resource,
                        element_id,
                        "事项编码应以小写字母开头，只含小写字母、数字、下划线。",
                    )
                elif known is not None and key not in known:
                    yield Finding(RULE, ERROR, resource, element_id, f"事项 {key} 不在本主题的事项清单中。")
