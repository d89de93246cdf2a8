"""Answers about documents."""

from datetime import date, datetime

from pydantic import BaseModel, Field


class DocumentParty(BaseModel):
    """A body that issues a document."""

    body: str
    body_name: str
    sealed_at: datetime | None = Field(description="该机关盖章的时间")


class DocumentLine(BaseModel):
    """A document as a list shows it: nothing of what stands in it."""

    document_no: str = Field(description="文书在办件内的编号")
    kind: str
    kind_name: str = Field(description="文书种类")
    number: str | None = Field(description="文号")
    items: list[str] = Field(description="所涉事项编码")
    body: str
    body_name: str = Field(description="出具机关；联合出具的为主办机关")
    parties: list[DocumentParty] = Field(description="全部出具机关，按盖章次序；单独出具的只有一个")
    seal: str | None = Field(description="official 公章，acceptance 受理专用章，空为不加盖机关印章")
    seal_name: str | None
    state: str = Field(description="drafted 待签章，sealed 已签章，plain 不加盖机关印章")
    state_name: str
    drafted_at: datetime
    sealed_at: datetime | None
    delivered_at: datetime | None
    annulled: bool = Field(description="所载决定未生效，文书作废")
    corrected_by: list[str] = Field(description="更正本文书的更正通知书编号；本文书原样保留")
    readable: bool = Field(description="当前登录人能否查看文书内容")


class Documents(BaseModel):
    """All documents of a case that the caller may know of, in their order."""

    case_no: str
    documents: list[DocumentLine]


class DocumentPart(BaseModel):
    """A paragraph, and the numbered list that follows it."""

    text: str
    lines: list[str]


class DocumentPage(DocumentLine):
    """The page data of a document."""

    case_no: str
    title: str
    addressee: str
    parts: list[DocumentPart]
    basis: list[str]
    remedies: str
    signers: list[str]
    issuer: str | None = Field(description="出具机关名称；联合出具的以顿号分开")
    issued: date
    note: str = Field(description="未签章时的说明")
    sha256: str | None = Field(description="签章后文件的 SHA-256")
