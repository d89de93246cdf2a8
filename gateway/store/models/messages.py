"""What an applicant is told, over which channels it went, and where the applicant wants it."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from gateway.store.base import Base, CaseNo, Code, Serial
from gateway.store.encryption import EncryptedText
from gateway.store.models.leased import Leased

_WAITING = text("state IN ('queued', 'failed')")
_GIVEN_UP = text("state = 'given_up'")


class Message(Base):
    """One thing that an applicant is told about a case; written in the transaction that does the thing."""

    __tablename__ = "messages"
    __table_args__ = (UniqueConstraint("case_no", "key"), Index(None, "recipient", "id"))

    id: Mapped[int] = mapped_column(Serial, primary_key=True, autoincrement=True)
    case_no: Mapped[str] = mapped_column(CaseNo, ForeignKey("cases.case_no"))
    recipient: Mapped[str] = mapped_column(String(255))
    """The account; empty while a window case is bound to none."""
    kind: Mapped[str] = mapped_column(Code)
    """``gateway.messages.kinds.MessageKind``."""
    subject: Mapped[str] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(EncryptedText("messages.text"))
    link: Mapped[str] = mapped_column(String(200))
    """Where it is followed up: a path of this interface."""
    due_at: Mapped[datetime | None]
    """Until when the applicant has to act; null where nothing is to be done."""
    key: Mapped[str] = mapped_column(String(200))
    """Within the case: what makes telling it again harmless."""
    created_at: Mapped[datetime]
    read_at: Mapped[datetime | None]


class MessageDelivery(Leased, Base):
    """The way of one message over one channel."""

    __tablename__ = "message_deliveries"
    __table_args__ = (
        UniqueConstraint("message_id", "channel"),
        Index(
            "ix_message_deliveries_waiting",
            "next_attempt_at",
            "id",
            sqlite_where=_WAITING,
            postgresql_where=_WAITING,
        ),
        Index(
            "ix_message_deliveries_given_up",
            "channel",
            "id",
            sqlite_where=_GIVEN_UP,
            postgresql_where=_GIVEN_UP,
        ),
    )

    message_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("messages.id"))
    channel: Mapped[str] = mapped_column(Code)
    """``in_app``, ``sms``, ``email``."""
    state: Mapped[str] = mapped_column(Code)
    """``queued``, ``sent`` (the channel took it), ``delivered`` (it was opened), ``failed`` (is tried again),
    ``given_up``."""
    error_code: Mapped[str | None] = mapped_column(Code)
    """Of the last attempt."""
    sent_at: Mapped[datetime | None]
    delivered_at: Mapped[datetime | None]


class Contact(Base):
    """Where an account wants its messages besides the application itself."""

    __tablename__ = "contacts"

    account: Mapped[str] = mapped_column(String(255), primary_key=True)
    sms: Mapped[str | None] = mapped_column(EncryptedText("contacts.sms"))
    email: Mapped[str | None] = mapped_column(EncryptedText("contacts.email"))
    channels: Mapped[list[Any]]
    """Those of ``sms`` and ``email`` that are wanted."""
    changed_at: Mapped[datetime]
