"""What was decided under a former engine when a new one, which gives its keys out again, is adopted."""

from sqlalchemy import select

from gateway import outbox
from gateway.intake.incarnation import adopt
from gateway.store.database import Database
from gateway.store.models import Decision, Finding, OutboxMessage
from tests.unit.gateway.store.support import NOW, add_case

TASK = 2251799813685250


async def decide(database: Database, case_no: str, state: str) -> None:
    """Store a joint inspection's findings on task ``TASK`` and the row that completes it."""
    async with database.write() as session:
        await add_case(session, case_no, items=[("signboard", "urban_379901")])
        await session.flush()
        facts = {"case_no": case_no, "item": "signboard", "body": "urban_379901"}
        session.add(
            Decision(
                task_key=TASK,
                kind="review",
                officer_sub="officer-1",
                outcome="granted",
                opinion="同意",
                request_hash="0" * 64,
                decided_at=NOW,
                state=state,
                **facts,
            )
        )
        await session.flush()
        session.add(Finding(task_key=TASK, passed=True, note="相符", found_at=NOW, **facts))
        await outbox.complete_task(session, case_no, TASK, {"decision": {"outcome": "granted"}})


async def test_a_new_engines_task_of_the_same_key_can_be_decided_and_the_old_decision_is_kept(
    database: Database,
) -> None:
    for number, incarnation in enumerate(("bb", "cc", "dd")):
        await decide(database, f"YL{number}", "done")
        async with database.write() as session:
            await adopt(session, incarnation, NOW)
    async with database.read() as session:
        decisions = (await session.scalars(select(Decision))).all()
        findings = (await session.scalars(select(Finding))).all()
    assert {d.case_no: (d.state, d.opinion) for d in decisions} == dict.fromkeys(
        ("YL0", "YL1", "YL2"), ("done", "同意")
    )
    assert {(f.task_key, f.case_no) for f in findings} == {(d.task_key, d.case_no) for d in decisions}
    assert all(decision.task_key < 0 for decision in decisions)


async def test_a_decision_that_had_not_reached_the_former_engine_never_completes_a_task_of_the_new_one(
    database: Database,
) -> None:
    await decide(database, "YL1", "pending")
    async with database.write() as session:
        await adopt(session, "bb", NOW)
        await outbox.complete_task(session, "YL1", TASK, {"decision": {"outcome": "refused"}})
    async with database.read() as session:
        decision = (await session.scalars(select(Decision))).one()
        rows = (await session.scalars(select(OutboxMessage).order_by(OutboxMessage.id))).all()
    assert decision.state == "void"
    assert [row.failed_code for row in rows] == ["EngineReplaced", None]
    assert len({row.dedupe_key for row in rows}) == 2
