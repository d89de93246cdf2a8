"""The joint permit (行业综合许可证): which certificate it is, and what it lists."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from chain.certificates.data import ItemLicence, chinese_date
from gateway.certificates.status import SUSPENDED, VALID
from gateway.dependencies import Context
from gateway.store.models import Certificate, ItemCase

JOINT_PERMIT = "industry_permit"
FOUNDING = "business_license"
"""Keys of templates: the joint permit's, and that of the licence with which a business begins, which it leaves out."""


async def item_licences(context: Context, session: AsyncSession, case_no: str) -> tuple[ItemLicence, ...]:
    """What the joint permit lists: the sealed licences of the case, the business licence left out.

    A suspended one is listed: the page behind the QR code says so for as long as it is.
    """
    rows = await session.scalars(
        select(Certificate)
        .join(ItemCase, (ItemCase.case_no == Certificate.case_no) & (ItemCase.item == Certificate.item))
        .where(
            Certificate.case_no == case_no,
            Certificate.state == "sealed",
            Certificate.status.in_((VALID, SUSPENDED)),
            Certificate.template.not_in((FOUNDING, JOINT_PERMIT)),
        )
        .order_by(ItemCase.ordering)
    )
    return tuple(
        ItemLicence(
            name=row.name,
            number=row.number,
            issuer=context.catalogue.body(row.body).name,
            validity=f"至{chinese_date(row.valid_until)}" if row.valid_until else "长期",
        )
        for row in rows
    )
