"""What is asked and answered about certificates, documents and copies that are composed and sealed."""

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, Field


class CertificateWanted(BaseModel):
    """Which version of the item's certificate is to be made: the first, unless a later act asked for another."""

    version: int = Field(default=1, ge=1, le=999)


class CertificateAllocated(BaseModel):
    """A certificate's identifier, template and content, and how far it is."""

    identifier: str
    type: str
    template: str
    data: dict[str, Any]
    state: Literal["allocated", "composed", "sealed"]
    sealed_at: datetime | None = None


class CertificateStored(BaseModel):
    """A certificate file as it is kept."""

    identifier: str
    sha256: str
    sealed_at: datetime | None = None


class DocumentDrafted(BaseModel):
    """A document to compose: ``content`` is its page data (``chain.documents.page.PageData``)."""

    document_no: str
    kind: str
    items: list[str]
    seal: str | None
    content: dict[str, Any]
    state: str = Field(description="drafted 待本机关签章，sealed 本机关已签章，plain 不加盖机关印章")
    sealed_at: datetime | None
    seals_before: int = Field(
        description="联合出具的文书：在本机关之前已经签章的机关数，其签章后的文件见 sealed"
    )


class DocumentStored(BaseModel):
    """The sealed document that is kept."""

    document_no: str
    sha256: str
    sealed_at: datetime | None


class CopyOrdered(BaseModel):
    """An annotated copy to compose: ``data`` is its certificate's with the annotation (``chain.certificates.data``)."""

    copy_no: str
    identifier: str
    type: str = Field(description="证照类型代码")
    item: str
    template: str
    data: dict[str, Any]
    state: str = Field(description="ordered 待制作，sealed 已签章，lapsed 已签章且期限已过，stopped 不再制作")
    sealed_at: datetime | None


class CopyStored(BaseModel):
    """The sealed copy that is kept."""

    copy_no: str
    sha256: str
    sealed_at: datetime | None
