"""The desk of a body over HTTP; the read model's rows stand for records, the outbox row for what the engine is told."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from gateway.dependencies import Caller, Role
from gateway.engine.errors import EngineUnavailable, TaskTaken
from gateway.store.models import Decision, Finding, RmUserTask
from gateway.tasks.access import officer_name
from tests.unit.gateway.portal import Portal
from tests.unit.gateway.worker_api.support import APPROVAL, FIRE, URBAN, Desk, Json

GRANTED: Json = {"outcome": "granted", "opinion": "经审查，符合法定条件。"}
REFUSED: Json = {"outcome": "refused", "opinion": "操作流程不符合要求。"}
SUPPLEMENT: Json = {
    "outcome": "supplement",
    "opinion": "图纸不清晰",
    "gaps": [{"target": "food_facilities", "what": "流程图不清晰", "how": "请重新上传"}],
}
INSPECTED: Json = {
    "outcome": "done",
    "findings": [
        {"item": "food_license", "passed": True, "note": "符合要求"},
        {"item": "fire_inspection", "passed": False, "note": "疏散通道被占用"},
    ],
}


@pytest.fixture
async def review(desk: Desk) -> str:
    """The food licence at the officer's desk."""
    await desk.claimed()
    await desk.check(APPROVAL, "business_license", "granted")
    await desk.check(APPROVAL, "food_license", "undecided")
    return await desk.open_task("food_license", [APPROVAL])


@pytest.fixture
async def inspection(desk: Desk) -> str:
    """The joint inspection at two desks."""
    await desk.claimed()
    await desk.check(APPROVAL, "business_license", "granted")
    return await desk.open_task(None, [APPROVAL, FIRE])


async def listed(desk: Desk, body: str, **query: Any) -> list[Json]:
    answer = await desk.portal.client.get("/tasks", params=query, headers=desk.officer(body))
    assert answer.status_code == 200, answer.text
    found: list[Json] = answer.json()["tasks"]
    return found


async def test_desk_lists_the_tasks_of_its_own_body(desk: Desk, review: str) -> None:
    (task,) = await listed(desk, APPROVAL)

    assert (task["task_key"], task["kind"], task["items"]) == (review, "review", ["food_license"])
    assert (task["title"], task["case_no"]) == ("审查决定：食品经营许可", desk.case_no)
    assert (task["due_at"], task["clock"]) == ("2026-03-09T23:59:59+08:00", "green")
    assert await listed(desk, URBAN) == []
    assert await listed(desk, "approval_379902") == []


async def test_list_is_turned_page_by_page_and_narrowed_to_a_case(desk: Desk, review: str) -> None:
    second = await desk.open_task("business_license", [APPROVAL])
    headers = desk.officer(APPROVAL)
    first_page = (await desk.portal.client.get("/tasks", params={"limit": 1}, headers=headers)).json()
    cursor = first_page["next_cursor"]
    last_page = (
        await desk.portal.client.get("/tasks", params={"limit": 1, "cursor": cursor}, headers=headers)
    ).json()

    assert [page["tasks"][0]["task_key"] for page in (first_page, last_page)] == [review, second]
    assert last_page["next_cursor"] is None
    assert len(await listed(desk, APPROVAL, case_no=desk.case_no)) == 2
    assert await listed(desk, APPROVAL, case_no="YL379901-20260302-0000000000") == []


async def test_task_of_a_twin_that_lost_its_claim_is_not_shown(desk: Desk, review: str) -> None:
    await desk.open_task("signboard", [URBAN], root_key=1)

    assert await listed(desk, URBAN) == []


