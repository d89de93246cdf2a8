"""Who sees which case, and what the store and the read model say about it together."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from bpmn.resources import shared_processes
from gateway.readmodel import lists
from gateway.store.models import (
    Case,
    Claim,
    Decision,
    DeployedResource,
    Deployment,
    EngineIncarnation,
    IntakePosition,
    ItemCase,
    Notice,
    RmCase,
    RmElement,
    RmFlow,
    RmInstance,
    RmItem,
    RmJob,
    RmUserTask,
)
from tests.unit.gateway.portal import Portal, application

ROOT = 2251799813685255
CALLED = ROOT + 30
"""Keys of the case's instance and of one that it calls."""


@asynccontextmanager
async def facts(portal: Portal) -> AsyncIterator[AsyncSession]:
    async with portal.context.database.write() as session:
        yield session


async def running(portal: Portal, case_no: str, state: str = "in_progress") -> None:
    """The case as the read model shows it once its instance claimed it."""
    now = portal.clock.now()
    async with facts(portal) as session:
        claim = Claim(case_no=case_no, process_instance_key=ROOT, body="approval_379901", claimed_at=now)
        session.add(claim)
        session.add(
            RmInstance(
                key=ROOT,
                process_id="restaurant",
                version=1,
                definition_key=7,
                root_key=ROOT,
                case_no=case_no,
                state="active",
                started_at=now,
            )
        )
        session.add(
            RmCase(process_instance_key=ROOT, case_no=case_no, state=state, state_since=now, outcomes={})
        )
        await lists.claimed(session, claim)


def review_task(portal: Portal, case_no: str) -> list[Any]:
    now = portal.clock.now()
    return [
        RmInstance(
            key=ROOT + 10,
            process_id="department_review",
            version=1,
            definition_key=8,
            parent_key=ROOT,
            root_key=ROOT,
            case_no=case_no,
            item="food_license",
            body="approval_379901",
            state="active",
            started_at=now,
        ),
        RmUserTask(
            key=ROOT + 20,
            instance_key=ROOT + 10,
            root_key=ROOT,
            element_key=ROOT + 19,
            element_id="Task_OfficerReview",
            process_id="department_review",
            candidate_groups=["approval_379901"],
            due_at=now + timedelta(days=3),
            state="open",
            created_at=now,
        ),
        RmItem(root_key=ROOT, item="food_license", case_no=case_no, state="in_progress", since=now),
    ]


def notice(portal: Portal, case_no: str, **changes: Any) -> Notice:
    now = portal.clock.now()
    gap = {
        "item": "fire_inspection",
        "items": ["fire_inspection"],
        "kind": "material",
        "target": "fire_plan",
        "what": "缺少预案",
        "how": "请上传",
    }
    values: dict[str, Any] = {
        "case_no": case_no,
        "notice_no": "BZ01",
        "scope": "chain",
        "kind": "supplement",
        "body": "approval_379901",
        "job_key": f"job {case_no}",
        "gaps": [gap],
        "sent_at": now,
        "due_at": now + timedelta(days=20),
    }
    return Notice(**{**values, **changes})


async def seen(portal: Portal, url: str, headers: dict[str, str] | None = None) -> Any:
    answer = await portal.client.get(url, headers=headers or portal.applicant)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_a_case_says_who_holds_it_since_when_and_until_when(portal: Portal) -> None:
    case_no = await portal.submit()
    await running(portal, case_no)
    async with facts(portal) as session:
        session.add_all(review_task(portal, case_no))
    case = await seen(portal, f"/cases/{case_no}")
    (holder,) = case["holders"]
    assert (holder["item"], holder["doing"], holder["body"]) == (
        "food_license",
        "人工审查",
        "approval_379901",
    )
    assert holder["until"].startswith("2026-03-05")
    states = {item["item"]: item["state"] for item in case["items"]}
    assert (states["food_license"], states["signboard"]) == ("in_progress", "pending")
    assert case["process_instance_key"] == str(ROOT)


