"""Answers about certificates."""

from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel, Field

from chain.certificates.verification import Result


class CertificateRead(BaseModel):
    """Metadata of a certificate, for its holder and its issuing body."""

    identifier: str = Field(description="电子证照标识（GB/T 36904）")
    type: str = Field(description="证照类型代码")
    name: str
    number: str
    case_no: str
    item: str
    body: str
    body_name: str
    holder: str
    state: str = Field(description="allocated 已赋码，composed 已制证，sealed 已签章")
    status: str
    status_name: str
    version: int = Field(description="版本，从1起")
    supersedes: str | None = Field(description="所替代的上一版本的证照标识")
    superseded_by: str | None = Field(description="替代本版本的证照标识")
    issued_on: date
    valid_until: date | None
    sealed_at: datetime | None
    sha256: str | None = Field(description="签章后文件的 SHA-256")
    metadata: dict[str, str] = Field(description="照面元数据（GB/T 36902、36903）")


class VerificationFinding(BaseModel):
    """One thing looked at, and why it passed or not."""

    key: str
    name: str
    result: Result
    result_name: str
    reason: str


class VerificationVerdict(BaseModel):
    """The verdict with its reasons; ``status`` is what this installation knows of the certificate or document today."""

    kind: Literal["certificate", "document"] = Field(description="certificate 电子证照，document 文书")
    kind_name: str
    result: Result
    result_name: str
    identifier: str = Field(description="电子证照标识；文书为文号")
    issuer: str
    seals: list[str]
    status: str | None
    status_name: str | None
    superseded_by: str | None = Field(description="替代本版本的证照标识")
    findings: list[VerificationFinding]
