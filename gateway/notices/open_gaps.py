"""Gaps on record: the latest round of the automatic check of every item, and what an officer asked for."""

from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from chain.cases import Outcome
from chain.procedure import Stage
from gateway.store.models import CaseMaterial, Decision, Gap, ItemCase

_ENDED = tuple(stage.value for stage in Stage if stage.ended)

VOID = "void"
"""State of a decision whose task was gone when it reached the engine."""


async def latest_gaps(session: AsyncSession, case_no: str) -> list[tuple[str, list[dict[str, Any]]]]:
    """``(item, gaps)`` of the last precheck of each item that has not ended, in the order of the plan."""
    newest = select(func.max(Gap.id)).where(Gap.case_no == case_no).group_by(Gap.item)
    rows = await session.execute(
        select(Gap.item, Gap.gaps)
        .join(ItemCase, (ItemCase.case_no == Gap.case_no) & (ItemCase.item == Gap.item))
        .where(Gap.id.in_(newest), or_(ItemCase.stage.is_(None), ItemCase.stage.not_in(_ENDED)))
        .order_by(ItemCase.ordering)
    )
    return [(item, gaps) for item, gaps in rows]


async def asked_by_officer(session: AsyncSession, case_no: str, item: str) -> list[dict[str, Any]]:
    """The gaps of the last decision in the item's review that asked for a supplement."""
    found = await session.scalar(
        select(Decision)
        .where(
            Decision.case_no == case_no,
            Decision.item == item,
            Decision.kind == "review",
            Decision.outcome == Outcome.SUPPLEMENT,
            Decision.state != VOID,
        )
        .order_by(Decision.decided_at.desc(), Decision.task_key.desc())
        .limit(1)
    )
    return list(found.gaps or []) if found is not None else []


async def material_keys(session: AsyncSession, case_no: str) -> frozenset[str]:
    """Keys of all materials of the case."""
    return frozenset(
        await session.scalars(select(CaseMaterial.material).where(CaseMaterial.case_no == case_no))
    )


async def materials_of_item(session: AsyncSession, case_no: str, item: str) -> frozenset[str]:
    """Keys of the materials that one item of the case uses."""
    rows = await session.execute(
        select(CaseMaterial.material, CaseMaterial.items).where(CaseMaterial.case_no == case_no)
    )
    return frozenset(material for material, items in rows if item in items)
