"""What the applicant still owes after acceptance, in words: tolerated materials, and what is ordered to be mended."""

from collections.abc import Iterable, Mapping

from sqlalchemy import BindParameter, bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from gateway.cases.status.facts import Debt
from gateway.obligations.states import ObligationKind
from gateway.store.models import CaseMaterial, ItemCase, Obligation

_CASE_NO: BindParameter[str] = bindparam("case_no")
_NAMES = select(CaseMaterial.material, CaseMaterial.name).where(CaseMaterial.case_no == _CASE_NO)
_CONSEQUENCES = {
    "returned": "逾期未补齐的，终止办理并退件。",
    "withheld": "补齐之前，暂不发放证照。",
    "revoked": "逾期未补齐的，撤销已经作出的决定。",
}


async def material_names(session: AsyncSession, case_no: str) -> dict[str, str]:
    """Names of the case's materials by key."""
    return {row.material: row.name for row in await session.execute(_NAMES, {"case_no": case_no})}


def debts(owed: Iterable[Obligation], materials: Mapping[str, str], items: Iterable[ItemCase]) -> list[Debt]:
    """Each obligation as something to do."""
    names = {item.item: item.name for item in items}
    return [
        _tolerated(each, materials.get(each.material or "", "材料"), names[each.item])
        if each.kind == ObligationKind.TOLERANCE
        else _to_mend(each, names[each.item])
        for each in owed
    ]


def _tolerated(owed: Obligation, material: str, item: str) -> Debt:
    within = "" if owed.due_at else f"自受理之日起{owed.days}个工作日内补交，"
    return Debt(
        what=f"“{item}”容缺受理，请补交“{material}”。",
        how=f"{within}可以在网上补交，也可以到受理窗口补交。{_CONSEQUENCES[owed.consequence]}",
        until=owed.due_at,
        link=f"/cases/{owed.case_no}/obligations/{owed.obligation_no}/fulfilment",
    )


def _to_mend(owed: Obligation, item: str) -> Debt:
    return Debt(
        what=f"“{item}”的承诺经核查不属实，请在责令的期限内改正。",
        how="改正后告知办理单位复核。逾期未改正的，撤销已经作出的决定。",
        until=owed.mend_until,
    )
