"""Rules on what a body collects into the register (采集质量): each looks at one record and says what is wrong or missing.

Reported, never mended here: the body that collected a record puts it right by a correction or a change of its licence.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select

from chain.certificates.data import (
    HOLDER_ORGANISATION,
    HOLDER_RESIDENT,
    CertificateData,
    MalformedCertificateData,
)
from chain.certificates.errors import UnknownTemplate
from chain.certificates.template import load_template
from chain.errors import ChainError
from chain.identifiers import CertificateIdentifier, resident_id_problem, uscc_problem
from gateway.cases.listing import Place
from gateway.dependencies import Caller, Context, Role
from gateway.sharing.errors import BodyMissing
from gateway.sharing.schemas import QualityFinding, QualityPage
from gateway.store.models import Certificate

LONGEST_PAGE = 100


@dataclass(frozen=True, slots=True)
class Collected:
    """A record of the register: its columns, its data, the code of the body that collected it, and the day it is looked at."""

    row: Certificate
    data: CertificateData
    issuer_code: str
    today: date


@dataclass(frozen=True, slots=True)
class Flaw:
    """One thing that is wrong: the field by its name in the standard, and why."""

    field: str
    reason: str


Rule = Callable[[Collected], Iterator[Flaw]]


def required_fields(it: Collected) -> Iterator[Flaw]:
    """Every record says what, whose, by whom and from when."""
    said = it.data.metadata()
    for field in ("ZZMC", "ZZBH", "ZZBFJG", "ZZBFJGDM", "CZZT", "CZZTDM"):
        if not said[field].strip():
            yield Flaw(field, "必填内容为空。")


def business_fields(it: Collected) -> Iterator[Flaw]:
    """What the face of the certificate has a place for is filled in."""
    try:
        places = load_template(it.row.template).fields.places
    except UnknownTemplate:
        return
    for place in places:
        missing = not it.data.fields.get(place.source, "").strip()
        if place.source.startswith("KZ_") and not place.optional and missing:
            yield Flaw(place.source, f"证照上的“{place.label}”为空。")


def holder_code(it: Collected) -> Iterator[Flaw]:
    """The holder's code is sound for its kind."""
    code, kind = it.data.holder.code, it.data.holder.code_type
    problem = None
    if kind == HOLDER_ORGANISATION:
        problem = uscc_problem(code)
    elif kind == HOLDER_RESIDENT:
        problem = resident_id_problem(code, it.today)
    if problem is not None:
        yield Flaw("CZZTDM", problem)


def issuer(it: Collected) -> Iterator[Flaw]:
    """The issuer is the body that collected the record, by its code."""
    problem = uscc_problem(it.data.issuer.code)
    if problem is not None:
        yield Flaw("ZZBFJGDM", problem)
    elif it.data.issuer.code != it.issuer_code:
        yield Flaw("ZZBFJGDM", "与采集单位的统一社会信用代码不一致。")


def identifier(it: Collected) -> Iterator[Flaw]:
    """The identifier's parts and check character hold, and it is the record's own."""
    try:
        read = CertificateIdentifier.parse(it.row.identifier)
    except ChainError as error:
        yield Flaw("ZZBS", error.detail)
        return
    if read != it.data.identifier:
        yield Flaw("ZZBS", "登记的标识与证照上的标识不一致。")
    if read.type_code != it.row.type_code:
        yield Flaw("ZZLXDM", "证照类型代码与标识中的不一致。")
    if read.issuer != it.data.issuer.code:
        yield Flaw("ZZBFJGDM", "颁发机构代码与标识中的不一致。")
    if read.version != f"{it.row.version:03d}":
        yield Flaw("ZZBS", "标识中的版本号与登记的版本不一致。")


def dates(it: Collected) -> Iterator[Flaw]:
    """Issued not in the future and not after the seal; in force in order."""
    data = it.data
    if data.issued > it.today:
        yield Flaw("ZZBFRQ", "颁发日期在今日之后。")
    if it.row.sealed_at is not None and it.row.sealed_at.date() < data.issued:
        yield Flaw("ZZBFRQ", "颁发日期晚于签章日期。")
    if data.expires is not None and data.expires < data.effective:
        yield Flaw("ZZYXQJZRQ", "有效期截止日期早于起始日期。")
    if data.expires != it.row.valid_until or data.issued != it.row.issued_on:
        yield Flaw("ZZYXQJZRQ", "登记的日期与证照上的日期不一致。")


def number(it: Collected) -> Iterator[Flaw]:
    """The number is the record's own; a business licence bears the holder's code."""
    if it.data.number != it.row.number:
        yield Flaw("ZZBH", "登记的编号与证照上的编号不一致。")
    if it.row.template == "business_license" and it.data.number != it.data.holder.code:
        yield Flaw("ZZBH", "营业执照的编号应当是统一社会信用代码。")


RULES: dict[str, tuple[str, Rule]] = {
    "required_fields": ("必填项完整", required_fields),
    "business_fields": ("业务信息完整", business_fields),
    "holder_code": ("持证主体代码有效", holder_code),
    "issuer": ("颁发机构一致", issuer),
    "identifier": ("标识和校验位有效", identifier),
    "dates": ("日期先后合理", dates),
    "number": ("编号一致", number),
}
"""Every rule by key, with its Chinese name."""


def findings(context: Context, row: Certificate) -> list[QualityFinding]:
    """What every rule says against a record; of one whose data cannot be read, just that."""
    try:
        data = CertificateData.from_json(row.data)
    except MalformedCertificateData:
        reason = "证照数据无法读取，标识或者日期的格式不正确。"
        return [_finding(row, "readable", "数据可读", Flaw("ZZBS", reason))]
    it = Collected(row, data, context.catalogue.body(row.body).uscc, context.now().date())
    return [_finding(row, key, name, flaw) for key, (name, rule) in RULES.items() for flaw in rule(it)]


def _finding(row: Certificate, key: str, name: str, flaw: Flaw) -> QualityFinding:
    return QualityFinding(
        rule=key, rule_name=name, certificate=row.identifier, field=flaw.field, reason=flaw.reason
    )


async def quality(
    context: Context, caller: Caller, *, body: str | None, cursor: str | None, limit: int
) -> QualityPage:
    """What the records that a body collected show, a page of records at a time: the caller's own, or the one that a
    supervisor names.

    Raises ``CursorInvalid``, ``BodyMissing``.
    """
    chosen = body if caller.has(Role.SUPERVISOR) else caller.body
    if chosen is None:
        raise BodyMissing
    query = select(Certificate).where(Certificate.body == chosen, Certificate.state == "sealed")
    if cursor is not None:
        place = Place.of(cursor)
        earlier = Certificate.allocated_at < place.received_at
        same = (Certificate.allocated_at == place.received_at) & (Certificate.identifier > place.case_no)
        query = query.where(or_(earlier, same))
    query = query.order_by(Certificate.allocated_at.desc(), Certificate.identifier).limit(limit + 1)
    async with context.database.count() as session:
        rows = list(await session.scalars(query))
    page = rows[:limit]
    last = page[-1] if len(rows) > limit else None
    return QualityPage(
        body=chosen,
        checked=len(page),
        findings=[finding for row in page for finding in findings(context, row)],
        next_cursor=None if last is None else Place(last.allocated_at, last.identifier).cursor(),
    )
