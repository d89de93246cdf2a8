"""Diagrams on the real engine: deployed as they are, our workers' places taken by scripted answers."""

import asyncio
import json
import secrets
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from copy import copy
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import grpc.aio
import httpx
from pyzeebe import Job, ZeebeClient, ZeebeWorker
from pyzeebe.errors import PyZeebeError, ZeebeBackPressureError

from bpmn.catalogue import Catalogue, plan
from bpmn.resources import DESK_FORMS, ROOM
from chain.job_types import JOB_TYPES, split_type
from scripts.tools.engine import EngineProcess
from scripts.tools.rehearsal.answers import Answer, usual_answer, written
from scripts.tools.rehearsal.records import Record, RecordLog
from scripts.tools.trust import trust

PATIENCE = 40.0
"""Seconds in which nothing at all is recorded before a case is given up, or in which the engine refuses to be told."""
_BUSY = (429, 503)
DEPARTMENTS = ("approval", "fire", "urban")
SHARED = (*sorted(ROOM.glob("shared/*.bpmn")), *sorted(DESK_FORMS.glob("*.form")))
"""What every chain calls."""


class DecisionNotTaken(Exception):
    """The engine did not complete a user task, for instance because it was cancelled."""


class Rehearsal:
    """One case with bodies of its own, so that nobody else's worker takes its jobs; ``files`` are deployed for it.

    ``answers`` maps a job type's name, or ``name/item``, to the fields of the object the worker returns (or a function of
    the job's variables); what is not given is answered so that the case goes on. ``jobs`` lists what was asked.
    """

    def __init__(
        self,
        engine: EngineProcess,
        channel: grpc.aio.Channel,
        records: RecordLog,
        departments: Iterable[str] = DEPARTMENTS,
        jobs: Iterable[str] = JOB_TYPES,
        files: Iterable[Path] = SHARED,
    ) -> None:
        self.engine = engine
        self._departments = tuple(departments)
        self._served = tuple(jobs)
        self._files = tuple(files)
        self.client = ZeebeClient(channel)
        self.records = records
        self.region = f"{secrets.randbelow(10**12):012d}"
        self.begin(f"REHEARSAL-{self.region}")
        self._beside: dict[str, Rehearsal] = {}
        self._worker = ZeebeWorker(channel, max_connection_retries=-1, poll_retry_delay=1)

    def beside(self) -> "Rehearsal":
        """Another case of the same bodies, with answers of its own: many cases need no more workers than one."""
        other = copy(self)
        other.begin(f"{self.case_no}-{len(self._beside) + 1}")
        self._beside[other.case_no] = other
        return other

    def begin(self, case_no: str) -> None:
        """Be the case of that number, of which nothing is known yet."""
        self.case_no = case_no
        self.since = len(self.records)
        self.answers: dict[str, Mapping[str, Any] | Answer] = {}
        self.jobs: list[tuple[str, str, dict[str, Any]]] = []
        self._notices = 0
        self._worked = asyncio.Event()

    def case_of(self, instance: int) -> "Rehearsal":
        """Whose process instance it is: this case's, or one beside it."""
        return self._beside.get(str(self.records.told(instance, "case_no")), self)

    def body(self, department: str) -> str:
        """The code of this rehearsal's own body of that department."""
        return f"{department}_{self.region}"

    def moment(self, **ahead: float) -> str:
        """The engine's time plus a step, with its offset."""
        return written(self.engine.clock.now() + timedelta(**ahead))

    async def submit(self, licence: str = "new", fire: str = "inspection") -> None:
        """Start the restaurant chain by its message, as the gateway does."""
        await self.submit_to("restaurant", {"licence": licence, "fire": fire})

    async def submit_to(self, theme: str, answers: Mapping[str, str]) -> None:
        """Start a theme's chain by its message, with the items that the answers lead to."""
        variables = plan(theme, "379901", answers).start_variables(self.case_no)
        await self._start(theme, _replaced(variables, "379901", self.region))

    async def submit_to_one_body(
        self, theme: str, answers: Mapping[str, str], department: str, catalogue: Catalogue | None = None
    ) -> None:
        """The same with every item given to one body: few bodies to poll for, where who does it is not the question."""
        region = next(iter(catalogue.regions())) if catalogue else "379901"
        planned = plan(theme, region, answers, catalogue)
        body = self.body(department)
        items = tuple(replace(part, body=body) for part in planned.items)
        variables = replace(planned, items=items, lead_body=body).start_variables(self.case_no)
        await self._start(theme, variables)

    async def _start(self, theme: str, variables: Mapping[str, Any]) -> None:
        """Start the chain with a day for telling that is far enough not to come by itself."""
        told_by = {"told_by": self.moment(days=300)}
        await self.publish(f"{theme}.submitted", self.case_no, {**variables, **told_by})

    async def publish(
        self,
        name: str,
        key: str,
        variables: Mapping[str, Any] | None = None,
        ttl: timedelta = timedelta(days=7),
    ) -> None:
        """Publish a message once: again and again until the engine, when it is busy, takes it."""
        message_id = secrets.token_hex(8)
        async with asyncio.timeout(PATIENCE):
            while True:
                try:
                    await self.client.publish_message(
                        name, key, dict(variables or {}), int(ttl.total_seconds() * 1000), message_id
                    )
                except ZeebeBackPressureError:
                    await asyncio.sleep(0.2)
                else:
                    return

    async def review(self, item: str = "signboard") -> int:
        """Start the called process ``department_review`` on its own; returns the instance's key."""
        return await self.call("department_review", item=item, body=self.body("urban"))

    async def accept(self, told_by: str, items: Mapping[str, str]) -> int:
        """Start the called process ``unified_acceptance`` on its own, for items with the departments that handle them."""
        entries = [{"item": item, "body": self.body(department)} for item, department in items.items()]
        variables = {"lead_body": self.body("approval"), "precheck_items": entries, "told_by": told_by}
        return await self.call("unified_acceptance", **variables)

    async def call(self, process: str, **variables: Any) -> int:
        """Start a called process for this case on its own; returns the instance's key."""
        own = {"case_no": self.case_no, **variables}
        while True:
            try:
                return (await self.client.run_process(process, own)).process_instance_key
            except PyZeebeError:
                await asyncio.sleep(0.2)

    async def ended(self, element: str) -> dict[str, Any]:
        """Wait until an element of one of this case's instances is completed."""
        return await self._seen(lambda each: self._reached(each, element, "ELEMENT_COMPLETED"))

    async def entered(self, element: str) -> dict[str, Any]:
        """Wait until an element of one of this case's instances is active."""
        return await self._seen(lambda each: self._reached(each, element, "ELEMENT_ACTIVATED"))

    async def task(self, department: str, form: str = "", number: int = 1) -> dict[str, Any]:
        """The ``number``-th user task offered to the body of that department, for the item when ``form`` names it."""
        wanted = self.body(department)

        def fits() -> list[dict[str, Any]]:
            found = [each["value"] for each in self.records if _is_created_task(each)]
            return [
                each
                for each in found
                if wanted in each["candidateGroupsList"]
                and form in ("", self._item(each["processInstanceKey"]))
            ]

        await self._seen(lambda each: _is_created_task(each) and len(fits()) >= number)
        return fits()[number - 1]

    async def decide(self, task: Mapping[str, Any], variables: Mapping[str, Any]) -> None:
        """Complete a user task over REST, as the gateway's outbox does; raises :class:`DecisionNotTaken`."""
        url = f"{self.engine.rest_url}/v1/user-tasks/{task['userTaskKey']}/completion"
        async with (
            asyncio.timeout(PATIENCE),
            httpx.AsyncClient(timeout=10, trust_env=False, verify=trust()) as http,
        ):
            while True:
                answer = await http.post(url, json={"variables": dict(variables)})
                if answer.status_code not in _BUSY:
                    break
                await asyncio.sleep(0.2)
        if answer.status_code != 204:
            raise DecisionNotTaken(answer.text)

    async def decide_item(self, department: str, item: str, outcome: str, number: int = 1) -> None:
        """Decide the ``number``-th review of an item."""
        await self.decide(await self.task(department, item, number), {"decision": {"outcome": outcome}})

    async def inspect(self) -> None:
        """Complete the joint inspection."""
        await self.decide(await self.task("approval", "-"), {"inspection": {"outcome": "done"}})

    async def canceled(self, task: Mapping[str, Any]) -> None:
        """Wait until a user task is canceled."""
        await self._seen(
            lambda each: (
                (each["valueType"], each["intent"]) == ("USER_TASK", "CANCELED")
                and each["value"]["userTaskKey"] == task["userTaskKey"]
            )
        )

    def done(self, name: str) -> list[tuple[str, dict[str, Any]]]:
        """Item and headers of each job of that type, in order."""
        return [(item, headers) for job, item, headers in self.jobs if job == name]

    async def asked(self, name: str, times: int = 1) -> None:
        """Wait until a job type was asked for that many times."""

        async def until_asked() -> None:
            while len(self.done(name)) < times:
                self._worked.clear()
                await self._worked.wait()

        await self.records.unless_quiet(until_asked(), PATIENCE)

    @asynccontextmanager
    async def working(self) -> AsyncIterator["Rehearsal"]:
        """Deploy, and answer jobs while the block runs."""
        for department in self._departments:
            for name in self._served:
                self._serve(f"{name}.{self.body(department)}")
        await self.client.deploy_resource(*self._files)
        task = asyncio.create_task(self._worker.work())
        try:
            yield self
        finally:
            await self._worker.stop()
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    def _serve(self, job_type: str) -> None:
        name, _ = split_type(job_type)

        @self._worker.task(task_type=job_type, timeout_ms=60_000, max_running_jobs=256)  # type: ignore[arg-type]  # a union hides it
        async def answer(job: Job) -> dict[str, Any]:
            case = self._beside.get(str(job.variables["case_no"]), self)
            return case.reply(name, str(job.variables.get("item", "-")), job)

    def reply(self, name: str, item: str, job: Job) -> dict[str, Any]:
        """Note what was asked, and answer it."""
        self.jobs.append((name, item, dict(job.custom_headers)))
        self._worked.set()
        given = self.answers.get(f"{name}/{item}", self.answers.get(name, {}))
        fields = given(job.variables) if callable(given) else given
        self._notices += 1
        usual = usual_answer(name, self.engine.clock.reckoned, self._notices)
        return {JOB_TYPES[name].output: {**usual, **fields}}

    def variables(self, name: str, item: str = "-") -> list[Any]:
        """Values that a variable had in the case's instances (of one item), in order."""
        return [
            json.loads(each["value"]["value"])
            for each in self.records
            if each["valueType"] == "VARIABLE"
            and each["value"]["name"] == name
            and self.owns(each["value"]["processInstanceKey"])
            and item in ("-", self._item(each["value"]["processInstanceKey"]))
        ]

    def owns(self, instance: int) -> bool:
        """Whether a process instance belongs to this case."""
        return bool(self.records.told(instance, "case_no") == self.case_no)

    def _item(self, instance: int) -> str:
        return str(self.records.told(instance, "item") or "-")

    def _reached(self, record: Record, element: str, intent: str) -> bool:
        value = record["value"]
        return (
            (record["valueType"], record["intent"]) == ("PROCESS_INSTANCE", intent)
            and value["elementId"] == element
            and self.owns(value["processInstanceKey"])
        )

    async def _seen(self, predicate: Callable[[Record], bool]) -> dict[str, Any]:
        value: dict[str, Any] = (await self.records.seen(predicate, PATIENCE, self.since))["value"]
        return value


def _is_created_task(record: Record) -> bool:
    return (record["valueType"], record["intent"]) == ("USER_TASK", "CREATED")


def _replaced(value: Any, old: str, new: str) -> Any:
    if isinstance(value, dict):
        return {key: _replaced(each, old, new) for key, each in value.items()}
    if isinstance(value, list):
        return [_replaced(each, old, new) for each in value]
    return value.replace(old, new) if isinstance(value, str) else value
