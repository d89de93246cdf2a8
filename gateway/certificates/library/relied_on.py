"""Cases that rely on a certificate as a material: what it is worth since, and who is told when it counts no more.

A version that a newer one took the place of was sound when it was read, so nobody is told of that; the reader sees it.
"""

from collections.abc import Iterable, Mapping
from datetime import date

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from chain.certificates.events import Event
from chain.limits import ClockState
from gateway.certificates.status import status_name, status_on
from gateway.clocks.office import end_of_limit
from gateway.dependencies import Context
from gateway.matters.cards import MatterClock, show_card
from gateway.messages.kinds import MessageKind
from gateway.messages.service import tell
from gateway.procedure.record import items_of_case, stage_on_record
from gateway.store.models import Case, CaseFile, CaseMaterial, Certificate, ItemCase, ProcedureAct

LOOK_DAYS = 5
"""Working days within which the item's officers should have looked at it; the house's own rule."""
FALLS = frozenset({Event.SUSPENDED, Event.RECALLED, Event.REVOKED, Event.STRIPPED, Event.CANCELLED})
"""Events after which a certificate counts no more, or not for a time."""

_RELYING = (
    select(CaseFile.case_no, CaseMaterial.items, Certificate.name)
    .join(Certificate, Certificate.identifier == CaseFile.certificate)
    .join(
        CaseMaterial,
        (CaseMaterial.case_no == CaseFile.case_no) & (CaseMaterial.material == CaseFile.material),
    )
    .where(
        Certificate.case_no == bindparam("case_no"),
        Certificate.item == bindparam("item"),
        CaseFile.replaced_at.is_(None),
    )
    .order_by(CaseFile.case_no, CaseFile.material)
)
_NAMED = select(Certificate).where(Certificate.identifier.in_(bindparam("identifiers", expanding=True)))


async def licence_fell(context: Context, session: AsyncSession, act: ProcedureAct, event: Event) -> None:
    """``act`` suspended or ended a licence: each case whose items rely on it and are not decided yet is told.

    The officers of these items get a card, the applicant a message. Locks these cases, in the order of their numbers.
    """
    found: dict[str, tuple[set[str], str]] = {}
    for case_no, items, name in await session.execute(_RELYING, {"case_no": act.case_no, "item": act.item}):
        found.setdefault(case_no, (set(), name))[0].update(items)
    for case_no, (keys, name) in found.items():
        case = await session.get_one(Case, case_no, with_for_update=True)
        open_items = [each for each in await items_of_case(session, case_no) if each.item in keys]
        undecided = [each for each in open_items if _is_undecided(each)]
        if undecided:
            await _tell(context, session, case, undecided, name, act, event)


def _is_undecided(item: ItemCase) -> bool:
    stage = stage_on_record(item)
    return stage is not None and not stage.ended


async def _tell(
    context: Context,
    session: AsyncSession,
    case: Case,
    items: list[ItemCase],
    name: str,
    act: ProcedureAct,
    event: Event,
) -> None:
    now = context.now()
    due_at = await end_of_limit(context, session, now, LOOK_DAYS)
    for item in items:
        await show_card(
            session,
            case.case_no,
            item.item,
            item.body,
            MatterClock.RELIED_ON,
            ClockState.YELLOW,
            due_at,
            now,
        )
    concerned = "、".join(f"“{item.name}”" for item in items)
    theme = context.catalogue.theme(case.theme).name
    await tell(
        context,
        session,
        case,
        MessageKind.RELIED_ON,
        key=f"relied/{act.case_no}/{act.item}/{act.number}",
        text=f"您申办的“{theme}”（办件编号{case.case_no}）中，{concerned}引用的电子证照“{name}”已被{event.label}。"
        "办理部门将核实其影响，需要您补交材料的会另行告知；您也可以主动与办理部门联系。",
    )


async def worth_today(
    session: AsyncSession, identifiers: Iterable[str | None], today: date
) -> Mapping[str, tuple[str, str, str]]:
    """Name, status code and status name today of each certificate that stands for a material."""
    wanted = [each for each in identifiers if each is not None]
    if not wanted:
        return {}
    found = {}
    for certificate in await session.scalars(_NAMED, {"identifiers": wanted}):
        status = status_on(certificate, today)
        found[certificate.identifier] = (
            certificate.name,
            status,
            status_name(status, certificate.type_code),
        )
    return found
