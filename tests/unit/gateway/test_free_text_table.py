"""Whatever a caller may write freely is planted with a mark by the stories of tests/e2e/marks, or ours with its reason.

Free text is each string of a request that is neither of a closed list nor a date. A new one without a row fails.
"""

from collections.abc import Iterator
from typing import Any

from fastapi import FastAPI
from pydantic import BaseModel

from gateway.app import create_app
from gateway.settings import Settings
from tests.e2e.marks.table import KEPT_IN_STORE, MOBILE, OURS, PREFIXES, mark, planted

Json = dict[str, Any]
DATES = ("date", "date-time")
BEGINNINGS = (*PREFIXES.values(), *KEPT_IN_STORE.values(), MOBILE)
"""What is searched for."""


def free_text(app: FastAPI) -> set[tuple[str, str]]:
    """Operation and field of every free text that the interface takes."""
    document = app.openapi()
    return {
        (f"{method.upper()} {path}", field)
        for path, operations in document["paths"].items()
        for method, operation in operations.items()
        for field in _of_operation(operation, document["components"]["schemas"])
    }


def _of_operation(operation: Json, known: Json) -> Iterator[str]:
    for parameter in operation.get("parameters", []):
        yield from _in_schema(parameter["schema"], parameter["name"], known, ())
    for content in operation.get("requestBody", {}).get("content", {}).values():
        yield from _in_schema(content.get("schema", {}), "", known, ())


def _in_schema(schema: Json, name: str, known: Json, within: tuple[str, ...]) -> Iterator[str]:
    if "$ref" in schema:
        model = schema["$ref"].rpartition("/")[2]
        if model not in within:
            yield from _in_schema(known[model], name, known, (*within, model))
        return
    choices = [each for kind in ("anyOf", "oneOf", "allOf") for each in schema.get(kind, [])]
    for each in choices:
        yield from _in_schema(each, name, known, within)
    if choices or "enum" in schema or "const" in schema:
        return
    yield from _of_type(schema, name, known, within)


def _of_type(schema: Json, name: str, known: Json, within: tuple[str, ...]) -> Iterator[str]:
    kind = schema.get("type")
    if kind == "array":
        yield from _in_schema(schema.get("items", {}), name, known, within)
    elif kind == "object":
        for member, inner in schema.get("properties", {}).items():
            yield from _in_schema(inner, f"{name}.{member}".lstrip("."), known, within)
        further = schema.get("additionalProperties", "properties" not in schema)
        if further is not False:
            yield from _in_schema({} if further is True else further, name, known, within)
    elif kind is None or (kind == "string" and schema.get("format") not in DATES):
        yield name or "(body)"


def unknown(found: set[tuple[str, str]]) -> set[tuple[str, str]]:
    """Those that no row speaks of."""
    return {(operation, field) for operation, field in found - set(planted()) if field not in OURS}


def test_every_free_text_has_its_row() -> None:
    assert unknown(free_text(create_app(Settings()))) == set()


def test_every_row_is_a_free_text() -> None:
    found = free_text(create_app(Settings()))
    assert set(planted()) - found == set()
    assert set(OURS) - {field for _, field in found} == set()


def test_a_new_free_text_without_a_row_is_seen() -> None:
    class Note(BaseModel):
        reason: str | None = None
        detail: list[dict[str, str]]

    def planted_here(case_no: str, said: Note, remark: str = "") -> None:
        """An operation that nobody wrote a row for."""

    app = create_app(Settings())
    app.add_api_route("/planted/{case_no}", planted_here, methods=["POST"])
    assert {field for _, field in unknown(free_text(app))} == {"reason", "detail", "remark"}


def test_each_field_has_a_mark_of_its_own() -> None:
    marks = {mark(operation, field) for operation, field in planted()}
    assert len(marks) == len(planted())
    assert all(any(each.startswith(begin) for begin in BEGINNINGS) for each in marks)
