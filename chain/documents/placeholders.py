"""What a template may ask for: every placeholder with its meaning, which forms/documents/README.md tells the office.

A paragraph may be followed by a list; the template's ``rows`` words each of its lines by the list's columns.
"""

from collections.abc import Mapping

from chain.documents.kinds import DocumentKind as K

COMMON: Mapping[str, str] = {
    "case_no": "办件编号",
    "document_no": "本文书在办件内的编号",
    "theme": "主题（一件事）名称",
    "applicant": "申请人姓名或者名称",
    "body": "出具机关名称",
    "lead_body": "牵头机关名称",
    "item_names": "所涉事项名称，以顿号分开",
    "laws": "所涉事项的设定依据（事项清单所载）",
    "received_on": "收件日期",
    "issued_on": "文书日期",
    "basis": "本模板 basis 所列依据，以顿号分开",
    "agent": "委托代理人姓名或者名称；由代理人办理的才有",
    "mandate_no": "委托编号；受委托办理的才有",
}
"""Placeholders of every template."""

NUMBER: Mapping[str, str] = {
    "short": "机关代字（short_names.toml）",
    "year": "年份",
    "serial": "流水号，如 {serial:06d}",
}
"""Placeholders of the number (文号) only."""

_REASON = {"reason": "理由"}
_SIGNED = {"signer": "签署人", "signed_on": "签署日期", "digest": "所签文本的校验值（SHA-256）"}
_GRANT = {"decision": "原准予决定的文号"}
_REQUEST = {
    "kind": "所申请的事项（变更、延续、注销）",
    "request_no": "申请在办件内的编号",
    "requested_on": "申请日期",
}

OF_KIND: Mapping[K, Mapping[str, str]] = {
    K.RECEIPT: {"told_by": "一次告知补正内容的截止日期"},
    K.PRE_OPINION: {"opinion": "预审结论", **_REASON},
    K.SUPPLEMENT_NOTICE: {"notice_no": "补正通知在办件内的编号", "due_on": "补正截止日期"},
    K.SUPPLEMENT_RECEIPT: {"notice_no": "所补正的通知编号", "handed_on": "补正收件日期"},
    K.ACCEPTANCE_NOTICE: {},
    K.TOLERANCE_UNDERTAKING: _SIGNED,
    K.COMMITMENT: {**_SIGNED, "check": "核查期限"},
    K.NON_ACCEPTANCE: _REASON,
    K.NOT_REQUIRED: {**_REASON, "where": "应当向何处办理"},
    K.SPECIAL_PROCEDURE: {
        "procedure": "特别程序名称",
        "days": "所需工作日数",
        "effect": "对办理期限的影响",
        **_REASON,
    },
    K.RESUME: {"procedure": "已结束的特别程序名称", "resumed_on": "恢复审查日期"},
    K.EXTENSION: {"days": "延长的工作日数", "approver": "批准人（机关）", **_REASON},
    K.PERMIT_DECISION: {"result": "办理结果名称（证照、批文等）", "decided_on": "决定日期"},
    K.REFUSAL_DECISION: {**_REASON, "decided_on": "决定日期"},
    K.RETURN_NOTICE: _REASON,
    K.FORWARDING: {**_REASON, "receiver": "转报的上级机关"},
    K.HOLD_NOTICE: {"cause": "哪个事项怎样结束", "until": "暂停的截止日期"},
    K.LAPSE_NOTICE: _REASON,
    K.VOID_NOTE: _REASON,
    K.ORDER_TO_MEND: {**_REASON, "due_on": "改正截止日期"},
    K.REVOCATION: {**_REASON, "decision": "被撤销决定的文号"},
    K.RESULT_SUMMARY: {"result": "主题办件的结果", "code": "评价码", "rate_by": "评价截止日期"},
    K.SUSPENSION_DECISION: {
        **_REASON,
        **_GRANT,
        "penalty_no": "行政处罚决定书文号",
        "penalty_on": "行政处罚决定日期",
        "until": "暂扣的截止日期",
    },
    K.RESTORATION_NOTICE: {**_REASON, **_GRANT, "ground": "发还的情形"},
    K.RECALL_DECISION: {
        **_REASON,
        **_GRANT,
        "ground": "撤回的法定情形",
        "compensation": "关于补偿的告知",
    },
    K.STRIP_DECISION: {
        **_REASON,
        **_GRANT,
        "penalty_no": "行政处罚决定书文号",
        "penalty_on": "行政处罚决定日期",
    },
    K.CANCELLATION: {**_REASON, **_GRANT, "ground": "注销的法定情形"},
    K.CHANGE_DECISION: {**_REASON, **_GRANT},
    K.RENEWAL_DECISION: {
        **_REASON,
        **_GRANT,
        "ends_on": "原有效期截止日期",
        "until": "延续后的有效期截止日期",
        "silence": "逾期未作决定视为准予延续的说明",
    },
    K.REQUEST_RECEIPT: {
        **_REQUEST,
        "due_on": "作出决定的截止日期",
        "silence": "逾期未作决定的后果",
    },
    K.REQUEST_REFUSAL: {**_REASON, **_REQUEST},
    K.CORRECTION_NOTICE: {
        **_REASON,
        "corrected": "被更正的文书、证照名称",
        "corrected_number": "被更正的文书、证照编号",
    },
    K.ARCHIVE_MANIFEST: {
        "archive_no": "档号",
        "retention": "保管期限",
        "files": "包内文件数",
        "pages": "页数",
        "uncounted": "页数无法统计的文件数（没有的省略）",
        "supplement": "第几次补充归档（首次归档的省略）",
        "supplemented": "被补充的档号（首次归档的省略）",
        "manifest_digest": "清单文件的SM3摘要（核验档案包时须在文中找到，不得删去）",
    },
    K.DELIVERY_RECEIPT: {
        "manner": "送达方式",
        "delivered_on": "送达日期",
        "receiver": "签收人（电子送达的没有）",
    },
    K.INSPECTION_APPOINTMENT: {
        "starts_at": "勘验时间",
        "place": "勘验地点",
        "bodies": "参加勘验的部门",
    },
    K.INSPECTION_RECORD: {"inspected_on": "勘验日期", "place": "勘验地点"},
    K.MANDATE: {
        "agent_acts": "可以代为办理的事项，以顿号分开",
        "agent_systems": "帮办代办的外部系统",
        "agent_from": "委托开始日期",
        "agent_until": "委托截止日期",
        "offered_on": "委托人确认日期",
        "agreed_on": "代理人接受日期",
    },
    K.ASSISTANCE_RECORD: {
        "assisted_on": "帮办代办日期",
        "system": "外部系统名称",
        "done": "办理内容",
        "receipt_no": "外部系统的回执编号",
    },
}
"""Placeholders of one kind besides the common ones."""

