"""An officer looks before acceptance, where the item's mode asks for it: here at the food licence."""

from datetime import timedelta

import pytest

from bpmn.catalogue import Catalogue, Item
from chain.cases import ItemState
from gateway.store.models import Notice
from tests.unit.gateway.procedure.support import (
    ASK_CHAIN,
    FOOD,
    TOO_LARGE,
    UNCLEAR,
    accepted,
    acts,
    last_act,
    stages,
    supplemented,
)
from tests.unit.gateway.worker_api.support import APPROVAL, URBAN, Desk, Json

COMPLETE: Json = {"outcome": "complete", "opinion": "材料齐全，符合法定形式。"}
SUPPLEMENT: Json = {
    "outcome": "supplement",
    "gaps": [{"target": "food_facilities", "what": "流程图不清晰", "how": "请重新上传"}],
}
NOT_ACCEPTED: Json = {
    "outcome": "not_accepted",
    "opinion": "不属于本机关职权范围。",
    "basis": "《行政许可法》第三十二条第一款第二项",
}
NOT_REQUIRED: Json = {
    "outcome": "not_required",
    "opinion": "该场所仅供本单位职工用餐以外的茶歇，依法不需要取得许可。",
    "where": "向所在地街道办事处备案",
}


@pytest.fixture
async def looked_at(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A case whose food licence is looked at by an officer before acceptance; the automatic check was through."""
    item_of = Catalogue.item

    def asked_of_an_officer(catalogue: Catalogue, key: str) -> Item:
        item = item_of(catalogue, key)
        if key != "food_license":
            return item
        modes = tuple(mode.model_copy(update={"precheck": "officer"}) for mode in item.mode)
        return item.model_copy(update={"mode": modes})

    monkeypatch.setattr(Catalogue, "item", asked_of_an_officer)
    await desk.claimed()
    return desk


async def prechecked(desk: Desk, *gaps: Json) -> Json:
    """The automatic check of the food licence as its worker gets it."""
    answer = await desk.post(APPROVAL, f"{FOOD}/precheck", {"gaps": list(gaps)})
    assert answer.status_code == 200, answer.text
    content: Json = answer.json()
    return content


async def precheck_task(desk: Desk) -> str:
    """The task at the officer's desk."""
    return await desk.open_task("food_license", [APPROVAL], element_id="Task_OfficerPrecheck")


async def told_outcome(desk: Desk) -> str:
    """The outcome code that the engine was told last."""
    outcome: str = (await desk.portal.outbox())[-1].payload["variables"]["decision"]["outcome"]
    return outcome


async def test_officer_is_asked_when_the_automatic_check_found_nothing(looked_at: Desk) -> None:
    other = await looked_at.post(URBAN, "items/signboard/precheck", {"gaps": []})

    assert await prechecked(looked_at) == {"complete": True, "officer": True}
    assert await prechecked(looked_at, UNCLEAR) == {"complete": False, "officer": False}
    assert other.json() == {"complete": True, "officer": False}


async def test_task_stands_at_the_desk_until_the_end_of_the_five_days(looked_at: Desk) -> None:
    await prechecked(looked_at)
    task = await precheck_task(looked_at)
    answer = await looked_at.portal.client.get(f"/tasks/{task}", headers=looked_at.officer(APPROVAL))
    detail = answer.json()

    assert (detail["kind"], detail["title"], detail["form_id"]) == (
        "precheck", "受理审查：食品经营许可", "department_precheck",
    )  # fmt: skip
    assert detail["due_at"] == "2026-03-09T23:59:59+08:00"


async def test_complete_application_is_accepted_and_not_looked_at_again(looked_at: Desk) -> None:
    await prechecked(looked_at)
    decided = await looked_at.decide(APPROVAL, await precheck_task(looked_at), COMPLETE)
    outcome = await told_outcome(looked_at)
    again = await prechecked(looked_at)

    assert (decided.status_code, outcome) == (202, "complete")
    assert again == {"complete": True, "officer": False}
    assert (await accepted(looked_at))["outcome"] == "accepted"


async def test_what_the_officer_asks_for_stands_in_the_one_notice(looked_at: Desk) -> None:
    await looked_at.post(URBAN, "items/signboard/precheck", {"gaps": [TOO_LARGE | {"target": "sign_text"}]})
    await prechecked(looked_at)
    await looked_at.decide(APPROVAL, await precheck_task(looked_at), SUPPLEMENT)
    outcome = await told_outcome(looked_at)
    repeated = await prechecked(looked_at)
    sent = await looked_at.post(APPROVAL, "notices", ASK_CHAIN)
    async with looked_at.portal.context.database.read() as session:
        notice = await session.get_one(Notice, (looked_at.case_no, sent.json()["notice_no"]))

    assert outcome == "supplement"
    assert repeated == {"complete": False, "officer": False}
    assert [(gap["kind"], gap["target"]) for gap in notice.gaps] == [
        ("material", "food_facilities"), ("form", "sign_text"),
    ]  # fmt: skip


async def test_after_the_supplement_the_officer_looks_again_and_asks_for_nothing_new(looked_at: Desk) -> None:
    await prechecked(looked_at)
    await looked_at.decide(APPROVAL, await precheck_task(looked_at), SUPPLEMENT)
    sent = await looked_at.post(APPROVAL, "notices", ASK_CHAIN)
    looked_at.portal.clock.move(timedelta(days=1))
    await supplemented(looked_at, sent.json()["notice_no"])
    again = await prechecked(looked_at)
    late = {
        "outcome": "supplement",
        "gaps": [{"target": "kitchen_area", "what": "面积不符", "how": "请核对"}],
    }
    looked_at.portal.clock.move(timedelta(hours=1))
    await looked_at.decide(APPROVAL, await precheck_task(looked_at), late)
    outcome = await told_outcome(looked_at)
    breaches = await looked_at.portal.client.get("/breaches", headers=looked_at.portal.who("s", "supervisor"))

    assert again == {"complete": True, "officer": True}
    assert outcome == "complete"
    assert [breach["target"] for breach in breaches.json()["breaches"]] == ["kitchen_area"]
    assert (await accepted(looked_at))["outcome"] == "accepted"


@pytest.mark.parametrize(
    ("decision", "stage", "reason"),
    [
        (NOT_ACCEPTED, "not_accepted", f"{NOT_ACCEPTED['opinion']}\n依据：{NOT_ACCEPTED['basis']}"),
        (
            NOT_REQUIRED,
            "not_required",
            f"{NOT_REQUIRED['opinion']}\n办理途径：{NOT_REQUIRED['where']}",
        ),
    ],
)
async def test_refused_acceptance_ends_the_item_with_its_reasons(
    looked_at: Desk, decision: Json, stage: str, reason: str
) -> None:
    await prechecked(looked_at)
    await looked_at.decide(APPROVAL, await precheck_task(looked_at), decision)
    outcome = await told_outcome(looked_at)
    act = await last_act(looked_at, "food_license")

    assert ((await stages(looked_at))["food_license"], outcome) == (stage, stage)
    assert (act.reason, act.role, act.body) == (reason, "officer", APPROVAL)
    assert await prechecked(looked_at, UNCLEAR) == {"complete": True, "officer": False}
    assert (await accepted(looked_at))["outcome"] == "accepted"
    assert (await looked_at.check(APPROVAL, "food_license", "granted"))["outcome"] == "closed"


@pytest.mark.parametrize(
    ("where", "written"),
    [
        (NOT_REQUIRED["where"], "向所在地街道办事处备案。"),
        (None, "向该事项的行业主管部门（市场监督管理局）咨询办理。"),
    ],
)
async def test_paper_that_says_no_licence_is_needed_says_where_to_go(
    looked_at: Desk, where: str | None, written: str
) -> None:
    await prechecked(looked_at)
    await looked_at.decide(APPROVAL, await precheck_task(looked_at), {**NOT_REQUIRED, "where": where})
    act = await last_act(looked_at, "food_license")
    page = await looked_at.portal.client.get(
        f"/cases/{looked_at.case_no}/documents/{act.document_no}", headers=looked_at.portal.applicant
    )
    texts = [part["text"] for part in page.json()["parts"]]

    assert page.json()["kind"] == "not_required"
    assert texts[0].endswith(f"：{NOT_REQUIRED['opinion']}")
    assert texts[-1] == f"你（单位）可以按下列途径办理：{written}"


async def test_answer_tells_a_refused_acceptance_with_reason_and_remedies(looked_at: Desk) -> None:
    await prechecked(looked_at)
    await looked_at.decide(APPROVAL, await precheck_task(looked_at), NOT_ACCEPTED)
    await accepted(looked_at)
    await looked_at.post(APPROVAL, "notices", {"scope": "chain", "kind": "answer", "result": "completed"})
    async with looked_at.portal.context.database.read() as session:
        notice = await session.get_one(Notice, (looked_at.case_no, "DF01"))
    case = (
        await looked_at.portal.client.get(f"/cases/{looked_at.case_no}", headers=looked_at.portal.applicant)
    ).json()
    shown = {item["item"]: item["state_name"] for item in case["items"]}

    assert notice.outcomes is not None
    assert notice.outcomes["food_license"] == ItemState.NOT_ACCEPTED
    assert "不予受理。理由：不属于本机关职权范围" in str(notice.text)
    assert "行政复议" in str(notice.text)
    assert shown["food_license"] == "不予受理"


async def test_once_the_five_days_are_over_nothing_can_be_asked_for_or_refused(looked_at: Desk) -> None:
    await prechecked(looked_at)
    task = await precheck_task(looked_at)
    looked_at.portal.clock.move(timedelta(days=8))
    answers = [
        await looked_at.decide(APPROVAL, task, decision)
        for decision in (SUPPLEMENT, NOT_ACCEPTED, NOT_REQUIRED, COMPLETE)
    ]

    assert [answer.json().get("code") for answer in answers] == ["TooLateToTell"] * 3 + [None]
    assert (await acts(looked_at, "food_license")) == ["receive"]


@pytest.mark.parametrize(
    ("decision", "field"),
    [
        ({"outcome": "granted"}, "outcome"),
        ({"outcome": "done"}, "outcome"),
        ({**SUPPLEMENT, "gaps": []}, "gaps"),
        ({**COMPLETE, "gaps": SUPPLEMENT["gaps"]}, "gaps"),
        ({**NOT_ACCEPTED, "basis": " "}, "basis"),
        ({**NOT_ACCEPTED, "opinion": ""}, "opinion"),
        ({**NOT_REQUIRED, "opinion": None}, "opinion"),
        ({**COMPLETE, "basis": "某法"}, "basis"),
        ({**NOT_ACCEPTED, "where": "向街道办事处备案"}, "where"),
        ({**NOT_REQUIRED, "where": "长" * 501}, "where"),
        (
            {**SUPPLEMENT, "gaps": [{"target": "fire_plan", "what": "不清晰", "how": "重传"}]},
            "gaps[1].target",
        ),
    ],
)
async def test_unsound_decision_is_told_by_field(looked_at: Desk, decision: Json, field: str) -> None:
    await prechecked(looked_at)
    answer = await looked_at.decide(APPROVAL, await precheck_task(looked_at), decision)

    assert answer.status_code == 422
    assert field in [problem["field"] for problem in answer.json()["problems"]]
