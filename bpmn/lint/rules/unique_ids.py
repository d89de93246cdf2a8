"""No id stands twice: the engine cannot tell such elements apart, and neither can the rules that follow."""

from collections.abc import Iterator

from bpmn.diagrams import Diagram
from bpmn.lint.finding import ERROR, Deployment, Finding

RULE = "unique_ids"
AFTER = ()


def check(resource: str, diagram: Diagram, _deployment: Deployment) -> Iterator[Finding]:
    """Every id of the file, those of the drawing included."""
    for identifier in diagram.repeated:
        yield Finding(
            RULE,
            ERROR,
            resource,
            identifier,
            "编号重复：文件中有两处使用这个编号，请给其中一处改用新的编号。",
        )
