"""``python -m scripts.tools.form_speed``: how long many forms take to become one; measures, holds nothing.

40 forms of 50 fields out of 120 data elements (texts with patterns, numbers, choices, dates, conditions), and the forms
of each theme in the situation with most of them.
"""

import json
import statistics
import sys
import time
from collections.abc import Callable
from functools import partial
from typing import Any

from bpmn.catalogue import Catalogue, load_catalogue, plan
from bpmn.scenarios import combinations
from forms.elements import Dictionary, read_dictionary
from forms.one_form import merge_forms, one_form
from forms.schema import Form, read_form
from forms.validation import validate

FORMS, FIELDS, ELEMENTS, ROUNDS = 40, 50, 120, 5
_ASKED_BY_ALL = 2
_KINDS = ("text", "number", "choice", "date")


def main() -> int:
    """Measure and print milliseconds of processor time (median)."""
    dictionary = _dictionary()
    parts = [(f"item_{number}", _form(number, dictionary)) for number in range(FORMS)]
    merged = merge_forms(parts, dictionary)
    _say(f"合并 {FORMS} 张各 {FIELDS} 个字段的表单", lambda: merge_forms(parts, dictionary))
    _say(f"校验一份空的申请（{len(merged.fields)} 个字段）", lambda: validate(merged, {}))
    catalogue = load_catalogue()
    for theme in catalogue.themes():
        asked = _most_forms(catalogue, theme.key)
        _say(f"{theme.name}：合并 {len(asked)} 张表单", partial(one_form, asked))
    return 0


def _say(what: str, work: Callable[[], object]) -> None:
    taken = []
    for _ in range(ROUNDS):
        began = time.process_time()
        work()
        taken.append((time.process_time() - began) * 1000)
    sys.stdout.write(f"{what}：{statistics.median(taken):.1f} 毫秒\n")


def _most_forms(catalogue: Catalogue, theme: str) -> list[tuple[str, str]]:
    questions = {each.key: [answer.key for answer in each.answer] for each in catalogue.theme(theme).question}
    region = next(iter(catalogue.regions()))
    situations = [plan(theme, region, answers, catalogue).items for answers in combinations(questions)]
    return max(([(part.item, part.form) for part in each if part.form] for each in situations), key=len)


def _dictionary() -> Dictionary:
    entries = "".join(
        f'[elements.e{number}]\nname = "数据元{number}"\ntype = "{_kind(number)}"\npersonal = false\n'
        f'group = "g{number % 6}"\nsource = "assumed"\n'
        for number in range(ELEMENTS)
    )
    return read_dictionary("[groups]\n" + "".join(f'g{each} = "组{each}"\n' for each in range(6)) + entries)


def _kind(number: int) -> str:
    return _KINDS[number % len(_KINDS)]


def _form(number: int, dictionary: Dictionary) -> Form:
    others = [each for each in range(number * 7, number * 7 + FIELDS) if each % ELEMENTS != _ASKED_BY_ALL]
    document = {
        "type": "default",
        "id": f"form_{number}",
        "schemaVersion": 19,
        "components": [
            _component(each % ELEMENTS, number) for each in (_ASKED_BY_ALL, *others[: FIELDS - 1])
        ],
    }
    return read_form(json.dumps(document).encode(), f"form_{number}", dictionary)


def _component(element: int, form: int) -> dict[str, Any]:
    component: dict[str, Any] = {
        "id": f"Field_e{element}",
        "key": f"e{element}",
    }
    component["dateLabel" if _kind(element) == "date" else "label"] = f"数据元{element}"
    if element % 5 == 0:
        component["conditional"] = {"hide": f'=e2 = "{"ab"[form % 2]}"'}
    return component | _RULES[_kind(element)](form)


_RULES: dict[str, Callable[[int], dict[str, Any]]] = {
    "text": lambda form: {
        "type": "textfield",
        "validate": {
            "required": form % 2 == 0,
            "maxLength": 30 + form,
            "pattern": "^[0-9A-Z-]+$" if form % 3 else "^[^a-z]{2,}$",
            "patternErrorMessage": "请填写大写字母和数字。",
        },
    },
    "number": lambda form: {"type": "number", "validate": {"min": form, "max": 1000 - form}},
    "choice": lambda form: {
        "type": "select",
        "values": [{"label": f"选项{each}", "value": each} for each in ("a", "b", "c", "d")[: 3 + form % 2]],
    },
    "date": lambda form: {
        "type": "datetime",
        "subtype": "date",
        "properties": {"minDate": f"2020-01-{form % 28 + 1:02d}"},
    },
}


if __name__ == "__main__":
    sys.exit(main())
