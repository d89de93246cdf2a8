"""What a request asks of the store, statement by statement."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from tests.unit.gateway.portal import Portal


@contextmanager
def statements(portal: Portal) -> Iterator[list[str]]:
    """The statements that the store is asked meanwhile."""
    found: list[str] = []
    engine = portal.context.database.engine.sync_engine

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        found.append(" ".join(statement.split()))

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(engine, "before_cursor_execute", note)


def reading(statements: list[str], table: str) -> list[str]:
    """Those that read ``table``."""
    return [each for each in statements if re.search(rf"^SELECT .*\b(FROM|JOIN) {table}\b", each)]
