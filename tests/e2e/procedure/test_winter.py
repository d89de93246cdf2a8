"""From Spring Festival to May 2026, opening a pharmacy. The dates were counted by hand on the published calendar.

Worked: 9–14 February (Saturday the 14th by 调休), 24–28 February (Saturday the 28th by 调休), then Monday to Friday but for
6 April (清明) and 1–5 May; Saturday 9 May by 调休. Free: 15–23 February. The drug licence has a statutory limit of twenty
and a promised one of ten working days, an officer looks at it before acceptance, and the theme is handled jointly.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest

from bpmn.catalogue import plan
from chain.clock import BEIJING
from forms.one_form import one_form
from forms.samples import load_sample
from forms.slices import cut
from scripts.tools.demo.client import GatewayClient, GatewayRefused, Json
from scripts.tools.platform import Platform, deploy
from scripts.tools.setup import cache_dir, ensure_engine
from tests.e2e.houses import house_on
from tests.e2e.people import NEW_INSPECTION, REGION
from tests.e2e.procedure.autumn import APPROVAL, FIRE, Autumn, day

pytestmark = pytest.mark.e2e

BEGINS = datetime(2026, 2, 9, 9, 0, tzinfo=BEIJING)
DRUGS = "drug_license"
PHARMACY: Json = {"licence": "existing", "devices": "none", "food": "none"}
LICENSED: Json = {"uscc": "92379901MADEMA019D", "business_name": "示例一区老街饭店"}
"""A business that the rehearsal register knows."""

COMPLETE: Json = {"outcome": "complete", "opinion": "材料齐全，符合法定形式。"}
SUPPLEMENT: Json = {
    "outcome": "supplement",
    "gaps": [{"target": "store_documents", "what": "平面图没有标注面积", "how": "标注后重新上传"}],
}
NOT_ACCEPTED: Json = {
    "outcome": "not_accepted",
    "opinion": "该地址不属于本机关管辖。",
    "basis": "《中华人民共和国行政许可法》第三十二条第一款第二项",
}
NOT_REQUIRED: Json = {
    "outcome": "not_required",
    "opinion": "仅零售乙类非处方药以外的保健用品，依法不需要取得药品经营许可。",
    "where": "无需审批，可以直接经营；食品类保健品请向行政审批服务局办理备案",
}


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    """All processes, ready; the themes restaurant and pharmacy deployed."""
    data = tmp_path_factory.mktemp("winter")
    with house_on(ensure_engine(cache_dir()), data, starts_at=BEGINS) as platform:
        deploy(platform, "pharmacy")
        yield platform


@pytest.fixture
def winter(house: Platform) -> Iterator[Autumn]:
    """The people of the story and its calendar."""
    with Autumn(house) as story:
        yield story


def submitted(winter: Autumn) -> str:
    """A pharmacist with a business licence applies."""
    citizen = winter.new_citizen()
    today = winter.platform.engine.clock.now().astimezone(BEIJING).date()
    chosen = plan("pharmacy", REGION, PHARMACY)
    asked = one_form([(part.item, part.form) for part in chosen.items if part.form is not None])
    needed = citizen.client.get("/themes/pharmacy/form", region=REGION, **PHARMACY)["materials"]
    application = {
        "theme": "pharmacy",
        "region": REGION,
        "situation": PHARMACY,
        "form": cut(asked, {**load_sample("pharmacy", today), **LICENSED}),
        "materials": [citizen.attach(each["material"], each["name"]) for each in needed],
    }
    return str(citizen.client.post("/cases", application)["case_no"])


def papers(winter: Autumn, case_no: str, kind: str) -> list[Json]:
    """The documents of one kind in the case, with what stands in them."""
    client = winter.citizen.client
    lines = client.get(f"/cases/{case_no}/documents")["documents"]
    return [
        client.get(f"/cases/{case_no}/documents/{line['document_no']}")
        for line in lines
        if line["kind"] == kind
    ]


def acted(winter: Autumn, case_no: str, item: str, body: str = APPROVAL, **request: Any) -> Json:
    """An officer of the body does something with the item."""
    return winter.people.desk(body).post(f"/cases/{case_no}/items/{item}/acts", request)


def extended(winter: Autumn, case_no: str, days: int, approver: str) -> Json:
    """The head of the body extends the drug licence's limit."""
    head = winter.people.client("head-approval", "head", APPROVAL)
    request = {"act": "extend", "days": days, "approver": approver, "reason": "设施条件复杂，需要延长审查。"}
    return head.post(f"/cases/{case_no}/items/{DRUGS}/acts", request)


