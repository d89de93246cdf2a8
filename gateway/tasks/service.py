"""Claiming a task and giving it back: at the engine, which knows best who has it."""

from gateway.dependencies import Caller, Context
from gateway.engine.errors import TaskGone, TaskTaken
from gateway.store import audit
from gateway.store.models import Decision
from gateway.tasks.access import DeskTask, desk_task, officer_name
from gateway.tasks.schemas import ClaimState


async def claim(context: Context, caller: Caller, task_key: str) -> ClaimState:
    """Take the task; taking it again changes nothing.

    Raises ``TaskNotFound``, ``TaskGone``, ``TaskTaken``, ``EngineUnavailable``.
    """
    task, me = await _open_task(context, caller, task_key), officer_name(context, caller)
    if task.task.assignee not in (None, me):
        raise TaskTaken
    if task.task.assignee is None:
        await context.engine.assign_user_task(task.task.key, me)
    await _audit(context, caller, task, "task.claim")
    return ClaimState(task_key=task_key, claimed=True, mine=True)


async def give_back(context: Context, caller: Caller, task_key: str) -> ClaimState:
    """Give a task back that the officer took; a free one stays free.

    Raises ``TaskNotFound``, ``TaskGone``, ``TaskTaken``, ``EngineUnavailable``.
    """
    task, me = await _open_task(context, caller, task_key), officer_name(context, caller)
    if task.task.assignee not in (None, me):
        raise TaskTaken
    if task.task.assignee == me:
        await context.engine.unassign_user_task(task.task.key)
    await _audit(context, caller, task, "task.give_back")
    return ClaimState(task_key=task_key, claimed=False, mine=False)


async def _open_task(context: Context, caller: Caller, task_key: str) -> DeskTask:
    async with context.database.read() as session:
        task = await desk_task(session, caller, task_key)
        decided = await session.get(Decision, task.task.key)
    if task.task.state != "open" or decided is not None:
        raise TaskGone
    return task


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
