"""Certificate types as data: those shipped hold together, a mistake in a file is named, a new file is a new type."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chain.certificates import certificate_types as module
from chain.certificates.certificate_types import (
    CertificateType,
    certificate_type,
    certificate_types,
    find_type,
    read_types,
)
from chain.certificates.errors import CertificateTypeInvalid, UnknownCertificateType
from chain.certificates.events import Status
from chain.certificates.preview import preview, sample_of
from chain.certificates.wording import keys_of, say
from chain.ofd.reader import OfdReader
from chain.procedure import Act
from chain.procedure.licence import LICENCE_TRANSITIONS, LicenceState

SHIPPED = Path(module.__file__).parent / "types"
STORED = {
    LicenceState.IN_FORCE: Status.VALID.value,
    LicenceState.SUSPENDED: Status.SUSPENDED.value,
    LicenceState.RECALLED: Status.RECALLED.value,
    LicenceState.REVOKED: Status.REVOKED.value,
    LicenceState.STRIPPED: Status.STRIPPED.value,
    LicenceState.CANCELLED: Status.CANCELLED.value,
    LicenceState.EXPIRED: "expired",
}


def edited(folder: Path, old: str, new: str, name: str = "food_license.toml") -> Path:
    text = (SHIPPED / "food_license.toml").read_text(encoding="utf-8")
    assert old in text
    (folder / name).write_text(text.replace(old, new, 1), encoding="utf-8")
    return folder


def test_five_types_are_shipped_each_found_by_its_code() -> None:
    assert set(certificate_types()) == {
        "business_license",
        "food_license",
        "fire_inspection",
        "signboard",
        "industry_permit",
    }
    for kind in certificate_types().values():
        assert find_type(kind.code) is kind
        assert kind.fictitious
    assert find_type("113799000000900265999") is None
    with pytest.raises(UnknownCertificateType):
        certificate_type("no_such_type")


@pytest.mark.parametrize("key", ["business_license", "food_license", "fire_inspection"])
def test_the_status_table_of_a_licence_follows_the_machine_of_licences(key: str) -> None:
    kind = certificate_type(key)
    for transition in LICENCE_TRANSITIONS.values():
        for before in transition.before:
            if transition.after is not None:
                assert kind.may_follow(STORED[before], STORED[transition.after]), transition.act
    assert not kind.may_follow("cancelled", "valid")
    assert not kind.may_follow("revoked", "suspended")


@pytest.mark.parametrize("key", ["signboard", "industry_permit"])
def test_what_is_no_licence_is_neither_suspended_nor_stripped(key: str) -> None:
    for act in (Act.SUSPEND_LICENCE, Act.STRIP):
        after = LICENCE_TRANSITIONS[act].after
        assert after is not None
        assert not certificate_type(key).may_follow("valid", STORED[after])
        assert certificate_type(key).status_name(STORED[after]) is None


MISTAKES = [
    ('key = "food_license"', 'key = "food_licence"', "key"),
    ('code = "113799000000900265002"', 'code = "113799000000900266002"', "code"),
    ('template = "food_license"', 'template = "no_such_template"', "没有模板"),
    ('issuing_levels = ["city", "county"]', 'issuing_levels = ["village"]', "issuing_levels"),
    ("years = 5", "years = 0", "validity.years"),
    ('value = "{operator_name}"\n', "", "KZ_FDDBR"),
    ('value = "{operator_name}"', 'value = "{operator_name"', "括号"),
    ('value = "{operator_name}"', 'value = "{operator_name}"\nby_theme = { a = "b" }', "其中一个"),
    ('key = "KZ_FDDBR"', 'key = "KZ_OTHER"', "KZ_FDDBR"),
    ('key = "KZ_ZS"', 'key = "KZ_FDDBR"', "业务字段重复"),
    ('next = ["cancelled"]', 'next = ["burnt"]', "burnt"),
    ('    { code = "cancelled", name = "已注销", next = [] },\n', "", "各占一行"),
    ("{serial:04d}", "{number:04d}", "证照编号"),
    ("fictitious = true", "fictitious = true\nholiday = true", "holiday"),
    ("[number]", "[number", "TOML"),
]


@pytest.mark.parametrize(("old", "new", "told"), MISTAKES)
def test_a_mistake_is_named_with_its_file(tmp_path: Path, old: str, new: str, told: str) -> None:
    with pytest.raises(CertificateTypeInvalid, match=r"food_license\.toml") as refused:
        read_types(edited(tmp_path, old, new))
    assert told in refused.value.detail


def test_a_new_file_is_a_new_type_and_two_of_one_code_are_refused(tmp_path: Path) -> None:
    edited(tmp_path, 'key = "food_license"', 'key = "food_license"')
    renamed = 'key = "canteen_license"'
    with pytest.raises(CertificateTypeInvalid, match="类型代码与“canteen_license”相同"):
        read_types(edited(tmp_path, 'key = "food_license"', renamed, "canteen_license.toml"))
    path = tmp_path / "canteen_license.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("265002", "265102"), encoding="utf-8")
    assert set(read_types(tmp_path)) == {"food_license", "canteen_license"}


@pytest.mark.parametrize("kind", certificate_types().values(), ids=list(certificate_types()))
def test_each_type_can_be_looked_at_with_its_sample(kind: CertificateType) -> None:
    data = sample_of(kind)
    reader = OfdReader(preview(kind))
    assert reader.metadata == data.metadata()
    assert data.metadata()["ZZLXDM"] == kind.code
    assert all(data.metadata()[field.key] == field.sample for field in kind.field)


def test_numbers_are_formed_as_the_type_says() -> None:
    numbers = {
        key: kind.number.number(
            region="379901", region_name="示例一区", uscc="92379901MA00000001", year=2026, serial=7
        )
        for key, kind in certificate_types().items()
    }
    assert numbers["business_license"] == "92379901MA00000001"
    assert numbers["food_license"].startswith("JY2379901260007")
    assert len(numbers["food_license"]) == len("JY") + 14
    assert numbers["signboard"] == "示例一区招牌字〔2026〕第0007号"
    assert not certificate_type("business_license").number.counted


SAID = {"a": "甲", "b": "", "area": "3", "issued": "2026年3月9日"}


@pytest.mark.parametrize(
    ("wording", "said"),
    [
        ("不引用字段", "不引用字段"),
        ("{a}[（{b}）]", "甲"),
        ("{a}[（{a}）]", "甲（甲）"),
        ("{area:平方米}，{issued}", "3平方米，2026年3月9日"),
        ("[{b}、]{a}", "甲"),
    ],
)
def test_a_wording_says_its_fields_and_leaves_empty_parts_out(wording: str, said: str) -> None:
    assert say(wording, lambda key, unit: SAID[key] + unit) == said


@given(st.text(max_size=20))
def test_what_somebody_wrote_is_never_read_as_a_place(written: str) -> None:
    assert say("{a}[（{a}）]", lambda _key, _unit: written) == (f"{written}（{written}）" if written else "")


@pytest.mark.parametrize("wording", ["{a", "a}", "[{a}", "[[{a}]]", "{A}", "{a:}"])
def test_a_wording_that_does_not_pair_is_refused(wording: str) -> None:
    with pytest.raises(ValueError, match="括号"):
        keys_of(wording)


def test_a_wording_names_the_fields_it_takes_from_the_form() -> None:
    assert keys_of("{a}[（{b}）]，{area:平方米}，{issued}") == {"a", "b", "area"}