async def test_detail_shows_the_bodys_slice_its_materials_and_the_desk_form(desk: Desk, review: str) -> None:
    answer = await desk.portal.client.get(f"/tasks/{review}", headers=desk.officer(APPROVAL))
    detail = answer.json()

    assert answer.status_code == 200
    assert (detail["form_id"], detail["desk_form"]["id"]) == ("department_review", "department_review")
    assert [form["item"] for form in detail["forms"]] == ["food_license"]
    assert "fire_duty_name" not in detail["forms"][0]["form"]
    assert [material["material"] for material in detail["materials"]] == ["food_facilities"]
    file = await desk.portal.client.get(
        detail["materials"][0]["files"][0]["href"], headers=desk.officer(APPROVAL)
    )
    assert file.status_code == 200
    assert (await desk.portal.audited())[-2:] == ["task.read", "file.read"]


async def test_joint_inspection_shows_each_body_its_own_part(desk: Desk, inspection: str) -> None:
    shown = [
        (await desk.portal.client.get(f"/tasks/{inspection}", headers=desk.officer(body))).json()
        for body in (APPROVAL, FIRE)
    ]

    assert [detail["items"] for detail in shown] == [["food_license", "fire_inspection"]] * 2
    assert [[form["item"] for form in detail["forms"]] for detail in shown] == [
        ["food_license"],
        ["fire_inspection"],
    ]


@pytest.mark.parametrize("key", ["1", "0", "abc", "-5", "9" * 19, "9223372036854775808"])
async def test_unknown_task_is_not_found(desk: Desk, review: str, key: str) -> None:
    for answer in (
        await desk.portal.client.get(f"/tasks/{key}", headers=desk.officer(APPROVAL)),
        await desk.decide(APPROVAL, key, GRANTED),
        await desk.portal.client.post(f"/tasks/{key}/claim", headers=desk.officer(APPROVAL)),
    ):
        assert (answer.status_code, answer.json()["code"]) == (404, "TaskNotFound")


@pytest.mark.parametrize("body", [FIRE, URBAN, "approval_379902"])
async def test_task_of_another_body_is_not_found(desk: Desk, review: str, body: str) -> None:
    for answer in (
        await desk.portal.client.get(f"/tasks/{review}", headers=desk.officer(body)),
        await desk.decide(body, review, GRANTED),
        await desk.portal.client.post(f"/tasks/{review}/claim", headers=desk.officer(body)),
        await desk.portal.client.delete(f"/tasks/{review}/claim", headers=desk.officer(body)),
    ):
        assert (answer.status_code, answer.json()["code"]) == (404, "TaskNotFound")


@pytest.mark.parametrize("role", ["applicant", "worker", "supervisor", "designer"])
async def test_only_officers_sit_at_the_desk(desk: Desk, review: str, role: str) -> None:
    headers = desk.portal.who("someone", role, body=APPROVAL)

    assert (await desk.portal.client.get("/tasks", headers=headers)).status_code == 403


async def test_decision_is_stored_with_its_opinion_and_the_engine_is_told_a_code(
    desk: Desk, review: str
) -> None:
    answer = await desk.decide(APPROVAL, review, GRANTED)
    told = (await desk.portal.outbox())[-1]

    assert answer.status_code == 202
    assert (answer.json()["outcome"], answer.json()["task_key"]) == ("granted", review)
    assert (told.kind, told.payload) == (
        "complete_task",
        {"task_key": int(review), "variables": {"decision": {"outcome": "granted"}}},
    )
    async with desk.portal.context.database.read() as session:
        decision = await session.get(Decision, int(review))
    assert decision is not None
    assert (decision.opinion, decision.item, decision.state) == (
        GRANTED["opinion"],
        "food_license",
        "pending",
    )
    assert await listed(desk, APPROVAL) == []


async def test_same_decision_again_is_the_same_answer_and_another_is_refused(desk: Desk, review: str) -> None:
    first = await desk.decide(APPROVAL, review, GRANTED, key="decision-1")
    same_key = await desk.decide(APPROVAL, review, GRANTED, key="decision-1")
    new_key = await desk.decide(APPROVAL, review, GRANTED)
    changed = await desk.decide(APPROVAL, review, REFUSED)
    colleague = await desk.decide(APPROVAL, review, GRANTED, sub="colleague")

    assert first.json() == same_key.json() == new_key.json()
    assert [answer.json()["code"] for answer in (changed, colleague)] == ["AlreadyDecided"] * 2
    assert {answer.status_code for answer in (changed, colleague)} == {409}
    assert sum(row.kind == "complete_task" for row in await desk.portal.outbox()) == 1


