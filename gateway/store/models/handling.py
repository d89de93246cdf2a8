"""Facts that workers and officers report on a case: claims, gaps, notices, decisions, findings."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, ForeignKeyConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from gateway.store.base import Base, CaseNo, Code, Serial
from gateway.store.encryption import EncryptedJSON, EncryptedText


class Claim(Base):
    """Which process instance carries a case: the first job claims it, a twin loses and ends."""

    __tablename__ = "claims"
    __table_args__ = (Index(None, "process_instance_key", unique=True),)

    case_no: Mapped[str] = mapped_column(CaseNo, ForeignKey("cases.case_no"), primary_key=True)
    process_instance_key: Mapped[int]
    body: Mapped[str] = mapped_column(Code)
    claimed_at: Mapped[datetime]


class Gap(Base):
    """The answer of one precheck job: what it found missing (``gaps`` may be empty: complete)."""

    __tablename__ = "gaps"
    __table_args__ = (
        ForeignKeyConstraint(["case_no", "item"], ["item_cases.case_no", "item_cases.item"]),
        Index(None, "case_no", "item", "id"),
    )

    id: Mapped[int] = mapped_column(Serial, primary_key=True, autoincrement=True)
    case_no: Mapped[str] = mapped_column(CaseNo)
    item: Mapped[str] = mapped_column(Code)
    job_key: Mapped[str] = mapped_column(Code, unique=True)
    gaps: Mapped[list[Any]] = mapped_column(EncryptedJSON("gaps.gaps"))
    """``[{kind: form|material, target, what, how}]``"""
    created_at: Mapped[datetime]


class Notice(Base):
    """A supplement notice (kind ``supplement``) or the one answer (kind ``answer``) to the applicant."""

    __tablename__ = "notices"

    case_no: Mapped[str] = mapped_column(CaseNo, ForeignKey("cases.case_no"), primary_key=True)
    notice_no: Mapped[str] = mapped_column(Code, primary_key=True)
    scope: Mapped[str] = mapped_column(Code)
    """An item's key, or ``chain``."""
    kind: Mapped[str] = mapped_column(Code)
    body: Mapped[str] = mapped_column(Code)
    result: Mapped[str | None] = mapped_column(Code)
    job_key: Mapped[str] = mapped_column(Code, unique=True)
    gaps: Mapped[list[Any]] = mapped_column(EncryptedJSON("notices.gaps"))
    """``[{item, items, kind, target, what, how}]``, see ``gateway.notices.gaps``; empty for an answer."""
    text: Mapped[str | None] = mapped_column(EncryptedText("notices.text"))
    outcomes: Mapped[dict[str, Any] | None]
    """Outcome code of each item, for an answer."""
    sent_at: Mapped[datetime]
    due_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    answer: Mapped[dict[str, Any] | None] = mapped_column(EncryptedJSON("notices.answer"))
    """What the applicant handed in: ``{form, materials}``."""


class Decision(Base):
    """What an officer decided on one task; unique for the task.

    ``state``: ``pending`` until the engine took it, ``done``, or ``void`` when the task was gone.
    """

    __tablename__ = "decisions"
    __table_args__ = (Index(None, "case_no", "item"),)

    task_key: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(Code)
    case_no: Mapped[str] = mapped_column(CaseNo, ForeignKey("cases.case_no"))
    item: Mapped[str | None] = mapped_column(Code)
    """Null for the joint inspection, which concerns several items."""
    body: Mapped[str] = mapped_column(Code)
    officer_sub: Mapped[str] = mapped_column(String(255))
    outcome: Mapped[str] = mapped_column(Code)
    opinion: Mapped[str | None] = mapped_column(EncryptedText("decisions.opinion"))
    gaps: Mapped[list[Any] | None] = mapped_column(EncryptedJSON("decisions.gaps"))
    findings: Mapped[list[Any] | None] = mapped_column(EncryptedJSON("decisions.findings"))
    request_hash: Mapped[str] = mapped_column(String(64))
    decided_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(Code)


class Finding(Base):
    """What a joint inspection found for one item."""

    __tablename__ = "findings"
    __table_args__ = (
        ForeignKeyConstraint(["case_no", "item"], ["item_cases.case_no", "item_cases.item"]),
        Index(None, "case_no", "item"),
    )

    task_key: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("decisions.task_key"), primary_key=True, autoincrement=False
    )
    item: Mapped[str] = mapped_column(Code, primary_key=True)
    case_no: Mapped[str] = mapped_column(CaseNo)
    body: Mapped[str] = mapped_column(Code)
    passed: Mapped[bool]
    note: Mapped[str | None] = mapped_column(EncryptedText("findings.note"))
    found_at: Mapped[datetime]
