"""Requests and answers about annotated copies."""

from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, Field, StringConstraints

from gateway.cases.schemas import Request

Words = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True,
        min_length=2,
        max_length=60,
        pattern=r"^[^\x00-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff]+$",
    ),
]


class NewCopy(Request):
    """For what the holder has a copy made."""

    purpose: Words = Field(description="用途，例如“办理商铺租赁合同备案”")
    recipient: Words = Field(description="使用单位或者使用人")
    until: date = Field(description="使用期限的最后一日，不晚于证照有效期届满之日，最长一年")


class CopyRead(BaseModel):
    """One annotated copy."""

    copy_no: str = Field(description="加注件编号，在办件内唯一")
    identifier: str = Field(description="电子证照标识")
    purpose: str
    recipient: str
    until: date
    state: str = Field(description="ordered 制作中，sealed 已签章，stopped 不再制作，lapsed 使用期限已过")
    state_name: str
    requested_at: datetime
    sealed_at: datetime | None
    sha256: str | None = Field(description="签章后文件的 SHA-256")


class Copies(BaseModel):
    """The annotated copies of one version of a certificate, the first one first."""

    identifier: str
    copies: list[CopyRead]
