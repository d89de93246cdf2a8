"""A fictitious document of every kind and nature, filled in from the shipped templates."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from chain.certificates.data import Issuer
from chain.clock import BEIJING
from chain.documents.kinds import DocumentKind, Nature
from chain.documents.page import PageData
from chain.documents.placeholders import lists
from forms.documents import Draft, fill, load_templates, number_of

ISSUER = Issuer("演练市行政审批服务局", "113700000045030270", fictitious=True)
ISSUED = date(2026, 3, 9)
CASE_NO = "YL379901-20260302-ABCDEFGHJK"
JOINT = (
    Issuer("演练市消防救援支队", "113700000045030351", fictitious=True),
    Issuer("演练市市场监督管理局", "113700000045030432", fictitious=True),
)
"""Bodies that issue a document together with ``ISSUER``."""
REASON = "经现场核查，经营场所消防通道宽度不足1.1米，不符合《消防法》和GB 50016—2014的要求。"
VALUES: dict[str, Any] = {
    "theme": "开办饭店",
    "applicant": "演练市示范区海岱小馆（个体工商户）",
    "lead_body": "演练市行政审批服务局",
    "item_names": "食品经营许可、公众聚集场所投入使用、营业前消防安全检查",
    "laws": "《食品安全法》第三十三条、第三十五条",
    "received_on": datetime(2026, 3, 2, 10, 30, tzinfo=BEIJING),
    "told_by": datetime(2026, 3, 9, 23, 59, 59, tzinfo=BEIJING),
    "opinion": "材料齐全、符合法定形式，通过预审；待前置事项办结后受理。",
    "reason": REASON,
    "cause": "“食品经营许可”未获准予",
    "notice_no": "BZ01",
    "due_on": date(2026, 3, 23),
    "handed_on": date(2026, 3, 6),
    "signer": "张演示",
    "signed_on": date(2026, 3, 2),
    "check": "作出决定之日起20个工作日内",
    "digest": "3f9a" * 16,
    "where": "请向演练市城市管理局咨询。",
    "procedure": "专家评审",
    "days": 15,
    "effect": "所需时间不计算在办理期限内。",
    "resumed_on": date(2026, 3, 9),
    "approver": "本机关负责人",
    "result": "食品经营许可证",
    "decided_on": date(2026, 3, 9),
    "receiver": "演练省市场监督管理局",
    "decision": "演练市行审准字〔2026〕第000001号",
    "manner": "电子送达",
    "delivered_on": date(2026, 3, 9),
    "code": "7K3M-Q2XA-0R5T",
    "rate_by": date(2026, 3, 30),
    "archive_no": "approval_379901-ZWFW·2026-D30-000001",
    "retention": "30年",
    "files": 42,
    "pages": 57,
    "uncounted": 2,
    "supplement": 1,
    "supplemented": "approval_379901-ZWFW·2026-D30-000001",
    "manifest_digest": "5b7e" * 16,
    "starts_at": "2026年3月6日9时30分",
    "place": "演练市示范区海岱路1号",
    "bodies": "演练市行政审批服务局、演练市消防救援支队",
    "inspected_on": date(2026, 3, 6),
    "agent": "李代办",
    "mandate_no": "SQ3f9a3f9a3f9a3f9a3f9a3f9a",
    "agent_acts": "提交申请、补正、补齐材料",
    "agent_systems": "国家市场主体登记系统",
    "agent_from": date(2026, 3, 1),
    "agent_until": date(2026, 12, 31),
    "offered_on": date(2026, 3, 1),
    "agreed_on": date(2026, 3, 2),
    "assisted_on": date(2026, 3, 9),
    "system": "国家市场主体登记系统",
    "done": "代为录入名称申报信息并提交。",
    "receipt_no": "GJ-2026-000123",
    "ground": "所依据的客观情况发生重大变化",
    "compensation": "由此给你（单位）造成财产损失的，依法给予补偿。",
    "penalty_no": "演练市监罚〔2026〕17号",
    "penalty_on": date(2026, 3, 5),
    "ends_on": date(2026, 3, 31),
    "until": date(2031, 3, 31),
    "silence": "本机关在有效期届满前未作出是否准予延续的决定，视为准予延续。",
    "kind": "延续",
    "request_no": "SQ01",
    "requested_on": date(2026, 3, 2),
    "corrected": "食品经营许可证",
    "corrected_number": "编号：JY23799012600017",
}
CELLS = {
    "what": "“与食品经营相适应的主要设备设施、经营布局、操作流程等文件”没有标明各功能区域的面积",
    "how": "补充标明各区域面积的平面图，PDF格式，A4幅面",
    "name": "公众聚集场所投入使用、营业前消防安全检查申报表",
    "items": "食品经营许可",
    "item": "食品经营许可",
    "body": "演练市消防救援支队",
    "manner": "受理",
    "form": "电子件",
    "count": "1",
    "accepted_on": "2026年3月9日",
    "promised_on": "2026年3月16日",
    "statutory_on": "2026年4月7日",
    "until": "2026年3月23日前",
    "consequence": "终止办理并退件",
    "before": "海岱街1号",
    "after": "海岱街2号",
    "wrong": "海岱衔2号",
    "right": "海岱街2号",
    "line": "本人（单位）承诺在期限内补齐所缺材料，所补材料真实、合法、有效。",
    "title": "准予行政许可决定书",
    "number": "演练市行审准字〔2026〕第000001号",
    "officers": "张演示、李演示",
    "result": "符合要求",
    "note": "通道畅通，器材齐全",
}


def values_for(kind: DocumentKind, rows: int = 3) -> dict[str, Any]:
    """A value of every placeholder, and lists of so many rows."""
    filled = {
        name: [{column: CELLS[column] for column in columns}] * rows for name, columns in lists(kind).items()
    }
    return {**VALUES, **filled}


def sample_document(kind: DocumentKind, nature: Nature = Nature.LICENCE, rows: int = 3) -> PageData:
    """The page data of a document."""
    wording = load_templates().wording(kind, nature)
    draft = Draft(kind, CASE_NO, "WS01", number_of(wording, "演练市行审", 2026, 17), ISSUER, ISSUED)
    return fill(wording, draft, values_for(kind, rows))


def joint_document(rows: int = 3, others: tuple[Issuer, ...] = JOINT) -> PageData:
    """The record of an inspection that three bodies issue together, or as many as there are ``others`` and one."""
    return replace(sample_document(DocumentKind.INSPECTION_RECORD, rows=rows), joint=others)
