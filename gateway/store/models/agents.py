"""Who acts for whom: mandates, what happened to each and under it, and assistance in outside systems."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from gateway.store.base import Base, CaseNo, Code, Serial
from gateway.store.encryption import EncryptedText


class Mandate(Base):
    """授权委托: who may do what for whom, where and until when."""

    __tablename__ = "mandates"
    __table_args__ = (
        Index(None, "principal_sub", "offered_at"),
        Index(None, "agent_sub", "offered_at"),
        Index(None, "agent_body", "offered_at"),
    )

    mandate_no: Mapped[str] = mapped_column(Code, primary_key=True)
    """ASCII, not to be guessed."""
    principal_sub: Mapped[str] = mapped_column(String(255))
    agent_sub: Mapped[str | None] = mapped_column(String(255))
    """Account of the agent; null where any official of the body may act."""
    agent_body: Mapped[str | None] = mapped_column(Code)
    """The body that assists (帮办代办); null for an agent who acts as the applicant would."""
    agent_name: Mapped[str] = mapped_column(EncryptedText("mandates.agent_name"))
    themes: Mapped[list[Any]]
    case_nos: Mapped[list[Any]]
    """Either themes or cases; the other list is empty."""
    acts: Mapped[list[Any]]
    systems: Mapped[list[Any]]
    """Outside systems for assistance: ``[{level, name}]``."""
    valid_from: Mapped[datetime]
    valid_until: Mapped[datetime]
    document_file_id: Mapped[str | None] = mapped_column(String(64), ForeignKey("files.file_id"))
    state: Mapped[str] = mapped_column(Code)
    """``gateway.agents.scope.MandateState``."""
    offered_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]


class MandateEvent(Base):
    """One thing that happened to a mandate or was done under it; never changed afterwards."""

    __tablename__ = "mandate_events"
    __table_args__ = (Index(None, "mandate_no"), Index(None, "case_no"))

    id: Mapped[int] = mapped_column(Serial, primary_key=True, autoincrement=True)
    mandate_no: Mapped[str] = mapped_column(Code, ForeignKey("mandates.mandate_no"))
    at: Mapped[datetime]
    kind: Mapped[str] = mapped_column(Code)
    actor: Mapped[str] = mapped_column(String(255))
    act: Mapped[str | None] = mapped_column(Code)
    """What was done under it (``gateway.agents.scope.MandateAct``)."""
    case_no: Mapped[str | None] = mapped_column(CaseNo, ForeignKey("cases.case_no"))
    reason: Mapped[str | None] = mapped_column(EncryptedText("mandate_events.reason"))


class Assistance(Base):
    """帮办代办: what an official did for the applicant in an outside system, with the receipt it gave."""

    __tablename__ = "assistances"
    __table_args__ = (
        ForeignKeyConstraint(["case_no", "item"], ["item_cases.case_no", "item_cases.item"]),
        UniqueConstraint("case_no", "number"),
    )

    id: Mapped[int] = mapped_column(Serial, primary_key=True, autoincrement=True)
    case_no: Mapped[str] = mapped_column(CaseNo)
    item: Mapped[str] = mapped_column(Code)
    number: Mapped[int]
    """From 1 within the case."""
    mandate_no: Mapped[str] = mapped_column(Code, ForeignKey("mandates.mandate_no"))
    body: Mapped[str] = mapped_column(Code)
    official: Mapped[str] = mapped_column(String(255))
    level: Mapped[str] = mapped_column(Code)
    system: Mapped[str] = mapped_column(String(200))
    done: Mapped[str] = mapped_column(EncryptedText("assistances.done"))
    receipt_no: Mapped[str] = mapped_column(EncryptedText("assistances.receipt_no"))
    receipt_file_id: Mapped[str] = mapped_column(String(64), ForeignKey("files.file_id"))
    done_at: Mapped[datetime]
    recorded_at: Mapped[datetime]
