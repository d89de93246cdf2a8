"""Workers beside a real broker: a diagram of one task, workers in this process, and what the broker recorded of them."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from pyzeebe import ZeebeClient, create_insecure_channel
from pyzeebe.errors import PyZeebeError

from chain.clock import SystemClock
from scripts.tools.rehearsal.records import Record, RecordLog
from workers.client.gateway import GatewayClient
from workers.client.keeper import KeeperClient
from workers.client.transport import TokenSource
from workers.runtime import Route
from workers.runtime.engine import EngineConnection
from workers.runtime.metrics import Metrics
from workers.runtime.runner import Runner
from workers.runtime.worker import Worker

BODY = "approval_379901"
NEIGHBOUR = "approval_379902"
NOBODY = "http://127.0.0.1:9"
PATIENCE = 60.0


def diagram(process_id: str, job_type: str) -> str:
    """A process of one service task whose type ends in the variable ``body``."""
    return f"""<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
 xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" targetNamespace="test">
<bpmn:process id="{process_id}" isExecutable="true">
<bpmn:startEvent id="Event_Start"/><bpmn:sequenceFlow id="Flow_1" sourceRef="Event_Start" targetRef="Task_Work"/>
<bpmn:serviceTask id="Task_Work"><bpmn:extensionElements>
<zeebe:taskDefinition type="=&quot;{job_type}.&quot; + body" retries="5"/></bpmn:extensionElements></bpmn:serviceTask>
<bpmn:sequenceFlow id="Flow_2" sourceRef="Task_Work" targetRef="Event_End"/><bpmn:endEvent id="Event_End"/>
</bpmn:process></bpmn:definitions>"""


class Starter:
    """Starts instances of :func:`diagram` and follows them in the records."""

    def __init__(self, client: ZeebeClient, process_id: str, records: RecordLog | None) -> None:
        self._client = client
        self._process_id = process_id
        self._records = records

    async def start(self, case_no: str, body: str = BODY, **further: Any) -> int:
        """Start one instance, however often the broker asks to wait; returns its key."""
        while True:
            try:
                variables = {"case_no": case_no, "body": body, **further}
                return (await self._client.run_process(self._process_id, variables)).process_instance_key
            except PyZeebeError:
                await asyncio.sleep(0.2)

    async def recorded(self, instance: int, value_type: str, intent: str) -> dict[str, Any]:
        """The value of the first such record of the instance."""
        assert self._records is not None
        record = await self._records.seen(
            lambda record: (
                (record["valueType"], record["intent"]) == (value_type, intent)
                and record["value"].get("processInstanceKey") == instance
            ),
            PATIENCE,
        )
        value: dict[str, Any] = record["value"]
        return value

    async def ended(self, instance: int) -> None:
        """Wait until the instance is completed."""
        assert self._records is not None
        await self._records.seen(lambda record: self._is_end(record, instance), PATIENCE)

    def _is_end(self, record: Record, instance: int) -> bool:
        value = record["value"]
        return (
            record["valueType"] == "PROCESS_INSTANCE"
            and record["intent"] == "ELEMENT_COMPLETED"
            and (value["elementId"], value["processInstanceKey"]) == (self._process_id, instance)
        )


@asynccontextmanager
async def starter(
    address: str, folder: Path, process_id: str, job_type: str, records: RecordLog | None = None
) -> AsyncIterator[Starter]:
    """Deploy the diagram and yield what starts it."""
    channel = create_insecure_channel(grpc_address=address)
    client = ZeebeClient(channel)
    file = folder / f"{process_id}.bpmn"
    file.write_text(diagram(process_id, job_type), encoding="utf-8")
    await client.deploy_resource(file)
    yield Starter(client, process_id, records)
    await channel.close(grace=None)


class Running:
    """A worker that runs in this process."""

    def __init__(self, worker: Worker, metrics: Metrics) -> None:
        self.worker = worker
        self.metrics = metrics
        self._stop = asyncio.Event()
        self._task = asyncio.create_task(worker.run(self._stop))

    def count(self, job_type: str, result: str) -> float:
        """How many jobs of a type ended in ``result``."""
        labels = {"job_type": job_type, "result": result}
        return self.metrics.registry.get_sample_value("yilian_worker_jobs_total", labels) or 0

    async def stop(self) -> None:
        """Stop in order, as on SIGTERM."""
        self._stop.set()
        await self._task


@asynccontextmanager
async def running_worker(
    address: str,
    routes: Sequence[Route],
    *,
    body: str = BODY,
    concurrency: int = 16,
    grace: float = 5,
    streaming: bool = True,
) -> AsyncIterator[Running]:
    """A worker of ``body`` for ``routes``; its handlers need neither gateway nor keeper."""
    metrics = Metrics()
    token = TokenSource.fixed("none")
    async with GatewayClient(NOBODY, token) as gateway, KeeperClient(NOBODY, token) as keeper:
        engine = EngineConnection(address, f"test-{body}", metrics)
        runner = Runner(body, engine, gateway, keeper, SystemClock(), metrics)
        worker = Worker(
            body,
            routes,
            engine,
            runner,
            metrics,
            concurrency=concurrency,
            grace=timedelta(seconds=grace),
            streaming=streaming,
        )
        running = Running(worker, metrics)
        yield running
        await running.stop()
        await engine.close()
