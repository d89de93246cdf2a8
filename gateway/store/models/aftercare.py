"""After a decision: what holders ask for, what was changed, and which mistakes were corrected."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKeyConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from gateway.store.base import Base, CaseNo, Code
from gateway.store.encryption import EncryptedJSON, EncryptedText


class LicenceRequest(Base):
    """What a holder asks for after the decision: 变更, 延续, 注销."""

    __tablename__ = "licence_requests"
    __table_args__ = (
        ForeignKeyConstraint(["case_no", "item"], ["item_cases.case_no", "item_cases.item"]),
        Index(None, "body", "state", "due_at"),
    )

    case_no: Mapped[str] = mapped_column(CaseNo, primary_key=True)
    request_no: Mapped[str] = mapped_column(Code, primary_key=True)
    """Within the case, ASCII: ``SQ01``; the subject of its matter in the engine."""
    item: Mapped[str] = mapped_column(Code)
    body: Mapped[str] = mapped_column(Code)
    kind: Mapped[str] = mapped_column(Code)
    """``change``, ``renew``, ``cancel``."""
    state: Mapped[str] = mapped_column(Code)
    """``gateway.aftercare.states.RequestState``."""
    changes: Mapped[dict[str, Any]] = mapped_column(EncryptedJSON("licence_requests.changes"))
    """New values by field of the item's form."""
    reason: Mapped[str] = mapped_column(EncryptedText("licence_requests.reason"))
    requested_by: Mapped[str] = mapped_column(String(255))
    requested_at: Mapped[datetime]
    due_at: Mapped[datetime]
    """Until when the body decides."""
    decided_at: Mapped[datetime | None]
    opinion: Mapped[str | None] = mapped_column(EncryptedText("licence_requests.opinion"))
    act_number: Mapped[int | None]
    """The act on the item that answered it."""


class LicenceChange(Base):
    """New values of an item's form from an act on: what later versions of its certificate say."""

    __tablename__ = "licence_changes"
    __table_args__ = (ForeignKeyConstraint(["case_no", "item"], ["item_cases.case_no", "item_cases.item"]),)

    case_no: Mapped[str] = mapped_column(CaseNo, primary_key=True)
    item: Mapped[str] = mapped_column(Code, primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    """From 1, for each item."""
    changes: Mapped[dict[str, Any]] = mapped_column(EncryptedJSON("licence_changes.changes"))
    at: Mapped[datetime]


class Correction(Base):
    """A clerical mistake that was corrected (更正) in a document or in a certificate, which both stay readable."""

    __tablename__ = "corrections"
    __table_args__ = (ForeignKeyConstraint(["case_no", "item"], ["item_cases.case_no", "item_cases.item"]),)

    case_no: Mapped[str] = mapped_column(CaseNo, primary_key=True)
    correction_no: Mapped[str] = mapped_column(Code, primary_key=True)
    """Within the case, ASCII: ``GZ01``."""
    item: Mapped[str] = mapped_column(Code)
    document_no: Mapped[str | None] = mapped_column(Code)
    """The document that was corrected; null for a certificate."""
    certificate: Mapped[str | None] = mapped_column(String(120))
    """Identifier of the version that was corrected; null for a document."""
    corrections: Mapped[list[Any]] = mapped_column(EncryptedJSON("corrections.corrections"))
    """``[{wrong, right}]``."""
    subject: Mapped[dict[str, Any]] = mapped_column(EncryptedJSON("corrections.subject"))
    """What was corrected as the notice names it: ``{name, number}``."""
    at: Mapped[datetime]
    notice_no: Mapped[str | None] = mapped_column(Code)
    """The notice (更正通知书) that tells it, within the case."""
