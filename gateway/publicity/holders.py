"""Whom a publication names: a business in full and by its code, a natural person so that only neighbours would know them."""

from sqlalchemy.ext.asyncio import AsyncSession

from chain.identifiers import is_valid_uscc
from gateway.certificates.holders import business_of
from gateway.dependencies import Context
from gateway.documents.addressee import NOT_NAMED, applicant_name
from gateway.store.models import Case

_COMPANY = ("company_name", "business_name")
_CODES = ("company_uscc", "uscc")
_LONGEST_SHORTENED = 3


async def named_holder(context: Context, session: AsyncSession, case: Case) -> tuple[str, str | None]:
    """Name and USCC of the holder; no code for a natural person, whose name is shortened."""
    business = await business_of(session, case)
    if business is not None and business.name:
        return business.name, business.uscc or None
    company = next((name for key in _COMPANY if (name := str(case.form.get(key) or "").strip())), None)
    if company is not None:
        codes = (str(case.form.get(key) or "").strip() for key in _CODES)
        return company, next((code for code in codes if is_valid_uscc(code)), None)
    return shortened(applicant_name(context.catalogue.theme(case.theme), case.form)), None


def shortened(name: str) -> str:
    """``王小明`` becomes ``王**``."""
    if name == NOT_NAMED:
        return name
    return name[:1] + "*" * min(len(name) - 1, _LONGEST_SHORTENED - 1)
