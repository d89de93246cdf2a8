"""Filling a form in beforehand from shared data: only what it asks, only what its rules allow, each with its source."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from chain.errors import FieldProblem
from forms.elements import PREFILL_SOURCES
from forms.fields import Field, HasFields
from forms.slices import cut
from forms.validation import HIDDEN, validate
from forms.values import REQUIRED

Shared = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Prefill:
    """``values`` by field; ``sources`` says by field where its value is from (Chinese); ``left_out`` names the fields
    whose shared value the form does not allow, with the reason, never the value.
    """

    values: Mapping[str, Any]
    sources: Mapping[str, str]
    left_out: tuple[FieldProblem, ...]


def prefill(form: HasFields, shared: Shared) -> Prefill:
    """What can be filled in from ``shared`` (source → key → value; the sources of the dictionary's ``prefill``)."""
    found: dict[str, Any] = {}
    sources: dict[str, str] = {}
    for field in form.fields:
        path = _first(field, shared)
        if path is not None:
            source, _, key = path.partition(".")
            found[field.key] = shared[source][key]
            sources[field.key] = PREFILL_SOURCES[source]
    values = cut(form, found)
    problems = [problem for problem in validate(form, values) if problem.reason not in (REQUIRED, HIDDEN)]
    wrong = {_top(problem.field) for problem in problems}
    kept = {key: value for key, value in values.items() if key not in wrong}
    return Prefill(
        values=MappingProxyType(kept),
        sources=MappingProxyType({key: sources[key] for key in kept}),
        left_out=tuple(problem for problem in problems if _top(problem.field) in values),
    )


def _first(field: Field, shared: Shared) -> str | None:
    for path in field.element.prefill:
        source, _, key = path.partition(".")
        if shared.get(source, {}).get(key) not in (None, "", []):
            return path
    return None


def _top(place: str) -> str:
    """The field of a problem: a table for its columns."""
    return place.partition("[")[0]
