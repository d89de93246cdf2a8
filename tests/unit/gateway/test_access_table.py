"""Who may do what: a row for every operation of the interface, and everybody else is turned away.

Callers are tried against one case of region 379901 that the approval bureau leads, with a review at its desk and a
certificate of the fire brigade. What a row does not grant is 401 for a caller without token and 403 for every
other. A new operation without a row fails.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

import pytest
from fastapi import FastAPI

from gateway.app import create_app
from gateway.messages.kinds import MessageKind
from gateway.messages.service import tell
from gateway.settings import Settings
from gateway.store.models import Case, CaseMaterial
from tests.unit.gateway.beginnings import Beginning, Begun
from tests.unit.gateway.documents.support import drafted
from tests.unit.gateway.portal import PDF, Portal, application
from tests.unit.gateway.worker_api.support import (
    APPROVAL,
    FIRE,
    MATERIALS,
    Desk,
    Json,
    sealed,
    trusted_maker,
)

FOREIGN = "approval_379902"
CALLERS: Mapping[str, tuple[str, str | None]] = {
    "owner": ("applicant", None),
    "stranger": ("applicant", None),
    "officer": ("officer", APPROVAL),
    "fire officer": ("officer", FIRE),
    "foreign officer": ("officer", FOREIGN),
    "clerk": ("clerk", APPROVAL),
    "foreign clerk": ("clerk", FOREIGN),
    "head": ("head", APPROVAL),
    "worker": ("worker", APPROVAL),
    "fire worker": ("worker", FIRE),
    "foreign worker": ("worker", FOREIGN),
    "operator": ("operator", None),
    "designer": ("designer", None),
    "integrator": ("integrator", None),
    "supervisor": ("supervisor", None),
}
NOBODY = ("anonymous", "without role")
EVERYBODY = (*NOBODY, *CALLERS)

Grants = dict[str, str]


@dataclass(frozen=True)
class Row:
    """What is sent, and what each caller gets: a status, and the problem's code where the status says too little."""

    grants: Grants
    send: Json = field(default_factory=dict)
    job: bool = False


def all_get(answer: str) -> Grants:
    """An operation for the public."""
    return dict.fromkeys(EVERYBODY, answer)


def officers(own: str, others: str, fire: str | None = None) -> Grants:
    """An operation for officers of the body whose task it is."""
    return {"officer": own, "fire officer": fire or others, "foreign officer": others}


def clerks(own: str, others: str = "404 CaseNotFound") -> Grants:
    """An operation for clerks of the body that leads the case."""
    return {"clerk": own, "foreign clerk": others}


def workers(own: str, others: str = "404 NotYourCase", fire: str | None = None) -> Grants:
    """An operation for workers of the body whose item it is."""
    return {"worker": own, "fire worker": fire or others, "foreign worker": others}


def fires(own: str) -> Grants:
    """An operation for workers of the body that issued the certificate."""
    return workers("404 NotYourCase", fire=own)


READ_PAPERS = (
    {"owner": "200", "stranger": "404 CaseNotFound"}
    | officers("200", "404 CaseNotFound", fire="200")
    | clerks("200")
)
READ = READ_PAPERS | {"supervisor": "200"}
READ_CERTIFICATE = (
    {"owner": "200", "stranger": "404 CertificateNotFound"}
    | officers("404 CertificateNotFound", "404 CertificateNotFound", fire="200")
    | clerks("200", "404 CertificateNotFound")
)
READ_DOCUMENT = (
    {"owner": "200", "stranger": "404 CaseNotFound"}
    | officers("200", "404 CaseNotFound", fire="404 DocumentNotFound")
    | clerks("200")
)
UNSEALED = READ_DOCUMENT | dict.fromkeys(("owner", "officer", "clerk"), "409 DocumentNotSealed")
UPLOAD = {"files": {"file": ("a.pdf", PDF)}}
SITUATION = {"region": "379901", "situation": {"licence": "new", "fire": "inspection"}}
TAKEN = {"material": "floor_plan", "copies": 1, "place": "一楼综合窗口"}
TASK, WORK, ITEM = "/tasks/{task_key}", "/worker/cases/{case_no}", "/worker/cases/{case_no}/items/{item}"
OWED = "/cases/{case_no}/obligations/{obligation_no}"
DOCUMENT = "/cases/{case_no}/documents/{document_no}"
INSPECTION = "/cases/{case_no}/inspections/{inspection_no}"
DELIVERY = "/cases/{case_no}/deliveries/{delivery_no}"
HANDED_OUT = {
    "receiver": {
        "name": "王示例",
        "relation": "applicant",
        "identity": "resident_id",
        "identity_checked": True,
    },
    "signed": True,
}
PAPER = "/worker/certificates/{identifier}"
COPIED = {"purpose": "办理租赁合同备案", "recipient": "示例物业公司", "until": "2026-04-01"}
VERIFIED = {"outcome": "granted", "register": "演练登记", "consulted_at": "2026-03-02T09:00:00+08:00"}
READ_ELSEWHERE = {
    "resource": "licences",
    "source": "证照信息共享接口（演练）",
    "grant_no": "REHEARSAL",
    "query_no": "REHEARSAL-1",
    "records": 0,
    "digest": "0" * 64,
    "read_at": "2026-03-02T09:00:00+08:00",
}
MISWRITTEN = {"corrections": [{"wrong": "没有这段文字", "right": "更正"}], "reason": "笔误"}
NOT_HANDED_OVER = officers("404 NotHandedOver", "404 NotHandedOver") | {"head": "404 NotHandedOver"}
RATED = officers("404 RatingNotFound", "404 RatingNotFound") | {"head": "404 RatingNotFound"}
FINAL = ("404 NotYourCase", "409 NotEnded")
MANDATE = "/mandates/{mandate_no}"
AUTHORISED = {
    "agent": "somebody",
    "agent_name": "李代办",
    "scope": {"themes": ["restaurant"], "acts": ["submit"]},
    "from": "2026-03-01",
    "until": "2026-12-31",
}
ASSISTED = {
    "mandate_no": "SQ000000000000000000000000",
    "system": {"level": "national", "name": "国家市场主体登记系统"},
    "done": "代为提交名称申报。",
    "receipt_no": "GJ-1",
    "receipt_file_id": "F0",
    "at": "2026-03-02T09:00:00+08:00",
}
WHY = {"reason": "改由本人办理"}
SHARED = "/sharing/v1/applications/{grant_no}"
WANTED = {
    "resource": "licences",
    "provider": APPROVAL,
    "purpose": "核对申请人的主体资格",
    "legal_basis": "《中华人民共和国消防法》第十五条",
    "fields": ["ZZMC", "ZZBH"],
    "daily_quota": 10,
    "until": "2026-12-31",
}
NO_GRANT = dict.fromkeys(
    ("officer", "fire officer", "foreign officer", "worker", "fire worker", "foreign worker"),
    "403 UseNotGranted",
)
ASKED = {"grant_no": "GX09", "purpose": "核对申请人的主体资格", "case_ref": "XF-1"}


