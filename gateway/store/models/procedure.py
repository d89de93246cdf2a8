"""The case as the law treats it: acts on record, documents, obligations, paper at the window, the office's calendar."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from gateway.store.base import Base, CaseNo, Code, Serial
from gateway.store.encryption import EncryptedJSON, EncryptedText


class ProcedureAct(Base):
    """One act on one item case (``chain.procedure.Fact``), in the order of ``number``; never changed afterwards."""

    __tablename__ = "procedure_acts"
    __table_args__ = (
        ForeignKeyConstraint(["case_no", "item"], ["item_cases.case_no", "item_cases.item"]),
        UniqueConstraint("case_no", "item", "number"),
        UniqueConstraint("case_no", "item", "key"),
    )

    id: Mapped[int] = mapped_column(Serial, primary_key=True, autoincrement=True)
    case_no: Mapped[str] = mapped_column(CaseNo)
    item: Mapped[str] = mapped_column(Code)
    number: Mapped[int]
    """From 1, without gaps, for each item case."""
    act: Mapped[str] = mapped_column(Code)
    at: Mapped[datetime]
    effective_at: Mapped[datetime]
    body: Mapped[str | None] = mapped_column(Code)
    """The body that acted; null for the applicant."""
    role: Mapped[str] = mapped_column(Code)
    actor: Mapped[str] = mapped_column(String(255))
    detail: Mapped[dict[str, Any]]
    """Codes, dates and numbers only."""
    reason: Mapped[str | None] = mapped_column(EncryptedText("procedure_acts.reason"))
    key: Mapped[str] = mapped_column(Code)
    """What makes a repetition of the same act harmless."""
    document_no: Mapped[str | None] = mapped_column(Code)
    """The document the act produced, within the case."""
    mandate_no: Mapped[str | None] = mapped_column(Code)
    """The mandate under which the applicant's agent acted; null for whoever acted in their own right."""


class Breach(Base):
    """What a body asked for when it could no longer be told (行政许可法 §32): kept, left out of the notice, supervised."""

    __tablename__ = "breaches"
    __table_args__ = (
        ForeignKeyConstraint(["case_no", "item"], ["item_cases.case_no", "item_cases.item"]),
        UniqueConstraint("case_no", "item", "notice_no", "kind", "target"),
    )

    id: Mapped[int] = mapped_column(Serial, primary_key=True, autoincrement=True)
    case_no: Mapped[str] = mapped_column(CaseNo)
    item: Mapped[str] = mapped_column(Code)
    body: Mapped[str] = mapped_column(Code)
    notice_no: Mapped[str] = mapped_column(Code)
    """The notice in which it should have been told."""
    kind: Mapped[str] = mapped_column(Code)
    """``form`` or ``material``."""
    target: Mapped[str] = mapped_column(String(200))
    what: Mapped[str] = mapped_column(EncryptedText("breaches.what"))
    at: Mapped[datetime]


class Document(Base):
    """A document of the procedure (文书) from its draft to its seal."""

    __tablename__ = "documents"
    __table_args__ = (
        UniqueConstraint("number"),
        UniqueConstraint("case_no", "key"),
        Index(None, "state", "drafted_at"),
    )

    case_no: Mapped[str] = mapped_column(CaseNo, ForeignKey("cases.case_no"), primary_key=True)
    document_no: Mapped[str] = mapped_column(Code, primary_key=True)
    """Within the case, ASCII: ``WS01``; travels in the engine."""
    kind: Mapped[str] = mapped_column(Code)
    items: Mapped[list[Any]]
    """Keys of the items it concerns."""
    body: Mapped[str] = mapped_column(Code)
    """Makes it out; of a joint document (``parties``) the leading one."""
    number: Mapped[str | None] = mapped_column(String(120))
    """文号; null for a document that bears none."""
    seal: Mapped[str | None] = mapped_column(Code)
    """Kind of the seal it bears (``official``, ``acceptance``); null for one that nobody seals."""
    title: Mapped[str | None] = mapped_column(String(255))
    """As its template has it, so that no list decrypts the content; null for one drafted before it was kept."""
    content: Mapped[dict[str, Any]] = mapped_column(EncryptedJSON("documents.content"))
    """Page data: title, addressee, paragraphs, basis, remedies, issuer, date."""
    key: Mapped[str] = mapped_column(Code)
    drafted_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(Code)
    """``drafted`` until the sealed file is here, then ``sealed``; ``plain`` where none is to be sealed."""
    sealed_at: Mapped[datetime | None]
    blob_ref: Mapped[str | None] = mapped_column(String(80))
    sha256: Mapped[str | None] = mapped_column(String(64))
    delivered_at: Mapped[datetime | None]
    delivery: Mapped[str | None] = mapped_column(Code)
    """How it reached the applicant: ``electronic``, ``window``, ``post``."""
    parties: Mapped[list[Any] | None]
    """Of a joint document, in the order of their seals: ``{body, sealed_at}`` (``gateway.documents.parties``)."""
    partial_ref: Mapped[str | None] = mapped_column(String(80))
    """The file of a joint document as some of its bodies sealed it; null once ``blob_ref`` is there."""


