"""Small forms and dictionaries for the tests of the forms' room."""

import json
from typing import Any

from forms.elements import Dictionary, read_dictionary
from forms.schema import Form, read_form

DICTIONARY_TEXT = """
[groups]
one = "一"
two = "二"
[elements.name]
name = "名称"
type = "text"
personal = true
group = "two"
source = "assumed"
[elements.number]
name = "代码"
type = "text"
rule = "uscc"
personal = false
group = "one"
source = "standard"
[elements.area]
name = "面积"
type = "number"
unit = "平方米"
personal = false
group = "one"
source = "real"
[elements.count]
name = "数量"
type = "integer"
personal = false
group = "one"
source = "real"
[elements.kind]
name = "类别"
type = "choice"
personal = false
group = "one"
source = "real"
[elements.kinds]
name = "项目"
type = "choices"
personal = false
group = "one"
source = "real"
[elements.day]
name = "日期"
type = "date"
personal = false
group = "one"
source = "real"
[elements.agreed]
name = "承诺"
type = "flag"
personal = false
group = "two"
source = "real"
[elements.people]
name = "人员"
type = "list"
personal = true
group = "two"
source = "real"
[elements."people.name"]
name = "姓名"
type = "text"
personal = true
group = "two"
source = "real"
[elements."people.age"]
name = "年龄"
type = "integer"
personal = true
group = "two"
source = "real"
"""

Json = dict[str, Any]


def dictionary() -> Dictionary:
    return read_dictionary(DICTIONARY_TEXT)


def text(key: str = "name", kind: str = "textfield", **rules: object) -> Json:
    return {"id": f"Field_{key}", "type": kind, "key": key, "label": "名称", "validate": rules}


def area(**rules: object) -> Json:
    component = {"id": "Field_area", "type": "number", "key": "area", "label": "面积", "decimalDigits": 2}
    return component | {"appearance": {"suffixAdorner": "平方米"}, "validate": rules}


def count(**rules: object) -> Json:
    return {"id": "Field_count", "type": "number", "key": "count", "label": "数量", "validate": rules}


def choice(key: str, kind: str, *values: str, **rules: object) -> Json:
    options = [{"label": f"选项{value}", "value": value} for value in values]
    return {
        "id": f"Field_{key}",
        "type": kind,
        "key": key,
        "label": "类别",
        "values": options,
        "validate": rules,
    }


def day(**rules: object) -> Json:
    component = {"id": "Field_day", "type": "datetime", "subtype": "date", "key": "day", "dateLabel": "日期"}
    return component | {"validate": rules}


def agreed(**rules: object) -> Json:
    return {"id": "Field_agreed", "type": "checkbox", "key": "agreed", "label": "承诺", "validate": rules}


def people(*columns: Json, least: int = 0, most: int = 5) -> Json:
    return {
        "id": "Field_people",
        "type": "dynamiclist",
        "path": "people",
        "label": "人员",
        "isRepeating": True,
        "properties": {"minRows": str(least), "maxRows": str(most)},
        "components": [column | {"id": f"Column_{column['id']}"} for column in columns],
    }


def document(*components: object, **members: object) -> Json:
    return {
        "type": "default",
        "id": "sample",
        "schemaVersion": 19,
        "components": list(components),
    } | members


def form(*components: Json) -> Form:
    return read_form(json.dumps(document(*components)).encode(), "sample", dictionary())


def hidden(component: Json, hide: str) -> Json:
    """The component with a condition."""
    return component | {"conditional": {"hide": hide}}


def age() -> Json:
    return {"id": "Field_age", "type": "number", "key": "age", "label": "年龄"}
