"""Requests and answers about ratings (docs/architecture.md)."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from gateway.ratings.states import Grade, Tag

Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1000)]
Code = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80)]


class Request(BaseModel):
    """A request: members that are not of the interface are refused."""

    model_config = ConfigDict(extra="forbid")


class Said(Request):
    """What a rating says."""

    grade: Grade = Field(description="五级：非常满意、满意、基本满意、不满意、非常不满意")
    tags: list[Tag] = Field(default_factory=list, max_length=len(Tag), description="评价内容的标签")
    comment: Words | None = Field(default=None, description="文字评价")


class RatingRequest(Said):
    """A rating by the applicant."""

    item: Code = Field(description="事项编码；chain 为整个主题办件")
    anonymous: bool = Field(default=False, description="匿名评价：办理部门看不到评价人和办件，差评不作回访")


class CodeRatingRequest(Said):
    """A rating with a code, without an account."""

    code: Code = Field(description="评价码")
    anonymous: bool = False


class Verification(Request):
    """What the revisit of a bad rating found."""

    result: Literal["well_founded", "unfounded"] = Field(
        description="well_founded 情况属实、须整改；unfounded 缺乏法定依据、作解释说明"
    )
    note: Words = Field(description="回访核实的情况")


class Mending(Request):
    """What was mended."""

    note: Words = Field(description="整改的情况")


class AnswerToRater(Request):
    """What the rater is told."""

    text: Words = Field(description="向评价人反馈的内容")
    satisfied: bool | None = Field(default=None, description="评价人对处理是否满意；未表示的不填")


class Appeal(Request):
    """The body holds that a bad rating is wrong or malicious."""

    grounds: Literal["mistaken", "malicious"] = Field(description="mistaken 误评，malicious 恶意差评")
    note: Words = Field(description="申诉理由")


class Review(Request):
    """What the supervisor made of the appeal."""

    upheld: bool = Field(description="是否支持申诉；支持的，该评价不予采纳")
    note: Words = Field(description="复核意见")


class TabletRequest(Request):
    """The clerk hands the tablet over."""

    item: Code = Field(description="事项编码；chain 为整个主题办件")
    window: Code = Field(description="窗口编号")


class TabletCode(BaseModel):
    """A code for one rating at the window."""

    code: str = Field(description="评价码，只能使用一次")
    expires_at: datetime


class AnswerCode(BaseModel):
    """The code that the answer bears."""

    code: str
    open: bool = Field(description="是否仍可使用")


class RatingReceipt(BaseModel):
    """A rating as it stands after a command."""

    rating_id: str
    item: str
    grade: str
    grade_name: str
    state: str
    state_name: str
    supplement_until: datetime | None = Field(description="追加评价的截止时间")


class StepView(BaseModel):
    """One step."""

    step: str
    step_name: str
    result: str | None
    at: datetime
    role: str
    by: str | None = Field(description="办理人；评价人匿名的、申请人查看的为空")
    due_at: datetime | None = Field(description="该步骤的期限")
    note: str | None


class OwnRating(BaseModel):
    """Something that the applicant may rate, and how they did."""

    item: str
    name: str
    rate_until: datetime | None = Field(description="评价截止时间；整个办件尚未办结的为空")
    rating_id: str | None
    grade: str | None
    grade_name: str | None
    tags: list[str] = Field(description="标签")
    comment: str | None
    anonymous: bool | None
    state: str | None
    state_name: str | None
    supplement_until: datetime | None
    supplemented_at: datetime | None
    steps: list[StepView]


class OwnRatings(BaseModel):
    """What the applicant may rate in a case."""

    case_no: str
    ratings: list[OwnRating]


class RatingView(BaseModel):
    """A rating as its body and supervisors see it; of an anonymous one neither case nor hour."""

    rating_id: str
    case_no: str | None = Field(description="匿名评价为空")
    item: str
    item_name: str
    body: str
    body_name: str
    region: str
    window: str | None
    channel: str
    channel_name: str
    grade: str | None
    grade_name: str | None
    tags: list[str] = Field(description="标签")
    comment: str | None
    named: bool
    rated_on: date
    counted: bool = Field(description="是否计入统计")
    state: str
    state_name: str
    due_at: datetime | None
    overdue: bool
    steps: list[StepView]


class RatingPage(BaseModel):
    """Ratings, newest first."""

    ratings: list[RatingView]
    next_cursor: str | None


class Figure(BaseModel):
    """Ratings of one group; what few people said is not told apart."""

    key: str | None
    name: str
    few: bool = Field(description="评价少于五条，为保护评价人不列明细")
    count: int | None = Field(description="计入统计的评价数")
    grades: dict[str, int] | None
    satisfied: float | None = Field(description="基本满意以上所占比例")
    unrated: int = Field(description="未评价数，不计为好评")


class Figures(BaseModel):
    """Ratings counted by one of their marks."""

    by: str
    figures: list[Figure]
