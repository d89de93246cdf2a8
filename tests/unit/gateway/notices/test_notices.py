"""Composing notices: gaps merged, numbers, words."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chain.cases import CaseState, ItemState
from chain.clock import BEIJING
from gateway.notices.gaps import gaps_of_items, merge_gaps, with_kind
from gateway.notices.numbering import NoticeKind, notice_number
from gateway.notices.wording import ItemResult, answer_text, supplement_text


def gap(target: str, what: str = "缺少", how: str = "补交", kind: str = "material") -> dict[str, str]:
    return {"kind": kind, "target": target, "what": what, "how": how}


def test_same_target_is_asked_once_with_both_reasons() -> None:
    merged = merge_gaps([("licence", [gap("proof", "看不清")]), ("sign", [gap("proof", "未签字")])])

    assert merged == [
        {
            "item": "licence",
            "items": ["licence", "sign"],
            "kind": "material",
            "target": "proof",
            "what": "看不清；未签字",
            "how": "补交",
            "asked": [
                {"item": "licence", "what": "看不清", "how": "补交"},
                {"item": "sign", "what": "未签字", "how": "补交"},
            ],
        }
    ]


@pytest.mark.parametrize(
    ("items", "shown"),
    [
        ({"licence", "sign", "fire"}, [("proof", "看不清；未签字"), ("plan", "缺少")]),
        ({"licence", "sign"}, [("proof", "看不清；未签字")]),
        ({"licence"}, [("proof", "看不清")]),
        ({"sign", "fire"}, [("proof", "未签字"), ("plan", "缺少")]),
        ({"fire"}, [("plan", "缺少")]),
        ({"other"}, []),
        (set(), []),
    ],
)
def test_gaps_of_some_items_are_told_in_their_own_words(
    items: set[str], shown: list[tuple[str, str]]
) -> None:
    merged = merge_gaps(
        [("licence", [gap("proof", "看不清")]), ("sign", [gap("proof", "未签字")]), ("fire", [gap("plan")])]
    )

    assert [(each["target"], each["what"]) for each in gaps_of_items(merged, items)] == shown


def test_joined_gap_of_an_older_notice_is_told_to_nobody_who_may_not_read_all_of_it() -> None:
    older = [gap("proof", "看不清；未签字") | {"item": "licence", "items": ["licence", "sign"]}]

    assert gaps_of_items(older, {"sign"}) == []
    assert len(gaps_of_items(older, {"licence", "sign"})) == 1


def test_field_and_material_of_one_name_are_two_gaps() -> None:
    assert len(merge_gaps([("a", [gap("x"), gap("x", kind="form")])])) == 2


names = st.sampled_from(["a", "b", "c"])
gaps = st.builds(gap, names, st.sampled_from(["甲", "乙"]), st.sampled_from(["", "丙"]))


@given(st.lists(st.tuples(names, st.lists(gaps))))
def test_merging_loses_no_target_and_repeats_none(found: list[tuple[str, list[dict[str, str]]]]) -> None:
    merged = merge_gaps(found)

    assert {entry["target"] for entry in merged} == {each["target"] for _, some in found for each in some}
    assert len({(entry["kind"], entry["target"]) for entry in merged}) == len(merged)


@given(st.lists(st.tuples(names, st.lists(gaps))))
def test_merging_again_changes_nothing(found: list[tuple[str, list[dict[str, str]]]]) -> None:
    merged = merge_gaps(found)
    again = merge_gaps([(entry["item"], [entry]) for entry in merged])

    assert [(e["target"], e["what"], e["how"]) for e in again] == [
        (e["target"], e["what"], e["how"]) for e in merged
    ]


def test_kind_of_an_officers_gap_follows_from_its_target() -> None:
    asked = with_kind([gap("plan"), gap("seats")], frozenset({"plan"}))

    assert [entry["kind"] for entry in asked] == ["material", "form"]


def test_numbers_count_by_kind() -> None:
    assert notice_number(NoticeKind.SUPPLEMENT, 0) == "BZ01"
    assert notice_number(NoticeKind.ANSWER, 11) == "DF12"


def test_supplement_notice_says_what_how_and_until_when() -> None:
    due = datetime(2026, 3, 23, 23, 59, 59, tzinfo=BEIJING)
    text = supplement_text(
        "开办餐饮店一件事", "YL1", merge_gaps([("a", [gap("x", "缺少签字。", "补签")])]), due
    )

    assert "1. 缺少签字。办法：补签。" in text
    assert "2026年3月23日前" in text


def test_answer_tells_remedies_only_when_something_was_refused() -> None:
    granted = ItemResult("a", "甲", "某局", ItemState.GRANTED, certificate="号1")
    refused = ItemResult("b", "乙", "某局", ItemState.REFUSED, reason="不符合第一条。")

    assert "行政复议" not in answer_text("一件事", "YL1", CaseState.COMPLETED, [granted])
    assert "行政复议" in answer_text("一件事", "YL1", CaseState.COMPLETED, [granted, refused])
    assert granted.line == "甲（某局）：准予，证照编号号1。"
    assert refused.line == "乙（某局）：不予许可。理由：不符合第一条。"
