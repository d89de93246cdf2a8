"""The rules, one file each. A rule is a function of (resource name, diagram, deployment) that yields findings."""

from collections.abc import Callable, Iterator

from bpmn.diagrams import Diagram
from bpmn.lint.finding import Deployment, Finding
from bpmn.lint.rules import (
    called_processes,
    drawing,
    feel_functions,
    identifiers,
    item_keys,
    job_types,
    joins,
    outgoing,
    personal_data,
    process,
    start_message,
    theme_items,
    user_tasks,
    ways_out,
)

Rule = Callable[[str, Diagram, Deployment], Iterator[Finding]]

RULES: tuple[Rule, ...] = (
    process.check,
    drawing.check,
    identifiers.check,
    start_message.check,
    job_types.check,
    called_processes.check,
    user_tasks.check,
    feel_functions.check,
    outgoing.check,
    item_keys.check,
    joins.check,
    theme_items.check,
    ways_out.check,
    personal_data.check,
)
