"""Reading form-js components into fields, one problem for each thing that is wrong."""

import re
from typing import Any

from chain.errors import FieldProblem
from forms.components import INSTEAD, MEMBERS, WIDGETS
from forms.conditions import Expression, any_of
from forms.elements import Dictionary, Element
from forms.fields import ROW_LIMIT, Field, Note
from forms.references import condition_of, with_references
from forms.rules import options_of, rules_of

_DEEPEST = 8
_KEY = re.compile(r"[a-z][a-z0-9_]{0,63}")


class Reader:
    """Reads the components of one form; ``problems`` holds what was found wrong."""

    def __init__(self, dictionary: Dictionary) -> None:
        self.problems: list[FieldProblem] = []
        self._dictionary = dictionary
        self._ids: set[str] = set()
        self._keys: set[str] = set()
        self._notes: list[Note] = []

    def read(self, components: list[Any]) -> tuple[Field, ...]:
        """All fields in reading order; a text is shown before the field that follows it."""
        fields = self._fields(components, "", 0, None)
        if not fields:
            self._problem("components", "表单没有任何字段。")
        elif self._notes:
            self._problem("components", "说明文字应放在字段之前。")
        found: list[tuple[str, str]] = []
        bound = with_references(fields, found)
        for place, reason in found:
            self._problem(place, reason)
        return bound

    def _fields(self, components: list[Any], table: str, depth: int, above: Expression | None) -> list[Field]:
        """The fields of components under the condition of what stands above them."""
        fields: list[Field] = []
        for position, component in enumerate(components):
            if not self._well_formed(component, position, table, depth):
                continue
            kind = component["type"]
            hide = any_of(above, self._condition(component))
            if kind == "group":
                fields += self._fields(component.get("components", []), table, depth + 1, hide)
            elif kind == "dynamiclist":
                fields += self._table(component, depth, hide)
            elif kind == "text":
                self._notes.append(Note(component.get("text", ""), hide))
            elif kind not in ("separator", "spacer"):
                fields += self._input(component, table, hide)
        return fields

    def _well_formed(self, component: object, position: int, table: str, depth: int) -> bool:
        if not isinstance(component, dict) or not isinstance(component.get("id"), str):
            return self._problem(f"第{position + 1}个组件", "组件应为对象并有文本 id。")
        name, kind = component["id"], component.get("type")
        if name in self._ids:
            return self._problem(name, "组件 id 重复。")
        self._ids.add(name)
        if not isinstance(kind, str) or kind not in MEMBERS:
            return self._problem(name, f"不支持的组件类型，可用：{'、'.join(sorted(MEMBERS))}。")
        unknown = sorted(
            set(component) - MEMBERS[kind] - ({"path"} if component.get("path") == "" else set())
        )
        if unknown:
            instead = "".join(INSTEAD.get(member, "") for member in unknown)
            return self._problem(name, f"组件含有不支持的属性：{'、'.join(unknown)}。{instead}")
        if table and kind in ("group", "dynamiclist", "text"):
            return self._problem(name, "明细表的列只能是输入字段。")
        if depth >= _DEEPEST:
            return self._problem(name, f"分组嵌套不能超过{_DEEPEST}层。")
        return self._plain(component)

    def _plain(self, component: dict[str, Any]) -> bool:
        name = component["id"]
        texts = [
            component.get(member, "") for member in ("label", "dateLabel", "description", "text", "path")
        ]
        if any(not isinstance(text, str) for text in texts):
            return self._problem(name, "label、dateLabel、description、text、path 应为文本。")
        if any(text.startswith("=") or "{{" in text for text in texts):
            return self._problem(name, "不支持表达式（以“=”开头或含“{{”的文字）。")
        if not isinstance(component.get("components", []), list):
            return self._problem(name, "components 应为组件列表。")
        if not isinstance(component.get("properties", {}), dict):
            return self._problem(name, "properties 应为对象。")
        return True

    def _condition(self, component: dict[str, Any]) -> Expression | None:
        found: list[str] = []
        condition = condition_of(component, found)
        for reason in found:
            self._problem(component["id"], reason)
        return condition

    def _element(self, name: str, key: object, table: str, kind: str) -> Element | None:
        if not isinstance(key, str) or not _KEY.fullmatch(key):
            self._problem(name, "key 应为小写字母开头的字母、数字和下划线。")
            return None
        path = f"{table}.{key}" if table else key
        element = self._dictionary.elements.get(path)
        if element is None:
            self._problem(name, f"{path} 未在数据元字典 elements/ 中登记。")
        elif path in self._keys:
            self._problem(name, f"数据元 {path} 在同一表单中重复。")
        elif kind not in WIDGETS[element.type]:
            allowed = "、".join(sorted(WIDGETS[element.type]))
            self._problem(name, f"数据元 {path} 的类型为 {element.type}，组件应为 {allowed}。")
        else:
            self._keys.add(path)
            return element
        return None

    def _input(self, component: dict[str, Any], table: str, hide: Expression | None) -> list[Field]:
        name, kind = component["id"], component["type"]
        element = self._element(name, component.get("key"), table, kind)
        label = component.get("dateLabel" if kind == "datetime" else "label")
        if not label:
            self._problem(name, "缺少中文标签。")
        if element is None or not label:
            return []
        found: list[str] = []
        rules = rules_of(component, element, found)
        options = options_of(component, found)
        for reason in found:
            self._problem(name, reason)
        notes, self._notes = tuple(self._notes), []
        return [
            Field(
                element=element,
                key=component["key"],
                widget=kind,
                label=label,
                description=component.get("description", ""),
                options=options,
                notes=notes,
                hide=hide,
                component=name,
                **rules,
            )
        ]

    def _table(self, component: dict[str, Any], depth: int, hide: Expression | None) -> list[Field]:
        name = component["id"]
        element = self._element(name, component.get("path"), "", "dynamiclist")
        least, most = self._row_limits(component)
        if component.get("isRepeating") is not True:
            self._problem(name, "明细表的 isRepeating 应为 true。")
        if element is None:
            return []
        notes, self._notes = tuple(self._notes), []
        columns = self._fields(component.get("components", []), element.key, depth + 1, None)
        if not columns:
            self._problem(name, "明细表没有任何列。")
        return [
            Field(
                element=element,
                key=element.key,
                widget="dynamiclist",
                label=component.get("label") or element.name,
                required=least > 0,
                columns=tuple(columns),
                min_rows=least,
                max_rows=most,
                notes=notes,
                hide=hide,
                component=name,
            )
        ]

    def _row_limits(self, component: dict[str, Any]) -> tuple[int, int]:
        properties = component.get("properties", {})
        texts = (properties.get("minRows", "0"), properties.get("maxRows", str(ROW_LIMIT)))
        if any(not isinstance(text, str) or not re.fullmatch(r"[0-9]{1,4}", text) for text in texts):
            self._problem(component["id"], "properties 的 minRows、maxRows 应为整数文本。")
            return 0, ROW_LIMIT
        least, most = int(texts[0]), int(texts[1])
        if not (least <= most and 1 <= most <= ROW_LIMIT):
            self._problem(component["id"], f"行数应满足 0 ≤ minRows ≤ maxRows ≤ {ROW_LIMIT}。")
        return least, most

    def _problem(self, field: str, reason: str) -> bool:
        self.problems.append(FieldProblem(field=field, name="表单组件", reason=reason))
        return False