def parties(owner: str, agent: str) -> Grants:
    """An operation for the owner as principal, and a stranger as agent, of a mandate; officials have none of their own."""
    officials = ("officer", "fire officer", "foreign officer", "clerk", "foreign clerk", "head")
    return dict.fromkeys(officials, "404 MandateNotFound") | {"owner": owner, "stranger": agent}


TABLE: dict[tuple[str, str], Row] = {
    ("GET", "/themes"): Row(all_get("200")),
    ("GET", "/themes/{theme}"): Row(all_get("200"), {"params": {"region": "379901"}}),
    ("GET", "/themes/{theme}/guide"): Row(all_get("200"), {"params": {"region": "379901"}}),
    ("GET", "/themes/{theme}/guide/document"): Row(all_get("200"), {"params": {"region": "379901"}}),
    ("POST", "/themes/{theme}/guidance"): Row(all_get("200"), {"json": SITUATION}),
    ("POST", "/themes/{theme}/guidance/document"): Row(all_get("200"), {"json": SITUATION}),
    ("GET", "/themes/{theme}/form"): Row(
        all_get("200"), {"params": {"region": "379901", "licence": "new", "fire": "inspection"}}
    ),
    ("GET", "/themes/{theme}/prefill"): Row(
        {"owner": "200", "stranger": "200"},
        {"params": {"region": "379901", "licence": "new", "fire": "inspection"}},
    ),
    ("POST", "/files"): Row(
        {"owner": "201", "stranger": "201"} | officers("201", "201") | clerks("201", "201"), UPLOAD
    ),
    ("POST", "/cases"): Row({"owner": "202", "stranger": "202"}, {"json": application()}),
    ("GET", "/cases"): Row(
        {"owner": "200", "stranger": "200", "supervisor": "200"}
        | officers("200", "200", fire="200")
        | clerks("200", "200")
    ),
    ("GET", "/cases/{case_no}"): Row(READ),
    ("GET", "/cases/{case_no}/status"): Row(READ),
    ("GET", "/cases/{case_no}/timeline"): Row(READ),
    ("GET", "/cases/{case_no}/path"): Row(READ),
    ("GET", "/cases/{case_no}/notices"): Row(READ),
    ("GET", "/cases/{case_no}/files/{file_id}"): Row(
        {"owner": "200", "stranger": "404 NotFound"}
        | officers("200", "404 NotFound")
        | clerks("200", "404 NotFound")
    ),
    ("POST", "/cases/{case_no}/supplements"): Row(
        {"owner": "404 NoticeNotFound", "stranger": "404 CaseNotFound"}, {"json": {"notice_no": "BZ09"}}
    ),
    ("POST", "/cases/{case_no}/withdrawal"): Row(
        {"owner": "202", "stranger": "404 CaseNotFound"}, {"json": {"reason": "不再开办"}}
    ),
    ("POST", "/cases/{case_no}/items/{item}/withdrawal"): Row(
        {"owner": "202", "stranger": "404 CaseNotFound"}, {"json": {"reason": "不再开办"}}
    ),
    ("POST", "/window/cases/{case_no}/items/{item}/withdrawal"): Row(
        clerks("409 ApplicantNotPresent"), {"json": {"reason": "不再开办"}}
    ),
    ("POST", "/cases/{case_no}/hold"): Row(
        {"owner": "409 NotOnHold", "stranger": "404 CaseNotFound"}
        | officers("409 NotOnHold", "404 CaseNotFound"),
        {"json": {"decision": "continue", "reason": "仍要开办"}},
    ),
    ("GET", "/obligations"): Row(officers("200", "200") | {"head": "200", "supervisor": "200"}),
    ("GET", "/cases/{case_no}/obligations"): Row(READ),
    ("POST", OWED + "/fulfilment"): Row(
        {"owner": "404 ObligationNotFound", "stranger": "404 CaseNotFound"}, {"json": {"file_ids": ["F0"]}}
    ),
    ("POST", OWED + "/check"): Row(
        officers("404 ObligationNotFound", "404 ObligationNotFound"), {"json": {"result": True}}
    ),
    ("POST", OWED + "/mended"): Row(
        officers("404 ObligationNotFound", "404 ObligationNotFound"), {"json": {"mended": True}}
    ),
    ("POST", OWED + "/retraction"): Row({"owner": "404 ObligationNotFound", "stranger": "404 CaseNotFound"}),
    ("GET", "/cases/{case_no}/documents"): Row(READ),
    ("GET", DOCUMENT): Row(READ_DOCUMENT),
    ("GET", DOCUMENT + "/file"): Row(UNSEALED),
    ("GET", DOCUMENT + "/rendering"): Row(UNSEALED),
    ("POST", "/window/cases"): Row(clerks("202", "403 NotLedHere"), {"json": application()}),
    ("POST", "/window/cases/{case_no}/presence"): Row(clerks("202"), {"json": {"present": True}}),
    ("POST", "/window/cases/{case_no}/supplements"): Row(
        clerks("409 ApplicantNotPresent"), {"json": {"notice_no": "BZ09"}}
    ),
    ("POST", "/window/cases/{case_no}/withdrawal"): Row(
        clerks("409 ApplicantNotPresent"), {"json": {"reason": "不再办理"}}
    ),
    ("POST", "/window" + OWED + "/fulfilment"): Row(
        clerks("409 ApplicantNotPresent"), {"json": {"file_ids": ["F0"]}}
    ),
    ("POST", "/window" + OWED + "/retraction"): Row(clerks("409 ApplicantNotPresent")),
    ("POST", "/window/cases/{case_no}/handover"): Row(clerks("409 NotAtWindow"), {"json": {"to": "clerk-2"}}),
    ("POST", "/window/cases/{case_no}/applicant"): Row(
        clerks("409 AlreadyBound"), {"json": {"account": "applicant-9"}}
    ),
    ("POST", "/mandates"): Row({"owner": "201", "stranger": "201"}, {"json": AUTHORISED}),
    ("GET", "/mandates"): Row(
        officers("200", "200") | clerks("200", "200") | {"owner": "200", "stranger": "200", "head": "200"}
    ),
    ("GET", MANDATE): Row(parties("200", "200")),
    ("POST", MANDATE + "/acceptance"): Row(parties("404 MandateNotFound", "200")),
    ("POST", MANDATE + "/refusal"): Row(parties("404 MandateNotFound", "200")),
    ("POST", MANDATE + "/resignation"): Row(parties("404 MandateNotFound", "409 MandateOver"), {"json": WHY}),
    ("POST", MANDATE + "/revocation"): Row(
        {"owner": "200", "stranger": "404 MandateNotFound"}, {"json": WHY}
    ),
    ("POST", "/cases/{case_no}/items/{item}/assistance"): Row(
        officers("403 MandateUnknown", "404 ItemNotFound") | clerks("403 MandateUnknown", "404 ItemNotFound"),
        {"json": ASSISTED},
    ),
    ("GET", "/cases/{case_no}/assistance"): Row(READ),
    ("POST", "/cases/binding"): Row(
        {"owner": "404 BindingRefused", "stranger": "404 BindingRefused"},
        {"json": {"case_no": "YL379901-20260302-0000000000", "code": "00000-00000"}},
    ),
    ("POST", "/window/cases/{case_no}/papers"): Row(clerks("201"), {"json": TAKEN}),
    ("POST", "/window/papers/{paper_id}/moves"): Row(
        clerks("201", "404 PaperNotFound"), {"json": {"state": "returned", "place": "一楼综合窗口"}}
    ),
    ("GET", "/cases/{case_no}/papers"): Row(READ_PAPERS),
    ("GET", "/cases/{case_no}/deliveries"): Row(READ),
    ("PUT", "/cases/{case_no}/delivery"): Row(
        {"owner": "200", "stranger": "404 CaseNotFound"}, {"json": {"way": "window"}}
    ),
    ("GET", "/deliveries"): Row(officers("200", "200") | clerks("200", "200") | {"head": "200"}),
    ("POST", "/window/deliveries/{case_no}/{delivery_no}/handout"): Row(
        clerks("404 DeliveryNotFound"), {"json": HANDED_OUT}
    ),
    ("POST", DELIVERY + "/postings"): Row(
        officers("404 DeliveryNotFound", "404 CaseNotFound") | clerks("404 DeliveryNotFound"),
        {"json": {"carrier": "邮政速递", "tracking_no": "EX100"}},
    ),
    ("POST", DELIVERY + "/postings/outcome"): Row(
        officers("404 DeliveryNotFound", "404 CaseNotFound") | clerks("404 DeliveryNotFound"),
        {"json": {"result": "returned", "at": "2026-03-02T09:00:00+08:00", "reason": "无人签收"}},
    ),
    ("GET", "/cases/{case_no}/inspections"): Row(READ),
    ("POST", "/cases/{case_no}/inspections"): Row(
        officers("409 NoInspectionOpen", "404 CaseNotFound", fire="409 NoInspectionOpen"),
        {"json": {"starts_at": "2026-03-05T09:00:00+08:00", "place": "经营场所"}},
    ),
    ("POST", INSPECTION + "/confirmation"): Row(
        {"owner": "404 InspectionNotFound", "stranger": "404 CaseNotFound"}, {"json": {"confirmed": True}}
    ),
    ("POST", "/window" + INSPECTION + "/confirmation"): Row(
        clerks("409 ApplicantNotPresent"), {"json": {"confirmed": True}}
    ),
    ("POST", INSPECTION + "/participants"): Row(
        officers("404 InspectionNotFound", "404 CaseNotFound", fire="404 InspectionNotFound"),
        {"json": {"officers": ["张三", "李四"]}},
    ),
    ("POST", INSPECTION + "/findings"): Row(
        officers("404 InspectionNotFound", "404 CaseNotFound", fire="404 InspectionNotFound"),
        {"json": {"findings": [{"item": "food_license", "passed": True}]}},
    ),
    ("GET", "/publicity"): Row(all_get("200")),
    ("GET", "/publicity/{number}"): Row(all_get("404 PublicationNotFound")),
    ("POST", "/publicity/{number}/withdrawal"): Row(
        {"head": "404 PublicationNotFound"}, {"json": {"reason": "异议成立"}}
    ),
    ("POST", "/cases/{case_no}/items/{item}/acts"): Row(
        officers("202", "404 ItemNotFound"),
        {"json": {"act": "suspend", "procedure": "publicity", "reason": "依规公示"}},
    ),
    ("POST", "/cases/{case_no}/items/{item}/aftercare"): Row(
        officers("409 NothingGranted", "404 ItemNotFound"),
        {"json": {"act": "cancel", "ground": "on_request", "reason": "不再经营"}},
    ),
    ("POST", "/cases/{case_no}/items/{item}/requests"): Row(
        {"owner": "409 NothingGranted", "stranger": "404 CaseNotFound"},
        {"json": {"kind": "cancel", "reason": "不再经营"}},
    ),
    ("GET", "/cases/{case_no}/items/{item}/requests"): Row(READ | {"head": "200"}),
    ("POST", "/cases/{case_no}/items/{item}/requests/{request_no}/decision"): Row(
        officers("404 RequestNotFound", "404 RequestNotFound"), {"json": {"outcome": "granted"}}
    ),
    ("GET", "/requests"): Row(officers("200", "200")),
    ("POST", DOCUMENT + "/correction"): Row(
        officers("422 FieldProblems", "404 DocumentNotFound"), {"json": MISWRITTEN}
    ),
    ("POST", "/certificates/{identifier}/correction"): Row(
        officers("404 CertificateNotFound", "404 CertificateNotFound", fire="422 FieldProblems"),
        {"json": MISWRITTEN},
    ),
    ("GET", "/cases/{case_no}/acts"): Row(READ | {"head": "200"}),
    ("GET", "/cases/{case_no}/exchange"): Row(
        {"supervisor": "200", "head": "200"} | officers("200", "404 CaseNotFound", fire="200")
    ),
    ("GET", "/breaches"): Row({"supervisor": "200"}),
    ("GET", "/tasks"): Row(officers("200", "200", fire="200")),
    ("GET", TASK): Row(officers("200", "404 TaskNotFound")),
    ("POST", TASK + "/claim"): Row(officers("503 EngineUnavailable", "404 TaskNotFound")),
    ("DELETE", TASK + "/claim"): Row(officers("200", "404 TaskNotFound")),
    ("POST", TASK + "/decision"): Row(
        officers("202", "404 TaskNotFound"), {"json": {"outcome": "granted", "opinion": "符合条件"}}
    ),
    ("GET", "/cases/{case_no}/items/{item}/sheet"): Row(READ | {"head": "200"}),
    ("GET", "/calendar/{year}"): Row(dict.fromkeys(CALLERS, "200")),
    ("PUT", "/calendar/days/{day}"): Row(
        {"supervisor": "200"}, {"json": {"working": True, "basis": "市政府通知"}}
    ),
    ("DELETE", "/calendar/days/{day}"): Row({"supervisor": "200"}),
    ("GET", "/cases/{case_no}/file-check"): Row(NOT_HANDED_OVER | {"supervisor": "404 NotHandedOver"}),
    ("GET", "/cases/{case_no}/archive"): Row(NOT_HANDED_OVER),
    ("GET", "/cases/{case_no}/archive/supplements/{number}"): Row(NOT_HANDED_OVER),
    ("GET", "/archive/findings"): Row(officers("200", "200") | {"head": "200", "supervisor": "200"}),
    ("GET", "/cards"): Row(officers("200", "200") | {"head": "200", "supervisor": "200"}),
    ("POST", "/cards/{card_id}/seen"): Row(
        officers("404 CardNotFound", "404 CardNotFound")
        | {"head": "404 CardNotFound", "supervisor": "404 CardNotFound"}
    ),
    ("GET", "/messages"): Row({"owner": "200", "stranger": "200"}),
    ("GET", "/messages/{message_id}"): Row({"owner": "200", "stranger": "404 MessageNotFound"}),
    ("POST", "/messages/{message_id}/read"): Row({"owner": "200", "stranger": "404 MessageNotFound"}),
    ("GET", "/me/contacts"): Row({"owner": "200", "stranger": "200"}),
    ("PUT", "/me/contacts"): Row({"owner": "200", "stranger": "200"}, {"json": {"channels": []}}),
    ("GET", "/cases/{case_no}/ratings"): Row({"owner": "200", "stranger": "404 CaseNotFound"}),
    ("POST", "/cases/{case_no}/ratings"): Row(
        {"owner": "409 NotYetRateable", "stranger": "404 CaseNotFound"},
        {"json": {"item": "chain", "grade": "satisfied"}},
    ),
    ("POST", "/cases/{case_no}/ratings/{item}/supplement"): Row(
        {"owner": "404 RatingNotFound", "stranger": "404 CaseNotFound"}, {"json": {"grade": "satisfied"}}
    ),
    ("GET", "/cases/{case_no}/ratings/code"): Row(
        {"owner": "409 NotYetRateable", "stranger": "404 CaseNotFound"}
    ),
    ("GET", "/cases/{case_no}/ratings/code/picture"): Row(
        {"owner": "409 NotYetRateable", "stranger": "404 CaseNotFound"}
    ),
    ("POST", "/window/cases/{case_no}/ratings/code"): Row(
        clerks("409 NotYetRateable"), {"json": {"item": "chain", "window": "A03"}}
    ),
    ("POST", "/ratings"): Row(
        all_get("404 RatingCodeRefused"), {"json": {"code": "0000-0000-0000", "grade": "fair"}}
    ),
    ("GET", "/ratings"): Row(officers("200", "200") | {"head": "200", "supervisor": "200"}),
    ("GET", "/ratings/figures"): Row(
        officers("200", "200") | {"head": "200", "supervisor": "200"}, {"params": {"by": "item"}}
    ),
    ("POST", "/ratings/{rating_id}/verification"): Row(
        RATED, {"json": {"result": "unfounded", "note": "已回访"}}
    ),
    ("POST", "/ratings/{rating_id}/mending"): Row(RATED, {"json": {"note": "已整改"}}),
    ("POST", "/ratings/{rating_id}/answer"): Row(RATED, {"json": {"text": "已整改"}}),
    ("POST", "/ratings/{rating_id}/appeal"): Row(RATED, {"json": {"grounds": "mistaken", "note": "误点"}}),
    ("POST", "/ratings/{rating_id}/review"): Row(
        {"supervisor": "404 RatingNotFound"}, {"json": {"upheld": True, "note": "误评"}}
    ),
    ("POST", "/ratings/{rating_id}/seen"): Row(
        {"head": "404 RatingNotFound", "supervisor": "404 RatingNotFound"}
    ),
    ("POST", "/certificates/verification"): Row(all_get("200"), UPLOAD),
    ("GET", "/certificates/status-list"): Row(all_get("503 StatusListNotMade")),
    ("GET", "/v"): Row(all_get("200")),
    ("POST", "/v"): Row(all_get("200"), UPLOAD),
    ("GET", "/v/{identifier}"): Row(all_get("200")),
    ("GET", "/certificates/lookups"): Row({"owner": "200", "stranger": "200"}),
    ("GET", "/sharing/v1/resources"): Row(
        officers("200", "200") | workers("200", "200") | {"head": "200", "supervisor": "200"}
    ),
    ("POST", "/sharing/v1/applications"): Row(
        {"fire officer": "201", "foreign officer": "201"}
        | dict.fromkeys(("officer", "head"), "422 FieldProblems"),
        {"json": WANTED},
    ),
    ("GET", "/sharing/v1/applications"): Row(
        officers("200", "200") | {"head": "200", "supervisor": "200"},
    ),
    ("GET", SHARED): Row(
        officers("200", "404 GrantNotFound", fire="200") | {"head": "200", "supervisor": "200"}
    ),
    ("POST", SHARED + "/decision"): Row({"head": "202"}, {"json": {"outcome": "granted"}}),
    ("POST", SHARED + "/withdrawal"): Row(
        {"fire officer": "202"} | dict.fromkeys(("officer", "foreign officer", "head"), "404 GrantNotFound"),
        {"json": {"reason": "不再需要"}},
    ),
    ("POST", SHARED + "/revocation"): Row({"head": "409 GrantDecided"}, {"json": {"reason": "用途不再成立"}}),
    ("POST", "/sharing/v1/licences/query"): Row(
        NO_GRANT, {"json": ASKED | {"holder_code": "92379901MADEMA019D"}}
    ),
    ("POST", "/sharing/v1/legal-persons/query"): Row(
        NO_GRANT, {"json": ASKED | {"uscc": "92379901MADEMA019D"}}
    ),
    ("GET", "/sharing/v1/quality"): Row(
        officers("200", "200") | {"head": "200", "supervisor": "422 BodyMissing"}
    ),
    ("GET", "/certificates/{identifier}"): Row(READ_CERTIFICATE),
    ("GET", "/certificates/{identifier}/history"): Row(
        {"owner": "200", "stranger": "404 CertificateNotFound"}
        | officers("404 CertificateNotFound", "404 CertificateNotFound", fire="200")
    ),
    ("POST", "/certificates/{identifier}/copies"): Row(
        {"owner": "202", "stranger": "404 CertificateNotFound"}, {"json": COPIED}
    ),
    ("GET", "/certificates/{identifier}/copies"): Row(
        {"owner": "200", "stranger": "404 CertificateNotFound"}
        | officers("404 CertificateNotFound", "404 CertificateNotFound", fire="200")
    ),
    ("GET", "/certificates/{identifier}/copies/{copy_no}/file"): Row(
        {"owner": "409 CopyNotSealed", "stranger": "404 CertificateNotFound"}
        | officers("404 CertificateNotFound", "404 CertificateNotFound", fire="409 CopyNotSealed")
    ),
    ("GET", "/certificates/{identifier}/file"): Row(READ_CERTIFICATE),
    ("GET", "/certificates/{identifier}/rendering"): Row(READ_CERTIFICATE),
    ("GET", "/certificates/{identifier}/reading-copy"): Row(
        {"owner": "200", "stranger": "404 CertificateNotFound"}
        | officers("404 CertificateNotFound", "404 CertificateNotFound", fire="200")
    ),
    ("POST", WORK + "/claim"): Row(
        workers("200"), {"json": {"process_instance_key": 2251799813685255}}, job=True
    ),
    ("POST", WORK + "/acceptance"): Row(workers("200"), job=True),
    ("POST", WORK + "/notices"): Row(
        workers("409 NothingToSupplement"),
        {"json": {"scope": "food_license", "kind": "supplement"}},
        job=True,
    ),
    ("GET", WORK + "/files/{file_id}"): Row(workers("200")),
    ("GET", WORK + "/dossier"): Row(workers("409 NotEnded")),
    ("POST", WORK + "/handover"): Row(workers("409 NotEnded"), job=True),
    ("POST", WORK + "/archive/manifest"): Row(
        workers("409 NotEnded"), {"json": {"digest": "0" * 64, "files": 1, "pages": 0}}, job=True
    ),
    ("PUT", WORK + "/archive"): Row(workers("409 NotEnded"), {"content": b"PK\x03\x04"}, job=True),
    ("GET", ITEM + "/slice"): Row(workers("200")),
    ("POST", ITEM + "/obligations/gate"): Row(workers("200"), job=True),
    ("POST", WORK + "/obligations/{obligation_no}/check"): Row(workers("404 NotYourCase"), job=True),
    ("POST", WORK + "/matters/{matter_no}/check"): Row(workers("404 NotYourCase"), job=True),
    ("POST", ITEM + "/precheck"): Row(workers("200"), {"json": {"gaps": []}}, job=True),
    ("POST", ITEM + "/check"): Row(workers("200"), {"json": {"outcome": "undecided"}}, job=True),
    ("POST", ITEM + "/clock"): Row(workers("200"), job=True),
    ("POST", ITEM + "/lapse"): Row(workers("200"), job=True),
    ("POST", ITEM + "/verification"): Row(workers("200"), {"json": VERIFIED}, job=True),
    ("POST", ITEM + "/shared-readings"): Row(workers("200"), {"json": READ_ELSEWHERE}, job=True),
    ("POST", ITEM + "/certificate"): Row(workers("409 NotGranted"), {"json": {"version": 1}}, job=True),
    ("GET", "/worker" + DOCUMENT): Row(workers("200")),
    ("PUT", "/worker" + DOCUMENT + "/sealed"): Row(
        workers("422 DocumentRefused"), {"content": b"x"}, job=True
    ),
    ("GET", "/worker" + DOCUMENT + "/sealed"): Row(workers("404 NotYourCase")),
    ("GET", WORK + "/copies/{copy_no}"): Row(fires("200")),
    ("PUT", WORK + "/copies/{copy_no}/sealed"): Row(fires("422 CopyRefused"), {"content": b"x"}, job=True),
    ("PUT", PAPER + "/original"): Row(fires("200"), {"content": b"x"}, job=True),
    ("GET", PAPER + "/original"): Row(fires("200")),
    ("PUT", PAPER + "/sealed"): Row(fires("200"), {"content": b"x"}, job=True),
    ("GET", PAPER + "/sealed"): Row(fires("200")),
    ("POST", "/instances"): Row(
        {"integrator": "422 FieldProblems"},
        {"json": {"message": "restaurant.submitted", "correlation_key": "x"}},
    ),
    ("GET", "/instances"): Row({"integrator": "200", "operator": "200"}),
    ("GET", "/instances/{key}"): Row({"integrator": "200", "operator": "200"}),
    ("GET", "/incidents"): Row({"operator": "200"}),
    ("POST", "/incidents/{key}/retry"): Row({"operator": "404 IncidentNotFound"}),
    ("POST", "/incidents/{key}/resolution"): Row({"operator": "404 IncidentNotFound"}),
    ("POST", "/deployments"): Row(
        {"designer": "422 ResourceNames"}, {"files": {"resources": ("../a.bpmn", b"x")}}
    ),
    ("GET", "/deployments"): Row({"designer": "200", "operator": "200"}),
    ("GET", "/deployments/migrations/{process}"): Row(
        {"designer": "404 VersionUnknown", "operator": "404 VersionUnknown"}
    ),
    ("POST", "/deployments/migrations/{process}"): Row(
        {"designer": "404 VersionUnknown", "operator": "404 VersionUnknown"}
    ),
    ("GET", "/health"): Row(all_get("200")),
    ("GET", "/ready"): Row(all_get("503 EngineUnavailable")),
    # From another machine; on loopback the numbers are open (test below).
    ("GET", "/metrics"): Row({"operator": "200"}, {"headers": {"X-Forwarded-For": "192.0.2.1"}}),
}


