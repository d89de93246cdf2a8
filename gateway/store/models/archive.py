"""File check, archive package and retention of a case."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from gateway.store.base import Base, CaseNo, Code, Serial
from gateway.store.encryption import EncryptedJSON


class Packed:
    """What is on record of one package, from the reading of its contents to the reduction of personal data."""

    contents_sha256: Mapped[str | None] = mapped_column(String(64))
    """Digest of metadata and list of files as its worker read them last: only a package that holds just these is kept."""
    held: Mapped[list[Any]] = mapped_column(default=list)
    """Marks of what it holds (``gateway.archive.marks``); codes only."""
    manifest_sm3: Mapped[str | None] = mapped_column(String(64))
    packed_at: Mapped[datetime | None]
    sha256: Mapped[str | None] = mapped_column(String(64))
    size: Mapped[int | None]
    reduced_at: Mapped[datetime | None]
    """When personal data were reduced in the live store."""


class Archive(Packed, Base):
    """A case from its handing over to the archive on; its first package itself is named by ``cases.archive_ref``."""

    __tablename__ = "archives"
    __table_args__ = (Index(None, "body", "state", "case_no"), Index(None, "state", "case_no"))

    case_no: Mapped[str] = mapped_column(CaseNo, ForeignKey("cases.case_no"), primary_key=True)
    body: Mapped[str] = mapped_column(Code)
    """The leading body, which files it."""
    state: Mapped[str] = mapped_column(Code)
    """``checking`` while something is missing, ``ready`` to be packed, ``packed``, ``reduced``."""
    handed_over_at: Mapped[datetime]
    archive_no: Mapped[str | None] = mapped_column(String(120), unique=True)
    """档号; given out when the check passes."""
    retention: Mapped[str | None] = mapped_column(Code)
    """``10年``, ``30年``, ``永久``."""
    retention_until: Mapped[date | None]
    """Null: for good, or not packed yet."""
    manifest: Mapped[dict[str, Any] | None] = mapped_column(EncryptedJSON("archives.manifest"))
    """Page data of the sealed manifest."""


class ArchiveSupplement(Packed, Base):
    """A supplement (补充归档) to a case that is filed: what came later."""

    __tablename__ = "archive_supplements"
    __table_args__ = (Index(None, "state", "case_no"),)

    case_no: Mapped[str] = mapped_column(CaseNo, ForeignKey("archives.case_no"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    """From 1, without gaps, for each case; at most one is not packed."""
    state: Mapped[str] = mapped_column(Code)
    """As of an archive."""
    opened_at: Mapped[datetime]
    manifest: Mapped[dict[str, Any] | None] = mapped_column(EncryptedJSON("archive_supplements.manifest"))
    """Page data of the sealed manifest."""
    ref: Mapped[str | None] = mapped_column(String(80))
    """Where the package is kept."""


class FileCheck(Base):
    """One file check (案卷评查) whose result differs from the one before it."""

    __tablename__ = "file_checks"
    __table_args__ = (Index(None, "case_no", "id"),)

    id: Mapped[int] = mapped_column(Serial, primary_key=True, autoincrement=True)
    case_no: Mapped[str] = mapped_column(CaseNo, ForeignKey("archives.case_no"))
    at: Mapped[datetime]
    again_at: Mapped[datetime]
    """When the same was found last."""
    passed: Mapped[bool]
    """Whether nothing stands in the way of archiving."""


class FileFinding(Base):
    """What a check found missing or wrong; codes and names of papers only."""

    __tablename__ = "file_findings"

    check_id: Mapped[int] = mapped_column(ForeignKey("file_checks.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    rule: Mapped[str] = mapped_column(Code)
    severity: Mapped[str] = mapped_column(Code)
    """``must`` stands in the way, ``should`` is told only."""
    item: Mapped[str | None] = mapped_column(Code)
    sentence: Mapped[str] = mapped_column(String(500))
