"""The list of a desk and the detail of one task."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any, Literal

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from chain.limits import ItemClocks
from forms.schema import load_desk_form, load_form
from forms.slices import slice_for
from gateway.certificates.holders import business_of
from gateway.certificates.library.relied_on import worth_today
from gateway.clocks.marking import move_task
from gateway.clocks.service import current_clocks
from gateway.cursors import number_of
from gateway.dependencies import Caller, Context
from gateway.obligations.rows import obligations_of
from gateway.obligations.states import ObligationKind, ObligationState
from gateway.readmodel import queries
from gateway.store import audit
from gateway.store.models import (
    CaseFile,
    CaseMaterial,
    Decision,
    File,
    Finding,
    ItemCase,
    Obligation,
)
from gateway.tasks import schemas
from gateway.tasks.access import (
    CASES_WITHOUT_FORM,
    FORMS,
    DeskTask,
    desk_task,
    officer_name,
    places,
)
from gateway.tasks.shared import readings_of

LONGEST_PAGE = 100
_DECIDED = select(Decision.task_key).where(
    Decision.task_key.in_(bindparam("keys", expanding=True)), Decision.state != "void"
)


async def tasks(
    context: Context, caller: Caller, *, case_no: str | None, cursor: str | None, limit: int
) -> schemas.TaskPage:
    """Open tasks of the officer's body that nobody decided yet, oldest first. Raises ``CursorInvalid``."""
    after = 0 if cursor is None else number_of(cursor)
    async with context.database.read() as session:
        rows = await _open(session, caller, case_no, after, limit + 1)
        if not rows:
            return schemas.TaskPage(tasks=[], next_cursor=None)
        shown = rows[:limit]
        decided = await _decided(session, [row.key for row in shown])
        waiting = [row for row in shown if row.key not in decided]
        placed = await places(session, caller, waiting, CASES_WITHOUT_FORM)
        reviews = [task.items[0] for task in placed if task.kind is schemas.TaskKind.REVIEW]
        clocks = await current_clocks(context, session, reviews)
        lines = [_line(context, caller, task, clocks) for task in placed]
    return schemas.TaskPage(
        tasks=[schemas.TaskLine(**line) for line in lines],
        next_cursor=str(shown[-1].key) if len(rows) > limit else None,
    )


async def detail(context: Context, caller: Caller, task_key: str) -> schemas.TaskDetail:
    """What the officer needs to decide; the reading is audited. Raises ``TaskNotFound``."""
    async with context.database.write() as session:
        task = await desk_task(session, caller, task_key)
        own = [item for item in task.items if item.body == caller.body]
        business = await business_of(session, task.case)
        clocks = await current_clocks(context, session, task.items)
        await _follow_limit(session, task, clocks)
        found = schemas.TaskDetail.model_validate(
            {
                **_line(context, caller, task, clocks),
                "form_id": FORMS[task.kind],
                "desk_form": load_desk_form(FORMS[task.kind]).document,
                "forms": [_form(task, item) for item in own],
                "materials": await _materials(session, task, own, context.now().date()),
                "readings": await readings_of(session, task.case.case_no, [item.item for item in own]),
                "prior": (
                    {"business_license": {"uscc": business.uscc, "name": business.name}} if business else {}
                ),
                "findings": await _findings(session, task, own),
                "decisions": await _earlier(session, task, own),
                "state": task.task.state,
            }
        )
        await audit.record(
            session,
            at=context.now(),
            actor=caller.sub,
            role="officer",
            body=caller.body,
            action="task.read",
            case_no=task.case.case_no,
            detail={"task": task_key, "items": [item.item for item in own]},
        )
    return found


async def _open(
    session: AsyncSession, caller: Caller, case_no: str | None, after: int, limit: int
) -> list[queries.Task]:
    if case_no is None:
        return await queries.open_tasks(session, caller.body or "", after=after, limit=limit)
    found = await queries.case_tasks(session, case_no)
    mine = [task for task in found if caller.body in task.candidate_groups and task.key > after]
    return [task for task in mine if task.state == "open"][:limit]


async def _decided(session: AsyncSession, keys: list[int]) -> set[int]:
    """Tasks that are decided while the engine has not told so yet."""
    return set(await session.scalars(_DECIDED, {"keys": keys}))


