"""A theme's diagram handles every item of the theme. An item too many is the rule ``item_keys``'."""

from collections.abc import Iterator

from bpmn.diagrams import Diagram
from bpmn.generation.comparison import drawn_items
from bpmn.lint.finding import ERROR, Deployment, Finding

RULE = "theme_items"
AFTER = ("reachable", "item_mapping")


def check(resource: str, diagram: Diagram, deployment: Deployment) -> Iterator[Finding]:
    """Items without an element."""
    for process in diagram.processes:
        theme = deployment.theme(process)
        drawn = drawn_items(process)
        for item in theme.items if theme is not None else ():
            if item not in drawn:
                yield Finding(
                    RULE,
                    ERROR,
                    resource,
                    process.id,
                    f"事项 {item} 属于本主题，图中没有元素办理它：请添加调用活动 item_handling。",
                )
