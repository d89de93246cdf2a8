"""The allow-list: what a span may say, and the form that each value must have.

Everything else is dropped before it leaves the process, whoever wrote it: names, numbers and addresses of people
match none of these forms, and free text has no place at all.
"""

import re
from collections.abc import Callable, Mapping

from chain.cases import is_case_number

Value = str | int

_KEY = re.compile(r"[a-z][a-z0-9_]{0,79}")
_CODE = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,63}(:[A-Za-z_][A-Za-z0-9_]{0,63})?")
_JOB_TYPE = re.compile(r"[a-z][a-z0-9_]{0,63}\.[a-z][a-z0-9_]{0,63}")
_ROUTE = re.compile(r"/|unknown|(/([a-z_.-]+|v1|\{[a-z_]+\}))+")
_METHOD = re.compile(r"[A-Z]{3,7}")
_ROLES = re.compile(r"[a-z]{1,20}(\+[a-z]{1,20}){0,7}")
_NAME = re.compile(r"[A-Za-z_]+( [A-Za-z0-9_./{}-]+)*")


def _is(form: re.Pattern[str]) -> Callable[[Value], bool]:
    return lambda value: isinstance(value, str) and form.fullmatch(value) is not None


def _is_case(value: Value) -> bool:
    return isinstance(value, str) and is_case_number(value)


def _is_number(value: Value) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) < 1 << 63


ALLOWED: Mapping[str, Callable[[Value], bool]] = {
    "case_no": _is_case,
    "item": _is(_KEY),
    "body": _is(_KEY),
    "theme": _is(_KEY),
    "template": _is(_KEY),
    "job_type": _is(_JOB_TYPE),
    "job_key": _is_number,
    "process_instance_key": _is_number,
    "attempt": _is_number,
    "retries": _is_number,
    "method": _is(_METHOD),
    "route": _is(_ROUTE),
    "status": _is_number,
    "role": _is(_ROLES),
    "code": _is(_CODE),
    "kind": _is(_KEY),
    "result": _is(_KEY),
    "command": _is(_KEY),
    "service": _is(_KEY),
    "partition": _is_number,
    "count": _is_number,
    "repeated": _is_number,
    "poison": _is_number,
}
"""Each attribute's form. Keys of jobs and instances are the engine's; ``route`` is a template, never an address."""

PREFIX = "yilian."


def permitted(attributes: Mapping[str, object]) -> dict[str, Value]:
    """Those of ``attributes`` that are named here (with the prefix) and have their form."""
    kept: dict[str, Value] = {}
    for name, value in attributes.items():
        has_form = ALLOWED.get(name.removeprefix(PREFIX)) if name.startswith(PREFIX) else None
        if has_form is not None and isinstance(value, str | int) and has_form(value):
            kept[name] = value
    return kept


def permitted_name(name: str) -> str:
    """The name of a span: words, a template or a job type; what has no such form is not told."""
    return name if len(name) <= 160 and _NAME.fullmatch(name) else "unnamed"