class Obligation(Base):
    """What is still owed after acceptance: a tolerated material, or the check of a commitment."""

    __tablename__ = "obligations"
    __table_args__ = (
        ForeignKeyConstraint(["case_no", "item"], ["item_cases.case_no", "item_cases.item"]),
        Index(None, "case_no", "item"),
        Index(None, "body", "until", "case_no", "obligation_no"),
        Index(None, "until", "case_no", "obligation_no"),
    )

    case_no: Mapped[str] = mapped_column(CaseNo, primary_key=True)
    obligation_no: Mapped[str] = mapped_column(Code, primary_key=True)
    """Within the case, ASCII: ``RQ01`` (容缺), ``CN01`` (承诺); travels in the engine."""
    item: Mapped[str] = mapped_column(Code)
    body: Mapped[str] = mapped_column(Code)
    kind: Mapped[str] = mapped_column(Code)
    """``tolerance``, ``proof_commitment``, ``licence_commitment``."""
    material: Mapped[str | None] = mapped_column(Code)
    days: Mapped[int]
    """Working days from acceptance (tolerance) or from the decision (check of a commitment)."""
    consequence: Mapped[str] = mapped_column(Code)
    """When unmet: ``returned``, ``withheld``, ``revoked``."""
    state: Mapped[str] = mapped_column(Code)
    """``undertaken``, ``open``, ``mending``, ``met``, ``unmet``, ``retracted``, ``lapsed``: see
    ``gateway.obligations.states``."""
    undertaken_at: Mapped[datetime]
    opened_at: Mapped[datetime | None]
    due_at: Mapped[datetime | None]
    remind_at: Mapped[datetime | None]
    reminded_at: Mapped[datetime | None]
    mend_until: Mapped[datetime | None]
    until: Mapped[datetime | None]
    """By when something is to be done: ``mend_until``, else ``due_at``; null before it runs and once it is closed."""
    closed_at: Mapped[datetime | None]
    signature: Mapped[dict[str, Any]] = mapped_column(EncryptedJSON("obligations.signature"))
    """Who signed what and when: ``{name, account, at, text, text_sha256}``."""


class Paper(Base):
    """A paper that must be seen (原件核验): where it is and who has it."""

    __tablename__ = "papers"
    __table_args__ = (Index(None, "case_no"),)

    paper_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    case_no: Mapped[str] = mapped_column(CaseNo, ForeignKey("cases.case_no"))
    material: Mapped[str] = mapped_column(Code)
    copies: Mapped[int]
    state: Mapped[str] = mapped_column(Code)
    """``taken``, ``handed_over``, ``returned``."""
    place: Mapped[str] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(Code)
    holder: Mapped[str] = mapped_column(String(255))
    moves: Mapped[list[Any]]
    """``[{at, state, place, body, by}]``, oldest first."""
    taken_at: Mapped[datetime]
    returned_at: Mapped[datetime | None]


class CalendarDay(Base):
    """A day of the working calendar as the office set it, before what was published."""

    __tablename__ = "calendar_days"

    day: Mapped[date] = mapped_column(primary_key=True)
    working: Mapped[bool]
    basis: Mapped[str] = mapped_column(String(200))
    """The notice that says so."""
    set_by: Mapped[str] = mapped_column(String(255))
    set_at: Mapped[datetime]


class Card(Base):
    """A yellow or red card: who was told that an item nears, or is past, its limit."""

    __tablename__ = "cards"
    __table_args__ = (
        ForeignKeyConstraint(["case_no", "item"], ["item_cases.case_no", "item_cases.item"]),
        UniqueConstraint("case_no", "item", "clock", "colour", "due_at"),
        Index(None, "body", "shown_at"),
    )

    id: Mapped[int] = mapped_column(Serial, primary_key=True, autoincrement=True)
    case_no: Mapped[str] = mapped_column(CaseNo)
    item: Mapped[str] = mapped_column(Code)
    body: Mapped[str] = mapped_column(Code)
    clock: Mapped[str] = mapped_column(Code)
    """``promised`` or ``statutory``."""
    colour: Mapped[str] = mapped_column(Code)
    """``yellow`` or ``red``."""
    due_at: Mapped[datetime]
    shown_at: Mapped[datetime]
    seen: Mapped[list[Any]]
    """Who has read it: ``[{by, role, at}]``; the officer who has the task and the head of the body."""
