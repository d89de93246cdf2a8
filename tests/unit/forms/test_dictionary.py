"""The dictionary of data elements."""

from pathlib import Path

import pytest

import forms
from forms.elements import load_dictionary, read_dictionary
from forms.errors import InvalidForm
from forms.fields import walk
from forms.schema import form_keys, load_desk_form, load_form

ROOM = Path(forms.__file__).parent
HEAD = '[groups]\ng = "组"\n'
SOUND = 'name = "甲"\ntype = "text"\npersonal = false\ngroup = "g"\nsource = "real"\n'


def test_the_dictionary_of_the_room_reads_and_every_entry_says_where_it_comes_from() -> None:
    for element in load_dictionary().elements.values():
        assert element.name
        assert element.basis, element.key


def test_every_data_element_is_asked_by_some_form_or_is_common_to_all() -> None:
    forms = [load_form(key) for key in form_keys()]
    forms += [
        load_desk_form(name) for name in ("department_precheck", "department_review", "joint_inspection")
    ]
    asked = {field.element.key for form in forms for field in walk(form.fields)}
    common = read_dictionary((ROOM / "elements" / "common.toml").read_text("utf-8"))
    assert asked | set(common.elements) == set(load_dictionary().elements)


@pytest.mark.parametrize(
    "key",
    ["operator_name", "operator_id_number", "operator_mobile", "premises_address", "employees.id_number"],
)
def test_what_names_or_reaches_a_person_is_marked_personal(key: str) -> None:
    assert load_dictionary().elements[key].personal


def test_a_sound_entry_is_read() -> None:
    element = read_dictionary(f"{HEAD}[elements.a]\n{SOUND}").elements["a"]
    assert (element.name, element.rule, element.unit) == ("甲", "none", "")


@pytest.mark.parametrize(
    ("entry", "reason"),
    [
        (f"[elements.A]\n{SOUND}", "小写字母开头"),
        (f"[elements.a]\n{SOUND}colour = 1\n", "未知的属性"),
        (f"[elements.a]\n{SOUND}".replace('"甲"', '""'), "中文名称"),
        (f"[elements.a]\n{SOUND}".replace('"甲"', "1"), "应为文本"),
        (f"[elements.a]\n{SOUND}".replace('"text"', '"blob"'), "type 应为"),
        (f'[elements.a]\n{SOUND}rule = "email"\n', "rule 应为"),
        (f'[elements.a]\n{SOUND}rule = "uscc"\n'.replace('"text"', '"date"'), "只能用于文本"),
        (f"[elements.a]\n{SOUND}".replace("personal = false", 'personal = "no"'), "personal 应为"),
        (f"[elements.a]\n{SOUND}".replace('"g"', '"h"'), "group 应为"),
        (f"[elements.a]\n{SOUND}".replace('"real"', '"hearsay"'), "source 应为"),
        (f'[elements."a.b"]\n{SOUND}', "所属的明细"),
        ("elements = 1\n", "应为表"),
        ("[elements]\na = 1\n", "应为表"),
        ("[elements", "不是有效的 TOML"),
    ],
)
def test_a_wrong_entry_is_refused_with_its_reason(entry: str, reason: str) -> None:
    with pytest.raises(InvalidForm) as caught:
        read_dictionary(entry if entry.startswith("elements =") else HEAD + entry)
    assert reason in caught.value.detail
