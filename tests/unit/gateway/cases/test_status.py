"""The status of a case in words: stages by situations, what is owed, what comes, what was decided; no engine behind it."""

import re
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest

from chain.cases import CaseState, Channel, Outcome
from chain.clock import BEIJING
from chain.procedure import Stage
from gateway.cases.status import compose
from gateway.cases.status.facts import Asked, CaseFacts, Debt, DocumentFacts, ItemFacts, Result
from gateway.cases.status.schemas import ItemStatus
from tests.unit.gateway.cases.test_following import facts, notice, review_task, running, seen
from tests.unit.gateway.portal import Portal
from tests.unit.gateway.worker_api.support import APPROVAL, Desk


def at(month: int, day: int, hour: int = 9) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=BEIJING)


def end_of(month: int, day: int) -> datetime:
    return datetime(2026, month, day, 23, 59, 59, tzinfo=BEIJING)


LICENCE = Result("证照", "食品经营许可证", electronic=True, licence=True)
PAPER = Result("批文", "店招设置意见书", electronic=False, licence=False)
ASKED = Asked(at(3, 3), end_of(3, 31), [("缺少平面布局图", "请上传平面布局图")])
FOOD = ItemFacts("食品经营许可", "示例一区行政审批服务局", Stage.RECEIVED, since=at(3, 2), result=LICENCE)
SIGN = ItemFacts("店招设置", "示例一区城市管理局", Stage.RECEIVED, since=at(3, 2), result=PAPER)


def case_of(*items: ItemFacts, **changes: Any) -> CaseFacts:
    """A case received on 2 March 2026, looked at the day after."""
    known: dict[str, Any] = {
        "case_no": "YL379901-20260302-0000000000",
        "theme": "开饭店",
        "lead": "示例一区行政审批服务局",
        "state": CaseState.IN_PROGRESS,
        "stage": items[0].stage,
        "received_at": at(3, 2),
        "now": at(3, 3, 12),
        "items": items,
        "channel": Channel.ONLINE,
        "told_by": end_of(3, 9),
    }
    return CaseFacts(**{**known, **changes})


def item_of(stage: Stage, chain: dict[str, Any] | None = None, **changes: Any) -> ItemStatus:
    """The food licence at ``stage``, alone in its case."""
    item = replace(FOOD, stage=stage, **changes)
    (shown,) = compose(case_of(item, **(chain or {}))).items
    return shown


TEN = {"due_at": end_of(3, 10)}
BOTH = {"due_at": end_of(3, 10), "statutory_due_at": end_of(3, 17)}
ANSWERED = replace(ASKED, answered_at=at(3, 5))
BODY = "示例一区行政审批服务局"

HELD: list[tuple[str, Stage, dict[str, Any], dict[str, Any], str, tuple[str, date | None]]] = [
    (
        "received: until when it must be told",
        Stage.RECEIVED,
        {},
        {},
        f"{BODY}正在核对申请材料是否齐全、是否符合法定形式。",
        (BODY, date(2026, 3, 9)),
    ),
    (
        "received while the chain's notice is open: the applicant",
        Stage.RECEIVED,
        {},
        {"asked": ASKED},
        "需要申请人补正，请最迟于2026年3月31日一次性补正。",
        ("申请人", date(2026, 3, 31)),
    ),
    (
        "preaccepted: what it waits for",
        Stage.PREACCEPTED,
        {"after": ["设立登记"]},
        {},
        f"{BODY}已预受理，正在等待“设立登记”办结，办结后受理并审查。",
        (BODY, None),
    ),
    (
        "asked to supplement",
        Stage.SUPPLEMENTING,
        {},
        {"asked": ASKED},
        "需要申请人补正，请最迟于2026年3月31日一次性补正。",
        ("申请人", date(2026, 3, 31)),
    ),
    (
        "supplemented: the office has it again",
        Stage.SUPPLEMENTING,
        {},
        {"asked": ANSWERED, "told_by": end_of(3, 12)},
        f"申请人已于2026年3月5日补正，{BODY}正在核对补正的材料。",
        (BODY, date(2026, 3, 12)),
    ),
    (
        "not supplemented in time",
        Stage.SUPPLEMENTING,
        {},
        {"asked": ASKED, "now": at(4, 1)},
        "补正期限已经届满，没有收到补正的材料。",
        (BODY, None),
    ),
    (
        "accepted: both limits, which differ",
        Stage.ACCEPTED,
        BOTH,
        {},
        f"{BODY}已受理。承诺最迟于2026年3月10日办结，法定期限至2026年3月17日。",
        (BODY, date(2026, 3, 10)),
    ),
    (
        "in review: one limit where promise and law agree",
        Stage.IN_REVIEW,
        {"due_at": end_of(3, 10), "statutory_due_at": end_of(3, 10)},
        {},
        f"{BODY}正在审查。承诺最迟于2026年3月10日办结。",
        (BODY, date(2026, 3, 10)),
    ),
    (
        "in review past the promise: said plainly",
        Stage.IN_REVIEW,
        BOTH,
        {"now": at(3, 11)},
        f"{BODY}正在审查。已超过承诺的办结日期2026年3月10日，法定期限至2026年3月17日。",
        (BODY, date(2026, 3, 10)),
    ),
    (
        "in review past the law",
        Stage.IN_REVIEW,
        BOTH,
        {"now": at(3, 18)},
        f"{BODY}正在审查。已超过承诺的办结日期2026年3月10日，法定期限已于2026年3月17日届满。",
        (BODY, date(2026, 3, 10)),
    ),
    (
        "in review, asked by its own body",
        Stage.IN_REVIEW,
        {**TEN, "asked": ASKED},
        {},
        "需要申请人补正，请最迟于2026年3月31日一次性补正。",
        ("申请人", date(2026, 3, 31)),
    ),
    (
        "suspended by a procedure of §45",
        Stage.SUSPENDED,
        {**TEN, "procedure": "听证", "stops_law": True},
        {},
        f"{BODY}正在进行听证，所需时间不计入办结期限。承诺最迟于2026年3月10日办结。",
        (BODY, date(2026, 3, 10)),
    ),
    (
        "suspended without a basis in §45: the law's clock goes on",
        Stage.SUSPENDED,
        {**TEN, "procedure": "公示"},
        {},
        f"{BODY}正在进行公示，承诺时限暂停计算，法定期限照常计算。承诺最迟于2026年3月10日办结。",
        (BODY, date(2026, 3, 10)),
    ),
]


