"""The signed list of certificates that do not count, as it is handed out."""

from datetime import datetime

from sqlalchemy import LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from gateway.store.base import Base, Code
from gateway.store.models.leased import Leased


class StatusListRow(Leased, Base):
    """The one list of this installation, or that one is still to be made; written by the gateway that starts first."""

    __tablename__ = "status_lists"

    number: Mapped[int]
    """Of the list that stands here, from 1; 0 while there is none."""
    issued_at: Mapped[datetime | None]
    next_update: Mapped[datetime | None]
    envelope: Mapped[bytes | None] = mapped_column(LargeBinary)
    """``chain.certificates.status_list.SignedList``: digests and statuses, nothing of a person."""
    sha256: Mapped[str | None] = mapped_column(String(64))
    """Of the envelope."""
    error_code: Mapped[str | None] = mapped_column(Code)
    """Of the last attempt."""
