"""Sharing with departments: uses that were applied for and granted, queries, and whose records were seen."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, ForeignKeyConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from gateway.store.base import Base, CaseNo, Code, Serial


class SharingGrant(Base):
    """The use of a shared resource by a body: applied for, and decided by the body that provides it."""

    __tablename__ = "sharing_grants"
    __table_args__ = (Index(None, "body", "id"), Index(None, "provider", "id"))

    id: Mapped[int] = mapped_column(Serial, primary_key=True, autoincrement=True)
    grant_no: Mapped[str] = mapped_column(Code, unique=True)
    resource: Mapped[str] = mapped_column(Code)
    body: Mapped[str] = mapped_column(Code)
    """The body that uses it."""
    provider: Mapped[str] = mapped_column(Code)
    """The body that provides it: a grant covers what this body issued."""
    purpose: Mapped[str] = mapped_column(String(200))
    legal_basis: Mapped[str] = mapped_column(String(500))
    fields: Mapped[list[Any]]
    daily_quota: Mapped[int]
    """Queries a day, by the calendar of Beijing."""
    until: Mapped[date]
    """The last day on which it may be used."""
    state: Mapped[str] = mapped_column(Code)
    """``gateway.sharing.states.GrantState``."""
    applied_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    """When it was withdrawn or revoked."""


class SharingStep(Base):
    """One step in the life of a use; never changed afterwards."""

    __tablename__ = "sharing_steps"
    __table_args__ = (Index(None, "grant_no"),)

    id: Mapped[int] = mapped_column(Serial, primary_key=True, autoincrement=True)
    grant_no: Mapped[str] = mapped_column(Code, ForeignKey("sharing_grants.grant_no"))
    step: Mapped[str] = mapped_column(Code)
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(String(255))
    body: Mapped[str] = mapped_column(Code)
    reason: Mapped[str | None] = mapped_column(String(500))


class SharingDay(Base):
    """How many queries of a grant were answered on a day; raised in the transaction that answers."""

    __tablename__ = "sharing_days"

    grant_no: Mapped[str] = mapped_column(Code, ForeignKey("sharing_grants.grant_no"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    queries: Mapped[int]


class SharingQuery(Base):
    """One query that was answered: who asked under which grant for what, and what the answer was (its digest)."""

    __tablename__ = "sharing_queries"
    __table_args__ = (Index(None, "grant_no", "id"),)

    id: Mapped[int] = mapped_column(Serial, primary_key=True, autoincrement=True)
    query_no: Mapped[str] = mapped_column(Code, unique=True)
    grant_no: Mapped[str] = mapped_column(Code, ForeignKey("sharing_grants.grant_no"))
    resource: Mapped[str] = mapped_column(Code)
    body: Mapped[str] = mapped_column(Code)
    actor: Mapped[str] = mapped_column(String(255))
    role: Mapped[str] = mapped_column(Code)
    case_ref: Mapped[str] = mapped_column(String(64))
    """The case of the asking body for which it was asked, in that body's own numbering."""
    asked_by: Mapped[str] = mapped_column(Code)
    """``holder``, ``number``, ``identifier``: the way of asking, not what was asked."""
    at: Mapped[datetime]
    records: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64))


class SharingLookup(Base):
    """One record that a query showed, by the certificate that it was read from: what its holder is told."""

    __tablename__ = "sharing_lookups"
    __table_args__ = (UniqueConstraint("query", "identifier"), Index(None, "case_no", "id"))

    id: Mapped[int] = mapped_column(Serial, primary_key=True, autoincrement=True)
    query: Mapped[int] = mapped_column(BigInteger, ForeignKey("sharing_queries.id"))
    identifier: Mapped[str] = mapped_column(String(120), ForeignKey("certificates.identifier"))
    case_no: Mapped[str] = mapped_column(CaseNo, ForeignKey("cases.case_no"))
    """The case of the certificate: whose applicant is told."""
    fields: Mapped[list[Any]]
    """The fields that were shown."""
    digest: Mapped[str] = mapped_column(String(64))


class SharedReading(Base):
    """Evidence that an item of a case read shared data in place of a paper: where, when, under which grant, with which
    answer (its digest). The first stays."""

    __tablename__ = "shared_readings"
    __table_args__ = (
        ForeignKeyConstraint(["case_no", "item"], ["item_cases.case_no", "item_cases.item"]),
        UniqueConstraint("case_no", "item", "query_no"),
    )

    id: Mapped[int] = mapped_column(Serial, primary_key=True, autoincrement=True)
    case_no: Mapped[str] = mapped_column(CaseNo)
    item: Mapped[str] = mapped_column(Code)
    body: Mapped[str] = mapped_column(Code)
    resource: Mapped[str] = mapped_column(Code)
    source: Mapped[str] = mapped_column(String(200))
    """Name of the service that answered; a rehearsal says so."""
    grant_no: Mapped[str] = mapped_column(Code)
    query_no: Mapped[str] = mapped_column(Code)
    records: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64))
    read_at: Mapped[datetime]
    kept_at: Mapped[datetime]
    confirmed: Mapped[bool]
    """Whether the query is on record here, with this digest; otherwise another service answered it."""
    licence: Mapped[dict[str, Any] | None]
    """Of a licence read in place of a material: ``{material, type_code, identifier, status}``; no person."""
