"""The exchange records of a case after GB/T 39046-2020, computed from its acts each time they are asked for.

The records and their keys follow the provincial exchange tables (standards.md, "Case data"). From memory: that a single
case is numbered by its chain's number and its place in it, and that the chain's own case type is 联办.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bpmn.catalogue.items import CaseKind
from bpmn.errors import UnknownItem
from chain.limits import Procedure
from chain.procedure import Act, Fact, Stage, follow, standing
from chain.procedure.codes import (
    CaseType,
    Completion,
    NodeResult,
    SpecialProcedure,
    completion,
    end_of_procedure,
    node_result,
    special_procedure,
)
from gateway.cases.access import visible_case
from gateway.cases.views import body_name, note_reading, sealed_certificates
from gateway.dependencies import Caller, Context
from gateway.procedure.exchange_schemas import (
    AcceptedMaterial,
    BasicRecord,
    Coded,
    CompletionRecord,
    Exchange,
    ProcedureRecord,
    ProcessRecord,
    SingleCase,
)
from gateway.procedure.record import acts_of, facts_of, items_of_case, stage_of_chain
from gateway.store.models import Case, CaseFile, CaseMaterial, Certificate, ItemCase, ProcedureAct

_BASIS = "《行政许可法》第四十五条"
_CASE_TYPES = {
    CaseKind.INSTANT: CaseType.INSTANT,
    CaseKind.PROMISED: CaseType.PROMISED,
    CaseKind.JOINT: CaseType.JOINT,
    CaseKind.REPORTED: CaseType.REPORTED,
}
_MATERIALS = (
    select(CaseMaterial, func.count(CaseFile.file_id))
    .outerjoin(
        CaseFile,
        (CaseFile.case_no == CaseMaterial.case_no)
        & (CaseFile.material == CaseMaterial.material)
        & CaseFile.replaced_at.is_(None),
    )
    .where(CaseMaterial.case_no == bindparam("case_no"))
    .group_by(CaseMaterial.case_no, CaseMaterial.material)
    .order_by(CaseMaterial.material)
)
_Code = NodeResult | SpecialProcedure | Completion | CaseType


@dataclass(frozen=True, slots=True)
class _Single:
    """One item case with its acts and what was handed in for it."""

    item: ItemCase
    number: str
    acts: Sequence[ProcedureAct]
    materials: list[AcceptedMaterial]
    certificate: Certificate | None

    @property
    def facts(self) -> list[Fact]:
        return facts_of(self.acts)


async def exchange_view(context: Context, caller: Caller, case_no: str) -> Exchange:
    """The records of a case; the reading is audited. Raises ``CaseNotFound``."""
    async with context.database.read() as session:
        case, view = await visible_case(session, caller, case_no)
        records = await exchange_of(context, session, case)
    await note_reading(context, caller, view, case_no, "exchange")
    return records


async def exchange_of(context: Context, session: AsyncSession, case: Case) -> Exchange:
    """The records of a case, in the caller's transaction."""
    singles = await _singles(session, case)
    records = [_single(context, case, single) for single in singles]
    return Exchange(
        basic=_chain(context, case, singles),
        completion=_chain_completion(case, singles, records),
        singles=records,
    )


async def _singles(session: AsyncSession, case: Case) -> list[_Single]:
    items = await items_of_case(session, case.case_no)
    acts, certificates = (
        await acts_of(session, case.case_no),
        await sealed_certificates(session, case.case_no),
    )
    materials: dict[str, list[AcceptedMaterial]] = {}
    for material, files in await session.execute(_MATERIALS, {"case_no": case.case_no}):
        entry = AcceptedMaterial(material=material.material, name=material.name, files=files)
        for item in material.items:
            materials.setdefault(item, []).append(entry)
    return [
        _Single(
            item=item,
            number=f"{case.case_no}-{place:02d}",
            acts=acts.get(item.item, ()),
            materials=materials.get(item.item, []),
            certificate=certificates.get(item.item),
        )
        for place, item in enumerate(items, 1)
    ]


def _single(context: Context, case: Case, single: _Single) -> SingleCase:
    return SingleCase(
        basic=_basic(context, case, single),
        process=_process(context, single),
        procedures=_procedures(single),
        completion=_completion(context, single),
    )


def _basic(context: Context, case: Case, single: _Single) -> BasicRecord:
    item, body = single.item, context.catalogue.body(single.item.body)
    code, kind = _code_and_kind(context, case, item)
    return BasicRecord(
        case_no=single.number,
        data_version=len(single.acts),
        chain_case_no=case.case_no,
        item_code=code,
        item_name=item.name,
        mode=item.mode,
        state=_state(Stage(item.stage or Stage.DRAFT)),
        case_type=_coded(_CASE_TYPES[kind]),
        unit=body.code,
        unit_name=body.name,
        unit_uscc=body.uscc,
        channel=case.channel,
        mandate_no=_submitted_under(single.acts),
        received_at=case.received_at,
        accepted_at=item.accepted_at,
        statutory_days=item.statutory_days,
        promised_days=item.promised_days,
        materials=single.materials,
    )


