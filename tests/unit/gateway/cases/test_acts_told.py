"""Acts of procedure in the timeline: in plain words, once, and not what notices and decisions tell already."""

import re
from datetime import datetime
from typing import Any

import pytest

from bpmn.catalogue import load_catalogue
from chain.clock import BEIJING
from chain.procedure import Act
from gateway.cases.acts_told import told_acts
from gateway.store.models import ProcedureAct

NOON = datetime(2026, 3, 2, 12, tzinfo=BEIJING)
BODY = "approval_379901"
NAMES = {"food_license": "食品经营许可", "signboard": "户外招牌设置"}
DETAIL: dict[Act, dict[str, Any]] = {
    Act.ACCEPT: {"manner": "normal"},
    Act.SUSPEND: {"procedure": "hearing", "days": 20},
    Act.EXTEND: {"days": 10},
    Act.CHECK_COMMITMENT: {"result": False},
    Act.APPOINT_INSPECTION: {"starts_at": "2026-03-04T09:30:00+08:00"},
    Act.ASSIST: {"assistance": 1, "level": "national"},
}
TOLD_ELSEWHERE = {
    Act.RECEIVE,
    Act.NOTIFY_SUPPLEMENT,
    Act.TAKE_SUPPLEMENT,
    Act.REFUSE_ACCEPTANCE,
    Act.DECLARE_NOT_REQUIRED,
    Act.BEGIN_REVIEW,
    Act.ASK_IN_REVIEW,
    Act.ANSWER_IN_REVIEW,
    Act.CONCLUDE,
    Act.INSPECT,
    Act.ARCHIVE,
}


def done(act: Act, item: str = "food_license", body: str | None = BODY, **detail: Any) -> ProcedureAct:
    return ProcedureAct(
        case_no="YL", item=item, act=act, at=NOON, body=body, detail=detail or DETAIL.get(act, {})
    )


def told(*acts: ProcedureAct) -> list[tuple[str, str]]:
    return [(each.who, each.what) for each in told_acts(load_catalogue(), acts, NAMES, {})]


@pytest.mark.parametrize("act", list(Act))
def test_every_act_is_told_in_chinese_once_here_or_elsewhere(act: Act) -> None:
    entries = told(done(act))
    assert len(entries) == (act not in TOLD_ELSEWHERE)
    assert not re.search("[A-Za-z_]", "".join(what for _, what in entries))


def test_what_was_done_on_several_items_at_once_is_one_line_that_names_them() -> None:
    office = load_catalogue().body(BODY).name
    both = [done(Act.ACCEPT, item) for item in NAMES]
    assert told(*both) == [(office, "受理：食品经营许可、户外招牌设置")]


WORDS: list[tuple[Act, dict[str, Any], str]] = [
    (Act.ACCEPT, {"manner": "tolerant"}, "容缺受理：食品经营许可"),
    (
        Act.ACCEPT,
        {"manner": "deemed"},
        "期限内没有告知补正内容，自收到申请材料之日起视为受理：食品经营许可",
    ),
    (Act.SUSPEND, {"procedure": "hearing", "days": 20}, "开始听证，需要20个工作日：食品经营许可"),
    (Act.SUSPEND, {"procedure": "publicity"}, "开始公示：食品经营许可"),
    (Act.EXTEND, {"days": 10}, "经批准延长办理期限10个工作日：食品经营许可"),
    (Act.CHECK_COMMITMENT, {"result": True}, "核查承诺，属实：食品经营许可"),
]


@pytest.mark.parametrize(("act", "detail", "what"), WORDS)
def test_what_an_act_says_of_itself_is_told_with_it(act: Act, detail: dict[str, Any], what: str) -> None:
    assert [said for _, said in told(done(act, **detail))] == [what]


def test_what_an_agent_did_is_told_of_the_applicant_by_the_agent() -> None:
    act = done(Act.COMMIT, body=None)
    act.mandate_no = "SQ01"
    named, unnamed = (
        next(told_acts(load_catalogue(), [act], NAMES, agents)).who for agents in ({"SQ01": "李代办"}, {})
    )
    assert (named, unnamed) == ("申请人（由受托人李代办办理）", "申请人（由受托人办理）")


def test_what_the_applicant_did_is_told_of_the_applicant() -> None:
    assert told(done(Act.COMMIT, body=None)) == [("申请人", "作出告知承诺：食品经营许可")]
