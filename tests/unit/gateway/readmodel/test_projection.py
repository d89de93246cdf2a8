"""The read model from a real engine's records, however they arrive."""

import asyncio
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from chain.cases import CaseState, ItemState
from gateway.intake.bulk import read_batch
from gateway.readmodel import lists, paths, queries
from gateway.readmodel.project import Poison, project
from gateway.readmodel.records import Record
from gateway.store import migrate
from gateway.store.database import Database
from gateway.store.encryption import KEY_BYTES, Cipher
from gateway.store.models import Claim
from tests.unit.gateway.store.support import NOW, add_case, everything, kiosk_body

CHAINS = {"YL1": 2251799813685256, "YL2": 2251799813685493, "YL3": 2251799813685634, "YL4": 2251799813685654}
SIGNBOARD = [("signboard", "urban_379901")]


@cache
def kiosk() -> tuple[Record | Poison, ...]:
    batch = read_batch(kiosk_body())
    assert batch is not None
    return batch.entries


async def project_all(database: Database, upto: int | None = None) -> None:
    async with database.write() as session:
        await project(session, "abc123", kiosk()[:upto], NOW)


async def claim(database: Database, case_no: str, key: int) -> None:
    async with database.write() as session:
        await add_case(session, case_no, items=SIGNBOARD)
        await session.flush()
        carried = Claim(case_no=case_no, process_instance_key=key, body="approval_379901", claimed_at=NOW)
        session.add(carried)
        await lists.claimed(session, carried)


async def _projected_in(pieces: list[tuple[int, int]]) -> dict[str, list[tuple[object, ...]]]:
    records = kiosk()
    with TemporaryDirectory() as folder:
        url = f"sqlite+aiosqlite:///{Path(folder) / 'store.db'}"
        database = Database(url, Cipher(b"k" * KEY_BYTES))
        await migrate.upgrade(database)
        for start, end in pieces:
            async with database.write() as session:
                await project(session, "abc123", records[start:end], NOW)
        found = await everything(database, "rm_", "intake_poison")
        await database.close()
    return found


