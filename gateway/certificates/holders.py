"""The business that the certificates of a chain are made out to."""

from dataclasses import dataclass, field

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from chain.cases import Outcome
from gateway.store.models import Case, ItemCase, Subject


@dataclass(frozen=True, slots=True)
class Business:
    """A business by its USCC and name."""

    uscc: str
    name: str = field(repr=False)


_FOUNDED = select(Subject.uscc).where(Subject.case_no == bindparam("case_no"))
_VERIFIED = select(ItemCase.item).where(
    ItemCase.case_no == bindparam("case_no"), ItemCase.verification_outcome == Outcome.GRANTED.value
)


async def business_of(session: AsyncSession, case: Case) -> Business | None:
    """The business founded in this chain, or the existing one whose licence was verified; ``None`` before."""
    name = str(case.form.get("business_name", ""))
    founded = await session.scalar(_FOUNDED, {"case_no": case.case_no})
    if founded is not None:
        return Business(founded, name)
    if await session.scalar(_VERIFIED, {"case_no": case.case_no}) is None:
        return None
    return Business(str(case.form.get("uscc", "")), name)
