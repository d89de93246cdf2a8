"""Numbers that are given out once: series in the store, licence numbers, USCCs of the rehearsal regions."""

from datetime import date, datetime

from sqlalchemy import bindparam, insert, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from bpmn.catalogue import Body
from chain.certificates.certificate_types import CertificateType
from chain.identifiers import organisation_check_character, uscc_check_character
from gateway.store.models import Case, Series, Subject

_SOLE_TRADER = "92"
"""First two characters of a sole trader's USCC (GB 32100-2015): 工商 and 个体工商户."""

_RAISE = (
    update(Series)
    .where(Series.name == bindparam("series"))
    .values(last=Series.last + 1)
    .returning(Series.last)
)


async def next_number(session: AsyncSession, series: str) -> int:
    """The next number (from 1) of a series; a rolled back transaction gives it back."""
    raised: int | None = await session.scalar(_RAISE, {"series": series})
    if raised is not None:
        return raised
    try:
        async with session.begin_nested():
            await session.execute(insert(Series).values(name=series, last=1))
    except IntegrityError:
        # Another one began the series at the same moment and has committed it since.
        begun: int | None = await session.scalar(_RAISE, {"series": series})
        if begun is None:
            raise
        return begun
    return 1


async def found_business(session: AsyncSession, case: Case, now: datetime) -> str:
    """Allocate the fictitious USCC of the business that the case founds, in the case's reserved region."""
    serial = await next_number(session, "subject")
    uscc = fictitious_uscc(case.region, serial)
    session.add(Subject(uscc=uscc, case_no=case.case_no, serial=serial, fictitious=True, allocated_at=now))
    await session.flush()
    return uscc


def fictitious_uscc(region: str, serial: int) -> str:
    """A sole trader's USCC in ``region`` (six digits), serial 1 to 99,999,999 as its organisation code."""
    organisation = f"{serial:08d}"
    first = f"{_SOLE_TRADER}{region}{organisation}{organisation_check_character(organisation)}"
    return first + uscc_check_character(first)


async def licence_number(
    session: AsyncSession, kind: CertificateType, body: Body, uscc: str, day: date
) -> str:
    """The licence's own number (证照编号) as its type forms it; counted by type, body and year."""
    numbering = kind.number
    series = f"licence/{kind.key}/{body.code}/{day.year}"
    return numbering.number(
        region=body.region,
        region_name=body.region_name,
        uscc=uscc,
        year=day.year,
        serial=await next_number(session, series) if numbering.counted else 0,
    )