def _line(
    context: Context, caller: Caller, task: DeskTask, clocks: dict[tuple[str, str], ItemClocks]
) -> dict[str, Any]:
    names = [item.name for item in task.items]
    due_at, clock = task.task.due_at, None
    if task.kind is schemas.TaskKind.REVIEW:
        limits = clocks.get((task.case.case_no, task.items[0].item))
        if limits is not None:
            due_at, clock = limits.promised.due_at, limits.promised.state(context.now()).value
    elif task.kind is schemas.TaskKind.PRECHECK:
        due_at = task.case.told_by
    return {
        "task_key": str(task.task.key),
        "kind": task.kind,
        "title": f"{task.kind.label}：{'、'.join(names)}",
        "case_no": task.case.case_no,
        "theme": task.case.theme,
        "theme_name": context.catalogue.theme(task.case.theme).name,
        "items": [item.item for item in task.items],
        "item_names": names,
        "created_at": task.task.created_at,
        "due_at": due_at,
        "clock": clock,
        "claimed": task.task.assignee is not None,
        "mine": task.task.assignee == officer_name(context, caller),
    }


async def _follow_limit(
    session: AsyncSession, task: DeskTask, clocks: dict[tuple[str, str], ItemClocks]
) -> None:
    """A task made after a stop bears the limit of before: corrected at the engine when it is opened."""
    limits = clocks.get((task.case.case_no, task.items[0].item)) if task.items else None
    if task.kind is schemas.TaskKind.REVIEW and task.task.state == "open" and limits is not None:
        await move_task(session, task.task, limits.promised.due_at)


def _form(task: DeskTask, item: ItemCase) -> schemas.ItemForm:
    return schemas.ItemForm(
        item=item.item,
        name=item.name,
        form=slice_for(item.form_key, task.case.form) if item.form_key is not None else {},
        form_schema=load_form(item.form_key).document if item.form_key is not None else None,
    )


async def _materials(
    session: AsyncSession, task: DeskTask, own: list[ItemCase], today: date
) -> list[schemas.TaskMaterial]:
    keys = {item.item for item in own}
    case_no = task.case.case_no
    rows = await session.execute(
        select(CaseMaterial, File, CaseFile.certificate)
        .outerjoin(
            CaseFile,
            (CaseFile.case_no == CaseMaterial.case_no)
            & (CaseFile.material == CaseMaterial.material)
            & CaseFile.replaced_at.is_(None),
        )
        .outerjoin(File, File.file_id == CaseFile.file_id)
        .where(CaseMaterial.case_no == case_no)
        .order_by(CaseMaterial.material, CaseFile.attached_at, File.file_id)
    )
    promised = _promised(await obligations_of(session, case_no), keys)
    listed = rows.all()
    worth = await worth_today(session, (named for _, _, named in listed), today)
    found: dict[str, schemas.TaskMaterial] = {}
    for material, file, named in listed:
        if not keys.intersection(material.items):
            continue
        entry = found.setdefault(
            material.material,
            schemas.TaskMaterial(
                material=material.material,
                name=material.name,
                required=material.required,
                promised=promised.get(material.material),
                files=[],
            ),
        )
        if file is not None:
            entry.files.append(
                schemas.TaskFile(
                    file_id=file.file_id,
                    media_type=file.media_type,
                    size=file.size,
                    sha256=file.sha256,
                    href=f"/cases/{case_no}/files/{file.file_id}",
                    certificate=named,
                    certificate_status=None if named is None else worth[named][2],
                )
            )
    return list(found.values())


def _promised(
    rows: Iterable[Obligation], items: Collection[str]
) -> dict[str | None, Literal["tolerated", "committed", "retracted"]]:
    """What the officer has to know of materials that may be missing: of several rows of one the latest counts."""
    found: dict[str | None, Literal["tolerated", "committed", "retracted"]] = {}
    for row in rows:
        if row.item not in items:
            continue
        if row.state == ObligationState.RETRACTED:
            found[row.material] = "retracted"
        elif row.kind != ObligationKind.TOLERANCE:
            found[row.material] = "committed"
        elif row.closed_at is None:
            found[row.material] = "tolerated"
    return found


async def _findings(session: AsyncSession, task: DeskTask, own: list[ItemCase]) -> list[schemas.FindingRead]:
    rows = await session.scalars(
        select(Finding)
        .join(Decision, Decision.task_key == Finding.task_key)
        .where(
            Finding.case_no == task.case.case_no,
            Finding.item.in_([item.item for item in own]),
            Decision.state != "void",
        )
        .order_by(Finding.found_at, Finding.item)
    )
    return [schemas.FindingRead(item=row.item, passed=row.passed, note=row.note) for row in rows]


async def _earlier(
    session: AsyncSession, task: DeskTask, own: list[ItemCase]
) -> list[schemas.EarlierDecision]:
    rows = await session.scalars(
        select(Decision)
        .where(
            Decision.case_no == task.case.case_no,
            Decision.item.in_([item.item for item in own]),
            Decision.state != "void",
        )
        .order_by(Decision.decided_at)
    )
    return [
        schemas.EarlierDecision(
            item=row.item,
            outcome=row.outcome,
            opinion=row.opinion,
            gaps=row.gaps or [],
            decided_at=row.decided_at,
        )
        for row in rows
    ]
