"""Form-js resources: a JSON object with an id, and what an officer may decide in it."""

import json
import re
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Any

from bpmn.diagrams import MAX_BYTES
from bpmn.errors import DiagramRefused
from bpmn.resources import DESK_FORMS

_FORM_ID = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,80}")


def read_form(data: bytes, name: str) -> tuple[str, frozenset[str]]:
    """The id of a form-js form and the outcomes that can be chosen in it.

    Raises :class:`bpmn.errors.DiagramRefused`.
    """
    if len(data) > MAX_BYTES:
        raise DiagramRefused(f"{name}：文件超过 {MAX_BYTES // 1024} KB，未予接收。")
    try:
        form = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise DiagramRefused(f"{name}：不是有效的 JSON 文件，未予接收。") from error
    if not isinstance(form, dict):
        raise DiagramRefused(f"{name}：表单应为 JSON 对象，未予接收。")
    identifier = form.get("id")
    if not isinstance(identifier, str) or not _FORM_ID.fullmatch(identifier):
        raise DiagramRefused(f"{name}：表单缺少 id，或者 id 不是英文字母、数字、下划线，未予接收。")
    if not isinstance(form.get("components"), list):
        raise DiagramRefused(f"{name}：表单缺少 components 列表，未予接收。")
    if name.endswith(".form") and name.removesuffix(".form") != identifier:
        raise DiagramRefused(f"{name}：表单的 id 是 {identifier}，应与文件名一致，未予接收。")
    return identifier, _outcomes(form["components"])


def _outcomes(components: list[Any]) -> frozenset[str]:
    for component in components:
        if isinstance(component, dict) and component.get("key") == "outcome":
            values = component.get("values")
            options = values if isinstance(values, list) else []
            return frozenset(
                str(each["value"]) for each in options if isinstance(each, dict) and "value" in each
            )
    return frozenset()


@cache
def desk_forms() -> Mapping[str, frozenset[str]]:
    """The officers' forms that every theme may use: the outcomes to choose from, by form id."""
    return MappingProxyType(
        dict(read_form(file.read_bytes(), file.name) for file in sorted(DESK_FORMS.glob("*.form")))
    )