def limits(winter: Autumn, case_no: str) -> tuple[str, str]:
    """The last days of the drug licence: promised, statutory."""
    found = winter.limits(case_no, DRUGS)
    return found["promised"], found["statutory"]


def promise_colours(head: GatewayClient, case_no: str, due: str) -> list[str]:
    """Colours of the cards that the head of the body sees of the drug licence's promised limit, as it ends on ``due``.

    The business licence, granted long ago and never fetched, has cards of its own, and an earlier end had its own too.
    """
    shown: list[Json] = head.get("/cards")["cards"]
    asked = (case_no, DRUGS, "promised", due)
    return [
        card["colour"]
        for card in shown
        if (card["case_no"], card["item"], card["clock"], day(card["due_at"])) == asked
    ]


def test_an_officer_looks_before_acceptance_and_ends_it_in_each_of_four_ways(winter: Autumn) -> None:
    cases: dict[str, tuple[Any, str]] = {}
    for decision in (COMPLETE, SUPPLEMENT, NOT_ACCEPTED, NOT_REQUIRED):
        case_no = submitted(winter)
        task = winter.people.wait_for_task(APPROVAL, case_no, DRUGS)
        # 10–14 February are the five days in which gaps are told.
        assert (task["kind"], day(task["due_at"])) == ("precheck", "2026-02-14")
        winter.people.decide(APPROVAL, case_no, DRUGS, decision)
        if decision is not SUPPLEMENT:
            winter.people.grant(APPROVAL, case_no, "business_license")
        cases[decision["outcome"]] = (winter.citizen, case_no)

    winter.citizen, case_no = cases["complete"]
    winter.wait_for_item(case_no, DRUGS, "in review", lambda item: item["stage"] == "in_review")

    winter.citizen, case_no = cases["supplement"]
    owed = winter.citizen.wait_for_notice(case_no)
    assert [gap["what"] for gap in owed["gaps"]] == ["平面图没有标注面积"]
    paper = winter.citizen.attach("store_documents", "平面图（标注面积）")
    winter.citizen.client.post(
        f"/cases/{case_no}/supplements",
        {"notice_no": owed["notice_no"], "form": {}, "materials": [paper]},
    )
    winter.people.decide(APPROVAL, case_no, DRUGS, COMPLETE)
    winter.people.grant(APPROVAL, case_no, "business_license")
    winter.wait_for_item(case_no, DRUGS, "in review", lambda item: item["stage"] == "in_review")

    winter.citizen, case_no = cases["not_accepted"]
    assert winter.citizen.wait_for_end(case_no)["state"] == "completed"
    assert winter.item(case_no, DRUGS)["stage"] == "not_accepted"
    (notice,) = papers(winter, case_no, "non_acceptance")
    assert "行政复议" in notice["remedies"]
    assert any("不属于本机关管辖" in part["text"] for part in notice["parts"])

    winter.citizen, case_no = cases["not_required"]
    assert winter.citizen.wait_for_end(case_no)["state"] == "completed"
    assert winter.item(case_no, DRUGS)["stage"] == "not_required"
    (notice,) = papers(winter, case_no, "not_required")
    assert notice["parts"][-1]["text"].endswith(f"按下列途径办理：{NOT_REQUIRED['where']}。")


