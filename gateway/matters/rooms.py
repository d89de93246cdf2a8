"""Which room looks at a matter of which kind: one explicit list."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from gateway.aftercare.suspending import check_term
from gateway.aftercare.watching import check_renewal
from gateway.archive import watching as archive
from gateway.deliveries import watching as deliveries
from gateway.dependencies import Context
from gateway.inspections import watching as inspections
from gateway.matters.kinds import MatterKind
from gateway.outcomes import holding
from gateway.procedure.record import Actor
from gateway.publicity import watching as publicity
from gateway.ratings import watching as ratings
from gateway.store.models import Case, Matter

Check = Callable[[Context, AsyncSession, Case, Matter, Actor], Awaitable[datetime | None]]
"""Looks at a matter in the caller's transaction, which has locked the case: does what is due by now, once, and says when
to look again; ``None`` when it is settled."""

CHECKS: Mapping[MatterKind, Check] = {
    MatterKind.RENEWAL: check_renewal,
    MatterKind.SUSPENSION: check_term,
    MatterKind.ARCHIVE: archive.look,
    MatterKind.INSPECTION: inspections.check,
    MatterKind.DELIVERY: deliveries.check,
    MatterKind.PUBLICITY: publicity.check,
    MatterKind.RATING: ratings.look,
    MatterKind.HOLD: holding.check,
}