def pieces_of(steps: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Pieces as an exporter sends them: each begins at or before the end of what was acknowledged."""
    size, done = len(kiosk()), 0
    pieces: list[tuple[int, int]] = []
    for back, forward in [*steps, (0, size)]:
        end = min(size, done + forward)
        pieces.append((max(0, done - back), end))
        done = end
    return pieces


@cache
def whole() -> dict[str, list[tuple[object, ...]]]:
    return asyncio.run(_projected_in(pieces_of([])))


@settings(max_examples=15, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 200), st.integers(0, 200)), max_size=12))
def test_any_split_and_repetition_of_the_log_gives_the_same_read_model(steps: list[tuple[int, int]]) -> None:
    assert asyncio.run(_projected_in(pieces_of(steps))) == whole()


async def test_a_chain_shows_its_states_as_they_come(database: Database) -> None:
    await claim(database, "YL1", CHAINS["YL1"])
    seen: list[tuple[CaseState, ItemState]] = []
    records = kiosk()
    for start in range(0, len(records), 5):
        async with database.write() as session:
            await project(session, "abc123", records[start : start + 5], NOW)
        async with database.read() as session:
            progress = await queries.case_progress(session, "YL1")
        assert progress is not None
        state = (progress.state, progress.items["signboard"].state)
        if not seen or seen[-1] != state:
            seen.append(state)
    assert seen == [
        (CaseState.RECEIVED, ItemState.PENDING),
        (CaseState.SUPPLEMENTING, ItemState.PENDING),
        (CaseState.RECEIVED, ItemState.PENDING),
        (CaseState.IN_PROGRESS, ItemState.PENDING),
        (CaseState.IN_PROGRESS, ItemState.IN_PROGRESS),
        (CaseState.IN_PROGRESS, ItemState.SUPPLEMENTING),
        (CaseState.IN_PROGRESS, ItemState.IN_PROGRESS),
        (CaseState.IN_PROGRESS, ItemState.GRANTED),
        (CaseState.COMPLETED, ItemState.GRANTED),
    ]


async def test_a_case_that_no_instance_claimed_yet_is_received(database: Database) -> None:
    await project_all(database)
    async with database.write() as session:
        await add_case(session, "YL1", items=SIGNBOARD)
    async with database.read() as session:
        progress = await queries.case_progress(session, "YL1")
        assert await queries.case_progress(session, "YL9") is None
    assert progress is not None
    assert (progress.state, progress.process_instance_key) == (CaseState.RECEIVED, None)


async def test_a_twin_that_lost_the_claim_does_not_show(database: Database) -> None:
    await project_all(database)
    await claim(database, "YL4", 4711)
    async with database.read() as session:
        progress = await queries.case_progress(session, "YL4")
        assert await queries.open_tasks(session, "urban_379901") == []
        assert await paths.path(session, "YL4") == []
    assert progress is not None
    assert progress.state == CaseState.RECEIVED


async def test_a_case_that_is_claimed_after_its_withdrawal_was_told_is_withdrawn(database: Database) -> None:
    await project_all(database)
    await claim(database, "YL2", CHAINS["YL2"])
    async with database.read() as session:
        progress = await queries.case_progress(session, "YL2")
        (line,) = await lists.cases_page(session, state=CaseState.WITHDRAWN)
    assert progress is not None
    assert (progress.state, line.case_no) == (CaseState.WITHDRAWN, "YL2")


async def test_an_open_task_is_found_by_its_body_only(database: Database) -> None:
    await project_all(database)
    await claim(database, "YL4", CHAINS["YL4"])
    async with database.read() as session:
        (task,) = await queries.open_tasks(session, "urban_379901")
        assert await queries.open_tasks(session, "urban_379901", after=task.key) == []
        assert await queries.open_tasks(session, "fire_379901") == []
        assert await queries.task(session, task.key) == task
        assert await queries.task(session, 1) is None
        (holder,) = await paths.holders(session, "YL4")
    assert (task.case_no, task.item, task.state) == ("YL4", "signboard", "open")
    assert task.due_at is not None
    assert (holder.kind, holder.body, holder.item) == ("task", "urban_379901", "signboard")


async def test_tasks_of_an_ended_case_are_not_open(database: Database) -> None:
    await project_all(database)
    for number in ("YL1", "YL2"):
        await claim(database, number, CHAINS[number])
    async with database.read() as session:
        assert await queries.open_tasks(session, "urban_379901") == []
        finished = await queries.case_tasks(session, "YL1")
        withdrawn = await queries.case_tasks(session, "YL2")
        assert await paths.holders(session, "YL1") == []
    assert [task.state for task in finished] == ["completed", "completed"]
    assert [task.state for task in withdrawn] == ["canceled"]


async def test_the_path_holds_the_flows_of_every_called_process(database: Database) -> None:
    await project_all(database)
    await claim(database, "YL1", CHAINS["YL1"])
    async with database.read() as session:
        path = await paths.path(session, "YL1")
        timeline = await paths.timeline(session, "YL1")
    assert [instance.process_id for instance in path] == [
        "kiosk",
        *["kiosk_precheck"] * 4,
        "kiosk_item",
        "department_review",
    ]
    assert path[0].flows["Flow_Gaps"] == 2
    assert path[0].flows["Flow_Again"] == 1
    assert "Flow_Late" not in path[0].flows
    assert path[-1].item == "signboard"
    assert path[-1].parent == path[-2].key
    assert {element.state for instance in path for element in instance.elements} <= {
        "completed",
        "terminated",
    }
    assert timeline[0].name == "acceptance.claim"
    assert [happening.result for happening in timeline if happening.name == "notice.answer"] == ["completed"]


async def test_incidents_and_instances_are_listed_by_key(database: Database) -> None:
    await project_all(database)
    async with database.read() as session:
        (incident,) = await queries.incidents(session)
        assert await queries.incidents(session, state="resolved") == []
        chains = await queries.instances(session, process_id="kiosk")
        active = await queries.instances(session, process_id="kiosk", state="active")
        rest = await queries.instances(session, process_id="kiosk", after=chains[1].key)
    assert (incident.instance_key, incident.error_type) == (CHAINS["YL3"], "EXTRACT_VALUE_ERROR")
    assert [row.key for row in chains] == sorted(CHAINS.values())
    assert [row.key for row in active] == [CHAINS["YL3"], CHAINS["YL4"]]
    assert [row.key for row in rest] == [CHAINS["YL3"], CHAINS["YL4"]]


async def test_cases_are_listed_page_by_page(database: Database) -> None:
    await project_all(database)
    for number, key in CHAINS.items():
        await claim(database, number, key)
    async with database.read() as session:
        first = await lists.cases_page(session, limit=3)
        last = first[-1]
        second = await lists.cases_page(session, before=(last.received_at, last.case_no))
        done = await lists.cases_page(session, state=CaseState.COMPLETED)
        theirs = await lists.cases_page(session, body="urban_379901", theme="kiosk")
        nobodys = await lists.cases_page(session, applicant_sub="somebody")
        strange = await lists.cases_page(session, body="fire_379901")
    assert [line.case_no for line in first + second] == ["YL4", "YL3", "YL2", "YL1"]
    assert [line.case_no for line in done] == ["YL1"]
    assert len(theirs) == 4
    assert (nobodys, strange) == ([], [])
