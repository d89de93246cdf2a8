"""A command that carries an Idempotency-Key is carried out once, also when its repetitions race."""

import hashlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import bindparam, insert, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from chain.errors import Conflict
from gateway.cases.errors import IdempotencyKeyReused
from gateway.dependencies import Context
from gateway.store.base import table_of
from gateway.store.models import Idempotency

_ATTEMPTS = 3
_ANSWERS = table_of(Idempotency)
_EARLIER = select(_ANSWERS.c.request_hash, _ANSWERS.c.response).where(
    _ANSWERS.c.subject == bindparam("subject"),
    _ANSWERS.c.route == bindparam("route"),
    _ANSWERS.c.key == bindparam("key"),
)
_REMEMBER = insert(_ANSWERS)


@dataclass(frozen=True, slots=True)
class Slot:
    """The place of one command: who, which route, which key, and a digest of what was asked."""

    subject: str
    route: str
    key: str
    request_hash: str

    @classmethod
    def of(cls, subject: str, route: str, key: str, request: Any) -> "Slot":
        """The slot of ``request`` (JSON-like): the order of members does not count."""
        digest = hashlib.sha256(orjson.dumps(request, option=orjson.OPT_SORT_KEYS)).hexdigest()
        return cls(subject, route, key, digest)

    @property
    def place(self) -> dict[str, str]:
        """The columns that name it."""
        return {"subject": self.subject, "route": self.route, "key": self.key}


async def earlier_answer(context: Context, slot: Slot) -> dict[str, Any] | None:
    """What was answered before, or ``None``. Raises ``IdempotencyKeyReused`` when something else was asked."""
    async with context.database.read() as session:
        return await stored_answer(context, session, slot)


async def once(
    context: Context, slot: Slot, act: Callable[[AsyncSession], Awaitable[dict[str, Any]]]
) -> dict[str, Any]:
    """Carry ``act`` out in one transaction together with the memory of its answer, or give the earlier answer.

    Repetitions that race wait for each other; should one get by, its transaction fails on the unique slot and it then
    finds the winner's answer.
    """
    for _ in range(_ATTEMPTS):
        try:
            async with context.database.write(ahead=True) as session:
                await _wait_for_others(session, slot)
                stored = await stored_answer(context, session, slot)
                if stored is not None:
                    return stored
                answer = await act(session)
                row = {
                    **slot.place,
                    "request_hash": _fingerprint(context, slot),
                    "status": 202,
                    "response": answer,
                    "created_at": context.now(),
                }
                await session.execute(_REMEMBER, row)
            return answer
        except IntegrityError:
            continue
    raise Conflict


async def _wait_for_others(session: AsyncSession, slot: Slot) -> None:
    """Without this a repetition on PostgreSQL can miss the answer and yet see its effect, and call it a conflict."""
    if session.get_bind().dialect.name != "postgresql":
        return
    place = hashlib.sha256("\0".join((slot.subject, slot.route, slot.key)).encode()).digest()
    number = int.from_bytes(place[:8], "big", signed=True)
    await session.execute(text("SELECT pg_advisory_xact_lock(:id)"), {"id": number})


def _fingerprint(context: Context, slot: Slot) -> str:
    """What rests of a request: keyed, because a plain digest of one telephone number can be guessed."""
    return context.cipher.fingerprint(f"request {slot.request_hash}".encode())


async def stored_answer(context: Context, session: AsyncSession, slot: Slot) -> dict[str, Any] | None:
    """As :func:`earlier_answer`, in the caller's session."""
    row = (await session.execute(_EARLIER, slot.place)).first()
    if row is None:
        return None
    if row.request_hash != _fingerprint(context, slot):
        raise IdempotencyKeyReused
    answer: dict[str, Any] = row.response
    return answer
