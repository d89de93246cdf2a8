"""The one record (联合勘验记录) of an inspection: what was found goes to the items' reviews, and the chain goes on."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from chain.cases import Outcome
from chain.documents.kinds import DocumentKind
from chain.procedure import Act
from gateway import outbox
from gateway.dependencies import Context
from gateway.documents.drafting import draft
from gateway.inspections.rows import findings_of, items_of, matter_of, open_task
from gateway.inspections.states import InspectionState
from gateway.matters.service import changed
from gateway.procedure.doing import do
from gateway.procedure.record import Actor
from gateway.store.models import Case, Decision, Document, Finding, Inspection, ItemCase
from gateway.tasks.schemas import TaskKind


async def record_when_complete(
    context: Context, session: AsyncSession, case: Case, inspection: Inspection, actor: Actor
) -> bool:
    """Make the record once something was found for every item that is still open; says whether it is made. The chain's
    task is then decided in the name of ``actor``, whose findings were the last. The case is locked."""
    found = {each.item: each for each in await findings_of(session, inspection)}
    items = await items_of(session, inspection)
    if not found or any(item.item not in found for item in items):
        return False
    inspection.state, inspection.recorded_at = InspectionState.RECORDED.value, context.now()
    results = {item: (each.passed, each.note) for item, each in found.items()}
    bodies = {item: each.body for item, each in found.items()}
    document = await record_inspection(
        context,
        session,
        case,
        items,
        results,
        inspection_no=inspection.inspection_no,
        place=inspection.place,
        bodies=bodies,
        participants=inspection.participants,
        actor=actor,
    )
    inspection.document_no = None if document is None else document.document_no
    await _decide(context, session, inspection, results, bodies, actor)
    return True


async def record_inspection(
    context: Context,
    session: AsyncSession,
    case: Case,
    items: Sequence[ItemCase],
    results: Mapping[str, tuple[bool, str | None]],
    *,
    inspection_no: str,
    place: str | None,
    bodies: Mapping[str, str],
    participants: Mapping[str, Any],
    actor: Actor,
) -> Document | None:
    """The act on every item, and one document for all, which every body that inspected signs and seals.

    ``bodies`` says by item who inspected it, ``participants`` by body whom it sent, as far as their names are known.
    ``None`` for a case older than its acts.
    """
    acts = []
    for item in items:
        acts += await do(
            context,
            session,
            case,
            [item],
            Act.INSPECT,
            actor=Actor(actor.sub, actor.role, bodies[item.item]),
            key=f"inspect/{inspection_no}",
            detail={"inspection_no": inspection_no, "passed": results[item.item][0]},
            with_document=False,
        )
    if not acts:
        return None
    inspecting = list(dict.fromkeys(bodies[item.item] for item in items))
    # The case's leading body leads here too where it took part (GB/T 9704: 主办机关排列在前).
    first, *others = sorted(inspecting, key=lambda body: body != case.lead_body)
    document = await draft(
        context,
        session,
        case,
        kind=DocumentKind.INSPECTION_RECORD,
        items=items,
        body=first,
        jointly=others,
        key=f"inspect/{inspection_no}",
        at=context.now(),
        values={
            "inspected_on": context.now(),
            "place": place,
            "parties": [
                {
                    "body": context.catalogue.body(body).name,
                    "officers": "、".join(participants.get(body, ())) or "经办人员",
                }
                for body in inspecting
            ],
            "findings": [
                {
                    "name": item.name,
                    "body": context.catalogue.body(bodies[item.item]).name,
                    "result": "符合要求" if results[item.item][0] else "不符合要求",
                    "note": results[item.item][1] or "无",
                }
                for item in items
            ],
        },
    )
    for act in acts:
        act.document_no = document.document_no
    matter = await matter_of(session, case.case_no)
    if matter is not None:
        await changed(session, matter)
    return document


async def _decide(
    context: Context,
    session: AsyncSession,
    inspection: Inspection,
    results: Mapping[str, tuple[bool, str | None]],
    bodies: Mapping[str, str],
    actor: Actor,
) -> None:
    """Decide the chain's task as an officer at the desk would, while it waits."""
    task, now = await open_task(session, inspection.case_no), context.now()
    if task is None or task.key != inspection.task_key:
        return
    await decide_task(
        session,
        inspection.case_no,
        task.key,
        actor,
        at=now,
        findings=[
            {"item": item, "passed": passed, "note": note} for item, (passed, note) in sorted(results.items())
        ],
        place=inspection.inspection_no,
    )
    session.add_all(
        Finding(
            task_key=task.key,
            item=item,
            case_no=inspection.case_no,
            body=bodies[item],
            passed=passed,
            note=note,
            found_at=now,
        )
        for item, (passed, note) in results.items()
    )


async def decide_task(
    session: AsyncSession,
    case_no: str,
    task_key: int,
    actor: Actor,
    *,
    at: datetime,
    findings: list[dict[str, Any]],
    place: str,
) -> None:
    """Have the chain go on behind its inspection: the decision that an officer at the desk would have stored.

    ``place`` says within the case what it rests on. The case is locked, and nobody has decided the task.
    """
    session.add(
        Decision(
            task_key=task_key,
            kind=TaskKind.INSPECTION,
            case_no=case_no,
            item=None,
            body=actor.body or "",
            officer_sub=actor.sub,
            outcome=Outcome.DONE.value,
            opinion=None,
            gaps=[],
            findings=findings,
            request_hash=hashlib.sha256(f"{case_no}/{place}".encode()).hexdigest(),
            decided_at=at,
            state="pending",
        )
    )
    await session.flush()
    await outbox.complete_task(session, case_no, task_key, {"inspection": {"outcome": Outcome.DONE.value}})
