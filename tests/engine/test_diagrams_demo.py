"""The diagram of the demo workers on the real engine."""

from collections.abc import AsyncIterator

import grpc.aio
import pytest

from bpmn.resources import ROOM
from scripts.tools.engine import EngineProcess
from scripts.tools.rehearsal.records import RecordLog
from scripts.tools.rehearsal.rehearsal import Rehearsal

pytestmark = pytest.mark.engine


@pytest.fixture
async def case(
    engine: EngineProcess, zeebe_channel: grpc.aio.Channel, records: RecordLog
) -> AsyncIterator[Rehearsal]:
    """A case whose bodies are scripted."""
    async with Rehearsal(
        engine, zeebe_channel, records, files=[ROOM / "demo" / "demo.bpmn"]
    ).working() as rehearsal:
        rehearsal.answers["demo.refuse"] = {"outcome": "refused"}
        yield rehearsal


@pytest.mark.parametrize(
    ("kind", "end"), [("succeed", "Event_Granted"), ("refuse", "Event_Refused"), ("crash", "Event_Granted")]
)
async def test_each_kind_of_demo_worker_has_its_way_through_the_diagram(
    case: Rehearsal, kind: str, end: str
) -> None:
    variables = {"case_no": case.case_no, "body": case.body("approval"), "kind": kind}
    await case.publish("demo.submitted", case.case_no, variables)

    await case.ended(end)
    assert [name for name, _, _ in case.jobs] == [f"demo.{kind}"]
