"""Chain cases, their items, their materials and files: what the applicant handed in."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from gateway.store.base import Base, CaseNo, Code
from gateway.store.encryption import EncryptedJSON, EncryptedText


class Case(Base):
    """A chain case as it was submitted; its progress stands in the read model."""

    __tablename__ = "cases"
    __table_args__ = (Index(None, "applicant_sub", "received_at", "case_no"),)

    case_no: Mapped[str] = mapped_column(CaseNo, primary_key=True)
    theme: Mapped[str] = mapped_column(Code)
    region: Mapped[str] = mapped_column(Code)
    lead_body: Mapped[str] = mapped_column(Code)
    situation: Mapped[dict[str, Any]]
    choice: Mapped[dict[str, Any] | None]
    """What the scenario decided at submission (``Choice.to_json``); null for a case older than this column."""
    applicant_sub: Mapped[str] = mapped_column(String(255))
    """Empty for a window case that no account is bound to."""
    form: Mapped[dict[str, Any]] = mapped_column(EncryptedJSON("cases.form"))
    received_at: Mapped[datetime]
    told_by: Mapped[datetime | None]
    """The end of the five days in which gaps must be told (行政许可法 §32); anew from each supplement. Null: older case."""
    channel: Mapped[str | None] = mapped_column(Code)
    """``online`` or ``window``; null for a case older than this column."""
    clerk_sub: Mapped[str | None] = mapped_column(String(255))
    """The clerk in whose hands a window case is: who took it, or whom it was handed over to."""
    binding: Mapped[str | None] = mapped_column(String(64))
    """Digest of the code on the receipt by which the applicant of a window case binds it to their account; null once
    that is done, and for a case that came with an account."""
    binding_failures: Mapped[int | None]
    """How often a wrong code was tried; null for a case that has none."""
    accepted_at: Mapped[datetime | None]
    inspection_due_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    withdraw_reason: Mapped[str | None] = mapped_column(EncryptedText("cases.withdraw_reason"))
    withdrawn_under: Mapped[str | None] = mapped_column(Code)
    """The mandate under which an agent withdrew; null where the applicant did."""
    archived_at: Mapped[datetime | None]
    archive_reference: Mapped[str | None] = mapped_column(String(200))
    archive_ref: Mapped[str | None] = mapped_column(String(80))
    """Reference of the archive package in the blob store."""


class ItemCase(Base):
    """One item's case within a chain case: what the plan said, and the facts its body reported."""

    __tablename__ = "item_cases"

    case_no: Mapped[str] = mapped_column(CaseNo, ForeignKey("cases.case_no"), primary_key=True)
    item: Mapped[str] = mapped_column(Code, primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(Code)
    department: Mapped[str] = mapped_column(Code)
    form_key: Mapped[str | None] = mapped_column(Code)
    """Null for an item that asks for no form of its own."""
    certificate_template: Mapped[str | None] = mapped_column(Code)
    certificate_type_code: Mapped[str | None] = mapped_column(Code)
    statutory_days: Mapped[int | None]
    """Working days; null where the law sets no limit."""
    promised_days: Mapped[int]
    prechecked: Mapped[bool]
    ordering: Mapped[int]

    stage: Mapped[str | None] = mapped_column(Code)
    """``chain.procedure.Stage`` after the acts on record; null for an item of a case older than this column."""
    mode: Mapped[str | None] = mapped_column(Code)
    closed_as: Mapped[str | None] = mapped_column(Code)
    """``ItemState`` of an item that ended without a decision before the chain was answered."""
    held_until: Mapped[datetime | None]
    """Until when the item rests at the most, because another one of its case ended; null when it does not."""
    accepted_at: Mapped[datetime | None]
    """From when the item counts as accepted; for a deemed acceptance that is the receipt."""
    statutory_due_at: Mapped[datetime | None]

    check_outcome: Mapped[str | None] = mapped_column(Code)
    check_reason: Mapped[str | None] = mapped_column(EncryptedText("item_cases.check_reason"))
    checked_at: Mapped[datetime | None]
    clock_started_at: Mapped[datetime | None]
    warn_at: Mapped[datetime | None]
    due_at: Mapped[datetime | None]
    clock_state: Mapped[str | None] = mapped_column(Code)
    """green, yellow or red as it was last marked."""
    overdue_at: Mapped[datetime | None]

    verification_outcome: Mapped[str | None] = mapped_column(Code)
    verification_register: Mapped[str | None] = mapped_column(String(200))
    verification_consulted_at: Mapped[datetime | None]


class File(Base):
    """An uploaded file; its content stands in the blob store."""

    __tablename__ = "files"
    __table_args__ = (Index(None, "uploader_sub", "sha256"),)

    file_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    uploader_sub: Mapped[str] = mapped_column(String(255))
    name: Mapped[str] = mapped_column(EncryptedText("files.name"))
    media_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    blob_ref: Mapped[str] = mapped_column(String(80))
    uploaded_at: Mapped[datetime]


class CaseMaterial(Base):
    """A material the plan asks for, once for all items that use it (``items`` holds their keys)."""

    __tablename__ = "case_materials"

    case_no: Mapped[str] = mapped_column(CaseNo, ForeignKey("cases.case_no"), primary_key=True)
    material: Mapped[str] = mapped_column(Code, primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    required: Mapped[bool]
    items: Mapped[list[Any]]
    note: Mapped[str | None] = mapped_column(String(1000))
    paper: Mapped[str | None] = mapped_column(Code)
    """In which form it is handed in on paper (``original``, ``copy``, ``electronic``); null for an older case."""


class CaseFile(Base):
    """A file handed in for a material, with the submission (``notice_no`` is null) or with a supplement."""

    __tablename__ = "case_files"
    __table_args__ = (
        ForeignKeyConstraint(["case_no", "material"], ["case_materials.case_no", "case_materials.material"]),
    )

    case_no: Mapped[str] = mapped_column(CaseNo, primary_key=True)
    material: Mapped[str] = mapped_column(Code, primary_key=True)
    file_id: Mapped[str] = mapped_column(String(64), ForeignKey("files.file_id"), primary_key=True)
    attached_at: Mapped[datetime]
    notice_no: Mapped[str | None] = mapped_column(Code)
    replaced_at: Mapped[datetime | None]
    """Set when a supplement brought another file in its place."""
    certificate: Mapped[str | None] = mapped_column(String(120), index=True)
    """Identifier of the certificate that stands for the material; the file is the certificate as it was read then."""