_MATERIAL = {"name": "材料名称", "form": "提交形式（电子、纸质）", "count": "份数"}
_ITEM = {
    "name": "事项名称",
    "body": "办理机关",
    "manner": "受理方式（受理、视为受理、容缺受理）",
    "accepted_on": "受理日期",
    "promised_on": "承诺办结日期",
    "statutory_on": "法定办结日期",
}
_OWED = {
    "name": "材料名称",
    "item": "所属事项",
    "until": "补齐（核查）期限",
    "consequence": "逾期或者不实的后果",
}
_TERMS = {"line": "所签文本的一行"}

LISTS: Mapping[K, Mapping[str, Mapping[str, str]]] = {
    K.RECEIPT: {"materials": _MATERIAL, "items": {"name": "事项名称", "body": "办理机关"}},
    K.SUPPLEMENT_NOTICE: {
        "gaps": {"what": "需要补正的内容", "how": "补正办法", "items": "所属事项"},
    },
    K.SUPPLEMENT_RECEIPT: {"materials": _MATERIAL},
    K.ACCEPTANCE_NOTICE: {"items": _ITEM, "owed": _OWED},
    K.TOLERANCE_UNDERTAKING: {"owed": _OWED, "terms": _TERMS},
    K.COMMITMENT: {"owed": _OWED, "terms": _TERMS},
    K.DELIVERY_RECEIPT: {"documents": {"title": "文书或者证照名称", "number": "文号或者证照编号"}},
    K.INSPECTION_RECORD: {
        "parties": {"body": "参加勘验的部门", "officers": "参加人员"},
        "findings": {
            "name": "事项名称",
            "body": "勘验部门",
            "result": "勘验结果",
            "note": "情况说明",
        },
    },
    K.RESULT_SUMMARY: {"results": {"line": "一个事项的结果、文号、证照和后续办理"}},
    K.CHANGE_DECISION: {"changes": {"name": "内容", "before": "变更前", "after": "变更后"}},
    K.CORRECTION_NOTICE: {"corrections": {"wrong": "有误的文字", "right": "更正后的文字"}},
}
"""Lists of a kind by name, each with its columns."""


def placeholders(kind: K) -> dict[str, str]:
    """The placeholders of a template's running text."""
    return {**COMMON, **OF_KIND[kind]}


def lists(kind: K) -> Mapping[str, Mapping[str, str]]:
    """The lists of a template."""
    return LISTS.get(kind, {})
