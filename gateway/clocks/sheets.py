"""The calculation sheet of one item, for whoever may see its case."""

from chain.errors import NotFound
from chain.limits import Sheet, calculation_sheet
from gateway.cases.access import visible_case
from gateway.cases.views import note_reading
from gateway.clocks.facts import facts_of_items
from gateway.clocks.office import office_calendar
from gateway.dependencies import Caller, Context
from gateway.store.models import ItemCase


class SheetNotFound(NotFound):
    """No such item in the case, or one whose limits do not run yet."""

    message = "该事项尚未受理，没有时限计算书。"


async def sheet(context: Context, caller: Caller, case_no: str, item: str) -> Sheet:
    """The sheet as of now; the reading is audited. Raises ``CaseNotFound``, ``SheetNotFound``."""
    async with context.database.read() as session:
        _, view = await visible_case(session, caller, case_no)
        found = await session.get(ItemCase, (case_no, item))
        if found is None:
            raise SheetNotFound
        facts = await facts_of_items(session, [found])
        calendar = await office_calendar(context, session)
    computed = calculation_sheet(
        case_no,
        item,
        found.name,
        facts[case_no, item],
        statutory_days=found.statutory_days,
        promised_days=found.promised_days,
        calendar=calendar,
        now=context.now(),
    )
    if computed is None:
        raise SheetNotFound
    await note_reading(context, caller, view, case_no, "sheet")
    return computed
