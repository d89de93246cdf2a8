"""Form-js resources: a JSON object with an id."""

import json
import re

from bpmn.diagrams import MAX_BYTES
from bpmn.errors import DiagramRefused
from bpmn.resources import DESK_FORMS

_FORM_ID = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,80}")


def form_id(data: bytes, name: str) -> str:
    """The id of a form-js form; raises :class:`bpmn.errors.DiagramRefused`."""
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
    return identifier


def desk_form_ids() -> frozenset[str]:
    """Ids of the officers' forms that every theme may use."""
    return frozenset(form_id(file.read_bytes(), file.name) for file in sorted(DESK_FORMS.glob("*.form")))
