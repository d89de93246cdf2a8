"""The rules, one file each, in the order in which they are asked.

A rule's module has its name ``RULE``, the names ``AFTER`` of the rules without whose errors alone it can be asked, and
``check``: a function of (resource name, diagram, deployment) that yields findings. Its page for designers is
``pages/<rule>.md``, its examples ``examples/<rule>/{good,bad}.bpmn``.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import ModuleType

from bpmn.diagrams import Diagram
from bpmn.lint.finding import Deployment, Finding
from bpmn.lint.rules import (
    called_processes,
    deployable,
    drawing,
    errors,
    feel_functions,
    feel_syntax,
    feel_values,
    feel_variables,
    identifiers,
    item_keys,
    item_mapping,
    job_inputs,
    job_types,
    joins,
    messages,
    outgoing,
    personal_data,
    prerequisites,
    process,
    reachable,
    refusals,
    scenario_paths,
    start_message,
    theme_items,
    timers,
    unique_ids,
    user_tasks,
    ways_out,
)

Check = Callable[[str, Diagram, Deployment], Iterator[Finding]]


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule; it is not asked of a diagram in which a rule of ``after`` found an error or was not asked itself."""

    name: str
    check: Check
    after: tuple[str, ...]


_MODULES: tuple[ModuleType, ...] = (
    process,
    unique_ids,
    deployable,
    outgoing,
    reachable,
    drawing,
    identifiers,
    start_message,
    job_types,
    called_processes,
    user_tasks,
    messages,
    timers,
    errors,
    feel_syntax,
    feel_functions,
    personal_data,
    item_keys,
    feel_values,
    item_mapping,
    ways_out,
    joins,
    theme_items,
    prerequisites,
    scenario_paths,
    refusals,
    job_inputs,
    feel_variables,
)

RULES: tuple[Rule, ...] = tuple(Rule(each.RULE, each.check, each.AFTER) for each in _MODULES)
