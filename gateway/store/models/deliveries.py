"""Delivery (送达) of what was decided: the applicant's choice, and each delivery from its opening to its receipt."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from gateway.store.base import Base, CaseNo, Code, Serial
from gateway.store.encryption import EncryptedJSON


class DeliveryChoice(Base):
    """How the applicant wants the results of a case; without a row nobody chose, and they are offered electronically."""

    __tablename__ = "delivery_choices"

    case_no: Mapped[str] = mapped_column(CaseNo, ForeignKey("cases.case_no"), primary_key=True)
    way: Mapped[str] = mapped_column(Code)
    """``electronic``, ``window``, ``post``; choosing the first is the consent to electronic delivery."""
    address: Mapped[dict[str, Any] | None] = mapped_column(EncryptedJSON("delivery_choices.address"))
    """``{receiver, phone, address, postcode}`` for the post."""
    chosen_at: Mapped[datetime]


class Delivery(Base):
    """One delivery: what it hands over belongs to ``items``, and was decided before it was sent."""

    __tablename__ = "deliveries"
    __table_args__ = (UniqueConstraint("case_no", "delivery_no"), Index(None, "body", "state", "id"))

    id: Mapped[int] = mapped_column(Serial, primary_key=True, autoincrement=True)
    case_no: Mapped[str] = mapped_column(CaseNo, ForeignKey("cases.case_no"))
    delivery_no: Mapped[str] = mapped_column(Code)
    """Within the case, ASCII: ``SD01``; the subject of its matter."""
    body: Mapped[str] = mapped_column(Code)
    """The body that hands it over: the one that leads the case."""
    items: Mapped[list[Any]]
    way: Mapped[str] = mapped_column(Code)
    consented: Mapped[bool]
    """Whether the applicant chose electronic delivery: then what has reached the account is delivered."""
    state: Mapped[str] = mapped_column(Code)
    """``waiting``, ``sent``, ``delivered``, ``void``: see ``gateway.deliveries.states``."""
    opened_at: Mapped[datetime]
    due_at: Mapped[datetime]
    """The end of the tenth working day after the first decision it hands over (行政许可法 §44)."""
    reminded_at: Mapped[datetime | None]
    missed_at: Mapped[datetime | None]
    """When it was seen that the ten days had passed without it."""
    openings: Mapped[dict[str, Any]]
    """When the applicant opened each part in the account: ``{document_no or certificate identifier: ISO time}``."""
    handed: Mapped[list[Any]]
    """Which parts were handed over, once they were: the keys of ``openings``."""
    postings: Mapped[list[Any]] = mapped_column(EncryptedJSON("deliveries.postings"))
    """``[{carrier, tracking_no, sent_at, address, result, result_at, reason}]``, oldest first."""
    receiver: Mapped[dict[str, Any] | None] = mapped_column(EncryptedJSON("deliveries.receiver"))
    """Who received it: ``{name, relation, identity, note}``."""
    delivered_at: Mapped[datetime | None]
    handed_by: Mapped[str | None] = mapped_column(String(255))
    """Account of who handed it out or noted its receipt; null for one that was received electronically."""
    document_no: Mapped[str | None] = mapped_column(Code)
    """The receipt (送达回证)."""