async def test_an_open_job_is_told_in_chinese(portal: Portal) -> None:
    case_no = await portal.submit()
    await running(portal, case_no, "received")
    job = {"instance_key": ROOT, "element_id": "x", "element_key": 1, "state": "created", "retries": 3}
    async with facts(portal) as session:
        for key, kind in ((1, "acceptance.accept.approval_379901"), (2, "clock.check.approval_379901")):
            session.add(RmJob(key=key, type=kind, headers={}, created_at=portal.clock.now(), **job))
    case = await seen(portal, f"/cases/{case_no}")
    assert [holder["doing"] for holder in case["holders"]] == ["受理登记"]


async def test_what_the_applicant_owes_stands_first_and_goes_when_its_time_is_over(portal: Portal) -> None:
    case_no = await portal.submit()
    await running(portal, case_no, "supplementing")
    async with facts(portal) as session:
        session.add(notice(portal, case_no))
    case = await seen(portal, f"/cases/{case_no}")
    assert [owed["notice_no"] for owed in case["owes"]] == ["BZ01"]
    assert case["owes"][0]["gaps"] == [{"target": "fire_plan", "what": "缺少预案", "how": "请上传"}]
    assert case["holders"][0]["who"] == "申请人"
    portal.clock.move(timedelta(days=21))
    assert (await seen(portal, f"/cases/{case_no}"))["owes"] == []


async def test_when_the_chain_ended_nobody_holds_the_case(portal: Portal) -> None:
    case_no = await portal.submit()
    await running(portal, case_no, "withdrawn")
    async with facts(portal) as session:
        session.add_all(review_task(portal, case_no))
        session.add(notice(portal, case_no))
    case = await seen(portal, f"/cases/{case_no}")
    assert (case["holders"], case["owes"]) == ([], [])
    assert {item["state"] for item in case["items"]} == {"withdrawn"}


async def test_a_case_of_somebody_else_is_not_there(portal: Portal) -> None:
    case_no = await portal.submit()
    strangers = [
        portal.who("applicant-2", "applicant"),
        portal.who("o", "officer", body="approval_379902"),
        portal.who("applicant-1", "officer", body="fire_379902"),
    ]
    for headers in strangers:
        for part in ("", "/timeline", "/path", "/notices"):
            answer = await portal.client.get(f"/cases/{case_no}{part}", headers=headers)
            assert (answer.status_code, answer.json()["code"]) == (404, "CaseNotFound")
    for role in ("worker", "integrator", "designer", "operator"):
        headers = portal.who("x", role, body="approval_379901")
        answer = await portal.client.get(f"/cases/{case_no}", headers=headers)
        assert answer.status_code == 403


async def test_officers_see_cases_of_their_body_and_the_reading_is_audited(portal: Portal) -> None:
    case_no = await portal.submit()
    officer = portal.who("o", "officer", body="urban_379901")
    await seen(portal, f"/cases/{case_no}", officer)
    assert "case.read" in await portal.audited()


async def test_a_supervisor_sees_progress_but_nothing_that_was_written_about_people(portal: Portal) -> None:
    case_no = await portal.submit()
    await running(portal, case_no, "supplementing")
    async with facts(portal) as session:
        session.add(notice(portal, case_no, text="张三"))
    supervisor = portal.who("s", "supervisor")
    case = await seen(portal, f"/cases/{case_no}", supervisor)
    assert [(owed["notice_no"], owed["gaps"]) for owed in case["owes"]] == [("BZ01", [])]
    (shown,) = (await seen(portal, f"/cases/{case_no}/notices", supervisor))["notices"]
    assert (shown["text"], shown["gaps"]) == (None, [])
    (own,) = (await seen(portal, f"/cases/{case_no}/notices"))["notices"]
    assert own["text"] == "张三"


FOOD, BOARD = "后厨布局图签名处为张三，应为经营者", "招牌设计图未注明尺寸"


