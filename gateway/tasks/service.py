"""Claiming a task and giving it back: at the engine, which knows best who has it.

The read model tells it later. Until then the officer's own last line on record counts, so that a repetition after a
lost answer is answered as the first was.
"""

import asyncio

from sqlalchemy import select

from gateway.dependencies import Caller, Context
from gateway.engine.errors import TaskGone, TaskTaken
from gateway.store import audit
from gateway.store.models import AuditEntry, Decision
from gateway.tasks.access import DeskTask, desk_task, officer_name
from gateway.tasks.schemas import ClaimState

_CLAIM, _GIVE_BACK = "task.claim", "task.give_back"
_CATCH_UP_READINGS, _CATCH_UP_PAUSE = 10, 0.3
"""How often and how many seconds apart the read model is asked for what the engine did just now."""


async def claim(context: Context, caller: Caller, task_key: str) -> ClaimState:
    """Take the task; taking it again changes nothing.

    Raises ``TaskNotFound``, ``TaskGone``, ``TaskTaken``, ``EngineUnavailable``.
    """
    task, me = await _open_task(context, caller, task_key), officer_name(context, caller)
    if task.task.assignee not in (None, me):
        raise TaskTaken
    holds = await _holds(context, caller, task)
    if not holds or task.task.assignee is None:
        try:
            await context.engine.assign_user_task(task.task.key, me)
        except TaskTaken:
            if not holds and not await _turns_out_to_hold(context, caller, task_key):
                raise
    if not holds:
        await _audit(context, caller, task, _CLAIM)
    return ClaimState(task_key=task_key, claimed=True, mine=True)


async def give_back(context: Context, caller: Caller, task_key: str) -> ClaimState:
    """Give a task back that the officer took; a free one stays free.

    Raises ``TaskNotFound``, ``TaskGone``, ``TaskTaken``, ``EngineUnavailable``.
    """
    task, me = await _open_task(context, caller, task_key), officer_name(context, caller)
    if task.task.assignee not in (None, me):
        raise TaskTaken
    if await _holds(context, caller, task):
        await context.engine.unassign_user_task(task.task.key)
        await _audit(context, caller, task, _GIVE_BACK)
    return ClaimState(task_key=task_key, claimed=False, mine=False)


async def _open_task(context: Context, caller: Caller, task_key: str) -> DeskTask:
    async with context.database.read() as session:
        task = await desk_task(session, caller, task_key)
        decided = await session.get(Decision, task.task.key)
    if task.task.state != "open" or decided is not None:
        raise TaskGone
    return task


async def _holds(context: Context, caller: Caller, task: DeskTask) -> bool:
    """Whether the officer has the task: by the last that was done with it, else as the read model shows it."""
    written = (
        select(AuditEntry.actor, AuditEntry.action, AuditEntry.detail)
        .where(
            AuditEntry.case_no == task.case.case_no,
            AuditEntry.action.in_((_CLAIM, _GIVE_BACK)),
            AuditEntry.at >= task.task.created_at,
        )
        .order_by(AuditEntry.seq.desc())
    )
    async with context.database.read() as session:
        lines = [line for line in await session.execute(written) if line.detail["task"] == str(task.task.key)]
    if lines and lines[0].actor == caller.sub:
        return bool(lines[0].action == _CLAIM)
    return task.task.assignee == officer_name(context, caller)


async def _turns_out_to_hold(context: Context, caller: Caller, task_key: str) -> bool:
    """Whether the engine refused because the officer has the task already.

    So it is when the gateway died between the engine's yes and its line on record; only the read model knows, soon.
    """
    for _ in range(_CATCH_UP_READINGS):
        task = await _open_task(context, caller, task_key)
        if task.task.assignee is not None:
            return task.task.assignee == officer_name(context, caller)
        await asyncio.sleep(_CATCH_UP_PAUSE)
    return False


async def _audit(context: Context, caller: Caller, task: DeskTask, action: str) -> None:
    async with context.database.write() as session:
        await audit.record(
            session,
            at=context.now(),
            actor=caller.sub,
            role="officer",
            body=caller.body,
            action=action,
            case_no=task.case.case_no,
            detail={"task": str(task.task.key)},
        )
