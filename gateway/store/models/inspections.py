"""Joint inspection (联合勘验): one appointment, the officers of several bodies, one record, several items."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, ForeignKeyConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from gateway.store.base import Base, CaseNo, Code
from gateway.store.encryption import EncryptedJSON, EncryptedText


class Inspection(Base):
    """A joint inspection of a case from its appointment to its record."""

    __tablename__ = "inspections"

    case_no: Mapped[str] = mapped_column(CaseNo, ForeignKey("cases.case_no"), primary_key=True)
    inspection_no: Mapped[str] = mapped_column(Code, primary_key=True)
    """Within the case, ASCII: ``KY01``."""
    task_key: Mapped[int]
    """The chain's user task that waits for it."""
    items: Mapped[list[Any]]
    bodies: Mapped[list[Any]]
    """The bodies of the items, which take part."""
    state: Mapped[str] = mapped_column(Code)
    """``appointed``, ``asked``, ``confirmed``, ``recorded``, ``cancelled``: see ``gateway.inspections.states``."""
    starts_at: Mapped[datetime]
    place: Mapped[str] = mapped_column(EncryptedText("inspections.place"))
    appointed_by: Mapped[str] = mapped_column(Code)
    """The body that proposed the time last."""
    appointed_at: Mapped[datetime]
    appointments: Mapped[int]
    """How often a time was proposed: a second one answers the applicant's wish."""
    wish: Mapped[str | None] = mapped_column(EncryptedText("inspections.wish"))
    """What other time the applicant asked for, once."""
    answered_at: Mapped[datetime | None]
    participants: Mapped[dict[str, Any]] = mapped_column(EncryptedJSON("inspections.participants"))
    """Names of each body's officers taking part: ``{body: [name]}``."""
    recorded_at: Mapped[datetime | None]
    document_no: Mapped[str | None] = mapped_column(Code)
    """The record (联合勘验记录)."""


class InspectionFinding(Base):
    """What the officers of a body found for one of its items."""

    __tablename__ = "inspection_findings"
    __table_args__ = (
        ForeignKeyConstraint(
            ["case_no", "inspection_no"], ["inspections.case_no", "inspections.inspection_no"]
        ),
    )

    case_no: Mapped[str] = mapped_column(CaseNo, primary_key=True)
    inspection_no: Mapped[str] = mapped_column(Code, primary_key=True)
    item: Mapped[str] = mapped_column(Code, primary_key=True)
    body: Mapped[str] = mapped_column(Code)
    passed: Mapped[bool]
    note: Mapped[str | None] = mapped_column(EncryptedText("inspection_findings.note"))
    officer_sub: Mapped[str] = mapped_column(String(255))
    found_at: Mapped[datetime]