async def test_decision_needs_its_idempotency_key(desk: Desk, review: str) -> None:
    answer = await desk.portal.client.post(
        f"/tasks/{review}/decision", json=GRANTED, headers=desk.officer(APPROVAL)
    )

    assert (answer.status_code, answer.json()["code"]) == (422, "IdempotencyKeyMissing")


@pytest.mark.parametrize(
    ("decision", "field"),
    [
        ({"outcome": "done"}, "outcome"),
        ({"outcome": "maybe"}, "outcome"),
        ({}, "outcome"),
        ({"outcome": "refused"}, "opinion"),
        ({"outcome": "refused", "opinion": "  "}, "opinion"),
        ({"outcome": "supplement"}, "gaps"),
        ({**GRANTED, "gaps": SUPPLEMENT["gaps"]}, "gaps"),
        (
            {**SUPPLEMENT, "gaps": [{"target": "fire_plan", "what": "不清晰", "how": "重传"}]},
            "gaps[1].target",
        ),
        ({**SUPPLEMENT, "gaps": [{"target": "nothing", "what": "不清晰", "how": "重传"}]}, "gaps[1].target"),
        ({**SUPPLEMENT, "gaps": [{"target": "seats", "what": "不", "how": "重传"}]}, "gaps[1].what"),
        ({**GRANTED, "opinion": 5}, "opinion"),
        ({**GRANTED, "more": 1}, "more"),
    ],
)
async def test_unsound_decision_is_told_by_field_and_leaves_nothing(
    desk: Desk, review: str, decision: Json, field: str
) -> None:
    answer = await desk.decide(APPROVAL, review, decision)

    assert answer.status_code == 422
    assert field in [problem["field"] for problem in answer.json()["problems"]]
    async with desk.portal.context.database.read() as session:
        assert await session.get(Decision, int(review)) is None