def operations(app: FastAPI) -> set[tuple[str, str]]:
    """Every operation in the document of the interface."""
    paths = app.openapi()["paths"]
    return {(method.upper(), path) for path, methods in paths.items() for method in methods}


def test_every_operation_has_a_row_and_every_row_an_operation() -> None:
    assert operations(create_app(Settings())) == set(TABLE)


def test_a_new_operation_without_a_row_is_seen() -> None:
    app = create_app(Settings())
    app.add_api_route("/planted/{case_no}", lambda case_no: case_no, methods=["DELETE"])
    assert operations(app) - set(TABLE) == {("DELETE", "/planted/{case_no}")}


def test_nothing_but_the_document_itself_stands_outside_the_document() -> None:
    hidden = [
        route for route in create_app(Settings()).routes if not getattr(route, "include_in_schema", True)
    ]
    assert {str(getattr(route, "path", "")) for route in hidden} <= {"/openapi.json"}


@dataclass
class Scene:
    """The case that callers are tried against."""

    desk: Desk
    places: dict[str, str]

    def headers(self, name: str) -> dict[str, str]:
        """Headers of a caller by name."""
        if name == "anonymous":
            return {}
        if name == "without role":
            return self.desk.portal.who("somebody")
        role, body = CALLERS[name]
        sub = "applicant-1" if name == "owner" else name.replace(" ", "-")
        return self.desk.portal.who(sub, role, body=body)


