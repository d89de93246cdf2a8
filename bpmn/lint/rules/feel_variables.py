"""Expressions read variables, and members of them, that there are on some way to where they stand."""

from collections.abc import Iterator
from difflib import get_close_matches

from bpmn.diagrams import Diagram, ProcessModel
from bpmn.lint.feel import FeelProblem, free_paths, parse
from bpmn.lint.finding import ERROR, Deployment, Finding
from bpmn.lint.rules.values import TASK_VARIABLES
from bpmn.lint.rules.variables import Spot, spots, start_variables
from chain.job_types import JOB_TYPES

RULE = "feel_variables"
AFTER = ("job_inputs", "messages", "prerequisites")


def check(resource: str, diagram: Diagram, deployment: Deployment) -> Iterator[Finding]:
    """Every expression of processes whose variables are known from the start on."""
    for process in diagram.processes:
        start = start_variables(process, deployment)
        if start is None:
            continue
        members = _members(process)
        said: set[tuple[str, str]] = set()
        for spot in spots(process, start, deployment):
            for message in _problems(spot, members, deployment):
                if (spot.owner, message) not in said:
                    said.add((spot.owner, message))
                    yield Finding(RULE, ERROR, resource, spot.owner, f"{spot.place}的表达式{message}")


def _problems(spot: Spot, members: dict[str, frozenset[str]], deployment: Deployment) -> Iterator[str]:
    if not spot.text.startswith("="):
        return
    try:
        paths = dict.fromkeys(free_paths(parse(spot.text[1:])))
    except FeelProblem:
        return
    for path in paths:
        if path[0] not in spot.known:
            # What names a person is the rule ``personal_data``'s.
            if path[0] not in deployment.personal_elements:
                yield f"用到变量 {path[0]}，走到这里时还没有它{_meant(path[0], spot.known)}"
        elif len(path) > 1 and path[0] in members and path[1] not in members[path[0]]:
            yield f"用到 {'.'.join(path[:2])}，{path[0]} 中没有这一项{_meant(path[1], members[path[0]])}"
        elif path[0] == "items" and len(path) > 2 and path[2] not in ("item", "body"):
            yield f"用到 {'.'.join(path)}，事项中只有 item 和 body。"


def _meant(name: str, known: frozenset[str]) -> str:
    close = get_close_matches(name, sorted(known), 1)
    return f"，是否应为 {close[0]}？" if close else "。"


def _members(process: ProcessModel) -> dict[str, frozenset[str]]:
    """What is in the objects whose make is known. A name that a mapping gives to something else is not; a member that
    bears an object's name (``acceptance.notice``) is made like it."""
    found: dict[str, frozenset[str]] = {}
    for job in JOB_TYPES.values():
        found[job.output] = found.get(job.output, frozenset()).union(job.fields)
    found |= dict.fromkeys(TASK_VARIABLES.values(), frozenset(["outcome"]))
    for element in process.elements.values():
        if element.loop is not None and element.loop.collection.strip("= ") == "precheck_items":
            found[element.loop.element] = frozenset(["item", "body"])
        for target, source in (*element.inputs.items(), *element.outputs.items()):
            if source.strip("= ").rpartition(".")[2] != target:
                found.pop(target, None)
    return found
