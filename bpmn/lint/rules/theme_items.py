"""A theme's diagram handles every item of the theme, each after its prerequisites."""

from collections.abc import Iterator

from bpmn.diagrams import Diagram
from bpmn.generation.comparison import drawn_items, precedes
from bpmn.lint.finding import ERROR, Deployment, Finding

RULE = "theme_items"


def check(resource: str, diagram: Diagram, deployment: Deployment) -> Iterator[Finding]:
    """Items without an element, and items before what they need. An item too many is the rule ``item_keys``'."""
    themes = {theme.key: theme for theme in deployment.catalogue.themes()}
    for process in diagram.processes:
        theme = themes.get(process.id)
        if theme is None:
            continue
        drawn = drawn_items(process)
        for item in theme.items:
            if item not in drawn:
                yield Finding(
                    RULE, ERROR, resource, process.id, f"事项 {item} 属于本主题，图中没有元素办理它。"
                )
        for item in theme.items:
            for before in deployment.catalogue.item(item).prerequisites:
                if item in drawn and before in drawn and not precedes(process, drawn[before], drawn[item]):
                    yield Finding(
                        RULE,
                        ERROR,
                        resource,
                        drawn[item][0],
                        f"事项 {item} 以 {before} 为前置，应排在它后面。",
                    )
