"""Publicity (信息公示) of decisions on licences."""

from datetime import date, datetime

from sqlalchemy import BigInteger, ForeignKey, ForeignKeyConstraint, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from gateway.store.base import Base, CaseNo, Code, Serial
from gateway.store.encryption import EncryptedText
from gateway.store.models.leased import Leased

_TO_REPORT = text("told < revision")


class Publication(Base):
    """What the public is told of one decision; it holds nothing that the public may not know but why it was taken down.

    Written when the decision is made; ``published_at`` says from when the public finds it.
    """

    __tablename__ = "publications"
    __table_args__ = (
        ForeignKeyConstraint(["case_no", "item"], ["item_cases.case_no", "item_cases.item"]),
        UniqueConstraint("case_no", "item", "act_number"),
        Index(None, "state", "id"),
    )

    id: Mapped[int] = mapped_column(Serial, primary_key=True, autoincrement=True)
    case_no: Mapped[str] = mapped_column(CaseNo)
    item: Mapped[str] = mapped_column(Code)
    act: Mapped[str] = mapped_column(Code)
    act_number: Mapped[int]
    """Which act on the item is made public (``procedure_acts.number``)."""
    body: Mapped[str] = mapped_column(Code)
    document_no: Mapped[str | None] = mapped_column(Code)
    written_at: Mapped[datetime]
    decided_on: Mapped[date]
    due_at: Mapped[datetime]
    """The end of the seventh working day after the decision."""
    state: Mapped[str] = mapped_column(Code)
    """``pending``, ``published``, ``withdrawn``."""
    published_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_because: Mapped[str | None] = mapped_column(EncryptedText("publications.withdrawn_because"))
    """Why it was taken down."""
    withdrawn_for: Mapped[str | None] = mapped_column(String(500))
    """The same as versions before 0026 wrote it, in the clear; null once the gateway has started."""
    missed_at: Mapped[datetime | None]
    document_name: Mapped[str] = mapped_column(String(200))
    document_number: Mapped[str | None] = mapped_column(String(120))
    licence: Mapped[str] = mapped_column(String(200))
    certificate_name: Mapped[str | None] = mapped_column(String(200))
    certificate_number: Mapped[str | None] = mapped_column(String(120))
    content: Mapped[str] = mapped_column(String(1000))
    valid_from: Mapped[date | None]
    valid_until: Mapped[date | None]
    holder: Mapped[str] = mapped_column(String(200))
    """A company in full, a natural person's name shortened."""
    holder_uscc: Mapped[str | None] = mapped_column(String(18))
    """Null for a natural person: no number of theirs is public."""
    sent_at: Mapped[datetime | None]
    """When the provincial credit platform took it as it stands now."""
    receipt: Mapped[str | None] = mapped_column(String(200))
    """The platform's receipt of what was sent last."""


class PublicationReport(Leased, Base):
    """That the provincial credit platform is to be told how a publication stands: one row each, so that what was told
    last is what stands last."""

    __tablename__ = "publication_reports"
    __table_args__ = (
        UniqueConstraint("publication"),
        Index(
            "ix_publication_reports_waiting",
            "next_attempt_at",
            "id",
            sqlite_where=_TO_REPORT,
            postgresql_where=_TO_REPORT,
        ),
    )

    publication: Mapped[int] = mapped_column(BigInteger, ForeignKey("publications.id"))
    revision: Mapped[int]
    """From 1: counts how often the publication changed for the platform."""
    told: Mapped[int]
    """The revision that the platform took last; 0 for none."""
    error_code: Mapped[str | None] = mapped_column(Code)
    """Of the last attempt."""
