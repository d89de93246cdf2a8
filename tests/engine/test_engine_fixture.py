"""The broker that the other engine tests stand on is real, exports what it should and lets its clock be moved."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import grpc.aio
import httpx
import pytest
from pyzeebe import ZeebeClient, ZeebeWorker

from scripts.tools.engine import EngineProcess
from scripts.tools.engine_ports import PortTaken
from scripts.tools.rehearsal.records import RecordLog

pytestmark = pytest.mark.engine

_XMLNS = (
    'xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" targetNamespace="test"'
)
ONE_TASK = f"""<bpmn:definitions {_XMLNS}><bpmn:process id="one_task" isExecutable="true">
<bpmn:startEvent id="Event_Start"><bpmn:outgoing>Flow_1</bpmn:outgoing></bpmn:startEvent>
<bpmn:sequenceFlow id="Flow_1" sourceRef="Event_Start" targetRef="Task_Greet"/>
<bpmn:serviceTask id="Task_Greet"><bpmn:extensionElements><zeebe:taskDefinition type="test.greet"/></bpmn:extensionElements>
<bpmn:incoming>Flow_1</bpmn:incoming><bpmn:outgoing>Flow_2</bpmn:outgoing></bpmn:serviceTask>
<bpmn:sequenceFlow id="Flow_2" sourceRef="Task_Greet" targetRef="Event_End"/>
<bpmn:endEvent id="Event_End"><bpmn:incoming>Flow_2</bpmn:incoming></bpmn:endEvent>
</bpmn:process></bpmn:definitions>"""
THIRTY_DAYS = f"""<bpmn:definitions {_XMLNS}><bpmn:process id="thirty_days" isExecutable="true">
<bpmn:startEvent id="Event_Start"><bpmn:outgoing>Flow_1</bpmn:outgoing></bpmn:startEvent>
<bpmn:sequenceFlow id="Flow_1" sourceRef="Event_Start" targetRef="Event_Wait"/>
<bpmn:intermediateCatchEvent id="Event_Wait"><bpmn:incoming>Flow_1</bpmn:incoming><bpmn:outgoing>Flow_2</bpmn:outgoing>
<bpmn:timerEventDefinition><bpmn:timeDuration>P30D</bpmn:timeDuration></bpmn:timerEventDefinition>
</bpmn:intermediateCatchEvent>
<bpmn:sequenceFlow id="Flow_2" sourceRef="Event_Wait" targetRef="Event_End"/>
<bpmn:endEvent id="Event_End"><bpmn:incoming>Flow_2</bpmn:incoming></bpmn:endEvent>
</bpmn:process></bpmn:definitions>"""


async def start(channel: grpc.aio.Channel, folder: Path, process_id: str, diagram: str) -> int:
    """Deploy the diagram, start one instance and return its key."""
    file = folder / f"{process_id}.bpmn"
    file.write_text(diagram, encoding="utf-8")
    client = ZeebeClient(channel)
    await client.deploy_resource(file)
    return (await client.run_process(process_id, variables={"case_no": "演示"})).process_instance_key


@asynccontextmanager
async def greeting_worker(channel: grpc.aio.Channel) -> AsyncIterator[None]:
    """A worker for the type ``test.greet`` while the block runs."""
    worker = ZeebeWorker(channel, max_connection_retries=-1)

    @worker.task(task_type="test.greet", timeout_ms=10_000)  # type: ignore[arg-type]  # a union hides the signature
    async def greet(case_no: str) -> dict[str, Any]:
        return {"greeted": case_no}

    working = asyncio.create_task(worker.work())
    yield
    await worker.stop()
    working.cancel()
    await asyncio.gather(working, return_exceptions=True)


def happened(record: dict[str, Any], instance: int, element: str, intent: str) -> bool:
    """Whether the record says that this element of the instance reached this intent."""
    value = record["value"]
    return record["valueType"] == "PROCESS_INSTANCE" and (
        (value["processInstanceKey"], value["elementId"], record["intent"]) == (instance, element, intent)
    )


async def test_a_deployed_process_runs_to_its_end_and_every_step_is_recorded(
    zeebe_channel: grpc.aio.Channel, records: RecordLog, tmp_path: Path
) -> None:
    async with greeting_worker(zeebe_channel):
        instance = await start(zeebe_channel, tmp_path, "one_task", ONE_TASK)
        await records.seen(lambda record: happened(record, instance, "one_task", "ELEMENT_COMPLETED"))

    flows = {
        record["value"]["elementId"]
        for record in records
        if record["intent"] == "SEQUENCE_FLOW_TAKEN" and record["value"]["processInstanceKey"] == instance
    }
    greeted = [record["value"] for record in records if record["value"].get("name") == "greeted"]
    assert flows == {"Flow_1", "Flow_2"}
    assert [value["value"] for value in greeted if value["processInstanceKey"] == instance] == ['"演示"']
    assert str(instance) in records.file.read_text(encoding="utf-8")


async def test_a_timer_of_thirty_days_fires_when_the_clock_is_moved(
    engine: EngineProcess, zeebe_channel: grpc.aio.Channel, records: RecordLog, tmp_path: Path
) -> None:
    instance = await start(zeebe_channel, tmp_path, "thirty_days", THIRTY_DAYS)
    await records.seen(lambda record: happened(record, instance, "Event_Wait", "ELEMENT_ACTIVATED"))
    before = engine.clock.now()

    after = engine.clock.add_time(timedelta(days=31))

    await records.seen(lambda record: happened(record, instance, "thirty_days", "ELEMENT_COMPLETED"))
    assert after - before >= timedelta(days=31)


async def test_only_events_of_the_value_types_that_are_read_are_exported(
    zeebe_channel: grpc.aio.Channel, records: RecordLog, tmp_path: Path
) -> None:
    instance = await start(zeebe_channel, tmp_path, "thirty_days", THIRTY_DAYS)
    await records.seen(lambda record: happened(record, instance, "Event_Wait", "ELEMENT_ACTIVATED"))

    assert {record["recordType"] for record in records} == {"EVENT"}
    wanted = {"DEPLOYMENT", "PROCESS", "PROCESS_INSTANCE", "JOB", "USER_TASK", "VARIABLE", "INCIDENT"}
    assert {record["valueType"] for record in records} <= wanted


def test_every_port_of_the_engine_is_bound_to_loopback_only(engine: EngineProcess) -> None:
    ports = {
        f"{getattr(engine.settings.ports, name):04X}"
        for name in ("grpc", "rest", "management", "command", "internal")
    }
    listening = [line for line in _listening_sockets() if line[1] in ports]

    assert {port for _, port in listening} == ports
    assert all(address.endswith("0100007F") for address, _ in listening)


def _listening_sockets() -> Iterator[tuple[str, str]]:
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        for line in Path(table).read_text(encoding="ascii").splitlines()[1:]:
            fields = line.split()
            if fields[3] == "0A":  # LISTEN
                address, port = fields[1].split(":")
                yield address, port


def test_a_second_engine_on_the_same_ports_is_refused_with_the_name_of_the_port(
    engine: EngineProcess,
) -> None:
    with pytest.raises(
        PortTaken, match=f"端口 {engine.settings.ports.grpc}（流程引擎的gRPC端口）已被其他程序占用"
    ):
        EngineProcess(engine.settings).start()


def test_the_engine_inherits_no_secret_of_the_process_that_starts_it(engine: EngineProcess) -> None:
    raw = Path(f"/proc/{engine.pid}/environ").read_bytes()
    names = {entry.partition(b"=")[0].decode() for entry in raw.split(b"\0") if entry}

    assert not {name for name in names if name.startswith("YILIAN_") and ("TOKEN" in name or "KEY" in name)}


def test_the_management_interface_shows_no_exporter_password(engine: EngineProcess) -> None:
    answer = httpx.get(f"{engine.management_url}/actuator/configprops", trust_env=False)

    assert engine.settings.intake_password not in answer.text
