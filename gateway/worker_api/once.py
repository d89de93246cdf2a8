"""One transaction a call, carried out once for a job.

The same job key brings the same answer whatever the body says: an engine may run a job again, and what the worker
computes the second time (a consultation's time, say) need not be the same.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, TypeVar

import orjson
from pydantic import BaseModel
from sqlalchemy import bindparam, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from chain.errors import Conflict
from gateway.dependencies import Caller, Context
from gateway.store import audit
from gateway.store.base import table_of
from gateway.store.models import Idempotency

AnswerT = TypeVar("AnswerT", bound=BaseModel)
_ATTEMPTS = 3

# Built once: every call of a worker asks and remembers.
_ANSWERS = table_of(Idempotency)
_EARLIER = select(_ANSWERS.c.response).where(
    _ANSWERS.c.subject == bindparam("subject"),
    _ANSWERS.c.route == bindparam("route"),
    _ANSWERS.c.key == bindparam("key"),
)
_REMEMBER = insert(_ANSWERS)


@dataclass(frozen=True, slots=True)
class Call:
    """A worker's call: who calls, for which job, what (``action``) and on which case and item; ``part`` tells several calls of
    one job about an item apart."""

    caller: Caller
    job_key: str
    action: str
    case_no: str = ""
    item: str | None = None
    request: BaseModel | None = None
    part: str = ""

    @property
    def body(self) -> str:
        """The body whose worker calls."""
        return self.caller.body or ""

    @property
    def reference(self) -> str:
        """The job within its case: an engine that lost its data counts job keys from the beginning again."""
        return f"{self.case_no}/{self.item or ''}/{self.job_key}"

    @property
    def _place(self) -> dict[str, str]:
        part = f" {self.part}" if self.part else ""
        route = f"worker {self.action} {self.case_no}/{self.item or ''}{part}"
        return {"subject": f"body {self.body}", "route": route[:200], "key": self.job_key}

    async def remember(self, session: AsyncSession, answer: BaseModel, context: Context) -> None:
        """Remember the answer. Raises ``IntegrityError`` when another one is remembered."""
        asked = self.request.model_dump(mode="json") if self.request else {}
        row = {
            **self._place,
            "request_hash": context.cipher.fingerprint(
                b"worker " + orjson.dumps(asked, option=orjson.OPT_SORT_KEYS)
            ),
            "status": 200,
            "response": answer.model_dump(mode="json"),
            "created_at": context.now(),
        }
        await session.execute(_REMEMBER, row)

    async def earlier(self, session: AsyncSession) -> Any | None:
        """What was answered to this job before."""
        return await session.scalar(_EARLIER, self._place)

    async def audit(
        self, session: AsyncSession, context: Context, detail: dict[str, Any] | None = None
    ) -> None:
        """Write the call into the audit log: codes only."""
        await audit.record(
            session,
            at=context.now(),
            actor=self.caller.sub,
            role="worker",
            body=self.caller.body,
            action=f"worker.{self.action}",
            case_no=self.case_no or None,
            detail={"item": self.item, "job": self.job_key} | (detail or {}),
        )


async def once(
    context: Context,
    call: Call,
    answer: type[AnswerT],
    act: Callable[[AsyncSession], Awaitable[AnswerT]],
) -> AnswerT:
    """Carry ``act`` out together with its memory and its line in the audit log, or give the earlier answer.

    Of two that race, the loser's transaction fails on a unique key; it then finds what the winner left.
    """
    for _ in range(_ATTEMPTS):
        try:
            async with context.database.write() as session:
                stored = await call.earlier(session)
                if stored is not None:
                    return answer.model_validate(stored)
                result = await act(session)
                await call.remember(session, result, context)
                await call.audit(session, context)
            return result
        except IntegrityError:
            continue
    raise Conflict
