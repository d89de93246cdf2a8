"""What the engine is told about obligations: codes only.

``obligation-opened`` begins the process that watches one obligation; ``obligation-changed`` wakes it;
``obligation-settled`` lets an item go on whose certificate was withheld.
"""

from sqlalchemy.ext.asyncio import AsyncSession

from gateway import outbox
from gateway.store.models import Obligation


async def opened(session: AsyncSession, obligation: Obligation, again: str = "") -> None:
    """Let the engine watch the obligation; ``again``: once more, for its watch had ended."""
    variables = {
        "case_no": obligation.case_no,
        "obligation_no": obligation.obligation_no,
        "item": obligation.item,
        "body": obligation.body,
    }
    number = obligation.obligation_no
    await outbox.publish_for(session, obligation.case_no, "obligation-opened", number, variables, again)


async def changed(session: AsyncSession, obligation: Obligation) -> None:
    """Let the engine look at the obligation at once: its state is another one now."""
    case_no, number, state = obligation.case_no, obligation.obligation_no, str(obligation.state)
    await outbox.publish_for(session, case_no, "obligation-changed", number, {}, state)


async def settled(session: AsyncSession, case_no: str, item: str) -> None:
    """Let an item go on that waits for its tolerated materials: none is owed any more."""
    await outbox.publish_for(session, case_no, "obligation-settled", item, {})