@pytest.mark.parametrize(
    ("why", "stage", "item", "chain", "says", "holder"), HELD, ids=[row[0] for row in HELD]
)
def test_an_open_item_says_who_has_it_and_until_which_day(
    why: str,
    stage: Stage,
    item: dict[str, Any],
    chain: dict[str, Any],
    says: str,
    holder: tuple[str, date | None],
) -> None:
    shown = item_of(stage, chain, **item)
    assert shown.says == says, why
    assert shown.holder is not None
    assert (shown.holder.who, shown.holder.until) == holder
    assert shown.next is not None
    assert shown.ending is None


DECIDED = {"decided_at": at(3, 9), "since": at(3, 9)}
ENDED: list[tuple[Stage, dict[str, Any], str, str, bool]] = [
    (
        Stage.CONCLUDED,
        {"outcome": Outcome.GRANTED},
        f"{BODY}已于2026年3月9日作出准予许可的决定。",
        "准予许可",
        False,
    ),
    (
        Stage.CONCLUDED,
        {"outcome": Outcome.REFUSED},
        f"{BODY}已于2026年3月9日作出不予许可的决定。",
        "不予许可",
        True,
    ),
    (
        Stage.CONCLUDED,
        {"outcome": Outcome.REFUSED, "result": PAPER},
        f"{BODY}已于2026年3月9日作出不予办理的决定。",
        "不予办理",
        True,
    ),
    (Stage.NOT_ACCEPTED, {}, f"{BODY}已于2026年3月9日决定不予受理。", "不予受理", True),
    (
        Stage.NOT_REQUIRED,
        {},
        f"该事项依法不需要办理，{BODY}已于2026年3月9日告知不受理。",
        "不受理",
        False,
    ),
    (
        Stage.FORWARDED,
        {},
        f"{BODY}已于2026年3月9日转报上级机关，由上级机关审查并作出决定。",
        "转报",
        False,
    ),
    (Stage.VOIDED, {"withdrawn": True}, "已按申请人的申请撤回，该事项不再办理。", "撤回申请", False),
    (Stage.VOIDED, {}, f"{BODY}已于2026年3月9日将该事项作废，不再办理。", "作废", False),
    (
        Stage.RETURNED,
        {"cause": "not_supplemented"},
        "因未在规定期限内补正，已作退件处理。补齐材料后可以重新申请。",
        "退件",
        False,
    ),
    (
        Stage.RETURNED,
        {"cause": "prerequisite_refused"},
        "因前置事项未获准予，该事项不再办理。",
        "退件",
        False,
    ),
    (Stage.RETURNED, {}, f"{BODY}已于2026年3月9日作退件处理。", "退件", False),
]


