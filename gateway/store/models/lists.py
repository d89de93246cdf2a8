"""The lists of cases: what officers and supervisors leaf through, in the order in which they read it."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from gateway.store.base import Base, CaseNo, Code


class ListedCase(Base):
    """A case in the list of one body, or (``body`` is :data:`EVERYBODY`) in the list of all cases.

    A copy of facts that stand elsewhere, so that each list is one range of one index however many cases there are:
    written at the submission; ``state`` follows the claimed instance (:mod:`gateway.readmodel.lists`).
    """

    __tablename__ = "listed_cases"
    __table_args__ = (
        Index(None, "body", "received_at", "case_no"),
        Index(None, "body", "state", "received_at", "case_no"),
        Index(None, "body", "theme", "received_at", "case_no"),
        Index(None, "body", "theme", "state", "received_at", "case_no"),
        {"sqlite_with_rowid": False},
    )

    case_no: Mapped[str] = mapped_column(CaseNo, ForeignKey("cases.case_no"), primary_key=True)
    body: Mapped[str] = mapped_column(Code, primary_key=True)
    theme: Mapped[str] = mapped_column(Code)
    region: Mapped[str] = mapped_column(Code)
    received_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(Code)


EVERYBODY = ""
"""Stands in the place of a body in the list of all cases."""
