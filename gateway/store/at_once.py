"""Sessions on SQLite whose statements are carried out where they are asked for.

SQLAlchemy asks an asynchronous database from a greenlet of its own for each statement, in case something has to be waited
for. Nothing has to where the connection is open already and its statements run on the loop's own thread
(:data:`gateway.store.sqlite_driver.AT_ONCE`): there the greenlet was a quarter of what a small statement took.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

_WHOLE = {"prebuffer_rows": True}
"""Objects are made when the statement is carried out, not while its rows are gone through: as asynchronous sessions do."""


class AtOnceSession(AsyncSession):
    """A session bound to an open connection with the option ``AT_ONCE``.

    What is not here (``stream``, ``refresh``, ``begin_nested`` …) goes by a greenlet as before. Were there something to
    wait for all the same, the statement would fail with ``MissingGreenlet``.
    """

    async def execute(
        self,
        statement: Any,
        params: Any = None,
        *,
        execution_options: Mapping[str, Any] | None = None,
        **kw: Any,
    ) -> Any:
        """See :meth:`AsyncSession.execute`."""
        options = {**execution_options, **_WHOLE} if execution_options else _WHOLE
        return self.sync_session.execute(statement, params, execution_options=options, **kw)

    async def scalar(self, statement: Any, params: Any = None, **kw: Any) -> Any:
        """See :meth:`AsyncSession.scalar`."""
        return self.sync_session.scalar(statement, params, **kw)

    async def get(self, entity: Any, ident: Any, **kw: Any) -> Any:
        """See :meth:`AsyncSession.get`."""
        return self.sync_session.get(entity, ident, **kw)

    async def get_one(self, entity: Any, ident: Any, **kw: Any) -> Any:
        """See :meth:`AsyncSession.get_one`."""
        return self.sync_session.get_one(entity, ident, **kw)

    async def flush(self, objects: Sequence[Any] | None = None) -> None:
        """See :meth:`AsyncSession.flush`."""
        self.sync_session.flush(objects)