@pytest.mark.parametrize(("stage", "item", "says", "outcome", "remedies"), ENDED)
def test_an_ended_item_says_what_was_decided_when_and_what_can_be_done_against_it(
    stage: Stage, item: dict[str, Any], says: str, outcome: str, remedies: bool
) -> None:
    shown = item_of(stage, **{**DECIDED, **item})
    assert (shown.says, shown.holder) == (says, None)
    assert shown.ending is not None
    assert (shown.ending.outcome, shown.ending.on) == (outcome, date(2026, 3, 9))
    assert ("行政复议" in (shown.ending.remedies or "")) == remedies


@pytest.mark.parametrize("stage", list(Stage))
def test_at_every_stage_an_item_can_be_told_in_chinese(stage: Stage) -> None:
    shown = item_of(stage, outcome=Outcome.GRANTED, decided_at=at(3, 9))
    for text in (shown.says, shown.next or "", shown.stage):
        assert not re.search("[A-Za-z_]", text)


GETS: list[tuple[dict[str, Any], str | None, str | None]] = [
    ({}, "电子证照", "食品经营许可证"),
    ({"result": PAPER}, "批文", "店招设置意见书"),
    ({"stage": Stage.CONCLUDED, "outcome": Outcome.REFUSED}, None, None),
    ({"stage": Stage.RETURNED}, None, None),
    ({"result": None}, None, None),
]


@pytest.mark.parametrize(("item", "form", "name"), GETS)
def test_what_an_item_brings_is_told_until_it_brings_nothing(
    item: dict[str, Any], form: str | None, name: str | None
) -> None:
    (shown,) = compose(case_of(replace(FOOD, **item))).items
    assert (shown.gets and shown.gets.form, shown.gets and shown.gets.name) == (form, name)


def test_a_sealed_certificate_is_there_to_be_fetched() -> None:
    sealed = replace(LICENCE, identifier="1.2.156.3005.2.X")
    shown = item_of(Stage.CONCLUDED, outcome=Outcome.GRANTED, decided_at=at(3, 9), result=sealed)
    assert shown.gets is not None
    assert (shown.gets.link, shown.next) == ("/certificates/1.2.156.3005.2.X/file", None)


def test_a_certificate_that_is_withheld_says_what_it_waits_for() -> None:
    shown = item_of(Stage.CONCLUDED, outcome=Outcome.GRANTED, decided_at=at(3, 9), withheld=True)
    assert shown.next == "补齐容缺的材料后，制发《食品经营许可证》。"


def test_what_is_owed_comes_from_the_notice_the_debts_and_the_papers_each_with_how_and_until() -> None:
    debt = Debt("请补交“租赁合同”。", "可以在网上补交。", end_of(4, 7), "/x")
    shown = compose(case_of(FOOD, asked=ASKED, debts=[debt], papers=[("身份证明", "原件")])).owes
    assert [(each.what, each.until) for each in shown] == [
        ("缺少平面布局图", date(2026, 3, 31)),
        ("请出示“身份证明”（原件）。", None),
        ("请补交“租赁合同”。", date(2026, 4, 7)),
    ]
    assert all(each.how for each in shown)


def test_nothing_is_owed_on_a_notice_whose_time_is_over_or_of_a_case_that_was_withdrawn() -> None:
    assert compose(case_of(FOOD, asked=ASKED, now=at(4, 1))).owes == []
    assert compose(case_of(FOOD, asked=ASKED, withdrawn_at=at(3, 3))).owes == []


def test_what_is_still_owed_after_the_decision_is_told_when_the_case_has_ended() -> None:
    ended = replace(FOOD, stage=Stage.CONCLUDED, outcome=Outcome.GRANTED)
    debt = Debt("请补交“租赁合同”。", "可以在网上补交。", end_of(4, 7))
    shown = compose(case_of(ended, state=CaseState.COMPLETED, debts=[debt]))
    assert [each.what for each in shown.owes] == ["请补交“租赁合同”。"]
    assert (shown.holders, shown.next) == ([], [])


def test_before_acceptance_the_steps_ahead_follow_the_order_of_the_items() -> None:
    first = replace(FOOD, name="设立登记")
    later = [replace(each, after=["设立登记"]) for each in (FOOD, SIGN)]
    assert compose(case_of(first, *later)).next == [
        "材料齐全、符合法定形式的，予以受理。",
        "受理后，办理“设立登记”。",
        "“设立登记”办结后，办理“食品经营许可”“店招设置”。",
        "全部事项办结后，由示例一区行政审批服务局统一反馈办理结果。",
    ]


def test_two_items_in_review_are_two_holders_and_the_applicant_stands_first() -> None:
    food = replace(FOOD, stage=Stage.IN_REVIEW, due_at=end_of(3, 10), asked=ASKED)
    sign = replace(SIGN, stage=Stage.IN_REVIEW, due_at=end_of(3, 6))
    shown = compose(case_of(food, sign, accepted_at=at(3, 3)))
    assert [(each.who, each.until) for each in shown.holders] == [
        ("申请人", date(2026, 3, 31)),
        ("示例一区城市管理局", date(2026, 3, 6)),
    ]


