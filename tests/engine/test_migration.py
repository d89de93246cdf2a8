"""A running case goes on in the next version of a small diagram: deployed, planned and migrated through the gateway."""

import asyncio
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import grpc.aio
import pytest
from pyzeebe import Job, ZeebeClient, ZeebeWorker

from bpmn.resources import shared_processes
from gateway.readmodel.project import project
from gateway.readmodel.records import parse_record
from scripts.tools.engine import EngineProcess
from scripts.tools.rehearsal.records import RecordLog
from tests.unit.gateway.portal import Portal, open_portal

pytestmark = pytest.mark.engine

PROCESS = "trial_precheck"
BODY = f"approval_{secrets.randbelow(10**12):012d}"
FIRST = (
    shared_processes()["department_precheck.bpmn"]
    .replace(b"department_precheck", PROCESS.encode())
    .replace(b"_Precheck_", b"_Trial_")
    .replace(b'formId="trial_precheck"', b'formId="department_precheck"')
    .replace(b'"=told_by"', b'"=&quot;2099-12-31T23:59:59+08:00&quot;"')
)
SECOND = FIRST.replace(b"Event_Trial_End", b"Event_Trial_Finish")


@pytest.fixture
async def portal(engine: EngineProcess, tmp_path: Path) -> AsyncIterator[Portal]:
    """The gateway's interface before the real engine."""
    async with open_portal(tmp_path, engine_grpc=engine.grpc_address, engine_rest=engine.rest_url) as opened:
        yield opened


async def deploy(portal: Portal, diagram: bytes) -> dict[str, Any]:
    """Deploy one diagram as a designer; the receipt."""
    answer = await portal.client.post(
        "/deployments",
        files=[("resources", (f"{PROCESS}.bpmn", diagram))],
        headers=portal.who("d", "designer"),
    )
    assert answer.status_code == 201, answer.text
    receipt: dict[str, Any] = answer.json()
    return receipt


async def ask(portal: Portal, method: str) -> dict[str, Any]:
    """The plan (GET), or the migration (POST)."""
    answer = await portal.client.request(
        method, f"/deployments/migrations/{PROCESS}", headers=portal.who("o", "operator")
    )
    assert answer.status_code == 200, answer.text
    view: dict[str, Any] = answer.json()
    return view


async def follow(portal: Portal, records: RecordLog) -> None:
    """Bring the read model to what the engine exported of this process; nothing may be set aside."""
    own = [parse_record(each) for each in records if each["value"].get("bpmnProcessId") == PROCESS]
    async with portal.context.database.write() as session:
        projected = await project(session, "trial", own, portal.clock.now())
    assert projected.poison == 0


async def happened(records: RecordLog, instance: int, intent: str, element: str) -> None:
    """Wait for an element's record of that instance."""
    await records.seen(
        lambda each: (
            (each["valueType"], each["intent"]) == ("PROCESS_INSTANCE", intent)
            and each["value"]["processInstanceKey"] == instance
            and each["value"]["elementId"] == element
        )
    )


async def test_a_running_case_goes_on_in_the_next_version(
    portal: Portal, zeebe_channel: grpc.aio.Channel, records: RecordLog
) -> None:
    first = await deploy(portal, FIRST)
    assert [each["changed"] for each in first["definitions"]] == [True]
    assert not any(each["changed"] for each in (await deploy(portal, FIRST))["definitions"])
    variables = {"case_no": "TRIAL", "item": "signboard", "body": BODY}
    instance = (await ZeebeClient(zeebe_channel).run_process(PROCESS, variables)).process_instance_key
    await happened(records, instance, "ELEMENT_ACTIVATED", "Task_Precheck")
    await follow(portal, records)
    second = await deploy(portal, SECOND)
    assert second["running"] == [{"process": PROCESS, "version": 1, "instances": 1}]

    planned = await ask(portal, "GET")
    assert [(each["key"], each["elements"], each["obstacles"]) for each in planned["instances"]] == [
        (str(instance), ["Task_Precheck"], [])
    ]
    done = await ask(portal, "POST")
    assert [each["outcome"] for each in done["instances"]] == ["migrated"]
    assert [each["outcome"] for each in (await ask(portal, "POST"))["instances"]] == ["migrated"]

    await happened(records, instance, "ELEMENT_MIGRATED", PROCESS)
    await follow(portal, records)
    assert (await ask(portal, "GET"))["instances"] == []
    async with answering(zeebe_channel):
        await happened(records, instance, "ELEMENT_COMPLETED", "Event_Trial_Finish")


@asynccontextmanager
async def answering(channel: grpc.aio.Channel) -> AsyncIterator[None]:
    """A worker that answers the one job."""
    worker = ZeebeWorker(channel)

    @worker.task(task_type=f"review.precheck.{BODY}")  # type: ignore[arg-type]  # a union hides it
    async def answer(job: Job) -> dict[str, Any]:
        return {"precheck": {"complete": True}}

    working = asyncio.create_task(worker.work())
    yield
    await worker.stop()
    working.cancel()
    await asyncio.gather(working, return_exceptions=True)
