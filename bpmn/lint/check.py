"""Runs every rule over the resources of one deployment."""

from collections.abc import Iterator, Mapping
from functools import cache
from types import MappingProxyType

from bpmn.catalogue import Catalogue, load_catalogue
from bpmn.diagrams import Diagram, ProcessModel, read_diagram
from bpmn.errors import DiagramRefused
from bpmn.lint.finding import ERROR, Deployment, Finding
from bpmn.lint.forms import desk_forms, read_form
from bpmn.lint.rules import RULES
from bpmn.resources import personal_elements, shared_processes
from bpmn.scenarios import read_scenario


def check_resources(resources: Mapping[str, bytes], catalogue: Catalogue | None = None) -> list[Finding]:
    """Check diagrams, scenario tables and forms by name; an empty list (or warnings only) means they may be deployed.

    ``catalogue`` is this installation's unless given. A file that cannot be parsed becomes a finding of the rule
    ``resource``, so that one answer names everything.
    """
    findings: list[Finding] = []
    diagrams: dict[str, Diagram] = {}
    forms: dict[str, frozenset[str]] = {}
    for name, data in resources.items():
        try:
            if name.endswith(".bpmn"):
                diagrams[name] = read_diagram(data, name)
            elif name.endswith(".form"):
                forms |= [read_form(data, name)]
            elif name.endswith(".dmn"):
                read_scenario(data, name=name)
            else:
                raise DiagramRefused(f"{name}：只接收 .bpmn 流程图、.dmn 情形表和 .form 表单。")
        except DiagramRefused as refused:
            findings.append(Finding("resource", ERROR, name, "", refused.detail))
    deployment = Deployment(
        diagrams,
        {**desk_forms(), **forms},
        _shared(),
        load_catalogue() if catalogue is None else catalogue,
        personal_elements(),
    )
    for name, diagram in diagrams.items():
        findings.extend(_check(name, diagram, deployment))
    return findings


def _check(name: str, diagram: Diagram, deployment: Deployment) -> Iterator[Finding]:
    """Every rule that can be asked: one that builds on what another found broken would only repeat its finding."""
    broken: set[str] = set()
    for rule in RULES:
        if broken.intersection(rule.after):
            broken.add(rule.name)
            continue
        for finding in rule.check(name, diagram, deployment):
            if finding.severity == ERROR:
                broken.add(rule.name)
            yield finding


@cache
def _shared() -> Mapping[str, ProcessModel]:
    diagrams = (read_diagram(data, name) for name, data in shared_processes().items())
    return MappingProxyType({process.id: process for diagram in diagrams for process in diagram.processes})
