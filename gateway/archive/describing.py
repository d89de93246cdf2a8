"""The metadata of a case's packages: archive number, retention, title, dates, responsible body."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from chain.archive.model import Access, Metadata
from chain.clock import BEIJING
from gateway.archive.facts import FileFacts
from gateway.archive.retention import longest, retention_of
from gateway.certificates.numbers import next_number
from gateway.dependencies import Context
from gateway.store.models import Archive, ProcedureAct

_CATEGORY = "ZWFW"
"""政务服务 (category of the archive number; ours)."""


async def number(context: Context, session: AsyncSession, archive: Archive, facts: FileFacts) -> None:
    """Give the file its archive number (档号) and its retention, once.

    ``fonds-category·year-retention-serial`` after DA/T 13-2022 [memory]; the body's code stands for the fonds number, which
    an archives office would give it [assumed].
    """
    if archive.archive_no is not None:
        return
    kept = longest(retention_of(context.catalogue, item.item) for item in facts.items)
    year = facts.now.year
    serial = await next_number(session, f"archive/{archive.body}/{year}/{kept.code}")
    archive.retention = kept.value
    archive.archive_no = f"{archive.body}-{_CATEGORY}·{year}-{kept.code}-{serial:06d}"


def described(context: Context, archive: Archive, facts: FileFacts) -> dict[str, Metadata]:
    """The metadata of the chain's package (key empty) and of each item's."""
    catalogue, case = context.catalogue, facts.case
    lead = catalogue.body(case.lead_body)
    theme = catalogue.theme(case.theme)
    chain = Metadata(
        archive_no=archive.archive_no or "",
        fonds=archive.body,
        year=(archive.packed_at or facts.now).year,
        retention=longest(retention_of(catalogue, item.item) for item in facts.items),
        access=Access.CONTROLLED,
        title=f"{theme.name}（{case.case_no}）",
        case_no=case.case_no,
        item="",
        code=case.theme,
        responsible=lead.name,
        responsible_code=lead.uscc,
        began=_day(case.received_at),
        ended=_last([act for acts in facts.acts.values() for act in acts], case.received_at),
        pages=0,
        files=0,
    )
    found = {"": chain}
    for place, item in enumerate(facts.items, 1):
        body = catalogue.body(item.body)
        found[item.item] = Metadata(
            archive_no=f"{chain.archive_no}-{place:02d}",
            fonds=chain.fonds,
            year=chain.year,
            retention=retention_of(catalogue, item.item),
            access=chain.access,
            title=f"{item.name}（{case.case_no}）",
            case_no=case.case_no,
            item=item.item,
            code=item.item,
            responsible=body.name,
            responsible_code=body.uscc,
            began=chain.began,
            ended=_last(facts.acts.get(item.item, ()), case.received_at),
            pages=0,
            files=0,
        )
    return found


def _last(acts: Sequence[ProcedureAct], otherwise: datetime) -> date:
    return _day(max((act.at for act in acts), default=otherwise))


def _day(moment: datetime) -> date:
    return moment.astimezone(BEIJING).date()
