"""Process records: acts, exchange records after GB/T 39046-2020, calculation sheets of the clocks (时限计算书)."""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from chain.limits import calculation_sheet, sheet_text
from chain.procedure import Act
from gateway.archive import marks
from gateway.archive.facts import FileFacts
from gateway.archive.parts.filed import Filed
from gateway.clocks.facts import facts_of_items
from gateway.clocks.office import office_calendar
from gateway.dependencies import Context
from gateway.procedure.exchange import exchange_of
from gateway.store.models import ProcedureAct


async def acts(_context: Context, _session: AsyncSession, facts: FileFacts) -> list[Filed]:
    """Every act on each item, with its reason; in a supplement the later ones, of items to which more than filing was done."""
    found = {item.item: facts.fresh(facts.acts.get(item.item, ()), marks.act) for item in facts.items}
    return [
        Filed.record(
            item.item,
            "records/acts.json",
            {
                "item": item.item,
                "name": item.name,
                "body": item.body,
                "stage": item.stage,
                "acts": [_act(act) for act in found[item.item]],
            },
            *map(marks.act, found[item.item]),
        )
        for item in facts.items
        if facts.filed is None or any(act.act != Act.ARCHIVE for act in found[item.item])
    ]


def _act(act: ProcedureAct) -> dict[str, Any]:
    return {
        "number": act.number,
        "act": act.act,
        "name": Act(act.act).label,
        "at": act.at,
        "effective_at": act.effective_at,
        "body": act.body,
        "role": act.role,
        "actor": act.actor,
        "detail": act.detail,
        "reason": act.reason,
        "document_no": act.document_no,
    }


async def exchange_records(context: Context, session: AsyncSession, facts: FileFacts) -> list[Filed]:
    """The exchange records of the chain, and of each item in its own package."""
    if facts.holds(marks.EXCHANGE):
        return []
    records = (await exchange_of(context, session, facts.case)).model_dump(mode="json")
    singles = records.pop("singles")
    return [
        Filed.record(None, "records/exchange.json", records, marks.EXCHANGE),
        *(
            Filed.record(item.item, "records/exchange.json", single)
            for item, single in zip(facts.items, singles, strict=True)
        ),
    ]


async def clock_sheets(context: Context, session: AsyncSession, facts: FileFacts) -> list[Filed]:
    """Day by day how the limits of each accepted item were counted, as data and to read."""
    if facts.holds(marks.CLOCK_SHEETS):
        return []
    known = await facts_of_items(session, list(facts.items))
    calendar = await office_calendar(context, session)
    found = []
    for item in facts.items:
        sheet = calculation_sheet(
            facts.case.case_no,
            item.item,
            item.name,
            known[item.case_no, item.item],
            statutory_days=item.statutory_days,
            promised_days=item.promised_days,
            calendar=calendar,
            now=facts.now,
        )
        if sheet is not None:
            found.append(
                Filed.written(item.item, "records/clock_sheet.json", sheet.to_bytes(), marks.CLOCK_SHEETS)
            )
            found.append(Filed.written(item.item, "records/clock_sheet.txt", sheet_text(sheet).encode()))
    return found
