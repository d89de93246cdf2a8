"""Certificates, and the numbers that are given out once."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, validates

from gateway.store.base import Base, CaseNo, Code
from gateway.store.encryption import EncryptedJSON, EncryptedText, KeyedDigest

_ENDED = text("status <> 'valid'")


class Certificate(Base):
    """One version of a certificate from its allocation to its seal; once for a case, item and version.

    ``state``: ``allocated``, ``composed``, ``sealed``. ``status`` is what the verification page tells:
    ``valid`` or what became of it later (``gateway.certificates.status``).
    """

    __tablename__ = "certificates"
    __table_args__ = (
        UniqueConstraint("case_no", "item", "version"),
        UniqueConstraint("number", "version"),
        ForeignKeyConstraint(["case_no", "item"], ["item_cases.case_no", "item_cases.item"]),
        Index("ix_certificates_collected", "body", "allocated_at", "identifier"),
        # With the body and the order of what is asked for: else SQLite goes through all that the body issued, newest first.
        Index("ix_certificates_held", "holder_key", "body", "allocated_at"),
        Index("ix_certificates_numbered", "number", "body", "allocated_at"),
        Index("ix_certificates_ended", "status", sqlite_where=_ENDED, postgresql_where=_ENDED),
        Index(None, "valid_until"),
    )

    identifier: Mapped[str] = mapped_column(String(120), primary_key=True)
    case_no: Mapped[str] = mapped_column(CaseNo)
    item: Mapped[str] = mapped_column(Code)
    body: Mapped[str] = mapped_column(Code)
    version: Mapped[int] = mapped_column(default=1)
    """From 1; the version in the identifier (GB/T 36904)."""
    supersedes: Mapped[str | None] = mapped_column(String(120), unique=True)
    """Identifier of the version before, which this one takes the place of once it is sealed; null for the first."""
    cause: Mapped[str | None] = mapped_column(Code)
    """The act that this version follows: ``change``, ``renew``, ``correct``; null for the first."""
    type_code: Mapped[str] = mapped_column(Code)
    template: Mapped[str] = mapped_column(Code)
    name: Mapped[str] = mapped_column(String(200))
    number: Mapped[str] = mapped_column(String(120))
    holder: Mapped[str] = mapped_column(EncryptedText("certificates.holder"))
    holder_key: Mapped[str | None] = mapped_column(KeyedDigest("certificates.holder_key"))
    """Keyed digest of the holder's code, by which it is found; null until the start that follows 0020 fills it in."""
    data: Mapped[dict[str, Any]] = mapped_column(EncryptedJSON("certificates.data"))
    state: Mapped[str] = mapped_column(Code)
    status: Mapped[str] = mapped_column(Code, default="valid")
    public_token: Mapped[str | None] = mapped_column(String(64), unique=True)
    """Digest of the token in the QR code; null for a certificate whose code carries none."""
    allocated_at: Mapped[datetime]
    issued_on: Mapped[date]
    valid_until: Mapped[date | None]
    original_ref: Mapped[str | None] = mapped_column(String(80))
    original_sha256: Mapped[str | None] = mapped_column(String(64))
    composed_at: Mapped[datetime | None]
    sealed_ref: Mapped[str | None] = mapped_column(String(80))
    sealed_sha256: Mapped[str | None] = mapped_column(String(64))
    sealed_at: Mapped[datetime | None]

    @validates("data")
    def _holder_found(self, _: str, data: dict[str, Any]) -> dict[str, Any]:
        """Whatever the certificate says of its holder, it is found by."""
        self.holder_key = holder_code(data)
        return data


def holder_code(data: dict[str, Any]) -> str:
    """The holder's code in a certificate's data; empty where they have none, which nobody asks for."""
    return str(data.get("holder", {}).get("code", ""))


class CertificateEvent(Base):
    """One event in the life of a version of a certificate (``chain.certificates.events``); never changed afterwards.

    ``certificates.status`` is what all of them come to; only ``gateway.certificates.library.recording`` writes both.
    """

    __tablename__ = "certificate_events"

    identifier: Mapped[str] = mapped_column(String(120), primary_key=True)
    """Held by no foreign key: SQLite makes the table of certificates anew in migrations, which a reference would forbid."""
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    """From 1, without gaps, for each version."""
    event: Mapped[str] = mapped_column(Code)
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(String(255))
    """Who did it; ``migration`` for events found again in older records that do not say it."""
    body: Mapped[str | None] = mapped_column(Code)
    ground: Mapped[str | None] = mapped_column(Code)
    """A code of the act; null where it names none."""
    act_number: Mapped[int | None]
    """The act on the item (``procedure_acts.number``) that it follows; null where no act stands behind it."""


class Series(Base):
    """A series of numbers; ``last`` was given out last. Raise it in the transaction that uses the number."""

    __tablename__ = "series"

    name: Mapped[str] = mapped_column(Code, primary_key=True)
    last: Mapped[int]


class Subject(Base):
    """A USCC allocated to the business that a case founded (fictitious in the rehearsal regions)."""

    __tablename__ = "subjects"

    uscc: Mapped[str] = mapped_column(String(18), primary_key=True)
    case_no: Mapped[str] = mapped_column(CaseNo, ForeignKey("cases.case_no"), unique=True)
    serial: Mapped[int] = mapped_column(unique=True)
    fictitious: Mapped[bool]
    allocated_at: Mapped[datetime]
