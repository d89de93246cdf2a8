"""Opening matters, and saying that one changed: the engine keeps the time (``bpmn/shared/matter.bpmn``)."""

from datetime import datetime

from sqlalchemy import bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from gateway import outbox
from gateway.matters.kinds import MatterKind
from gateway.store.models import Matter

_OPENED = select(Matter).where(
    Matter.case_no == bindparam("case_no"),
    Matter.kind == bindparam("kind"),
    Matter.subject == bindparam("subject"),
)
_OPEN = (
    select(Matter)
    .where(
        Matter.case_no == bindparam("case_no"),
        Matter.kind == bindparam("kind"),
        Matter.settled_at.is_(None),
    )
    .order_by(Matter.opened_at.desc(), Matter.matter_no.desc())
)
_HELD = _OPEN.with_for_update().execution_options(populate_existing=True)
_COUNT = select(func.count()).where(Matter.case_no == bindparam("case_no"), Matter.kind == bindparam("kind"))


async def open_matter(
    session: AsyncSession, case_no: str, kind: MatterKind, *, subject: str, body: str, at: datetime
) -> Matter:
    """Have the engine look after ``subject`` (a code: an item, a document's number …) of the case in the name of ``body``.

    The caller's transaction has locked the case. Opening the same again finds the matter that is there.
    """
    found = await matter_on(session, case_no, kind, subject)
    if found is not None:
        return found
    number = (await session.scalar(_COUNT, {"case_no": case_no, "kind": kind.value}) or 0) + 1
    matter = Matter(
        case_no=case_no,
        matter_no=f"{kind.value}{number:02d}",
        kind=kind.value,
        subject=subject,
        body=body,
        opened_at=at,
        settled_at=None,
        changes=0,
    )
    session.add(matter)
    await session.flush()
    variables = {"case_no": case_no, "matter_no": matter.matter_no, "body": body}
    await outbox.publish_for(session, case_no, "matter-opened", matter.matter_no, variables)
    return matter


async def matter_on(session: AsyncSession, case_no: str, kind: MatterKind, subject: str) -> Matter | None:
    """The case's matter of this kind on ``subject``, settled or not."""
    place = {"case_no": case_no, "kind": kind.value, "subject": subject}
    found: Matter | None = await session.scalar(_OPENED, place)
    return found


async def open_matters(
    session: AsyncSession, case_no: str, kind: MatterKind, *, held: bool = False
) -> list[Matter]:
    """Those of the case that are not settled, the newest first; ``held``: locked, for who has not locked the case."""
    statement = _HELD if held else _OPEN
    return list(await session.scalars(statement, {"case_no": case_no, "kind": kind.value}))


async def changed(session: AsyncSession, matter: Matter) -> None:
    """Have the engine look at the matter at once: something of it is another now."""
    matter.changes += 1
    await outbox.publish_for(
        session, matter.case_no, "matter-changed", matter.matter_no, {}, str(matter.changes)
    )
