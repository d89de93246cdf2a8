"""Matters of a case that have a time limit of their own, beside and after its chain."""

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from gateway.store.base import Base, CaseNo, Code


class Matter(Base):
    """What the engine keeps the time of (``bpmn/shared/matter.bpmn``); the rooms' tables say what it is about."""

    __tablename__ = "matters"
    __table_args__ = (UniqueConstraint("case_no", "kind", "subject"),)

    case_no: Mapped[str] = mapped_column(CaseNo, ForeignKey("cases.case_no"), primary_key=True)
    matter_no: Mapped[str] = mapped_column(Code, primary_key=True)
    """Within the case, ASCII: kind and number, ``SD01``; travels in the engine."""
    kind: Mapped[str] = mapped_column(Code)
    """``gateway.matters.kinds.MatterKind``."""
    subject: Mapped[str] = mapped_column(Code)
    """What it is about, a code: the key of an item, a number within the case."""
    body: Mapped[str] = mapped_column(Code)
    """The body whose worker looks at it."""
    opened_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
    changes: Mapped[int]
    """How often the engine was told to look at once."""