def _submitted_under(acts: Sequence[ProcedureAct]) -> str | None:
    return next((act.mandate_no for act in acts if act.act == Act.RECEIVE), None)


def _code_and_kind(context: Context, case: Case, item: ItemCase) -> tuple[str, CaseKind]:
    try:
        found = context.catalogue.item(item.item)
    except UnknownItem:
        return item.item, CaseKind.PROMISED
    return found.implementation_codes.get(case.region, item.item), found.case_kind


def _chain(context: Context, case: Case, singles: Sequence[_Single]) -> BasicRecord:
    body = context.catalogue.body(case.lead_body)
    handed_in = {entry.material: entry for single in singles for entry in single.materials}
    return BasicRecord(
        case_no=case.case_no,
        data_version=sum(len(single.acts) for single in singles),
        chain_case_no=None,
        item_code=case.theme,
        item_name=context.catalogue.theme(case.theme).name,
        mode=None,
        state=_state(stage_of_chain([single.item for single in singles]) or Stage.DRAFT),
        case_type=_coded(CaseType.JOINT),
        unit=body.code,
        unit_name=body.name,
        unit_uscc=body.uscc,
        channel=case.channel,
        mandate_no=_submitted_under([act for single in singles for act in single.acts]),
        received_at=case.received_at,
        accepted_at=case.accepted_at,
        statutory_days=None,
        promised_days=None,
        materials=[handed_in[key] for key in sorted(handed_in)],
    )


def _process(context: Context, single: _Single) -> list[ProcessRecord]:
    stage, records = Stage.DRAFT, []
    for act, fact in zip(single.acts, single.facts, strict=True):
        stage, result = follow(stage, fact.act), node_result(fact)
        records.append(
            ProcessRecord(
                case_no=single.number,
                data_version=act.number,
                node=fact.act.value,
                node_name=fact.act.label,
                unit=act.body,
                unit_name=None if act.body is None else body_name(context.catalogue, act.body),
                mandate_no=act.mandate_no,
                state=_state(stage),
                at=fact.at,
                effective_at=fact.effective_at,
                result=None if result is None else _coded(result),
            )
        )
    return records


def _procedures(single: _Single) -> list[ProcedureRecord]:
    facts, records = single.facts, []
    for place, (act, fact) in enumerate(zip(single.acts, facts, strict=True)):
        kind = special_procedure(fact)
        if kind is None:
            continue
        ended = end_of_procedure(fact, facts[place + 1 :])
        records.append(
            ProcedureRecord(
                case_no=single.number,
                data_version=act.number,
                kind=_coded(kind),
                basis=_BASIS if _is_statutory(fact) else None,
                days=fact.detail.get("days"),
                document_no=act.document_no,
                begun_at=fact.effective_at,
                ended_at=None if ended is None else ended.effective_at,
            )
        )
    return records


def _is_statutory(fact: Fact) -> bool:
    return fact.act is Act.SUSPEND and Procedure(fact.detail["procedure"]).statutory


def _completion(context: Context, single: _Single) -> CompletionRecord | None:
    counting = standing(single.facts)
    ends = [
        (act, code)
        for act, fact in zip(single.acts, single.facts, strict=True)
        if fact in counting and (code := completion(fact))
    ]
    if not ends:
        return None
    act, code = ends[0]
    delivered = next((each for each in reversed(single.acts) if each.act == Act.DELIVER), None)
    certificate = single.certificate
    return CompletionRecord(
        case_no=single.number,
        data_version=act.number,
        result=_coded(code),
        completed_at=act.effective_at,
        certificate=None if certificate is None else certificate.identifier,
        approval_no=None if certificate is None else certificate.number,
        fee=_fee(context, single.item) if code is Completion.ISSUED else None,
        delivery=None if delivered is None else delivered.detail["way"],
        delivered_at=None if delivered is None else delivered.effective_at,
    )


def _fee(context: Context, item: ItemCase) -> int | None:
    try:
        return context.catalogue.item(item.item).fee
    except UnknownItem:
        return None


def _chain_completion(
    case: Case, singles: Sequence[_Single], records: Sequence[SingleCase]
) -> CompletionRecord | None:
    """Once every item ended, with the last of them: issued when one was, else what the first came to."""
    ends = [record.completion for record in records if record.completion is not None]
    if not ends or len(ends) < len(records):
        return None
    issued = [end for end in ends if end.result.code == Completion.ISSUED]
    return CompletionRecord(
        case_no=case.case_no,
        data_version=sum(len(single.acts) for single in singles),
        result=(issued or ends)[0].result,
        completed_at=max(end.completed_at for end in ends),
        certificate=None,
        approval_no=None,
        fee=sum(end.fee or 0 for end in issued) if issued else None,
        delivery=None,
        delivered_at=None,
    )


def _state(stage: Stage) -> Coded:
    return Coded(code=stage.national_code, name=stage.label)


def _coded(code: _Code) -> Coded:
    return Coded(code=code.value, name=code.label)
