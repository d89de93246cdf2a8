"""Many forms into one (多表合一): every data element asked once, with the tightest rules, and whose it is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Any, NamedTuple

from forms.elements import Dictionary, load_dictionary
from forms.errors import FormConflictError
from forms.fields import Field, walk
from forms.merge import ClashError, merge
from forms.rendering import render
from forms.schema import Form, load_form


@dataclass(frozen=True, slots=True)
class Source:
    """Where a data element is asked: by which item, in which form (its form-js id), by which component."""

    item: str
    form: str
    component: str


@dataclass(frozen=True, slots=True)
class OneForm:
    """The one form.

    ``schema`` is form-js JSON for the portal; ``provenance`` says for each data element (a table's column as
    ``<table>.<column>``) which items ask it, in the order of the items, and ``sources`` by which component of which
    form; ``fields`` are the merged fields.
    """

    schema: dict[str, Any]
    provenance: Mapping[str, tuple[str, ...]]
    sources: Mapping[str, tuple[Source, ...]]
    fields: tuple[Field, ...]


def one_form(parts: Sequence[tuple[str, str]]) -> OneForm:
    """Merge the forms of ``(item, form key)`` pairs.

    Raises :class:`~forms.errors.UnknownForm` for a form that is not there,
    :class:`~forms.errors.FormConflictError` where two items' rules cannot both hold.
    """
    return _one_form(tuple(parts))


@lru_cache(maxsize=256)
def _one_form(parts: tuple[tuple[str, str], ...]) -> OneForm:
    # The forms do not change while the process runs, and few combinations of items are asked for.
    return merge_forms([(item, load_form(form_key)) for item, form_key in parts], load_dictionary())


def merge_forms(parts: Sequence[tuple[str, Form]], dictionary: Dictionary) -> OneForm:
    """Merge forms that are already read; see :func:`one_form`."""
    merged: dict[str, Field] = {}
    askers: dict[str, list[_Asked]] = {}
    sources: dict[str, list[Source]] = {}
    for item, form in parts:
        for field in form.fields:
            before = askers.setdefault(field.key, [])
            merged[field.key] = _joined(merged.get(field.key), field, item, before)
            before.append(_Asked(item, field))
        for field in walk(form.fields):
            source = Source(item, form.id, field.component)
            sources.setdefault(field.element.key, []).append(source)
    provenance = {
        key: tuple(dict.fromkeys(source.item for source in found)) for key, found in sources.items()
    }
    order = {group: position for position, group in enumerate(dictionary.groups)}
    fields = tuple(sorted(merged.values(), key=lambda field: order[field.element.group]))
    return OneForm(
        schema=render(fields, provenance, dictionary.groups),
        provenance=MappingProxyType(provenance),
        sources=MappingProxyType({key: tuple(found) for key, found in sources.items()}),
        fields=fields,
    )


class _Asked(NamedTuple):
    item: str
    field: Field


def _joined(before: Field | None, field: Field, item: str, askers: Sequence[_Asked]) -> Field:
    if before is None:
        return field
    try:
        return merge(before, field)
    except ClashError as clash:
        others = [asked for asked in askers if _clashes(asked.field, field)] or askers
        places = "；".join(
            f"{asked.item} 的组件 {asked.field.component}" for asked in (*others, _Asked(item, field))
        )
        raise FormConflictError(
            f"数据元“{field.element.name}”（{field.key}）在事项 {'、'.join(asked.item for asked in others)} 与 {item}"
            f" 的表单中规则冲突：{clash}。请调整其中一方的表单（{places}）。"
        ) from None


def _clashes(first: Field, second: Field) -> bool:
    """Whether these two alone cannot both hold."""
    try:
        merge(first, second)
    except ClashError:
        return True
    return False
