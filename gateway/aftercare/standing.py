"""How what was granted stands today, from the acts on record and the newest version of its certificate."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from chain.clock import BEIJING
from chain.procedure.licence import LicenceState, NothingGranted, licence_state
from gateway.dependencies import Context
from gateway.procedure.record import acts_of, facts_of
from gateway.store.models import Certificate, ItemCase

_NEWEST = (
    select(Certificate)
    .where(Certificate.case_no == bindparam("case_no"), Certificate.item == bindparam("item"))
    .order_by(Certificate.version.desc())
    .limit(1)
)


@dataclass(frozen=True, slots=True)
class Standing:
    """The state of what was granted, and its newest certificate, which an item without certificate does not have."""

    state: LicenceState
    certificate: Certificate | None

    @property
    def ends_on(self) -> date | None:
        """The last day on which it holds; ``None`` without an end."""
        return None if self.certificate is None else self.certificate.valid_until


async def newest_certificate(session: AsyncSession, case_no: str, item: str) -> Certificate | None:
    """The newest version of an item's certificate, sealed or not."""
    found: Certificate | None = await session.scalar(_NEWEST, {"case_no": case_no, "item": item})
    return found


async def find_standing(context: Context, session: AsyncSession, item: ItemCase) -> Standing | None:
    """How what was granted on ``item`` stands; ``None`` when nothing was. The transaction has locked the case to act on it."""
    certificate = await newest_certificate(session, item.case_no, item.item)
    ends_on = None if certificate is None else certificate.valid_until
    today = context.now().astimezone(BEIJING).date()
    facts = facts_of((await acts_of(session, item.case_no)).get(item.item, ()))
    state = licence_state(facts, expired=ends_on is not None and today > ends_on)
    return None if state is None else Standing(state, certificate)


async def standing_of(context: Context, session: AsyncSession, item: ItemCase) -> Standing:
    """As :func:`find_standing`. Raises ``NothingGranted``."""
    found = await find_standing(context, session, item)
    if found is None:
        raise NothingGranted
    return found
