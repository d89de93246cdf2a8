"""The dictionary of data elements (数据元): what a field of any form may be bound to.

``elements/*.toml`` are the form designer's; this module reads and checks them as one. A table's column has the key
``<table>.<column>``.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from chain.errors import FieldProblem
from forms.errors import InvalidForm

TYPES = frozenset({"text", "integer", "number", "date", "choice", "choices", "flag", "list"})
RULES = frozenset({"none", "uscc", "resident_id", "mobile"})
SOURCES = frozenset({"standard", "real", "assumed"})
PREFILL_SOURCES: Mapping[str, str] = MappingProxyType(
    {"own_case": "本人以往办件填写的内容", "business_license": "本人办件所发的营业执照"}
)
"""Where an element can be filled in from, and how that is called; ``own_case`` names a data element there."""
_FOLDER = Path(__file__).parent / "elements"
_KEY = re.compile(r"[a-z][a-z0-9_]{0,63}(\.[a-z][a-z0-9_]{0,63})?")
_MEMBERS = frozenset({"name", "type", "rule", "unit", "personal", "group", "source", "basis", "prefill"})
_TEXT_MEMBERS = ("name", "type", "rule", "unit", "group", "source", "basis")


@dataclass(frozen=True, slots=True)
class Element:
    """One data element. ``rule`` applies wherever it is asked; ``unit`` is Chinese or empty.

    ``prefill`` says from which shared data it can be filled in, ``<source>.<key>``, the first that holds it.
    """

    key: str
    name: str
    type: str
    rule: str
    unit: str
    personal: bool
    group: str
    source: str
    basis: str
    prefill: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Dictionary:
    """All data elements by key, and the Chinese headings of their groups in reading order."""

    elements: Mapping[str, Element]
    groups: Mapping[str, str]

    def columns(self, key: str) -> frozenset[str]:
        """Keys of the columns that the dictionary knows for the table ``key``."""
        return frozenset(name.partition(".")[2] for name in self.elements if name.startswith(f"{key}."))


@cache
def load_dictionary() -> Dictionary:
    """The dictionary of this room; raises :class:`InvalidForm` when a file breaks the rules."""
    return read_dictionaries(
        {path.name: path.read_text("utf-8") for path in sorted(_FOLDER.glob("*.toml"), key=_common_first)}
    )


def _common_first(path: Path) -> tuple[bool, str]:
    """Groups are read in the order of the files: what all themes ask comes first."""
    return path.name != "common.toml", path.name


def read_dictionary(text: str) -> Dictionary:
    """Read a dictionary of one file; see :func:`read_dictionaries`."""
    return read_dictionaries({"elements.toml": text})


def read_dictionaries(files: Mapping[str, str]) -> Dictionary:
    """Read TOML files (text by name) as one dictionary; raises :class:`InvalidForm` that names every wrong entry."""
    groups: dict[str, Any] = {}
    entries: dict[str, Any] = {}
    problems: list[FieldProblem] = []
    for name, text in files.items():
        own_groups, own_entries = _sections(name, text)
        problems += [_problem(key, f"{name}：另一个文件已经登记。") for key in own_entries if key in entries]
        problems += [
            _problem(key, f"{name}：归组与另一个文件的名称不一致。")
            for key, title in own_groups.items()
            if groups.get(key, title) != title
        ]
        groups |= own_groups
        entries |= own_entries
    problems += [
        problem for key, entry in entries.items() for problem in _problems(key, entry, groups, entries)
    ]
    if problems:
        raise InvalidForm("elements", problems)
    elements = {key: _element(key, entry) for key, entry in entries.items()}
    return Dictionary(MappingProxyType(elements), MappingProxyType(groups))


def _sections(name: str, text: str) -> tuple[dict[str, Any], dict[str, Any]]:
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InvalidForm(name, [_problem(name, f"不是有效的 TOML：{error}")]) from None
    groups, entries = document.get("groups", {}), document.get("elements", {})
    if not isinstance(groups, dict) or not isinstance(entries, dict):
        raise InvalidForm(name, [_problem(name, "groups 和 elements 应为表。")])
    return groups, entries


def _element(key: str, entry: dict[str, Any]) -> Element:
    return Element(
        key=key,
        name=entry["name"],
        type=entry["type"],
        rule=entry.get("rule", "none"),
        unit=entry.get("unit", ""),
        personal=entry["personal"],
        group=entry["group"],
        source=entry["source"],
        basis=entry.get("basis", ""),
        prefill=tuple(entry.get("prefill", ())),
    )


def _problems(key: str, entry: object, groups: dict[str, Any], entries: dict[str, Any]) -> list[FieldProblem]:
    if not isinstance(entry, dict):
        return [_problem(key, "应为表。")]
    if any(not isinstance(entry.get(member, ""), str) for member in _TEXT_MEMBERS):
        return [_problem(key, "name、type、rule、unit、group、source、basis 应为文本。")]
    checks = (
        (_KEY.fullmatch(key), "键应为小写字母开头的字母、数字和下划线，明细列写作“明细.列”。"),
        (set(entry) <= _MEMBERS, "含有未知的属性。"),
        (entry.get("name"), "缺少中文名称 name。"),
        (entry.get("type") in TYPES, f"type 应为以下之一：{'、'.join(sorted(TYPES))}。"),
        (entry.get("rule", "none") in RULES, f"rule 应为以下之一：{'、'.join(sorted(RULES))}。"),
        (entry.get("rule", "none") == "none" or entry.get("type") == "text", "校验规则 rule 只能用于文本。"),
        (isinstance(entry.get("personal"), bool), "personal 应为 true 或 false。"),
        (entry.get("group") in groups, "group 应为 groups 中登记的归组。"),
        (entry.get("source") in SOURCES, f"source 应为以下之一：{'、'.join(sorted(SOURCES))}。"),
        (_is_prefill(key, entry.get("prefill", []), entries), _PREFILL_PROBLEM),
        (_parent_is_list(key, entry, entries), "明细列所属的明细应登记为 list，且明细列不能再是 list。"),
    )
    return [_problem(key, reason) for holds, reason in checks if not holds]


_PREFILL_PROBLEM = (
    f"prefill 应为“来源.键”的列表，来源为{'、'.join(PREFILL_SOURCES)}，own_case 的键应为同类型的数据元；"
    "明细列随明细一并带入，不单独写。"
)


def _is_prefill(key: str, prefill: object, entries: dict[str, Any]) -> bool:
    if not isinstance(prefill, list) or ("." in key and prefill):
        return False
    return all(isinstance(each, str) and _is_shared(key, each, entries) for each in prefill)


def _is_shared(key: str, path: str, entries: dict[str, Any]) -> bool:
    source, dot, shared = path.partition(".")
    if source != "own_case":
        return source in PREFILL_SOURCES and bool(dot) and bool(_KEY.fullmatch(shared)) and "." not in shared
    named = entries.get(shared)
    return isinstance(named, dict) and named.get("type") == entries[key].get("type")


def _parent_is_list(key: str, entry: dict[str, Any], entries: dict[str, Any]) -> bool:
    parent, dot, _ = key.partition(".")
    if not dot:
        return True
    above = entries.get(parent)
    return isinstance(above, dict) and above.get("type") == "list" and entry.get("type") != "list"


def _problem(key: str, reason: str) -> FieldProblem:
    return FieldProblem(field=key, name="数据元字典", reason=reason)
