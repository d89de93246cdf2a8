"""What of a form stays in the live store when personal data are reduced: the entry of the register of what was granted."""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from chain.certificates.certificate_types import find_type
from chain.procedure import Act
from chain.procedure.licence import GRANTED
from gateway.cases.planned import planned_item
from gateway.certificates.contents import face_keys
from gateway.dependencies import Context
from gateway.documents.addressee import NAMING
from gateway.procedure.record import acts_of, items_of_case
from gateway.store.models import Case

_CODES = frozenset({"uscc", "company_uscc"})


async def register_form(context: Context, session: AsyncSession, case: Case) -> dict[str, Any]:
    """Who applied, by name and the business's code, and what the certificates of granted items are made from.

    Later documents are addressed to the one, later versions of certificates (and those that were withheld) say the other.
    """
    kept = {*NAMING, *_CODES}
    acts = await acts_of(session, case.case_no)
    for item in await items_of_case(session, case.case_no):
        granted = any(
            act.act == Act.CONCLUDE and act.detail.get("outcome") == GRANTED
            for act in acts.get(item.item, ())
        )
        kind = find_type(item.certificate_type_code)
        if granted and kind is not None:
            form_key = planned_item(context, case, item.item).form
            kept |= face_keys(kind.key, form_key, case.form, case.theme)
    return {key: value for key, value in case.form.items() if key in kept}
