"""What the certificate library tells (docs/architecture.md)."""

from datetime import datetime

from pydantic import BaseModel, Field


class HistoryEntry(BaseModel):
    """One event in the life of a certificate."""

    identifier: str = Field(description="所属版本的电子证照标识")
    version: int
    event: str = Field(
        description="issued 制发，changed 变更，renewed 延续，corrected 更正，suspended 暂扣，resumed 暂扣发还，"
        "expired 过期失效，recalled 撤回，revoked 撤销，stripped 吊销，cancelled 注销，superseded 由新版本替代"
    )
    event_name: str
    at: datetime
    body_name: str | None = Field(description="作出该行为的机关；过期失效和由新版本替代的为空")
    ground_name: str | None = Field(description="情形")
    document_no: str | None = Field(description="文书在办件内的编号")
    by: str | None = Field(description="经办账号，仅颁发机关可见")


class CertificateHistory(BaseModel):
    """Everything that happened to a certificate in all its versions, oldest first."""

    identifier: str
    name: str
    number: str
    case_no: str
    status: str
    status_name: str
    events: list[HistoryEntry]