@pytest.mark.parametrize(
    ("who", "body", "read"),
    [
        ("applicant", None, [FOOD, BOARD]),
        ("officer", "approval_379901", [FOOD, BOARD]),
        ("officer", "urban_379901", [BOARD]),
        ("officer", "fire_379901", []),
        ("supervisor", None, []),
    ],
)
async def test_a_body_reads_in_a_notice_what_it_asked_itself_and_the_leading_body_all(
    portal: Portal, who: str, body: str | None, read: list[str]
) -> None:
    case_no = await portal.submit()
    await running(portal, case_no, "supplementing")
    gaps = [
        {"item": item, "items": [item], "kind": "material", "target": target, "what": what, "how": ""}
        for item, target, what in (
            ("food_license", "food_facilities", FOOD),
            ("signboard", "signboard_design", BOARD),
        )
    ]
    async with facts(portal) as session:
        session.add(notice(portal, case_no, gaps=gaps, text=FOOD + BOARD))
    reader = portal.applicant if who == "applicant" else portal.who("reader", who, body=body)
    (owed,) = (await seen(portal, f"/cases/{case_no}", reader))["owes"]
    (shown,) = (await seen(portal, f"/cases/{case_no}/notices", reader))["notices"]

    assert [gap["what"] for gap in owed["gaps"]] == read
    assert [gap["what"] for gap in shown["gaps"]] == read
    assert (shown["notice_no"], shown["due_at"] is None) == ("BZ01", False)
    assert shown["text"] == (FOOD + BOARD if len(read) == 2 else None)


async def test_lists_show_own_cases_page_by_page(portal: Portal) -> None:
    numbers = []
    for _ in range(3):
        numbers.append(await portal.submit())
        portal.clock.move(timedelta(seconds=1))
    other = portal.who("applicant-2", "applicant")
    await portal.client.post("/cases", json=application(), headers=other | portal.fresh_key())
    first = await seen(portal, "/cases?limit=2")
    second = await seen(portal, f"/cases?limit=2&cursor={first['next_cursor']}")
    shown = [case["case_no"] for case in (*first["cases"], *second["cases"])]
    assert shown == numbers[::-1]
    assert second["next_cursor"] is None
    assert len((await seen(portal, "/cases", portal.who("s", "supervisor")))["cases"]) == 4
    of_body = portal.who("o", "officer", body="fire_379902")
    assert (await seen(portal, "/cases", of_body))["cases"] == []


async def test_lists_are_filtered_by_state_and_theme(portal: Portal) -> None:
    done, fresh = await portal.submit(), await portal.submit()
    await running(portal, done, "completed")
    for query, expected in (
        ("state=completed", [done]),
        ("state=received", [fresh]),
        ("theme=restaurant&state=completed", [done]),
        ("theme=castle", []),
    ):
        page = await seen(portal, f"/cases?{query}")
        assert [case["case_no"] for case in page["cases"]] == expected


@pytest.mark.parametrize(
    "query",
    ["cursor=x", "cursor=%00", "cursor=OTk5OTk5OTk5OTk5OTk5OTk5IHg", "state=lost", "limit=0", "limit=x"],
)
async def test_a_wrong_query_is_a_problem(portal: Portal, query: str) -> None:
    answer = await portal.client.get(f"/cases?{query}", headers=portal.applicant)
    assert answer.status_code in (400, 422)
    assert answer.headers["content-type"] == "application/problem+json"


async def test_the_timeline_tells_in_plain_words_what_happened(portal: Portal) -> None:
    case_no = await portal.submit()
    await running(portal, case_no)
    clock = portal.clock
    async with facts(portal) as session:
        case = await session.get_one(Case, case_no)
        clock.move(timedelta(hours=1))
        session.add(notice(portal, case_no, answered_at=clock.now() + timedelta(hours=1)))
        clock.move(timedelta(hours=2))
        case.accepted_at = clock.now()
        item = await session.get_one(ItemCase, (case_no, "food_license"))
        clock.move(timedelta(hours=1))
        item.clock_started_at = clock.now()
        clock.move(timedelta(hours=1))
        item.check_outcome, item.checked_at = "undecided", clock.now()
        clock.move(timedelta(hours=1))
        session.add(
            Decision(
                task_key=5,
                kind="review",
                case_no=case_no,
                item="food_license",
                body="approval_379901",
                officer_sub="o",
                outcome="granted",
                request_hash="",
                decided_at=clock.now(),
                state="done",
            )
        )
        clock.move(timedelta(hours=1))
        session.add(
            notice(portal, case_no, notice_no="DF01", kind="answer", result="completed", job_key="z", gaps=[])
        )
    lines = (await seen(portal, f"/cases/{case_no}/timeline"))["timeline"]
    assert [line["what"] for line in lines] == [
        "提交申请，已收件",
        "发出补正告知书 BZ01，一次性告知1项补正内容",
        "提交补正（BZ01）",
        "材料齐全，统一受理",
        "开始审查：食品经营许可",
        "自动审查完成，转人工审查：食品经营许可",
        "作出决定：准予：食品经营许可",
        "统一反馈办理结果：已办结",
    ]
    assert [line["at"] for line in lines] == sorted(line["at"] for line in lines)


