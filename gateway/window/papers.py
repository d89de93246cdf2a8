"""Papers at the window: taken, handed over, given back, and always somebody who has them."""

from secrets import token_hex
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bpmn.catalogue import Catalogue
from chain.errors import FieldProblem, FieldProblems
from gateway.cases.access import visible_case, window_case
from gateway.cases.idempotency import Slot, once
from gateway.cases.papers import form_name, materials_on_paper, papers_of, papers_to_see
from gateway.cases.views import body_name, note_reading
from gateway.dependencies import Caller, Context, Role
from gateway.on_record import put_on_record
from gateway.store.models import Case, CaseMaterial, ItemCase, Paper, from_millis, to_millis
from gateway.window import schemas
from gateway.window.errors import PaperIsBack, PaperNotFound
from gateway.window.states import PaperState

APPLICANT = ""
"""Stands in the place of a body where the applicant has the paper again."""


async def papers_view(context: Context, caller: Caller, case_no: str) -> schemas.Papers:
    """All papers of a case; the reading is audited. Raises ``CaseNotFound``."""
    async with context.database.read() as session:
        case, view = await visible_case(session, caller, case_no)
        names = {each.material: each for each in await materials_on_paper(session, case_no)}
        papers = await papers_of(session, case_no)
        unseen = await papers_to_see(session, case, papers)
    await note_reading(context, caller, view, case_no, "papers")
    return schemas.Papers(
        case_no=case_no,
        papers=[_shown(context.catalogue, paper, names[paper.material]) for paper in papers],
        to_see=unseen,
    )


async def take(
    context: Context, caller: Caller, case_no: str, key: str, request: schemas.PaperTaken
) -> dict[str, Any]:
    """A paper was laid on the counter and kept. Raises ``CaseNotFound``, ``FieldProblems``."""
    slot = Slot.of(caller.sub, f"POST /window/cases/{case_no}/papers", key, request.model_dump(mode="json"))

    async def store(session: AsyncSession) -> dict[str, Any]:
        case = await window_case(session, caller, case_no)
        material = await _material(session, case, request.material)
        paper = Paper(
            paper_id=f"P{token_hex(12)}",
            case_no=case_no,
            material=request.material,
            copies=request.copies,
            moves=[],
            taken_at=context.now(),
        )
        _move(context, caller, paper, PaperState.TAKEN, request.place, case.lead_body)
        session.add(paper)
        await _record(context, session, caller, paper)
        return _shown(context.catalogue, paper, material).model_dump(mode="json")

    return await once(context, slot, store)


async def move(
    context: Context, caller: Caller, paper_id: str, key: str, request: schemas.PaperMoved
) -> dict[str, Any]:
    """A paper went to a body of the case, or back to the applicant.

    Raises ``PaperNotFound``, ``PaperIsBack``, ``FieldProblems``.
    """
    slot = Slot.of(caller.sub, f"POST /window/papers/{paper_id}/moves", key, request.model_dump(mode="json"))

    async def store(session: AsyncSession) -> dict[str, Any]:
        paper, case = await _paper(session, caller, paper_id)
        if paper.state == PaperState.RETURNED:
            raise PaperIsBack
        body = await _receiver(session, case, request)
        _move(context, caller, paper, request.state, request.place, body)
        await _record(context, session, caller, paper)
        material = await _material(session, case, paper.material)
        return _shown(context.catalogue, paper, material).model_dump(mode="json")

    return await once(context, slot, store)


async def _material(session: AsyncSession, case: Case, key: str) -> CaseMaterial:
    for material in await materials_on_paper(session, case.case_no):
        if material.material == key:
            return material
    raise FieldProblems([FieldProblem("material", "材料", "本办件没有此项须核验原件或者复印件的材料。")])


async def _paper(session: AsyncSession, caller: Caller, paper_id: str) -> tuple[Paper, Case]:
    """The paper with its case, which is locked first: moves of one case come one after the other."""
    place = Case.lead_body == caller.body, Paper.paper_id == paper_id
    case = await session.scalar(
        select(Case).join(Paper, Paper.case_no == Case.case_no).where(*place).with_for_update(of=Case)
    )
    paper = await session.get(Paper, paper_id) if case is not None else None
    if case is None or paper is None:
        raise PaperNotFound
    return paper, case


async def _receiver(session: AsyncSession, case: Case, request: schemas.PaperMoved) -> str:
    """The body that has the paper now; the applicant has no body."""
    if request.state is PaperState.RETURNED:
        if request.body is not None:
            raise FieldProblems([FieldProblem("body", "接收单位", "退还申请人的不填接收单位。")])
        return APPLICANT
    bodies = set(await session.scalars(select(ItemCase.body).where(ItemCase.case_no == case.case_no)))
    if request.body is None or request.body not in bodies | {case.lead_body}:
        raise FieldProblems([FieldProblem("body", "接收单位", "请填写本办件的实施主体代码。")])
    return request.body


def _move(context: Context, caller: Caller, paper: Paper, state: PaperState, place: str, body: str) -> None:
    now = context.now()
    paper.state, paper.place, paper.body, paper.holder = state.value, place, body, caller.sub
    paper.returned_at = now if state is PaperState.RETURNED else None
    step = {"at": to_millis(now), "state": state.value, "place": place, "body": body, "by": caller.sub}
    paper.moves = [*paper.moves, step]


async def _record(context: Context, session: AsyncSession, caller: Caller, paper: Paper) -> None:
    await put_on_record(
        session,
        caller,
        Role.CLERK,
        f"paper.{paper.state}",
        at=context.now(),
        case_no=paper.case_no,
        detail={"paper": paper.paper_id, "material": paper.material, "to": paper.body},
    )


def _shown(catalogue: Catalogue, paper: Paper, material: CaseMaterial) -> schemas.PaperView:
    """A paper with its way so far; the accounts of those who moved it stay in the store."""
    return schemas.PaperView(
        paper_id=paper.paper_id,
        material=paper.material,
        name=material.name,
        form=form_name(material),
        copies=paper.copies,
        state=paper.state,
        state_name=PaperState(paper.state).label,
        place=paper.place,
        body=paper.body or None,
        body_name=_holder(catalogue, paper.body),
        taken_at=paper.taken_at,
        returned_at=paper.returned_at,
        moves=[
            schemas.PaperMove(
                at=from_millis(step["at"]),
                state=step["state"],
                state_name=PaperState(step["state"]).label,
                place=step["place"],
                body_name=_holder(catalogue, step["body"]),
            )
            for step in paper.moves
        ],
    )


def _holder(catalogue: Catalogue, body: str) -> str | None:
    return None if body == APPLICANT else body_name(catalogue, body)
