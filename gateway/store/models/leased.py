"""Columns of a table whose rows wait to be delivered by any of several gateways (``gateway.outbox.leasing``)."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from gateway.store.base import Code, Serial


class Leased:
    """A row that one gateway holds for a short time while it delivers it. Times are the machine's: they pace only."""

    id: Mapped[int] = mapped_column(Serial, primary_key=True, autoincrement=True)
    attempts: Mapped[int] = mapped_column(default=0)
    next_attempt_at: Mapped[datetime]
    leased_until: Mapped[datetime | None]
    leased_by: Mapped[str | None] = mapped_column(Code)