async def test_the_path_is_that_of_the_claimed_instance(portal: Portal) -> None:
    case_no = await portal.submit()
    assert (await seen(portal, f"/cases/{case_no}/path"))["instances"] == []
    await running(portal, case_no)
    now = portal.clock.now()
    async with facts(portal) as session:
        session.add(
            RmElement(
                key=ROOT + 1,
                instance_key=ROOT,
                element_id="Event_Start",
                element_type="START_EVENT",
                scope_key=ROOT,
                state="completed",
                entered_at=now,
                left_at=now,
            )
        )
        session.add(RmFlow(instance_key=ROOT, flow_id="Flow_1", taken=1, taken_at=now))
    (instance,) = (await seen(portal, f"/cases/{case_no}/path"))["instances"]
    assert instance["flows"] == ["Flow_1"]
    assert [element["id"] for element in instance["elements"]] == ["Event_Start"]


def reached(portal: Portal, key: int, element: str) -> RmElement:
    now = portal.clock.now()
    return RmElement(
        key=ROOT + key,
        instance_key=CALLED,
        element_id=element,
        element_type="INTERMEDIATE_CATCH_EVENT",
        scope_key=CALLED,
        state="completed",
        entered_at=now,
        left_at=now,
    )


@pytest.mark.parametrize(
    ("event", "flow"),
    [
        ("Event_Acceptance_Supplemented", "Flow_Acceptance_AwaitMessage"),
        ("Event_Acceptance_Overdue", "Flow_Acceptance_AwaitLimit"),
    ],
)
async def test_the_path_shows_the_way_behind_an_event_gateway_that_the_engine_does_not_record(
    portal: Portal, event: str, flow: str
) -> None:
    case_no = await portal.submit()
    await running(portal, case_no)
    async with facts(portal) as session:
        session.add(Deployment(deployment_key=6, deployed_by="d", deployed_at=portal.clock.now()))
        await session.flush()
        session.add(
            DeployedResource(
                definition_key=9,
                deployment_key=6,
                kind="process",
                resource_id="unified_acceptance",
                version=1,
                resource_name="unified_acceptance.bpmn",
                sha256="",
                content=shared_processes()["unified_acceptance.bpmn"],
            )
        )
        session.add(
            RmInstance(
                key=CALLED,
                process_id="unified_acceptance",
                version=1,
                definition_key=9,
                parent_key=ROOT,
                root_key=ROOT,
                case_no=case_no,
                state="active",
                started_at=portal.clock.now(),
            )
        )
        session.add_all([reached(portal, 1, "Gateway_Acceptance_Await"), reached(portal, 2, event)])
        told = "Flow_Acceptance_Notified"
        session.add(RmFlow(instance_key=CALLED, flow_id=told, taken=1, taken_at=portal.clock.now()))
    _, instance = (await seen(portal, f"/cases/{case_no}/path"))["instances"]
    assert instance["flows"] == sorted([told, flow])


async def test_answers_say_how_far_the_read_model_is(portal: Portal) -> None:
    case_no = await portal.submit()
    now = portal.clock.now()
    async with facts(portal) as session:
        session.add(EngineIncarnation(incarnation="a", current=True, adopted_at=now))
        session.add(
            IntakePosition(
                incarnation="a",
                partition=1,
                position=9,
                record_at=now,
                committed_at=now + timedelta(milliseconds=700),
            )
        )
    told = (await seen(portal, f"/cases/{case_no}"))["read_model"]
    assert told == {"as_of": now.isoformat(), "lag_ms": 700}
