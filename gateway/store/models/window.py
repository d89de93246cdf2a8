"""What happens to a case at the window, besides what its acts and papers say."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from gateway.store.base import Base, CaseNo, Code, Serial
from gateway.store.encryption import EncryptedText


class WindowEventKind(StrEnum):
    """What happened."""

    ASSISTANCE = "assistance"
    """The applicant came in person, and a clerk goes on with the case for them."""
    HANDOVER = "handover"
    BINDING = "binding"
    """The case became that of the applicant's account."""


class WindowEvent(Base):
    """One thing that happened to a case at the window; never changed afterwards."""

    __tablename__ = "window_events"
    __table_args__ = (Index(None, "case_no"),)

    id: Mapped[int] = mapped_column(Serial, primary_key=True, autoincrement=True)
    case_no: Mapped[str] = mapped_column(CaseNo, ForeignKey("cases.case_no"))
    kind: Mapped[str] = mapped_column(Code)
    at: Mapped[datetime]
    body: Mapped[str] = mapped_column(Code)
    clerk_sub: Mapped[str | None] = mapped_column(String(255))
    """Null for a binding that the applicant did with the code of the receipt."""
    to_sub: Mapped[str | None] = mapped_column(String(255))
    """The clerk who has the case from now on; null unless it was handed over."""


class WindowDecision(Base):
    """What an officer at the window decided on an instant item (即办件) when its application came in (一窗办结)."""

    __tablename__ = "window_decisions"
    __table_args__ = (ForeignKeyConstraint(["case_no", "item"], ["item_cases.case_no", "item_cases.item"]),)

    case_no: Mapped[str] = mapped_column(CaseNo, primary_key=True)
    item: Mapped[str] = mapped_column(Code, primary_key=True)
    body: Mapped[str] = mapped_column(Code)
    officer_sub: Mapped[str] = mapped_column(String(255))
    outcome: Mapped[str] = mapped_column(Code)
    """``granted`` or ``refused``."""
    opinion: Mapped[str] = mapped_column(EncryptedText("window_decisions.opinion"))
    decided_at: Mapped[datetime]

    @property
    def said(self) -> tuple[str, str]:
        """Outcome and opinion."""
        return self.outcome, self.opinion
