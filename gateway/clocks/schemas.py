"""Requests and answers about time limits."""

from datetime import date, datetime
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field

from chain.limits import Day


class CalendarDayRequest(BaseModel):
    """What the office says of a day."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    working: bool = Field(description="是否为工作日")
    basis: Annotated[str, Field(min_length=1, max_length=200, description="依据：公布该安排的文件")]


class CalendarDayView(BaseModel):
    """One day of the working calendar."""

    day: date
    working: bool = Field(description="是否为工作日")
    kind: str = Field(description="workday、shifted、weekend、holiday")
    kind_name: str = Field(description="工作日、调休上班、休息日、法定节假日")
    occasion: str = Field(description="所属节日，没有的为空")
    edited: bool = Field(description="是否由本机关设定")
    basis: str = Field(description="本机关设定的依据，没有的为空")
    assumed: bool = Field(description="该年放假安排尚未公布，按周一至周五推定")

    @classmethod
    def of(cls, day: Day) -> Self:
        """The day as it is shown."""
        return cls(
            day=day.day,
            working=day.working,
            kind=day.kind.value,
            kind_name=day.kind.label,
            occasion=day.occasion,
            edited=day.edited,
            basis=day.basis,
            assumed=day.assumed,
        )


class CalendarYear(BaseModel):
    """The working calendar of a year."""

    year: int
    published: bool = Field(description="该年放假安排是否已公布")
    warning: str | None
    days: list[CalendarDayView]


class Seen(BaseModel):
    """Somebody read a card."""

    role: str = Field(description="officer、head、supervisor")
    at: datetime


class CardView(BaseModel):
    """A yellow or red card."""

    id: int
    case_no: str
    item: str | None = Field(description="事项编码；联合办理时限为整个主题办件的，空")
    item_name: str
    body: str
    body_name: str
    clock: str = Field(
        description="promised 承诺时限，statutory 法定时限，joint 联合办理时限，"
        "delivery 送达，publicity 公示，inspection 联合勘验，ground 终止、撤销的依据已不存在"
    )
    clock_name: str
    colour: str = Field(description="yellow 临近时限，red 已超时限")
    colour_name: str
    due_at: datetime
    shown_at: datetime
    seen: list[Seen]
    seen_by_me: bool


class CardPage(BaseModel):
    """Cards, newest first."""

    cards: list[CardView]
    next_cursor: str | None


class SheetQuery(BaseModel):
    """How the sheet is to be given."""

    model_config = ConfigDict(extra="forbid")

    format: Literal["json", "text"] = Field(default="json", description="格式：数据或文本")


class SheetView(BaseModel):
    """The calculation sheet of an item (``chain.limits.Sheet``)."""

    case_no: str
    item: str
    item_name: str
    as_of: datetime = Field(description="计算时点；已办结的为办结时间")
    ended_at: datetime | None
    clocks: list[dict[str, Any]] = Field(description="承诺时限和法定时限：逐日是否计入、序数和理由，以及合计")
    basis: list[str] = Field(description="适用的条文")
    calendar: dict[str, Any] = Field(description="日历来源、推定的年份和本机关的设定")
    facts: list[dict[str, Any]] = Field(description="据以计算的记录")