def test_what_stops_and_lengthens_both_limits_across_spring_festival(winter: Autumn) -> None:
    case_no = submitted(winter)
    winter.people.decide(APPROVAL, case_no, DRUGS, COMPLETE)
    winter.people.grant(APPROVAL, case_no, "business_license")
    winter.wait_for_item(case_no, DRUGS, "in review", lambda item: item["stage"] == "in_review")
    # Promised: 10–14, 24–28 February; statutory: these and 2–6, 9–13 March.
    assert limits(winter, case_no) == ("2026-02-28", "2026-03-13")

    winter.it_is("2026-02-11 10:00")
    with pytest.raises(GatewayRefused, match="须写明所需时间"):
        acted(winter, case_no, DRUGS, act="suspend", procedure="expert_review", reason="组织专家评审")
    acted(winter, case_no, DRUGS, act="suspend", procedure="expert_review", days=5, reason="组织专家评审")
    # Told are 12, 13, 14, 24, 25 February. Promised: 10, 26–28 February, 2–6, 9 March; statutory: to 23 March.
    assert limits(winter, case_no) == ("2026-03-09", "2026-03-23")
    (told,) = papers(winter, case_no, "special_procedure")
    assert any("5个工作日" in part["text"] for part in told["parts"])

    winter.it_is("2026-02-25 16:00")
    acted(winter, case_no, DRUGS, act="resume")
    assert limits(winter, case_no) == ("2026-03-09", "2026-03-23")

    winter.it_is("2026-03-02 09:30")
    acted(winter, case_no, DRUGS, act="suspend", procedure="publicity", reason="公示")
    winter.it_is("2026-03-04 15:00")
    acted(winter, case_no, DRUGS, act="resume")
    # 2, 3 and 4 March do not count for the promise; the law's limit ran on.
    assert limits(winter, case_no) == ("2026-03-12", "2026-03-23")

    winter.it_is("2026-03-06 11:00")
    extended(winter, case_no, 10, "organ_head")
    # Promised: 13, 16–20, 23–26 March more; statutory: 24–27, 30, 31 March, 1–3, 7 April more (6 April is free).
    assert limits(winter, case_no) == ("2026-03-26", "2026-04-07")
    with pytest.raises(GatewayRefused):
        extended(winter, case_no, 1, "organ_head")

    # The chain's 45 days without 11–25 February: 10, 26–28 February, 22 in March, 20 in April to the 28th.
    status = winter.citizen.client.get(f"/cases/{case_no}/status")
    assert (status["until"], status["statutory_until"]) == ("2026-03-26", "2026-04-28")

    winter.it_is("2026-03-24 09:00")
    extended(winter, case_no, 15, "government")
    # Promised: 27, 30, 31 March, 1–3, 7–10, 13–17 April more; statutory: 8–10, 13–17, 20–24, 27, 28 April more.
    assert limits(winter, case_no) == ("2026-04-17", "2026-04-28")
    # Sixty: 29, 30 April, 6–9, 11–15, 18–21 May more.
    status = winter.citizen.client.get(f"/cases/{case_no}/status")
    assert (status["until"], status["statutory_until"]) == ("2026-04-17", "2026-05-21")
    assert len(papers(winter, case_no, "extension")) == 2

    winter.it_is("2026-04-17 09:00")
    head = winter.people.client("head-approval", "head", APPROVAL)
    colours = winter.wait_for("a card of the promise", lambda: promise_colours(head, case_no, "2026-04-17"))
    assert colours == ["yellow"]
    winter.people.grant(APPROVAL, case_no, DRUGS)
    winter.wait_for_item(case_no, DRUGS, "concluded", lambda item: item["stage"] == "concluded")
    assert winter.citizen.wait_for_end(case_no)["state"] == "completed"


def test_forwarded_returned_and_void_items_end_with_their_paper_and_the_chain_goes_on(winter: Autumn) -> None:
    winter.it_is("2026-05-25 09:00")
    first, second = [_inspected(winter) for _ in range(2)]

    winter.citizen, case_no = first
    acted(winter, case_no, "fire_inspection", FIRE, act="forward", to="city", reason="属于市级权限。")
    acted(winter, case_no, "food_license", act="return", reason="申请人不再具备经营条件。")
    assert winter.citizen.wait_for_end(case_no)["state"] == "completed"
    assert {key: winter.item(case_no, key)["stage"] for key in _ENDED} == _ENDED
    (letter,) = papers(winter, case_no, "forwarding")
    assert letter["addressee"] == "市级主管机关："
    assert any(
        "不再具备经营条件" in part["text"]
        for paper in papers(winter, case_no, "return_notice")
        for part in paper["parts"]
    )

    winter.citizen, case_no = second
    acted(winter, case_no, "food_license", act="void", reason="重复录入。")
    winter.people.grant(FIRE, case_no, "fire_inspection")
    assert winter.citizen.wait_for_end(case_no)["state"] == "completed"
    assert winter.item(case_no, "food_license")["stage"] == "voided"
    (note,) = papers(winter, case_no, "void_note")
    assert any("重复录入" in part["text"] for part in note["parts"])

    exchange = winter.people.desk(APPROVAL).get(f"/cases/{first[1]}/exchange")
    codes = {
        each["basic"]["item_name"]: each["completion"]["result"]["code"]
        for each in exchange["singles"]
        if each["completion"]
    }
    assert {"4", "5"} <= set(codes.values())


_ENDED = {"fire_inspection": "forwarded", "food_license": "returned", "signboard": "concluded"}


def _inspected(winter: Autumn) -> tuple[Any, str]:
    """A restaurant whose food licence and fire inspection are with their officers; its applicant and case."""
    citizen = winter.new_citizen()
    case_no = citizen.submit(NEW_INSPECTION)
    winter.people.grant(APPROVAL, case_no, "business_license")
    winter.people.inspect(case_no, ["food_license", "fire_inspection"])
    winter.people.wait_for_task(APPROVAL, case_no, "food_license")
    winter.people.wait_for_task(FIRE, case_no, "fire_inspection")
    return citizen, case_no
