"""The catalogue and the plan of a chain case."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpmn.catalogue import load_catalogue, plan
from bpmn.catalogue.catalogue import read_catalogue, read_entry
from bpmn.catalogue.entries import RegionFile
from bpmn.catalogue.items import Item
from bpmn.errors import CatalogueError, UnknownBody, UnknownItem, UnknownRegion, UnknownTheme
from bpmn.resources import ROOM
from chain.errors import FieldProblems
from chain.identifiers import is_valid_uscc

NEW_INSPECTION = {"licence": "new", "fire": "inspection"}


def test_every_body_is_fictitious_and_has_a_sound_code() -> None:
    bodies = load_catalogue().bodies()
    departments = {item.department for item in load_catalogue().items()}
    assert {body.code for body in bodies} >= {
        f"{department}_{region}" for department in departments for region in ("379901", "379902")
    }
    assert all(body.fictitious and is_valid_uscc(body.uscc) for body in bodies)
    assert len({body.uscc for body in bodies}) == len(bodies)


def test_every_certificate_type_has_a_code_of_its_own_marked_fictitious() -> None:
    certificates = {
        mode.certificate.kind.code: mode.certificate.kind
        for item in load_catalogue().items()
        for mode in item.mode
        if mode.certificate
    }
    assert len(certificates) >= 5
    assert all(certificate.fictitious for certificate in certificates.values())


def test_every_form_named_by_an_item_exists() -> None:
    forms = {mode.form for item in load_catalogue().items() for mode in item.mode if mode.form}
    missing = [
        form for form in sorted(forms) if not (ROOM.parent / "forms" / "items" / f"{form}.form").exists()
    ]
    assert not missing


@pytest.mark.parametrize(
    ("situation", "forms", "prechecked"),
    [
        (
            NEW_INSPECTION,
            [
                "approval/business_license",
                "approval/food_license",
                "fire/fire_inspection",
                "urban/signboard",
                None,
            ],
            ["business_license", "food_license", "fire_inspection", "signboard"],
        ),
        (
            {"licence": "new", "fire": "commitment"},
            [
                "approval/business_license",
                "approval/food_license",
                "fire/fire_commitment",
                "urban/signboard",
                None,
            ],
            ["business_license", "food_license", "fire_inspection", "signboard"],
        ),
        (
            {"licence": "existing", "fire": "inspection"},
            [
                "approval/licence_verification",
                "approval/food_license",
                "fire/fire_inspection",
                "urban/signboard",
                None,
            ],
            ["food_license", "fire_inspection", "signboard"],
        ),
    ],
)
def test_the_situation_shapes_the_plan(
    situation: dict[str, str], forms: list[str | None], prechecked: list[str]
) -> None:
    chosen = plan("restaurant", "379901", situation)
    assert [part.form for part in chosen.items] == forms
    assert [part.item for part in chosen.items if part.prechecked] == prechecked


def test_a_material_that_two_items_need_is_asked_once() -> None:
    materials = plan("restaurant", "379901", NEW_INSPECTION).materials()
    assert [(need.key, items) for need, items in materials] == [
        ("premises_proof", ("business_license", "signboard")),
        ("food_facilities", ("food_license",)),
        ("fire_plan", ("fire_inspection",)),
        ("floor_plan", ("fire_inspection",)),
        ("signboard_design", ("signboard",)),
    ]
    assert all(need.required for need, _ in materials)


def test_a_plan_asked_for_again_is_not_changed_by_who_had_it_before() -> None:
    plan("restaurant", "379901", NEW_INSPECTION).situation["licence"] = "existing"
    again = plan("restaurant", "379901", NEW_INSPECTION)
    assert again.situation == NEW_INSPECTION
    assert plan("restaurant", "379901", NEW_INSPECTION | {"licence": "existing"}).items != again.items


def test_by_commitment_the_fire_materials_may_come_later() -> None:
    materials = plan("restaurant", "379901", {"licence": "new", "fire": "commitment"}).materials()
    assert {need.key: need.required for need, items in materials if "fire_inspection" in items} == {
        "fire_plan": False,
        "floor_plan": False,
    }


def test_what_no_source_says_about_the_check_of_a_commitment_is_marked_as_assumed() -> None:
    for item in load_catalogue().items():
        proofs = any(material.commitment for mode in item.mode for material in mode.material)
        licences = any(mode.after_check_days is not None for mode in item.mode)
        assert ("mode.*.proof_check_days" in item.assumed) is proofs, item.key
        assert ("mode.*.mend_days" in item.assumed) is (proofs or licences), item.key


def test_a_secondary_material_may_come_later_and_the_item_says_what_follows_otherwise() -> None:
    chosen = plan("restaurant", "379901", NEW_INSPECTION)
    assert {need.key: need.tolerable_days for need, _ in chosen.materials() if need.secondary} == {
        "food_facilities": 5,
        "signboard_design": 5,
    }
    assert {part.item: part.consequence for part in chosen.items} == {
        "business_license": "returned",
        "food_license": "returned",
        "fire_inspection": "returned",
        "signboard": "withheld",
        "industry_permit": "returned",
    }


def test_the_start_message_carries_codes_only() -> None:
    variables = plan("restaurant", "379902", NEW_INSPECTION).start_variables("YL379902-20261123-0123456789")
    assert variables == {
        "case_no": "YL379902-20261123-0123456789",
        "theme": "restaurant",
        "region": "379902",
        "lead_body": "approval_379902",
        "situation": NEW_INSPECTION,
        "items": {
            "business_license": {"item": "business_license", "body": "approval_379902"},
            "food_license": {"item": "food_license", "body": "approval_379902"},
            "fire_inspection": {"item": "fire_inspection", "body": "fire_379902"},
            "signboard": {"item": "signboard", "body": "urban_379902"},
            "industry_permit": {"item": "industry_permit", "body": "approval_379902"},
        },
        "precheck_items": [
            {"item": "business_license", "body": "approval_379902"},
            {"item": "food_license", "body": "approval_379902"},
            {"item": "fire_inspection", "body": "fire_379902"},
            {"item": "signboard", "body": "urban_379902"},
        ],
    }


@given(
    st.dictionaries(
        st.sampled_from(["licence", "fire", "other"]),
        st.one_of(
            st.none(), st.booleans(), st.text(), st.lists(st.text()), st.sampled_from(["new", "inspection"])
        ),
    )
)
def test_any_answers_make_a_plan_or_name_the_questions(situation: dict[str, object]) -> None:
    fields: set[str] = set()
    try:
        assert len(plan("restaurant", "379901", situation).items) == 5
    except FieldProblems as refused:
        fields = {problem.field for problem in refused.problems}
    assert fields <= {"situation", "situation.licence", "situation.fire"}


def test_what_is_not_in_the_catalogue_is_said_to_be_unknown() -> None:
    catalogue = load_catalogue()
    with pytest.raises(UnknownTheme):
        plan("casino", "379901", NEW_INSPECTION)
    with pytest.raises(UnknownRegion):
        plan("restaurant", "370100", NEW_INSPECTION)
    with pytest.raises(UnknownItem):
        catalogue.item("tobacco")
    with pytest.raises(UnknownBody):
        catalogue.body("approval_370100")
    with pytest.raises(UnknownRegion):
        catalogue.bodies("370100")


@pytest.mark.parametrize(
    ("name", "kind", "old", "new", "said"),
    [
        ("bodies/379901.toml", RegionFile, "11379901000010006K", "11379901000010006L", "校验位"),
        ("bodies/379901.toml", RegionFile, "fictitious = true", "", "fictitious"),
        ("items/urban/signboard.toml", Item, 'key = "signboard"', 'key = "sign-board"', "key"),
        ("items/urban/signboard.toml", Item, "promised_days = 3", "promised_days = 11", "promised_days"),
        (
            "items/urban/signboard.toml",
            Item,
            'source = "applicant"',
            'source = "found"',
            "mode.0.material.0.source",
        ),
        ("items/urban/signboard.toml", Item, "fee = 0", "fee = 0\nfees = 1", "fees"),
        ("items/urban/signboard.toml", Item, "fee = 0", "fee = ", "TOML"),
    ],
)
def test_a_wrong_file_is_named_with_its_field(
    name: str, kind: type[Item] | type[RegionFile], old: str, new: str, said: str, tmp_path: Path
) -> None:
    text = (ROOM / name).read_text(encoding="utf-8")
    assert old in text
    file = tmp_path / Path(name).name
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(CatalogueError) as refused:
        read_entry(file, kind)
    assert file.name in refused.value.detail
    assert said in refused.value.detail


def test_the_lead_is_the_department_with_the_most_items(tmp_path: Path) -> None:
    for file in [
        *ROOM.glob("bodies/*.toml"),
        *ROOM.glob("items/*/*.toml"),
        *ROOM.glob("themes/restaurant/*.*"),
    ]:
        copy = tmp_path / file.relative_to(ROOM)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_text(
            file.read_text(encoding="utf-8").replace(
                'lead_department = "approval"', 'lead_department = "fire"'
            ),
            encoding="utf-8",
        )
    with pytest.raises(CatalogueError, match="牵头部门"):
        read_catalogue(tmp_path)
