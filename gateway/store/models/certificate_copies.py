"""Annotated copies of certificates (加注件)."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from gateway.store.base import Base, CaseNo, Code
from gateway.store.encryption import EncryptedJSON


class CertificateCopy(Base):
    """A copy of one version of a certificate from its order to its seal; never changed once it is sealed."""

    __tablename__ = "certificate_copies"
    __table_args__ = (Index("ix_certificate_copies_identifier", "identifier", "requested_at"),)

    case_no: Mapped[str] = mapped_column(CaseNo, ForeignKey("cases.case_no"), primary_key=True)
    copy_no: Mapped[str] = mapped_column(Code, primary_key=True)
    """``JZ01`` … within the case."""
    identifier: Mapped[str] = mapped_column(String(120))
    """Held by no foreign key, as with ``certificate_events``."""
    body: Mapped[str] = mapped_column(Code)
    data: Mapped[dict[str, Any]] = mapped_column(EncryptedJSON("certificate_copies.data"))
    """The certificate's data as it was then, with the annotation (``chain.certificates.annotation``)."""
    until: Mapped[date]
    """The last day on which it may be used."""
    requested_at: Mapped[datetime]
    requested_by: Mapped[str] = mapped_column(String(255))
    blob_ref: Mapped[str | None] = mapped_column(String(80))
    sha256: Mapped[str | None] = mapped_column(String(64))
    sealed_at: Mapped[datetime | None]
