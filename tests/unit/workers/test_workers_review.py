"""The automatic review: gaps said at once, and only what the rules can decide decided."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chain.cases import Outcome
from tests.unit.workers.service import slice_of
from workers.client.slices import Slice
from workers.review.completeness import find_gaps
from workers.review.rules import ITEMS, Judgement, RuleBook, build_book

TODAY = date(2026, 3, 2)
GOOD_FILE = {"file_id": "f", "media_type": "application/pdf", "size": 5000, "sha256": "0" * 64}
SIGN = {
    "sign_form": "parallel",
    "sign_floor": 1,
    "sign_count": 1,
    "sign_length": 6,
    "sign_height": 1.2,
    "sign_thickness": 0.2,
    "sign_start_date": "2026-04-01",
    "sign_end_date": "2029-03-31",
}


def part(item: str, **changed: Any) -> Slice:
    return Slice.model_validate(slice_of(item, **changed))


def material(*files: dict[str, Any], required: bool = True, **promised: bool) -> list[dict[str, Any]]:
    return [
        {
            "material": "floor_plan",
            "name": "场所平面布置图",
            "required": required,
            "files": list(files),
            **promised,
        }
    ]


@pytest.mark.parametrize(
    "complete",
    [
        part("signboard", form=SIGN, materials=material(GOOD_FILE)),
        part("signboard", form={}, materials=material(required=False)),
        part("signboard", form=SIGN, materials=material(tolerated=True)),
        part("signboard", form=SIGN, materials=material(committed=True)),
        part("food_license", form={"kitchen_area": 50, "premises_area": 186.5}),
        part("food_license", form={"employees": [{"health_certificate_until": "2026-03-02"}]}),
        part("fire_inspection", form={"fire_commitment_agreed": True}),
        part("food_license", form={"employees": "none", "kitchen_area": True, "sign_end_date": 5}),
    ],
)
def test_a_complete_slice_has_no_gaps(complete: Slice) -> None:
    assert find_gaps(complete, TODAY) == []


@pytest.mark.parametrize(
    ("lacking", "kind", "target"),
    [
        (part("signboard", materials=material()), "material", "floor_plan"),
        (part("signboard", materials=material({**GOOD_FILE, "size": 3})), "material", "floor_plan"),
        (
            part("signboard", materials=material({**GOOD_FILE, "size": 3}, tolerated=True)),
            "material",
            "floor_plan",
        ),
        (
            part("signboard", materials=material(GOOD_FILE, {**GOOD_FILE, "media_type": "application/zip"})),
            "material",
            "floor_plan",
        ),
        (part("food_license", form={"kitchen_area": 200, "premises_area": 186.5}), "form", "kitchen_area"),
        (part("signboard", form={**SIGN, "sign_end_date": "2026-04-01"}), "form", "sign_end_date"),
        (part("signboard", form={**SIGN, "sign_end_date": "2031-04-02"}), "form", "sign_end_date"),
        (
            part("signboard", form={"sign_start_date": "2020-01-01", "sign_end_date": "2026-03-02"}),
            "form",
            "sign_end_date",
        ),
        (
            part("food_license", form={"employees": [{"health_certificate_until": "2026-03-01"}]}),
            "form",
            "employees",
        ),
        (part("fire_inspection", form={"fire_commitment_agreed": False}), "form", "fire_commitment_agreed"),
    ],
)
def test_a_gap_says_what_is_wrong_and_how_to_mend_it(lacking: Slice, kind: str, target: str) -> None:
    (gap,) = find_gaps(lacking, TODAY)
    assert (gap.kind, gap.target) == (kind, target)
    assert gap.what.endswith(("。", "）。"))
    assert gap.how.startswith("请")


def test_everything_that_is_missing_is_said_at_once() -> None:
    lacking = part(
        "food_license",
        form={
            "kitchen_area": 200,
            "premises_area": 100,
            "employees": [{"health_certificate_until": "2020-01-01", "name": "张三"}],
        },
        materials=material(),
    )
    gaps = find_gaps(lacking, TODAY)
    assert [gap.target for gap in gaps] == ["kitchen_area", "employees", "floor_plan"]
    assert all("张三" not in gap.what + gap.how for gap in gaps)


hostile = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
FIELDS = (*SIGN, "kitchen_area", "premises_area", "employees", "fire_commitment_agreed", "business_name")


@given(form=st.dictionaries(st.sampled_from(FIELDS), hostile), item=st.sampled_from(ITEMS))
def test_no_form_makes_the_review_fail(form: dict[str, Any], item: str) -> None:
    slice_ = part(item).model_copy(update={"form": form})
    find_gaps(slice_, TODAY)
    assert build_book().judge(slice_).outcome in (Outcome.GRANTED, Outcome.REFUSED, Outcome.UNDECIDED)


COMMITMENT = {"licence": "new", "fire": "commitment"}
AGREED = {"fire_commitment_agreed": True}


def promised(item: str, *materials: dict[str, Any], **changed: Any) -> Slice:
    """A slice of an item that is to be decided at once, by commitment."""
    return part(item, materials=[*materials], **({"by_commitment": True} | changed))


PROOF = material(committed=True)[0]
LATER = material(tolerated=True)[0]


@pytest.mark.parametrize(
    ("slice_", "outcome"),
    [
        (part("business_license", form={"business_name": "示例饭店"}), Outcome.UNDECIDED),
        (part("business_license", form={"business_name": "中国第一饭店"}), Outcome.REFUSED),
        (part("food_license"), Outcome.UNDECIDED),
        (part("fire_inspection", form={"fire_commitment_agreed": True}), Outcome.UNDECIDED),
        (promised("fire_inspection", situation=COMMITMENT, form=AGREED), Outcome.GRANTED),
        (promised("fire_inspection", situation=COMMITMENT), Outcome.UNDECIDED),
        (
            promised("fire_inspection", situation=COMMITMENT, form=AGREED, by_commitment=False),
            Outcome.UNDECIDED,
        ),
        (promised("business_license", PROOF, form={"business_name": "示例饭店"}), Outcome.GRANTED),
        (promised("business_license", PROOF, form={"business_name": "中国第一饭店"}), Outcome.REFUSED),
        (promised("business_license", PROOF, by_commitment=False), Outcome.UNDECIDED),
        (promised("business_license", PROOF, LATER), Outcome.UNDECIDED),
        (promised("unknown_item"), Outcome.GRANTED),
        (promised("unknown_item", LATER), Outcome.UNDECIDED),
        (part("signboard", form=SIGN), Outcome.GRANTED),
        (part("signboard", form={**SIGN, "sign_floor": 3}), Outcome.UNDECIDED),
        (part("signboard", form={**SIGN, "sign_count": 2}), Outcome.UNDECIDED),
        (part("signboard", form={**SIGN, "sign_length": 40}), Outcome.UNDECIDED),
        (part("signboard", form={**SIGN, "sign_height": 3}), Outcome.UNDECIDED),
        (part("signboard", form={**SIGN, "sign_thickness": 0.6}), Outcome.UNDECIDED),
        (part("signboard", form={**SIGN, "sign_form": "led"}), Outcome.UNDECIDED),
        (part("signboard", form={}), Outcome.UNDECIDED),
        (part("unknown_item"), Outcome.UNDECIDED),
    ],
)
def test_a_rule_decides_what_it_can_and_leaves_the_rest_to_an_officer(
    slice_: Slice, outcome: Outcome
) -> None:
    assert build_book().judge(slice_).outcome is outcome


def test_an_item_with_two_rules_is_refused() -> None:
    book = RuleBook()
    book.add("signboard", lambda _: Judgement(Outcome.UNDECIDED))
    with pytest.raises(ValueError, match="already"):
        book.add("signboard", lambda _: Judgement(Outcome.UNDECIDED))


@pytest.mark.parametrize(
    ("outcome", "reason"), [(Outcome.SUPPLEMENT, "x"), (Outcome.DONE, "x"), (Outcome.REFUSED, None)]
)
def test_a_rule_may_not_refuse_without_a_reason_nor_do_what_only_an_officer_may(
    outcome: Outcome, reason: str | None
) -> None:
    with pytest.raises(ValueError, match=r"."):
        Judgement(outcome, reason)
