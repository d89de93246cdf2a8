"""好差评: ratings of what was handled, what became of bad ones, codes to rate with, reports to the province."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from gateway.store.base import Base, CaseNo, Code, Serial
from gateway.store.encryption import EncryptedJSON, EncryptedText
from gateway.store.models.leased import Leased

_TO_REPORT = text("sent_at IS NULL")


class Rating(Base):
    """One rating of one item, or of the chain, of a case; one that nobody gave in time has no grade."""

    __tablename__ = "ratings"
    __table_args__ = (
        UniqueConstraint("case_no", "item"),
        UniqueConstraint("rating_id"),
        Index(None, "body", "id"),
    )

    id: Mapped[int] = mapped_column(Serial, primary_key=True, autoincrement=True)
    rating_id: Mapped[str] = mapped_column(String(32))
    """Random: whoever handles an anonymous rating learns no case number from it."""
    case_no: Mapped[str] = mapped_column(CaseNo, ForeignKey("cases.case_no"))
    item: Mapped[str] = mapped_column(Code)
    """An item's key, or ``chain``."""
    body: Mapped[str] = mapped_column(Code)
    region: Mapped[str] = mapped_column(Code)
    window: Mapped[str | None] = mapped_column(Code)
    channel: Mapped[str] = mapped_column(Code)
    """``online``, ``window``, ``qr``; ``none`` where nobody rated."""
    grade: Mapped[str | None] = mapped_column(Code)
    tags: Mapped[list[Any]] = mapped_column(EncryptedJSON("ratings.tags"))
    comment: Mapped[str | None] = mapped_column(EncryptedText("ratings.comment"))
    named: Mapped[bool]
    rated_at: Mapped[datetime]
    supplement_until: Mapped[datetime | None]
    first: Mapped[dict[str, Any] | None] = mapped_column(EncryptedJSON("ratings.first"))
    """What was said before the supplementary rating: ``{grade, tags, comment}``."""
    supplemented_at: Mapped[datetime | None]
    state: Mapped[str] = mapped_column(Code)
    """``gateway.ratings.states.RatingState``."""
    due_at: Mapped[datetime | None]
    """Until when the step that is open must be done."""
    overdue_at: Mapped[datetime | None]
    """Since when a step is marked as overdue; null again once it was done."""
    closed_at: Mapped[datetime | None]


class RatingStep(Base):
    """What was done about a rating, by whom and when; never changed afterwards."""

    __tablename__ = "rating_steps"
    __table_args__ = (Index(None, "rating", "id"),)

    id: Mapped[int] = mapped_column(Serial, primary_key=True, autoincrement=True)
    rating: Mapped[int] = mapped_column(BigInteger, ForeignKey("ratings.id"))
    step: Mapped[str] = mapped_column(Code)
    """``gateway.ratings.states.Step``."""
    result: Mapped[str | None] = mapped_column(Code)
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(String(255))
    role: Mapped[str] = mapped_column(Code)
    body: Mapped[str | None] = mapped_column(Code)
    due_at: Mapped[datetime | None]
    """Until when it was to be done."""
    note: Mapped[str | None] = mapped_column(EncryptedText("rating_steps.note"))


class RatingCode(Base):
    """A code with which one rating can be given once, kept as a digest."""

    __tablename__ = "rating_codes"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    case_no: Mapped[str] = mapped_column(CaseNo, ForeignKey("cases.case_no"))
    item: Mapped[str] = mapped_column(Code)
    channel: Mapped[str] = mapped_column(Code)
    """``qr`` (on the answer) or ``window`` (the clerk hands the tablet over)."""
    window: Mapped[str | None] = mapped_column(Code)
    clerk_sub: Mapped[str | None] = mapped_column(String(255))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    used_at: Mapped[datetime | None]


class RatingReport(Leased, Base):
    """That the provincial rating service is to be told how a rating stands now."""

    __tablename__ = "rating_reports"
    __table_args__ = (
        UniqueConstraint("rating", "revision"),
        Index(
            "ix_rating_reports_waiting",
            "next_attempt_at",
            "id",
            sqlite_where=_TO_REPORT,
            postgresql_where=_TO_REPORT,
        ),
    )

    rating: Mapped[int] = mapped_column(BigInteger, ForeignKey("ratings.id"))
    revision: Mapped[int]
    """From 1 for each rating."""
    content: Mapped[dict[str, Any]]
    """What is told: codes and times, no case number and no words."""
    error_code: Mapped[str | None] = mapped_column(Code)
    """Of the last attempt."""
    sent_at: Mapped[datetime | None]
