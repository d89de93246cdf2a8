"""Cases of an older version enter the lists as they would have been written by this one."""

from gateway.intake.bulk import read_batch
from gateway.readmodel import lists
from gateway.readmodel.project import project
from gateway.store import migrate
from gateway.store.database import Database
from gateway.store.models import Claim
from tests.unit.gateway.store.support import NOW, add_case, everything, kiosk_body

LEAD, URBAN = "approval_379901", "urban_379901"
CLAIMED = {"YL1": 2251799813685256, "YL2": 2251799813685493, "YL4": 2251799813685654}
LOST_TO_ANOTHER = {"YL3": 4711}


async def test_the_migration_writes_the_lines_that_cases_would_have_entered(database: Database) -> None:
    await some_cases(database)
    written = await everything(database, "listed_cases")
    await migrate.downgrade(database, "0004")
    await migrate.upgrade(database)
    await migrate.check(database)
    assert await everything(database, "listed_cases") == written
    lines = {(row[0], row[1]): row[-1] for row in written["listed_cases"]}
    assert {body for number, body in lines if number == "YL1"} == {"", LEAD, URBAN}
    assert {number: lines[number, ""] for number in ("YL1", "YL2", "YL3", "YL4", "YL5")} == {
        "YL1": "completed",
        "YL2": "withdrawn",
        "YL3": "received",
        "YL4": "in_progress",
        "YL5": "received",
    }


async def some_cases(database: Database) -> None:
    """Cases in every state, with what a real engine exported of them."""
    batch = read_batch(kiosk_body())
    assert batch is not None
    async with database.write() as session:
        for number in ("YL1", "YL2", "YL3", "YL4"):
            await add_case(session, number, items=[("signboard", URBAN)])
        await add_case(session, "YL5")
        await session.flush()
        for number, key in (CLAIMED | LOST_TO_ANOTHER).items():
            carried = Claim(case_no=number, process_instance_key=key, body=LEAD, claimed_at=NOW)
            session.add(carried)
            await lists.claimed(session, carried)
    async with database.write() as session:
        await project(session, "abc123", batch.entries, NOW)
