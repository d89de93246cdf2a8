"""A task's job finds what its type needs: given by the start, by a task before it on every way, or by an input."""

from collections.abc import Iterator

from bpmn.diagrams import Diagram
from bpmn.lint.finding import ERROR, Deployment, Finding
from bpmn.lint.rules.handed import CHAIN_VARIABLES
from bpmn.lint.rules.job_types import job_of
from bpmn.lint.rules.variables import before, start_variables

RULE = "job_inputs"
AFTER = ("joins", "job_types", "called_processes")


def check(resource: str, diagram: Diagram, deployment: Deployment) -> Iterator[Finding]:
    """Every element with a job."""
    for process in diagram.processes:
        start = start_variables(process, deployment)
        start = frozenset(CHAIN_VARIABLES) if start is None else start
        always = before(process, start, surely=True)
        ever = before(process, start, surely=False)
        for element in process.elements.values():
            job = job_of(element)
            needed = [name for name in job.inputs if name not in element.inputs] if job else []
            missing = [name for name in needed if name not in always.get(element.id, start)]
            if missing:
                some = all(name in ever.get(element.id, start) for name in missing)
                why = "有的走法没有产生它" if some else "前面没有产生它"
                yield Finding(
                    RULE,
                    ERROR,
                    resource,
                    element.id,
                    f"任务需要变量 {'、'.join(missing)}，{why}：请在输入映射中给出，或者调整先后。",
                )
