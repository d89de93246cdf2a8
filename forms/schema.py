"""Loading and checking forms: form-js JSON in, a :class:`Form` with typed fields out."""

import copy
import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from chain.errors import FieldProblem
from forms.components import SCHEMA_VERSION
from forms.elements import Dictionary, load_dictionary
from forms.errors import InvalidForm, UnknownForm
from forms.fields import Field
from forms.reading import Reader

_ROOM = Path(__file__).parent
_FORM_KEY = re.compile(r"[a-z][a-z0-9_]{0,63}/[a-z][a-z0-9_]{0,63}")
_DESK_ID = re.compile(r"[a-z][a-z0-9_]{0,63}")
_MEMBERS = frozenset(
    {
        "type",
        "id",
        "schemaVersion",
        "components",
        "executionPlatform",
        "executionPlatformVersion",
        "exporter",
        "versionTag",
    }
)
_LARGEST = 1 << 20


@dataclass(frozen=True, slots=True)
class Form:
    """One form as its file says it: its form-js id and its fields in reading order."""

    id: str
    fields: tuple[Field, ...]
    document: dict[str, Any]

    @property
    def schema(self) -> dict[str, Any]:
        """The form-js JSON as it stands in the file (a copy)."""
        return copy.deepcopy(self.document)


def load_form(form_key: str) -> Form:
    """The item form ``<department>/<item>``; raises :class:`UnknownForm` or :class:`InvalidForm`."""
    if not _FORM_KEY.fullmatch(form_key):
        raise UnknownForm
    return _load(f"items/{form_key}.form", form_key.replace("/", "_"))


def load_desk_form(form_id: str) -> Form:
    """The officers' form of that id; raises :class:`UnknownForm` or :class:`InvalidForm`."""
    if not _DESK_ID.fullmatch(form_id):
        raise UnknownForm
    return _load(f"desk/{form_id}.form", form_id)


def form_keys() -> tuple[str, ...]:
    """Keys of all item forms in this room, sorted."""
    folder = _ROOM / "items"
    return tuple(
        sorted(path.relative_to(folder).with_suffix("").as_posix() for path in folder.glob("*/*.form"))
    )


@cache
def _load(name: str, form_id: str) -> Form:
    path = _ROOM / name
    if not path.is_file():
        raise UnknownForm
    form = read_form(path.read_bytes(), name)
    if form.id != form_id:
        raise InvalidForm(name, [FieldProblem("id", "表单", f"id 应为 {form_id}，与文件名一致。")])
    return form


def read_form(content: bytes, source: str = "表单", dictionary: Dictionary | None = None) -> Form:
    """Check form-js JSON and read its fields; raises :class:`InvalidForm` that names each component at fault.

    ``source`` names the file in messages; ``dictionary`` is this room's unless given.
    """
    document = _parse(content, source)
    problems = [FieldProblem(*problem) for problem in _envelope_problems(document)]
    components = document.get("components")
    if problems or not isinstance(components, list):
        raise InvalidForm(source, problems)
    reader = Reader(dictionary or load_dictionary())
    fields = reader.read(components)
    if reader.problems:
        raise InvalidForm(source, reader.problems)
    return Form(id=document["id"], fields=fields, document=document)


def _parse(content: bytes, source: str) -> dict[str, Any]:
    if len(content) > _LARGEST:
        raise InvalidForm(source, [FieldProblem("表单", "表单", "文件超过1MB。")])
    try:
        document = json.loads(content.decode("utf-8"), parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        raise InvalidForm(source, [FieldProblem("表单", "表单", "不是有效的 UTF-8 JSON。")]) from None
    if not isinstance(document, dict):
        raise InvalidForm(source, [FieldProblem("表单", "表单", "应为 form-js 表单对象。")])
    return document


def _refuse_constant(text: str) -> float:
    raise ValueError(text)


def _envelope_problems(document: dict[str, Any]) -> list[tuple[str, str, str]]:
    version = document.get("schemaVersion")
    form_id = document.get("id")
    checks = (
        (set(document) <= _MEMBERS, "表单", "含有不支持的属性。"),
        (document.get("type") == "default", "type", "应为 default。"),
        (
            isinstance(form_id, str) and re.fullmatch(r"[a-z][a-z0-9_]{0,127}", form_id),
            "id",
            "应为小写字母、数字和下划线。",
        ),
        (
            isinstance(version, int) and not isinstance(version, bool) and 1 <= version <= SCHEMA_VERSION,
            "schemaVersion",
            f"应为1至{SCHEMA_VERSION}的整数。",
        ),
        (isinstance(document.get("components"), list), "components", "应为组件列表。"),
    )
    return [(field, "表单", reason) for holds, field, reason in checks if not holds]
