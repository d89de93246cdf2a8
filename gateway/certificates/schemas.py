"""Answers about certificates."""

from datetime import date, datetime
from typing import Literal, Self

from pydantic import BaseModel, Field

from chain.certificates.questions import Question, answers
from chain.certificates.verdict import Finding, Result
from gateway.certificates.verification import Verified


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

    @classmethod
    def of(cls, finding: Finding) -> Self:
        """As it is sent."""
        return cls(
            key=finding.key,
            name=finding.name,
            result=finding.result,
            result_name=finding.result.label,
            reason=finding.reason,
        )


class VerificationAnswer(BaseModel):
    """The answer to one question that is asked of a file, drawn from the findings that bear on it."""

    question: Question = Field(
        description="intact 是否完整，sealed_by 由谁盖章，trusted 证书链是否可信，valid_then 盖章时是否有效，"
        "revoked 证书是否未被吊销，status 目前的登记状态，superseded 是否仍为最新版本"
    )
    name: str
    result: Result
    result_name: str
    reason: str


class VerificationVerdict(BaseModel):
    """The verdict with its reasons; ``status`` is what this installation knows of the certificate or document today."""

    kind: Literal["certificate", "document"] = Field(description="certificate 电子证照，document 文书")
    kind_name: str
    result: Result = Field(
        description="总体结论：文件本身的核验结论（file_result）与登记状态中较差的一个；"
        "文件完好而证照已被撤销的为 failed，暂扣的或者本平台没有登记的为 indeterminate。"
        "三种结论对应欧盟电子签名核验（EN 319 102-1）的 TOTAL-PASSED、INDETERMINATE、TOTAL-FAILED："
        "passed 所核验的各项均符合；failed 已证明有一项不符合，补充任何证据也不会改变；"
        "indeterminate 现有材料既不能证明也不能否定，补充证据后可以重新核验。"
    )
    result_name: str
    file_result: Result = Field(
        description="仅对文件本身的结论，不考虑登记状态：签章是否真实、内容是否被改动"
    )
    file_result_name: str
    identifier: str = Field(description="电子证照标识；文书为文号")
    issuer: str
    seals: list[str]
    status: str | None
    status_name: str | None
    superseded_by: str | None = Field(description="替代本版本的证照标识")
    answers: list[VerificationAnswer] = Field(
        description="逐个问题的回答。没有核验的问题答 indeterminate 并说明原因，不影响总体结论"
    )
    findings: list[VerificationFinding] = Field(description="逐项核验的结果，回答由此得出")
    notes: list[str] = Field(description="没有核验的事项，不影响总体结论")

    @classmethod
    def of(cls, found: Verified) -> Self:
        """As it is sent."""
        whole = found.whole
        return cls(
            kind=found.kind,
            kind_name=found.kind_name,
            result=whole.result,
            result_name=whole.result.label,
            file_result=found.file.result,
            file_result_name=found.file.result.label,
            identifier=whole.identifier,
            issuer=whole.issuer,
            seals=list(whole.seals),
            status=found.status,
            status_name=found.status_name,
            superseded_by=found.successor,
            answers=[
                VerificationAnswer(
                    question=answer.question,
                    name=answer.question.label,
                    result=answer.result,
                    result_name=answer.result.label,
                    reason=answer.reason,
                )
                for answer in answers(whole)
            ],
            findings=[VerificationFinding.of(finding) for finding in whole.findings],
            notes=list(whole.notes),
        )
