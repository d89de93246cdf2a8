"""Kinds of documents and of seals, and what the kind of an item makes of the wording (standards.md, "States")."""

from collections.abc import Iterable
from enum import StrEnum


class DocumentKind(StrEnum):
    """One kind of document; its template is ``forms/documents/<kind>.toml``."""

    RECEIPT = "receipt"
    PRE_OPINION = "pre_opinion"
    SUPPLEMENT_NOTICE = "supplement_notice"
    SUPPLEMENT_RECEIPT = "supplement_receipt"
    ACCEPTANCE_NOTICE = "acceptance_notice"
    TOLERANCE_UNDERTAKING = "tolerance_undertaking"
    COMMITMENT = "commitment"
    NON_ACCEPTANCE = "non_acceptance"
    NOT_REQUIRED = "not_required"
    SPECIAL_PROCEDURE = "special_procedure"
    RESUME = "resume"
    EXTENSION = "extension"
    PERMIT_DECISION = "permit_decision"
    REFUSAL_DECISION = "refusal_decision"
    RETURN_NOTICE = "return_notice"
    FORWARDING = "forwarding"
    VOID_NOTE = "void_note"
    HOLD_NOTICE = "hold_notice"
    LAPSE_NOTICE = "lapse_notice"
    ORDER_TO_MEND = "order_to_mend"
    REVOCATION = "revocation"
    SUSPENSION_DECISION = "suspension_decision"
    RESTORATION_NOTICE = "restoration_notice"
    RECALL_DECISION = "recall_decision"
    STRIP_DECISION = "strip_decision"
    CANCELLATION = "cancellation"
    CHANGE_DECISION = "change_decision"
    RENEWAL_DECISION = "renewal_decision"
    REQUEST_RECEIPT = "request_receipt"
    REQUEST_REFUSAL = "request_refusal"
    CORRECTION_NOTICE = "correction_notice"
    DELIVERY_RECEIPT = "delivery_receipt"
    RESULT_SUMMARY = "result_summary"
    ARCHIVE_MANIFEST = "archive_manifest"
    INSPECTION_APPOINTMENT = "inspection_appointment"
    INSPECTION_RECORD = "inspection_record"
    MANDATE = "mandate"
    ASSISTANCE_RECORD = "assistance_record"

    @property
    def label(self) -> str:
        """The Chinese name that people read, whatever the template's title says."""
        return _LABELS[self]


_LABELS = {
    DocumentKind.RECEIPT: "材料接收凭证",
    DocumentKind.PRE_OPINION: "预审意见",
    DocumentKind.SUPPLEMENT_NOTICE: "补正告知书",
    DocumentKind.SUPPLEMENT_RECEIPT: "补正收件清单",
    DocumentKind.ACCEPTANCE_NOTICE: "受理通知书",
    DocumentKind.TOLERANCE_UNDERTAKING: "容缺受理承诺书",
    DocumentKind.COMMITMENT: "告知承诺书",
    DocumentKind.NON_ACCEPTANCE: "不予受理通知书",
    DocumentKind.NOT_REQUIRED: "不受理告知书",
    DocumentKind.SPECIAL_PROCEDURE: "特别程序告知书",
    DocumentKind.RESUME: "恢复审查通知书",
    DocumentKind.EXTENSION: "延期告知书",
    DocumentKind.PERMIT_DECISION: "准予决定书",
    DocumentKind.REFUSAL_DECISION: "不予许可（办理）决定书",
    DocumentKind.RETURN_NOTICE: "终止办理（退件）通知书",
    DocumentKind.FORWARDING: "转报函",
    DocumentKind.VOID_NOTE: "作废说明",
    DocumentKind.HOLD_NOTICE: "暂停办理告知书",
    DocumentKind.LAPSE_NOTICE: "终止办理通知书",
    DocumentKind.ORDER_TO_MEND: "责令限期改正通知书",
    DocumentKind.REVOCATION: "撤销决定书",
    DocumentKind.SUSPENSION_DECISION: "暂扣许可证件决定书",
    DocumentKind.RESTORATION_NOTICE: "发还许可证件通知书",
    DocumentKind.RECALL_DECISION: "撤回决定书",
    DocumentKind.STRIP_DECISION: "吊销许可证件决定书",
    DocumentKind.CANCELLATION: "注销决定书",
    DocumentKind.CHANGE_DECISION: "准予变更决定书",
    DocumentKind.RENEWAL_DECISION: "准予延续决定书",
    DocumentKind.REQUEST_RECEIPT: "变更（延续、注销）申请受理通知书",
    DocumentKind.REQUEST_REFUSAL: "不予变更（延续、注销）决定书",
    DocumentKind.CORRECTION_NOTICE: "更正通知书",
    DocumentKind.DELIVERY_RECEIPT: "送达回证",
    DocumentKind.RESULT_SUMMARY: "办理结果统一反馈单",
    DocumentKind.ARCHIVE_MANIFEST: "归档清单",
    DocumentKind.INSPECTION_APPOINTMENT: "联合勘验通知书",
    DocumentKind.INSPECTION_RECORD: "联合勘验记录",
    DocumentKind.MANDATE: "授权委托书",
    DocumentKind.ASSISTANCE_RECORD: "帮办代办记录",
}


class SealKind(StrEnum):
    """Which of a body's seals a paper bears."""

    CERTIFICATE = "certificate"
    """电子证照专用章: on certificates."""
    OFFICIAL = "official"
    """公章: on decisions."""
    ACCEPTANCE = "acceptance"
    """受理专用印章 (行政许可法 §32): on receipts, acceptance and notices."""
    BUSINESS = "business"
    """业务专用章: on papers of one kind of business."""
    PERSONAL = "personal"
    """人名章: of one official, beside a seal of the body; its own name is the official's."""

    def name_for(self, body_name: str) -> str:
        """The full name of the seal of a body, as it stands in the seal."""
        return f"{body_name}{self.inscription}"

    @property
    def inscription(self) -> str:
        """What stands beneath the star besides the body's name on the arc; an official seal bears the name alone."""
        return _INSCRIPTIONS[self]


_INSCRIPTIONS = {
    SealKind.CERTIFICATE: "电子证照专用章",
    SealKind.OFFICIAL: "",
    SealKind.ACCEPTANCE: "行政审批受理专用章",
    SealKind.BUSINESS: "业务专用章",
    SealKind.PERSONAL: "人名章",
}


class Nature(StrEnum):
    """What a decision on an item is in law: it decides wording, basis and remedies of its documents."""

    LICENCE = "licence"
    """行政许可: the 行政许可法 holds."""
    ADMINISTRATIVE = "administrative"
    """行政确认, 行政给付, 备案 and other administrative acts: no licence, but open to review and to suit."""
    SERVICE = "service"
    """Public services and utilities: a result, no administrative decision."""


_ADMINISTRATIVE = ("行政确认", "行政给付", "行政裁决", "行政奖励", "其他行政权力", "备案")


def nature_of(item_kind: str) -> Nature:
    """The nature of an item by its kind of power (权力类型) in the catalogue."""
    if item_kind == "行政许可":
        return Nature.LICENCE
    return Nature.ADMINISTRATIVE if item_kind.startswith(_ADMINISTRATIVE) else Nature.SERVICE


def common_nature(natures: Iterable[Nature]) -> Nature:
    """The nature that rules a document on several items: the one with the strictest law among them."""
    present = set(natures)
    return next((nature for nature in Nature if nature in present), Nature.SERVICE)