async def test_supplement_decision_makes_a_notice_the_applicant_can_answer(desk: Desk, review: str) -> None:
    decided = await desk.decide(APPROVAL, review, SUPPLEMENT)
    sent = await desk.post(APPROVAL, "notices", {"scope": "food_license", "kind": "supplement"})
    file_id = await desk.portal.upload(b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\nstartxref\n0\n%%EOF\n%2")
    answer = await desk.portal.client.post(
        f"/cases/{desk.case_no}/supplements",
        json={
            "notice_no": sent.json()["notice_no"],
            "form": {},
            "materials": [{"material": "food_facilities", "file_id": file_id}],
        },
        headers=desk.portal.applicant | desk.portal.fresh_key(),
    )

    assert (decided.status_code, sent.status_code, answer.status_code) == (202, 200, 202), answer.text
    assert (await desk.portal.outbox())[-1].payload["correlation_key"] == f"{desk.case_no}/food_license/BZ01"


async def test_waiting_for_a_supplement_stops_the_promised_clock(desk: Desk, review: str) -> None:
    await desk.decide(APPROVAL, review, SUPPLEMENT)
    await desk.post(APPROVAL, "notices", {"scope": "food_license", "kind": "supplement"})
    desk.portal.clock.move(timedelta(days=2))
    second = await desk.open_task("food_license", [APPROVAL])
    detail = await desk.portal.client.get(f"/tasks/{second}", headers=desk.officer(APPROVAL))

    assert detail.json()["due_at"] == "2026-03-11T23:59:59+08:00"
    assert [entry["outcome"] for entry in detail.json()["decisions"]] == ["supplement"]


async def test_findings_of_the_joint_inspection_reach_each_items_body(desk: Desk, inspection: str) -> None:
    answer = await desk.decide(FIRE, inspection, INSPECTED)
    told = (await desk.portal.outbox())[-1]
    slices = [
        (await desk.get(body, f"items/{item}/slice")).json()["findings"]
        for body, item in ((APPROVAL, "food_license"), (FIRE, "fire_inspection"))
    ]

    assert answer.status_code == 202, answer.text
    assert told.payload["variables"] == {"inspection": {"outcome": "done"}}
    assert [found[0]["passed"] for found in slices] == [True, False]
    async with desk.portal.context.database.read() as session:
        assert {row.body for row in await session.scalars(select(Finding))} == {APPROVAL, FIRE}


@pytest.mark.parametrize(
    "findings",
    [
        [],
        [INSPECTED["findings"][0]],
        [*INSPECTED["findings"], INSPECTED["findings"][0]],
        [*INSPECTED["findings"], {"item": "signboard", "passed": True}],
    ],
    ids=["none", "one missing", "one twice", "one of another inspection"],
)
async def test_inspection_needs_one_finding_for_each_item(
    desk: Desk, inspection: str, findings: list[Json]
) -> None:
    answer = await desk.decide(APPROVAL, inspection, {"outcome": "done", "findings": findings})

    assert answer.status_code == 422
    assert {problem["field"] for problem in answer.json()["problems"]} == {"findings"}


async def test_task_claimed_by_a_colleague_is_not_decided_by_another(portal: Portal, desk: Desk) -> None:
    await desk.claimed()
    me = Caller(f"colleague-{APPROVAL}", frozenset({Role.OFFICER}), APPROVAL)
    task = await desk.open_task("food_license", [APPROVAL], assignee=officer_name(portal.context, me))
    other = await desk.decide(APPROVAL, task, GRANTED)
    claimed = await desk.portal.client.post(f"/tasks/{task}/claim", headers=desk.officer(APPROVAL))
    mine = (await desk.portal.client.get("/tasks", headers=desk.officer(APPROVAL, "colleague"))).json()
    own = await desk.decide(APPROVAL, task, GRANTED, sub="colleague")

    assert (other.status_code, other.json()["code"]) == (409, "TaskTaken")
    assert claimed.status_code == 409
    assert [(each["claimed"], each["mine"]) for each in mine["tasks"]] == [(True, True)]
    assert own.status_code == 202


async def test_name_under_which_an_officer_claims_tells_nothing_about_the_officer(portal: Portal) -> None:
    name = officer_name(portal.context, Caller("王演练", frozenset({Role.OFFICER}), APPROVAL))

    assert name.isascii()
    assert name.startswith("officer-")


@pytest.mark.parametrize("state", ["completed", "canceled"])
async def test_decision_on_a_task_that_is_gone_is_refused(desk: Desk, state: str) -> None:
    await desk.claimed()
    task = await desk.open_task("food_license", [APPROVAL], state=state)
    answer = await desk.decide(APPROVAL, task, GRANTED)

    assert (answer.status_code, answer.json()["code"]) == (409, "TaskGone")


async def test_nothing_is_decided_after_a_withdrawal(desk: Desk, review: str) -> None:
    withdrawn = await desk.portal.client.post(
        f"/cases/{desk.case_no}/withdrawal",
        json={"reason": "不再开办"},
        headers=desk.portal.applicant | desk.portal.fresh_key(),
    )
    answer = await desk.decide(APPROVAL, review, GRANTED)

    assert withdrawn.status_code == 202
    assert (answer.status_code, answer.json()["code"]) == (409, "CaseWithdrawn")


class Claims:
    """The engine's side of claiming: the first has the task until it is given back; answers may be lost."""

    def __init__(self, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
        self.holder: str | None = None
        self.asked: list[str] = []
        self.lose_answer = False
        monkeypatch.setattr(desk.portal.context.engine, "assign_user_task", self._assign)
        monkeypatch.setattr(desk.portal.context.engine, "unassign_user_task", self._unassign)
        monkeypatch.setattr("gateway.tasks.service._CATCH_UP_PAUSE", 0.0)

    async def _assign(self, _: int, assignee: str) -> None:
        self.asked.append("assign")
        if self.holder is not None:
            raise TaskTaken
        self.holder = assignee
        if self.lose_answer:
            raise EngineUnavailable

    async def _unassign(self, _: int) -> None:
        self.asked.append("unassign")
        self.holder = None


@pytest.fixture
def claims(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Claims:
    """An engine that knows who has a task, while the read model tells it later."""
    return Claims(desk, monkeypatch)


async def claim(desk: Desk, task: str, sub: str = "officer", method: str = "POST") -> tuple[int, Json]:
    answer = await desk.portal.client.request(
        method, f"/tasks/{task}/claim", headers=desk.officer(APPROVAL, sub)
    )
    return answer.status_code, answer.json()


async def test_claim_repeated_before_the_read_model_knows_is_answered_as_the_first(
    desk: Desk, review: str, claims: Claims
) -> None:
    answers = [await claim(desk, review) for _ in range(3)]

    assert answers == [(200, {"task_key": review, "claimed": True, "mine": True})] * 3
    assert (await desk.portal.audited()).count("task.claim") == 1


async def test_colleague_gets_no_task_that_the_read_model_still_shows_free(
    desk: Desk, review: str, claims: Claims
) -> None:
    first = await claim(desk, review)
    status, problem = await claim(desk, review, "colleague")

    assert first[0] == 200
    assert (status, problem["code"]) == (409, "TaskTaken")


async def test_task_given_back_before_the_read_model_knew_the_claim_is_free_for_others(
    desk: Desk, review: str, claims: Claims
) -> None:
    steps = [
        await claim(desk, review),
        await claim(desk, review, method="DELETE"),
        await claim(desk, review, method="DELETE"),
        await claim(desk, review, "colleague"),
    ]
    late, problem = await claim(desk, review)

    assert [status for status, _ in steps] == [200, 200, 200, 200]
    assert claims.asked == ["assign", "unassign", "assign", "assign"]
    assert (late, problem["code"]) == (409, "TaskTaken")


async def test_task_given_back_is_claimed_anew_while_the_read_model_still_shows_the_first_claim(
    portal: Portal, desk: Desk, review: str, claims: Claims
) -> None:
    me = officer_name(portal.context, Caller(f"officer-{APPROVAL}", frozenset({Role.OFFICER}), APPROVAL))
    await claim(desk, review)
    async with portal.context.database.write() as session:
        await session.execute(update(RmUserTask).values(assignee=me))
    await claim(desk, review, method="DELETE")
    again = await claim(desk, review)

    assert (again[0], claims.holder, claims.asked) == (200, me, ["assign", "unassign", "assign"])


async def test_claim_whose_answer_the_engine_lost_is_found_out_from_the_read_model(
    portal: Portal, desk: Desk, review: str, claims: Claims
) -> None:
    claims.lose_answer = True
    lost = await claim(desk, review)
    unknown = await claim(desk, review)
    async with portal.context.database.write() as session:
        await session.execute(update(RmUserTask).values(assignee=claims.holder))
    known = await claim(desk, review)

    assert [status for status, _ in (lost, unknown, known)] == [503, 409, 200]


async def test_claim_while_the_engine_is_away_says_so(desk: Desk, review: str) -> None:
    answer = await desk.portal.client.post(f"/tasks/{review}/claim", headers=desk.officer(APPROVAL))

    assert (answer.status_code, answer.json()["code"]) == (503, "EngineUnavailable")


@pytest.mark.parametrize("cursor", ["x", "-1", "９", "1" * 20])
async def test_foreign_cursor_is_refused(desk: Desk, cursor: str) -> None:
    answer = await desk.portal.client.get("/tasks", params={"cursor": cursor}, headers=desk.officer(APPROVAL))

    assert (answer.status_code, answer.json()["code"]) == (422, "CursorInvalid")
