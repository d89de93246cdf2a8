"""Runs every rule over the resources of one deployment."""

from collections.abc import Mapping

from bpmn.catalogue import Catalogue, load_catalogue
from bpmn.diagrams import Diagram, read_diagram
from bpmn.errors import DiagramRefused
from bpmn.lint.finding import ERROR, Deployment, Finding
from bpmn.lint.forms import desk_form_ids, form_id
from bpmn.lint.rules import RULES
from bpmn.resources import personal_elements, shared_process_ids
from bpmn.scenarios import read_scenario


def check_resources(resources: Mapping[str, bytes], catalogue: Catalogue | None = None) -> list[Finding]:
    """Check diagrams, scenario tables and forms by name; an empty list (or warnings only) means they may be deployed.

    ``catalogue`` is this installation's unless given. A file that cannot be parsed becomes a finding of the rule
    ``resource``, so that one answer names everything.
    """
    findings: list[Finding] = []
    diagrams: dict[str, Diagram] = {}
    forms: set[str] = set()
    for name, data in resources.items():
        try:
            if name.endswith(".bpmn"):
                diagrams[name] = read_diagram(data, name)
            elif name.endswith(".form"):
                forms.add(form_id(data, name))
            elif name.endswith(".dmn"):
                read_scenario(data, name=name)
            else:
                raise DiagramRefused(f"{name}：只接收 .bpmn 流程图、.dmn 情形表和 .form 表单。")
        except DiagramRefused as refused:
            findings.append(Finding("resource", ERROR, name, "", refused.detail))
    deployment = Deployment(
        diagrams,
        frozenset(forms) | desk_form_ids(),
        shared_process_ids(),
        load_catalogue() if catalogue is None else catalogue,
        personal_elements(),
    )
    for name, diagram in diagrams.items():
        for rule in RULES:
            findings.extend(rule(name, diagram, deployment))
    return findings
