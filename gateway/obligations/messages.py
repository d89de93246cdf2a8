"""What the engine is told about obligations: codes only.

``obligation-opened`` begins the process that watches one obligation; ``obligation-changed`` wakes it;
``obligation-settled`` lets an item go on whose certificate was withheld; ``item-closed`` ends an item's handling.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from chain.cases import Outcome
from gateway import outbox
from gateway.outbox.enqueue import Kind
from gateway.store.models import Obligation


async def opened(session: AsyncSession, obligation: Obligation) -> None:
    """Let the engine watch the obligation."""
    variables = {
        "case_no": obligation.case_no,
        "obligation_no": obligation.obligation_no,
        "item": obligation.item,
        "body": obligation.body,
    }
    await _publish(session, "obligation-opened", obligation.case_no, _key(obligation), variables)


async def changed(session: AsyncSession, obligation: Obligation) -> None:
    """Let the engine look at the obligation at once: its state is another one now."""
    await _publish(
        session, "obligation-changed", obligation.case_no, _key(obligation), {}, str(obligation.state)
    )


async def settled(session: AsyncSession, case_no: str, item: str) -> None:
    """Let an item go on that waits for its tolerated materials: none is owed any more."""
    await _publish(session, "obligation-settled", case_no, f"{case_no}/{item}", {})


async def item_closed(session: AsyncSession, case_no: str, item: str) -> None:
    """End the handling of an item that was returned."""
    closing = {"closing": {"outcome": Outcome.REFUSED.value}}
    await _publish(session, "item-closed", case_no, f"{case_no}/{item}", closing)


def _key(obligation: Obligation) -> str:
    return f"{obligation.case_no}/{obligation.obligation_no}"


async def _publish(
    session: AsyncSession, name: str, case_no: str, key: str, variables: Mapping[str, Any], mark: str = ""
) -> None:
    payload = {"name": name, "correlation_key": key, "variables": dict(variables)}
    await outbox.enqueue(session, Kind.PUBLISH, case_no, payload, "/".join(filter(None, (name, key, mark))))