HEADLINES: list[tuple[dict[str, Any], str]] = [
    ({}, "已于2026年3月2日收到申请，正在核对材料，最迟于2026年3月9日告知是否受理。"),
    ({"asked": ASKED}, "需要申请人补正材料，请最迟于2026年3月31日补正。"),
    (
        {"accepted_at": at(3, 3), "promised_until": date(2026, 3, 20)},
        "已于2026年3月3日受理，正在办理。共1项：在办1项。承诺最迟于2026年3月20日全部办结。",
    ),
    (
        {"accepted_at": at(3, 3), "promised_until": date(2026, 3, 20), "now": at(3, 21)},
        "已于2026年3月3日受理，正在办理。共1项：在办1项。已超过承诺的办结日期2026年3月20日。",
    ),
    ({"withdrawn_at": at(3, 3)}, "申请人已于2026年3月3日申请撤回，正在终止办理。"),
]


@pytest.mark.parametrize(("chain", "says"), HEADLINES)
def test_the_case_says_in_one_sentence_where_it_stands(chain: dict[str, Any], says: str) -> None:
    shown = compose(case_of(FOOD, **chain))
    assert shown.says == f"“开饭店”（办件编号YL379901-20260302-0000000000）{says}"


@pytest.mark.parametrize("state", [state for state in CaseState if state.ended])
def test_a_case_that_ended_says_so_and_counts_its_items(state: CaseState) -> None:
    granted = replace(FOOD, stage=Stage.CONCLUDED, outcome=Outcome.GRANTED)
    refused = replace(SIGN, stage=Stage.CONCLUDED, outcome=Outcome.REFUSED)
    shown = compose(case_of(granted, refused, state=state))
    assert shown.says.endswith("共2项：准予1项，不予许可1项。")
    assert shown.holders == []


def test_documents_are_told_with_number_and_day() -> None:
    receipt = DocumentFacts("受理通知书", "示例审批受字〔2026〕1号", at(3, 3), "/cases/x/documents/WS02")
    (shown,) = compose(case_of(FOOD, documents=[receipt])).documents
    assert (shown.title, shown.number, shown.on) == (
        "受理通知书",
        "示例审批受字〔2026〕1号",
        date(2026, 3, 3),
    )


async def test_over_http_nothing_of_the_engine_shows_through(portal: Portal) -> None:
    case_no = await portal.submit()
    await running(portal, case_no)
    async with facts(portal) as session:
        session.add_all(review_task(portal, case_no))
        session.add(notice(portal, case_no, scope="food_license"))
    shown = await seen(portal, f"/cases/{case_no}/status")
    told = str({key: value for key, value in shown.items() if key != "owes"}).replace(case_no, "")
    assert "食品经营许可" in told
    for key in ("food_license", "Task_", "review.", "22517998", "approval_379901", "in_review", "restaurant"):
        assert key not in told
    assert shown["owes"][0]["what"] == "缺少预案"


async def test_another_bodys_officer_reads_no_gap_of_the_notice(portal: Portal) -> None:
    case_no = await portal.submit()
    await running(portal, case_no)
    async with facts(portal) as session:
        session.add(notice(portal, case_no))
    urban = await seen(portal, f"/cases/{case_no}/status", portal.who("o", "officer", body="urban_379901"))
    fire = await seen(portal, f"/cases/{case_no}/status", portal.who("o", "officer", body="fire_379901"))
    assert (urban["owes"], [owed["what"] for owed in fire["owes"]]) == ([], ["缺少预案"])


async def test_over_http_every_item_has_a_department_a_day_and_a_result(desk: Desk) -> None:
    await desk.claimed()
    await desk.post(APPROVAL, "acceptance")
    await desk.check(APPROVAL, "business_license", "granted")
    await desk.check(APPROVAL, "food_license", "undecided")
    shown = await seen(desk.portal, f"/cases/{desk.case_no}/status")
    items = {item["name"]: item for item in shown["items"]}
    licence, food = items["营业执照"], items["食品经营许可"]
    # Decided on Monday 2 March; five working days for the food licence, ten for the inspection and one for the permit.
    assert (licence["ending"]["outcome"], licence["ending"]["on"]) == ("准予", "2026-03-02")
    assert (food["holder"]["until"], food["holder"]["statutory_until"]) == ("2026-03-09", "2026-03-16")
    assert shown["until"] == "2026-03-17"
    assert {item["gets"]["form"] for item in shown["items"] if item["gets"]} >= {"电子证照"}
