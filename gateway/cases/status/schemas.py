"""The status of a case: sentences in Chinese, and the dates that they name."""

from datetime import date

from pydantic import BaseModel, Field


class Holding(BaseModel):
    """Who has something in hand, since when and until when."""

    who: str = Field(description="单位名称；轮到申请人的为“申请人”")
    doing: str = Field(description="正在做什么")
    since: date | None = Field(description="自何日起")
    until: date | None = Field(description="最迟到何日")
    statutory_until: date | None = Field(description="法定期限到何日，与承诺日期不同的才有")


class Owing(BaseModel):
    """Something the applicant is to do."""

    what: str = Field(description="欠什么")
    how: str = Field(description="怎么办")
    until: date | None = Field(description="最迟到何日")
    link: str | None = Field(description="从哪里办")


class Getting(BaseModel):
    """What the applicant gets in the end."""

    name: str = Field(description="办理结果名称")
    form: str = Field(description="电子证照、证照、批文或者其他")
    how: str = Field(description="从哪里、怎样取得")
    link: str | None = Field(description="可以下载的，下载地址")


class Ending(BaseModel):
    """How an item ended."""

    outcome: str = Field(description="结论")
    on: date | None = Field(description="日期")
    reason: str | None = Field(description="理由")
    remedies: str | None = Field(description="不服的救济途径")


class ItemStatus(BaseModel):
    """One item."""

    name: str = Field(description="事项名称")
    department: str = Field(description="办理单位")
    stage: str = Field(description="所处阶段")
    says: str = Field(description="进展说明")
    holder: Holding | None = Field(description="现在由谁办理；已结束的为空")
    next: str | None = Field(description="下一步")
    gets: Getting | None = Field(description="将取得的办理结果；不再取得的为空")
    ending: Ending | None = Field(description="处理结论；未结束的为空")


class DocumentToRead(BaseModel):
    """A document of the case."""

    title: str = Field(description="文书名称")
    number: str | None = Field(description="文号")
    on: date = Field(description="日期")
    link: str = Field(description="查看地址")


class CaseStatus(BaseModel):
    """A case in words that its applicant understands."""

    case_no: str = Field(description="办件编号")
    theme: str = Field(description="主题名称")
    stage: str = Field(description="所处阶段")
    says: str = Field(description="进展说明")
    channel: str | None = Field(description="办理渠道")
    received_on: date = Field(description="收到申请的日期")
    accepted_on: date | None = Field(description="受理日期")
    until: date | None = Field(description="承诺全部办结的日期")
    statutory_until: date | None = Field(description="全部事项的法定期限，与承诺日期不同的才有")
    holders: list[Holding] = Field(description="现在由谁办理")
    owes: list[Owing] = Field(description="需要申请人做的")
    next: list[str] = Field(description="接下来的步骤")
    items: list[ItemStatus]
    documents: list[DocumentToRead] = Field(description="可以查看的文书")
    helped: list[str] = Field(description="由受托人代为办理的，工作人员帮办代办的")