async def scene_of(portal: Portal, path: str) -> Scene:
    """A case under way: each material its own file; where ``path`` needs it, a sealed certificate."""
    files = {key: await portal.upload(PDF + key.encode(), f"{key}.pdf") for key in MATERIALS}
    handed_in = [{"material": key, "file_id": file_id} for key, file_id in files.items()]
    desk = Desk(portal, await portal.submit(materials=handed_in))
    instance = await desk.claimed()
    await desk.check(APPROVAL, "business_license", "granted")
    await desk.check(APPROVAL, "food_license", "undecided")
    places = {
        "theme": "restaurant",
        "case_no": desk.case_no,
        "file_id": files["food_facilities"],
        "item": "food_license",
        "obligation_no": "RQ01",
        "matter_no": "XX01",
        "delivery_no": "SD09",
        "inspection_no": "KY09",
        "number": "99",
        "request_no": "SQ01",
        "name": "application.json",
        "process": "restaurant",
        "key": str(instance),
        "year": "2026",
        "day": "2026-03-07",
        "card_id": "9",
        "rating_id": "0" * 32,
        "grant_no": "GX09",
        "task_key": await desk.open_task("food_license", [APPROVAL]),
    }
    if "{message_id}" in path:
        async with portal.context.database.write() as session:
            case = await session.get_one(Case, desk.case_no)
            told = await tell(portal.context, session, case, MessageKind.HOLD, key="hold")
        places["message_id"] = str(told.id)
    if "{mandate_no}" in path:
        offered = AUTHORISED | {"agent": "stranger"}
        headers = portal.applicant | portal.fresh_key()
        given = await portal.client.post("/mandates", json=offered, headers=headers)
        places["mandate_no"] = given.json()["mandate_no"]
    if "{grant_no}" in path:
        fire = portal.who("fire-officer", "officer", body=FIRE) | portal.fresh_key()
        applied = await portal.client.post("/sharing/v1/applications", json=WANTED, headers=fire)
        places["grant_no"] = applied.json()["grant_no"]
    if "{document_no}" in path:
        places["document_no"] = (await drafted(desk)).document_no
    async with portal.context.database.write() as session:
        # Nothing of this theme is handed in on paper by its catalogue.
        plan = await session.get_one(CaseMaterial, (desk.case_no, TAKEN["material"]))
        plan.paper = "original"
    if "{paper_id}" in path or "{identifier}" in path:
        clerk = portal.who("clerk", "clerk", body=APPROVAL) | portal.fresh_key()
        taken = await portal.client.post(f"/window/cases/{desk.case_no}/papers", json=TAKEN, headers=clerk)
        places["paper_id"] = taken.json()["paper_id"]
    if "{identifier}" in path or "{copy_no}" in path:
        maker = trusted_maker(portal.context)
        await desk.allocate(APPROVAL, "business_license")
        await desk.check(FIRE, "fire_inspection", "granted")
        places["identifier"] = (await sealed(desk, maker, FIRE, "fire_inspection"))["identifier"]
    if "{copy_no}" in path:
        copies = f"/certificates/{places['identifier']}/copies"
        headers = portal.applicant | portal.fresh_key()
        places["copy_no"] = (await portal.client.post(copies, json=COPIED, headers=headers)).json()["copy_no"]
    return Scene(desk, places)


