"""The forms that stand in the room."""

import pytest

from bpmn.catalogue import load_catalogue
from forms.errors import UnknownForm
from forms.fields import walk
from forms.schema import form_keys, load_desk_form, load_form


def test_every_item_form_reads_and_belongs_to_an_item() -> None:
    asked = {mode.form for item in load_catalogue().items() for mode in item.mode if mode.form}
    assert set(form_keys()) == asked
    for key in form_keys():
        assert load_form(key).id == key.replace("/", "_")


def test_an_existing_licence_is_verified_by_code_and_name_alone() -> None:
    assert [field.key for field in load_form("approval/licence_verification").fields] == [
        "uscc",
        "business_name",
    ]


def test_the_commitment_shows_what_is_committed_to_before_it_is_signed() -> None:
    agreed = load_form("fire/fire_commitment").fields[-1]
    assert agreed.required
    assert "二十个工作日" in agreed.notes[0].text


@pytest.mark.parametrize(
    ("form_id", "outcomes", "table"),
    [
        (
            "department_precheck",
            ["complete", "supplement", "not_accepted", "not_required"],
            {"target", "what", "how"},
        ),
        ("department_review", ["granted", "refused", "supplement"], {"target", "what", "how"}),
        ("joint_inspection", ["done"], {"item", "passed", "note"}),
    ],
)
def test_an_officer_decides_with_the_outcomes_the_diagram_knows(
    form_id: str, outcomes: list[str], table: set[str]
) -> None:
    form = load_desk_form(form_id)
    outcome, *_, rows = form.fields
    assert form.schema["id"] == form_id
    assert [option.value for option in outcome.options] == outcomes
    assert {column.key for column in rows.columns} == table


def test_every_number_that_identifies_a_person_is_checked_by_its_characters() -> None:
    for key in form_keys():
        for field in walk(load_form(key).fields):
            if field.key.endswith("id_number"):
                assert field.element.rule == "resident_id"


@pytest.mark.parametrize(
    "key", ["approval/nothing", "approval", "../desk/x", "a/b/c", "", "A/b", "approval/../x"]
)
def test_an_unknown_item_form_is_not_found(key: str) -> None:
    with pytest.raises(UnknownForm):
        load_form(key)


@pytest.mark.parametrize("form_id", ["nothing", "../elements", "", "a/b"])
def test_an_unknown_officers_form_is_not_found(form_id: str) -> None:
    with pytest.raises(UnknownForm):
        load_desk_form(form_id)


def test_a_form_that_is_handed_out_cannot_be_changed_from_outside() -> None:
    load_form("urban/signboard").schema["components"].clear()
    assert load_form("urban/signboard").schema["components"]
