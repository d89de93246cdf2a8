"""Delivery to the engine, idempotency, audit and deployments."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, LargeBinary, String, text
from sqlalchemy.orm import Mapped, mapped_column

from gateway.store.base import Base, CaseNo, Code
from gateway.store.encryption import EncryptedJSON
from gateway.store.models.leased import Leased

_OPEN = text("done_at IS NULL AND failed_code IS NULL")
_FAILED = text("failed_code IS NOT NULL")


class OutboxMessage(Leased, Base):
    """One thing to tell the engine, written in the transaction that decided it."""

    __tablename__ = "outbox"
    __table_args__ = (
        Index("ix_outbox_open", "next_attempt_at", "id", sqlite_where=_OPEN, postgresql_where=_OPEN),
        Index("ix_outbox_case", "case_no", "id", sqlite_where=_OPEN, postgresql_where=_OPEN),
        Index("ix_outbox_failed", "id", sqlite_where=_FAILED, postgresql_where=_FAILED),
    )

    kind: Mapped[str] = mapped_column(Code)
    case_no: Mapped[str | None] = mapped_column(CaseNo)
    payload: Mapped[dict[str, Any]]
    dedupe_key: Mapped[str] = mapped_column(String(255), unique=True)
    created_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    failed_code: Mapped[str | None] = mapped_column(Code)


class Idempotency(Base):
    """What was answered to a request that carried an Idempotency-Key."""

    __tablename__ = "idempotency"

    subject: Mapped[str] = mapped_column(String(255), primary_key=True)
    route: Mapped[str] = mapped_column(String(200), primary_key=True)
    key: Mapped[str] = mapped_column(String(255), primary_key=True)
    request_hash: Mapped[str] = mapped_column(String(64))
    status: Mapped[int]
    response: Mapped[Any] = mapped_column(EncryptedJSON("idempotency.response"))
    created_at: Mapped[datetime]


class AuditEntry(Base):
    """One line of the audit log, chained to the one before it; :mod:`gateway.store.audit` writes it."""

    __tablename__ = "audit_log"
    __table_args__ = (Index(None, "case_no", "seq"),)

    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(String(255))
    role: Mapped[str] = mapped_column(Code)
    body: Mapped[str | None] = mapped_column(Code)
    action: Mapped[str] = mapped_column(Code)
    case_no: Mapped[str | None] = mapped_column(CaseNo)
    detail: Mapped[dict[str, Any]]
    previous: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64), unique=True)


class Deployment(Base):
    """A deployment that the engine took, who asked for it, and where its files came from.

    ``source_commit`` and ``source_dirty`` are what the designer's tool said, ``digests`` every file's SHA-256 by name; null
    before 0007.
    """

    __tablename__ = "deployments"

    deployment_key: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    deployed_by: Mapped[str] = mapped_column(String(255))
    deployed_at: Mapped[datetime]
    source_commit: Mapped[str | None] = mapped_column(String(64))
    source_dirty: Mapped[bool | None]
    digests: Mapped[dict[str, Any] | None]


class DeployedResource(Base):
    """A process, decision or form of a deployment with its source.

    An unchanged resource that is deployed again keeps its key and its row.
    """

    __tablename__ = "deployed_resources"
    __table_args__ = (Index(None, "kind", "resource_id", "version"),)

    definition_key: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    deployment_key: Mapped[int] = mapped_column(BigInteger, ForeignKey("deployments.deployment_key"))
    kind: Mapped[str] = mapped_column(Code)
    """process, form, decision or decision_requirements"""
    resource_id: Mapped[str] = mapped_column(String(255))
    version: Mapped[int]
    resource_name: Mapped[str] = mapped_column(String(255))
    sha256: Mapped[str] = mapped_column(String(64))
    content: Mapped[bytes] = mapped_column(LargeBinary)