ASKING = (
    "{message_id}",
    "{mandate_no}",
    "{grant_no}",
    "{document_no}",
    "{paper_id}",
    "{identifier}",
    "{copy_no}",
)
"""What of a path makes more of a scene."""


def beginning_of(request: pytest.FixtureRequest) -> Beginning:
    """The scene for the path that a test tries."""
    path = request.node.callspec.params.get("path", "")
    asked = "".join(part for part in ASKING if part in path)
    return Beginning(f"scene{asked}", partial(scene_of, path=asked))


def scene_in(portal: Portal, begun: Begun) -> Scene:
    """The scene at which the portal's store begins."""
    kept: Scene = begun.made
    return replace(kept, desk=replace(kept.desk, portal=portal))


@pytest.fixture
def beginning(request: pytest.FixtureRequest) -> Beginning:
    """The scene for the path that is tried."""
    return beginning_of(request)


@pytest.fixture
def scene(portal: Portal, begun: Begun) -> Scene:
    """The case that callers of this test are tried against."""
    return scene_in(portal, begun)


def expected(row: Row, caller: str) -> str:
    """What the caller is to get."""
    return row.grants.get(caller) or ("401" if caller == "anonymous" else "403 NotPermitted")


@pytest.mark.parametrize(("method", "path"), sorted(TABLE), ids=lambda value: value)
async def test_callers_get_what_their_row_grants_and_nothing_else(
    portal: Portal, scene: Scene, method: str, path: str
) -> None:
    row = TABLE[method, path]
    wrong = {}
    # Those who may act come last, so that nothing an earlier caller did can turn the others away.
    for caller in sorted(EVERYBODY, key=lambda name: expected(row, name)[0] == "2"):
        headers = scene.headers(caller) | row.send.get("headers", {})
        headers |= {"Idempotency-Key": scene.desk.job()} if row.job else portal.fresh_key()
        rest: dict[str, Any] = {key: value for key, value in row.send.items() if key != "headers"}
        url = path.format_map(scene.places)
        answer = await portal.client.request(method, url, headers=headers, **rest)
        code = answer.json().get("code", "") if answer.status_code >= 400 else ""
        if not f"{answer.status_code} {code}".startswith(expected(row, caller)):
            wrong[caller] = f"{answer.status_code} {code}, expected {expected(row, caller)}"
    assert wrong == {}


async def test_lists_hold_only_what_a_caller_may_see(portal: Portal, scene: Scene) -> None:
    seen: dict[str, tuple[int, int]] = {}
    for caller in (
        "owner", "stranger", "officer", "fire officer", "foreign officer", "clerk", "foreign clerk", "supervisor",
    ):  # fmt: skip
        cases = await portal.client.get("/cases", headers=scene.headers(caller))
        tasks = await portal.client.get("/tasks", headers=scene.headers(caller))
        seen[caller] = (len(cases.json()["cases"]), len(tasks.json().get("tasks", [])))
    assert seen == {
        "owner": (1, 0),
        "stranger": (0, 0),
        "officer": (1, 1),
        "fire officer": (1, 0),
        "foreign officer": (0, 0),
        "clerk": (1, 0),
        "foreign clerk": (0, 0),
        "supervisor": (1, 0),
    }


async def test_numbers_are_open_on_this_machine_only(portal: Portal) -> None:
    assert (await portal.client.get("/metrics")).status_code == 200
    for name in ("Forwarded", "X-Forwarded-For", "X-Real-IP"):
        assert (await portal.client.get("/metrics", headers={name: "for=192.0.2.1"})).status_code == 401
