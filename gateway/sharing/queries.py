"""Requests and answers of the two query interfaces, version 1: what stands in ``docs/interfaces``.

Their fields are made from the catalogue, so that interface and catalogue cannot differ.
"""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field, StringConstraints, create_model
from pydantic.config import JsonDict

from chain.sharing import Resource
from gateway.cases.schemas import Code, Request
from gateway.sharing.catalogue import SharedField, resource
from gateway.sharing.schemas import Purpose

VERSION: Literal["1.0"] = "1.0"
MOST_RECORDS = 50
"""Records in one answer."""

HolderCode = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40)]
Identifier = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]
CaseRef = Annotated[str, Field(pattern=r"^[0-9A-Za-z][0-9A-Za-z_-]{0,63}$")]


class _Query(Request):
    """On what a query rests."""

    grant_no: Code = Field(description="授权编号")
    purpose: Purpose = Field(description="用途，与授权的用途逐字相同")
    case_ref: CaseRef = Field(description="为哪个办件查询：使用方的办件编号，字母、数字、- 和 _")


class LicenceQuery(_Query):
    """Licences by one of: identifier; holder's code (and type); type and number."""

    identifier: Identifier | None = Field(default=None, description="电子证照标识，可省略根")
    holder_code: HolderCode | None = Field(default=None, description="持证主体代码")
    type_code: Code | None = Field(default=None, description="证照类型代码，与持证主体代码或者证照编号同用")
    number: Identifier | None = Field(default=None, description="证照编号，与证照类型代码同用")


class LegalPersonQuery(_Query):
    """A legal person by its code, or by the identifier of its business licence."""

    uscc: HolderCode | None = Field(default=None, description="统一社会信用代码")
    identifier: Identifier | None = Field(default=None, description="营业执照的电子证照标识，可省略根")


def _fields_of(key: Resource, name: str) -> type[BaseModel]:
    """The fields of a resource, each of which an answer may leave out."""
    fields: dict[str, Any] = {each.key: (str | None, _described(each)) for each in resource(key).field}
    made: type[BaseModel] = create_model(
        name, __doc__=f"{key.label}：只含授权的、该记录有的字段。", __module__=__name__, **fields
    )
    return made


def _described(field: SharedField) -> Any:
    said = "；".join(filter(None, [field.name, field.sensitivity.label, field.note]))
    extra: JsonDict | None = {"format": field.format} if field.format else None
    return Field(default=None, title=field.name, description=said, json_schema_extra=extra)


LicenceFields = _fields_of(Resource.LICENCES, "LicenceFields")
LegalPersonFields = _fields_of(Resource.LEGAL_PERSONS, "LegalPersonFields")


class _Record(BaseModel):
    """One record of an answer."""

    digest: str = Field(description="SM3 摘要：字段按名称排序、不含空格的 JSON（UTF-8）")
    fictitious: bool = Field(description="是否演练数据（虚构的颁发机构）")


class LicenceRecord(_Record):
    """A certificate."""

    fields: LicenceFields  # type: ignore[valid-type]


class LegalPersonRecord(_Record):
    """A legal person."""

    fields: LegalPersonFields  # type: ignore[valid-type]


class _Answer(BaseModel):
    """What every answer says of itself: evidence of what was read when."""

    version: Literal["1.0"]
    query_no: str = Field(description="查询编号")
    grant_no: str
    read_at: datetime
    digest: str = Field(description="SM3 摘要：各记录的摘要按顺序，以换行分隔")
    complete: bool = Field(description=f"是否全部；一次最多{MOST_RECORDS}条，不是全部的请缩小范围")


class LicenceAnswer(_Answer):
    """Licences, the newest first; empty when there are none."""

    resource: Literal[Resource.LICENCES]
    records: list[LicenceRecord]


class LegalPersonAnswer(_Answer):
    """A legal person; empty when none is registered here."""

    resource: Literal[Resource.LEGAL_PERSONS]
    records: list[LegalPersonRecord]
