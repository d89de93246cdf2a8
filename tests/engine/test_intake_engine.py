"""The outbox, the engine and the intake together: a real broker that exports into the real intake process."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

import httpx
import pytest
from pyzeebe import ZeebeWorker, create_insecure_channel

from chain.cases import CaseState, ItemState
from chain.clock import SystemClock
from gateway import outbox
from gateway.engine import EngineClient
from gateway.engine.errors import MessageAlreadyPublished, TaskGone, TaskTaken
from gateway.outbox import Dispatcher
from gateway.outbox.delivery import START_TTL
from gateway.readmodel import paths, queries
from gateway.store.database import Database
from gateway.store.encryption import create_key_file
from gateway.store.models import Case, Claim, Decision, ItemCase
from scripts.tools.engine import EngineProcess
from scripts.tools.free_ports import free_port
from scripts.tools.rehearsal.broker import running_engine

pytestmark = pytest.mark.engine

DIAGRAMS = Path(__file__).parent / "intake_diagrams"
LEAD, BODY = "approval_379901", "urban_379901"
LIMIT = "2099-12-20T23:59:59+08:00"
LATER = datetime.fromisoformat("2099-12-24T23:59:59+08:00")
PASSWORD = "intake-of-one-test"
T = TypeVar("T")


@dataclass
class Intake:
    """The intake as a process that can be killed and started again."""

    data: Path
    port: int
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        environ = os.environ | {
            "YILIAN_DATA": str(self.data),
            "YILIAN_PORT": str(self.port),
            "YILIAN_INTAKE_PASSWORD": PASSWORD,
        }
        with (self.data.parent / "intake.log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "gateway.intake"], env=environ, stdout=log, stderr=log
            )
        transport = httpx.HTTPTransport(retries=0)
        with httpx.Client(transport=transport, base_url=self.url) as client:
            for _ in range(150):
                time.sleep(0.1)
                with suppress(httpx.HTTPError):
                    if client.get("/health", timeout=0.3).status_code == 200:
                        return
        raise TimeoutError

    def kill(self) -> None:
        assert self.process is not None
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()


@pytest.fixture(scope="module")
def intake(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Intake]:
    data = tmp_path_factory.mktemp("intake") / "data"
    data.mkdir()
    create_key_file(data / "keys" / "data.key")
    intake = Intake(data, free_port())
    try:
        intake.start()
        yield intake
    finally:
        intake.kill()


@pytest.fixture(scope="module")
def broker(intake: Intake, tmp_path_factory: pytest.TempPathFactory) -> Iterator[EngineProcess]:
    folder = tmp_path_factory.mktemp("zeebe-intake")
    with running_engine(folder, intake.url, intake_user="zeebe", intake_password=PASSWORD) as running:
        yield running


@pytest.fixture
async def database(intake: Intake) -> AsyncIterator[Database]:
    key = create_key_file(intake.data / "keys" / "data.key")
    database = Database(f"sqlite+aiosqlite:///{intake.data / 'store.db'}", key)
    yield database
    await database.close()


@pytest.fixture
async def engine(broker: EngineProcess) -> AsyncIterator[EngineClient]:
    client = EngineClient(broker.grpc_address, broker.rest_url)
    await client.deploy({file.name: file.read_bytes() for file in DIAGRAMS.glob("*.bpmn")})
    yield client
    await client.close()


@pytest.fixture
async def workers(broker: EngineProcess, database: Database) -> AsyncIterator[None]:
    """Stand-ins for our own workers, with the answers these tests need; the claim is written as the gateway does."""
    channel = create_insecure_channel(grpc_address=broker.grpc_address)
    worker = ZeebeWorker(channel, max_connection_retries=-1)
    task: Any = worker.task
    prechecked: set[str] = set()

    async def precheck(case_no: str, item: str) -> dict[str, Any]:
        complete = not ("GAP" in case_no and item == "signboard" and case_no not in prechecked)
        if item == "signboard":
            prechecked.add(case_no)
        return {"precheck": {"complete": complete}}

    async def done(case_no: str) -> dict[str, Any]:
        return {
            "review": {"outcome": "undecided", "due_at": LIMIT},
            "notice": {"notice_no": "01", "due_at": LIMIT},
        }

    for body in (LEAD, BODY):
        task(f"review.precheck.{body}")(precheck)
        task(f"notice.supplement.{body}")(done)
    for name in (f"review.check.{BODY}", f"acceptance.claim.{LEAD}", f"acceptance.accept.{LEAD}"):
        task(name)(done)
    for name in (f"notice.answer.{LEAD}", f"archive.file.{LEAD}"):
        task(name)(done)
    working = asyncio.create_task(worker.work())
    yield
    await worker.stop()
    working.cancel()
    await asyncio.gather(working, return_exceptions=True)
    await channel.close(grace=None)


async def submit(database: Database, case_no: str) -> None:
    async with database.write() as session:
        session.add(
            Case(
                case_no=case_no,
                theme="kiosk",
                region="379901",
                lead_body=LEAD,
                situation={},
                applicant_sub="applicant",
                form={"name": "张三"},
                received_at=SystemClock().now(),
            )
        )
        await session.flush()
        session.add(
            ItemCase(
                case_no=case_no,
                item="signboard",
                name="户外招牌设置",
                body=BODY,
                department="urban",
                form_key="urban/signboard",
                statutory_days=20,
                promised_days=5,
                prechecked=True,
                ordering=0,
            )
        )
        entries = [{"item": "signboard", "body": BODY}, {"item": "business_license", "body": LEAD}]
        variables = {
            "case_no": case_no,
            "theme": "kiosk",
            "lead_body": LEAD,
            "items": {entry["item"]: entry for entry in entries},
            "precheck_items": entries,
        }
        await outbox.start_case(session, case_no, "kiosk", variables)


async def until(ask: Callable[[], Awaitable[T]], fits: Callable[[T], bool]) -> T:
    async with asyncio.timeout(40):
        while True:
            found = await ask()
            if fits(found):
                return found
            await asyncio.sleep(0.2)


async def claim(database: Database, case_no: str) -> None:
    """What the gateway writes for the claiming job, once the read model has seen the instance."""

    async def seen() -> list[Any]:
        async with database.read() as session:
            rows = await queries.instances(session, process_id="kiosk", limit=500)
        return [row.key for row in rows if row.case_no == case_no]

    (key,) = await until(seen, lambda keys: len(keys) == 1)
    async with database.write() as session:
        session.add(
            Claim(case_no=case_no, process_instance_key=key, body=LEAD, claimed_at=SystemClock().now())
        )


async def reaches(database: Database, case_no: str, state: CaseState) -> queries.CaseProgress:
    async def progress() -> queries.CaseProgress | None:
        async with database.read() as session:
            return await queries.case_progress(session, case_no)

    found = await until(progress, lambda case: case is not None and case.state == state)
    assert found is not None
    return found


async def open_task(database: Database, case_no: str, after: int = 0) -> queries.Task:
    async def tasks() -> list[queries.Task]:
        async with database.read() as session:
            found = await queries.open_tasks(session, BODY, after=after)
        return [task for task in found if task.case_no == case_no]

    return (await until(tasks, lambda found: len(found) > 0))[0]


async def decide(database: Database, task: queries.Task, outcome: str) -> None:
    assert task.case_no is not None
    async with database.write() as session:
        session.add(
            Decision(
                task_key=task.key,
                kind="review",
                case_no=task.case_no,
                item=task.item,
                body=BODY,
                officer_sub="officer",
                outcome=outcome,
                opinion="同意",
                request_hash="0" * 64,
                decided_at=SystemClock().now(),
                state="pending",
            )
        )
        variables = {"decision": {"outcome": outcome}}
        await outbox.complete_task(session, task.case_no, task.key, variables)


@pytest.fixture
async def dispatching(database: Database, engine: EngineClient) -> AsyncIterator[None]:
    running = asyncio.create_task(Dispatcher(database, engine).run())
    yield
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


@pytest.mark.usefixtures("workers", "dispatching")
async def test_a_case_runs_from_the_outbox_to_its_end_in_the_read_model(database: Database) -> None:
    number = "YL-WHOLE-GAP"
    await submit(database, number)
    await claim(database, number)
    await reaches(database, number, CaseState.SUPPLEMENTING)
    async with database.write() as session:
        await outbox.supplement_submitted(session, number, "chain", "01", {})
    task = await open_task(database, number)
    await decide(database, task, "granted")
    ended = await reaches(database, number, CaseState.COMPLETED)
    assert ended.items["signboard"].state == ItemState.GRANTED

    async def decision() -> str:
        async with database.read() as session:
            return (await session.get_one(Decision, task.key)).state

    await until(decision, lambda state: state == "done")


@pytest.mark.usefixtures("workers", "dispatching")
async def test_an_intake_that_is_killed_loses_and_doubles_nothing(database: Database, intake: Intake) -> None:
    numbers = [f"YL-KILL-{number}" for number in range(12)]
    for number in numbers:
        await submit(database, number)
        if number.endswith(("3", "7")):
            await asyncio.to_thread(intake.kill)
            await asyncio.to_thread(intake.start)
    for number in numbers:
        await claim(database, number)
    for number in numbers:
        await decide(database, await open_task(database, number), "granted")
    await asyncio.to_thread(intake.kill)
    await asyncio.to_thread(intake.start)
    for number in numbers:
        await reaches(database, number, CaseState.COMPLETED)
        async with database.read() as session:
            chain = (await paths.path(session, number))[0]
        assert set(chain.flows.values()) == {1}


@pytest.mark.usefixtures("workers", "dispatching")
async def test_a_withdrawal_takes_the_officers_task_away(database: Database) -> None:
    number = "YL-WITHDRAWN"
    await submit(database, number)
    await claim(database, number)
    task = await open_task(database, number)
    async with database.write() as session:
        await outbox.case_withdrawn(session, number)
    ended = await reaches(database, number, CaseState.WITHDRAWN)
    assert ended.items["signboard"].state == ItemState.WITHDRAWN
    await decide(database, task, "granted")

    async def decision() -> str:
        async with database.read() as session:
            return (await session.get_one(Decision, task.key)).state

    await until(decision, lambda state: state == "void")


@pytest.mark.usefixtures("workers", "dispatching")
async def test_a_task_is_claimed_by_one_officer_and_given_back_and_its_due_date_moved(
    database: Database, engine: EngineClient
) -> None:
    number = "YL-TASK"
    await submit(database, number)
    await claim(database, number)
    task = await open_task(database, number)
    await engine.assign_user_task(task.key, "officer-1")
    with pytest.raises(TaskTaken):
        await engine.assign_user_task(task.key, "officer-2")
    await engine.unassign_user_task(task.key)
    await engine.assign_user_task(task.key, "officer-2")

    async def assignee() -> str | None:
        async with database.read() as session:
            found = await queries.task(session, task.key)
        return None if found is None else found.assignee

    await until(assignee, lambda name: name == "officer-2")
    async with database.write() as session:
        await outbox.update_task(session, number, task.key, before=task.due_at or LATER, due_at=LATER)

    async def due_at() -> datetime | None:
        async with database.read() as session:
            found = await queries.task(session, task.key)
        return None if found is None else found.due_at

    await until(due_at, lambda moment: moment == LATER)
    await engine.complete_user_task(task.key, {"decision": {"outcome": "refused"}})
    with pytest.raises(TaskGone):
        await engine.complete_user_task(task.key, {"decision": {"outcome": "granted"}})
    ended = await reaches(database, number, CaseState.COMPLETED)
    assert ended.items["signboard"].state == ItemState.REFUSED


async def test_a_start_counts_once(engine: EngineClient) -> None:
    for attempt in range(2):
        publishing = engine.publish_message(
            "kiosk.submitted",
            "YL-TWICE",
            message_id="YL-TWICE",
            ttl=START_TTL,
            variables={"case_no": "YL-TWICE", "lead_body": LEAD, "precheck_items": []},
        )
        if attempt == 0:
            assert await publishing > 0
        else:
            with pytest.raises(MessageAlreadyPublished):
                await publishing
