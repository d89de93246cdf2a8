"""Requests and answers about the end of one item and what it does to the others (docs/architecture.md)."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Reason = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]


class ItemWithdrawal(BaseModel):
    """The applicant takes one item back."""

    model_config = ConfigDict(extra="forbid")

    reason: Reason = Field(description="撤回原因")


class ItemWithdrawn(BaseModel):
    """The item is withdrawn; ``whole``: it was the last one, so the case ends as withdrawn."""

    case_no: str
    item: str
    withdrawn_at: datetime = Field(description="撤回时间")
    whole: bool = Field(description="是否整个办件随之撤回")


class HoldAnswer(BaseModel):
    """Whether the items that rest go on."""

    model_config = ConfigDict(extra="forbid")

    decision: Literal["continue", "stop"] = Field(description="continue 继续办理，stop 不再继续")
    reason: Reason = Field(description="理由")


class HoldAnswered(BaseModel):
    """What was decided, and for which items."""

    case_no: str
    decision: str
    items: list[str] = Field(description="恢复办理或者退件的事项")
    decided_at: datetime
