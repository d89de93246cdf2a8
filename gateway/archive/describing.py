"""The metadata of a case's packages: archive number, retention, title, dates, responsible body."""

from collections.abc import Sequence, Set
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from chain.archive.model import Access, Metadata, Retention, Supplement
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


def numbered(archive: Archive, supplement: int) -> str:
    """The archive number of a package of the case: of the first (0), or of that supplement (补)."""
    return f"{archive.archive_no}-B{supplement:02d}" if supplement else archive.archive_no or ""


def described(
    context: Context, archive: Archive, facts: FileFacts, supplement: int, holding: Set[str | None]
) -> dict[str, Metadata]:
    """The metadata of the chain's package (key empty) and of each item's; of a supplement only where ``holding`` names the
    item, dated by what came later."""
    catalogue, case = context.catalogue, facts.case
    dated = facts.later() if supplement else facts
    lead = catalogue.body(case.lead_body)
    chain = Metadata(
        archive_no=numbered(archive, supplement),
        fonds=archive.body,
        year=(archive.packed_at or facts.now).year,
        retention=_retention(context, archive, facts),
        access=Access.CONTROLLED,
        title=f"{catalogue.theme(case.theme).name}（{case.case_no}）",
        case_no=case.case_no,
        item="",
        code=case.theme,
        responsible=lead.name,
        responsible_code=lead.uscc,
        began=_first(dated, supplement),
        ended=_last([act for acts in dated.acts.values() for act in acts], dated),
        pages=0,
        files=0,
        supplement=_supplement(archive, supplement),
    )
    found = {"": chain}
    for place, item in enumerate(facts.items, 1):
        if supplement and item.item not in holding:
            continue
        body = catalogue.body(item.body)
        found[item.item] = replace(
            chain,
            archive_no=f"{chain.archive_no}-{place:02d}",
            retention=retention_of(catalogue, item.item),
            title=f"{item.name}（{case.case_no}）",
            item=item.item,
            code=item.item,
            responsible=body.name,
            responsible_code=body.uscc,
            ended=_last(dated.acts.get(item.item, ()), dated),
            supplement=None,
        )
    return found


def _retention(context: Context, archive: Archive, facts: FileFacts) -> Retention:
    if archive.retention is not None:
        return Retention(archive.retention)
    return longest(retention_of(context.catalogue, item.item) for item in facts.items)


def _supplement(archive: Archive, number: int) -> Supplement | None:
    if not number or archive.archive_no is None or archive.manifest_sm3 is None:
        return None
    return Supplement(number, archive.archive_no, archive.manifest_sm3)


def _first(facts: FileFacts, supplement: int) -> date:
    """The day of receipt; of a supplement that of the first later act."""
    later = [act.at for acts in facts.acts.values() for act in acts]
    return _day(min(later, default=facts.now) if supplement else facts.case.received_at)


def _last(acts: Sequence[ProcedureAct], facts: FileFacts) -> date:
    """The day of the last of ``acts``; without any that of receipt, or of now where the case is filed already."""
    otherwise = facts.case.received_at if facts.filed is None else facts.now
    return _day(max((act.at for act in acts), default=otherwise))


def _day(moment: datetime) -> date:
    return moment.astimezone(BEIJING).date()
