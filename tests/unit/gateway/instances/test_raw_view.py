"""The raw view of the engine: starting by message, looking, and what an operator does about incidents."""

from pathlib import Path
from typing import Any

import pytest

import bpmn
from gateway.instances.starting import start_messages
from gateway.store.models import DeployedResource, Deployment, RmElement, RmIncident, RmInstance
from tests.unit.gateway.portal import Portal

ROOM = Path(str(bpmn.__file__)).parent
DEMO = (ROOM / "demo" / "demo.bpmn").read_bytes()


async def deployed(portal: Portal, content: bytes = DEMO, process: str = "demo", version: int = 1) -> None:
    """The gateway remembers a deployment of the process."""
    async with portal.context.database.write() as session:
        now = portal.clock.now()
        session.add(Deployment(deployment_key=version, deployed_by="d", deployed_at=now))
        await session.flush()
        session.add(
            DeployedResource(
                definition_key=version + 100,
                deployment_key=version,
                kind="process",
                resource_id=process,
                version=version,
                resource_name=f"{process}.bpmn",
                sha256="",
                content=content,
            )
        )


async def start(portal: Portal, **changes: Any) -> Any:
    body = {"message": "demo.submitted", "correlation_key": "k-1", "variables": {"a": 1}, **changes}
    headers = portal.who("i", "integrator") | portal.fresh_key()
    return await portal.client.post("/instances", json=body, headers=headers)


async def test_an_integrator_starts_a_deployed_process_by_its_message(portal: Portal) -> None:
    await deployed(portal)
    answer = await start(portal)
    assert answer.status_code == 202, answer.text
    (row,) = await portal.outbox()
    assert (row.kind, row.payload["name"], row.payload["variables"]) == (
        "publish",
        "demo.submitted",
        {"a": 1},
    )
    assert await portal.audited() == ["instance.start"]


async def test_a_repeated_start_is_one_start(portal: Portal) -> None:
    await deployed(portal)
    body = {"message": "demo.submitted", "correlation_key": "k-1", "variables": {}}
    headers = portal.who("i", "integrator") | portal.fresh_key()
    answers = [await portal.client.post("/instances", json=body, headers=headers) for _ in range(2)]
    assert answers[0].json() == answers[1].json()
    assert len(await portal.outbox()) == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"message": "restaurant.submitted"}, "message"),
        ({"message": "supplement-submitted"}, "message"),
        ({"message": "case-withdrawn"}, "message"),
        ({"message": "with space"}, "message"),
        ({"correlation_key": ""}, "correlation_key"),
        ({"variables": []}, "variables"),
        ({"variables": {"a": "x" * 40_000}}, "variables"),
    ],
)
async def test_what_may_not_be_started_is_named(portal: Portal, changes: dict[str, Any], field: str) -> None:
    await deployed(portal)
    await deployed(portal, (ROOM / "themes/restaurant/restaurant.bpmn").read_bytes(), "restaurant", 2)
    answer = await start(portal, **changes)
    assert answer.status_code == 422
    assert [problem["field"] for problem in answer.json()["problems"]] == [field]
    assert await portal.outbox() == []


def test_messages_of_event_subprocesses_and_catching_events_start_nothing() -> None:
    restaurant = (ROOM / "themes/restaurant/restaurant.bpmn").read_bytes()
    assert b"case-withdrawn" in restaurant
    assert start_messages(restaurant, "restaurant") == {"restaurant.submitted"}
    assert start_messages(restaurant, "another") == frozenset()


async def instance_of(portal: Portal, key: int, **changes: Any) -> None:
    now = portal.clock.now()
    values: dict[str, Any] = {
        "key": key,
        "process_id": "demo",
        "version": 1,
        "definition_key": 1,
        "root_key": key,
        "state": "active",
        "started_at": now,
    }
    async with portal.context.database.write() as session:
        session.add(RmInstance(**{**values, **changes}))


async def incident_of(portal: Portal, key: int, **changes: Any) -> None:
    values: dict[str, Any] = {
        "key": key,
        "instance_key": 1,
        "process_id": "demo",
        "element_id": "Task_Crash",
        "element_key": 2,
        "job_key": 3,
        "error_type": "JOB_NO_RETRIES",
        "message": "Crashed",
        "state": "open",
        "created_at": portal.clock.now(),
    }
    async with portal.context.database.write() as session:
        session.add(RmIncident(**{**values, **changes}))


async def seen(portal: Portal, url: str, role: str = "operator") -> Any:
    answer = await portal.client.get(url, headers=portal.who("x", role))
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_instances_are_listed_page_by_page_and_filtered(portal: Portal) -> None:
    for key in (1, 2, 3):
        await instance_of(portal, key, state="completed" if key == 2 else "active")
    first = await seen(portal, "/instances?limit=2", "integrator")
    second = await seen(portal, f"/instances?limit=2&cursor={first['next_cursor']}")
    keys = [each["key"] for each in (*first["instances"], *second["instances"])]
    assert keys == ["1", "2", "3"]
    assert second["next_cursor"] is None
    done = await seen(portal, "/instances?process=demo&state=completed")
    assert [each["key"] for each in done["instances"]] == ["2"]


async def test_an_instance_shows_elements_called_instances_and_incidents(portal: Portal) -> None:
    await instance_of(portal, 1)
    await instance_of(portal, 2, parent_key=1, root_key=1)
    await incident_of(portal, 9)
    element = {"element_id": "Task_Crash", "element_type": "SERVICE_TASK", "scope_key": 1, "state": "active"}
    async with portal.context.database.write() as session:
        session.add(RmElement(key=5, instance_key=1, entered_at=portal.clock.now(), **element))
    shown = await seen(portal, "/instances/1")
    assert [each["element_id"] for each in shown["elements"]] == ["Task_Crash"]
    assert [each["key"] for each in shown["called"]] == ["2"]
    assert [each["key"] for each in shown["incidents"]] == ["9"]


@pytest.mark.parametrize(
    ("url", "status"),
    [
        ("/instances/7", 404),
        ("/instances/x", 422),
        ("/instances/9223372036854775808", 422),
        ("/instances/-1", 422),
        ("/instances?cursor=x", 422),
        ("/instances?state=lost", 422),
        ("/incidents?state=lost", 422),
    ],
)
async def test_a_key_that_is_none_is_a_problem(portal: Portal, url: str, status: int) -> None:
    answer = await portal.client.get(url, headers=portal.who("x", "operator"))
    assert answer.status_code == status


async def test_incidents_are_for_operators(portal: Portal) -> None:
    await incident_of(portal, 9)
    await incident_of(portal, 10, state="resolved")
    shown = await seen(portal, "/incidents")
    assert [each["key"] for each in shown["incidents"]] == ["9"]
    for role in ("integrator", "applicant", "supervisor", "designer"):
        answer = await portal.client.get("/incidents", headers=portal.who("x", role))
        assert answer.status_code == 403


@pytest.mark.parametrize(("key", "status"), [("10", 409), ("11", 404), ("x", 422)])
@pytest.mark.parametrize("action", ["retry", "resolution"])
async def test_only_an_open_incident_can_be_handled(
    portal: Portal, key: str, status: int, action: str
) -> None:
    await incident_of(portal, 10, state="resolved")
    answer = await portal.client.post(f"/incidents/{key}/{action}", headers=portal.who("x", "operator"))
    assert answer.status_code == status
    assert await portal.audited() == []
