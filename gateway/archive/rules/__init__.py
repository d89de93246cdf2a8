"""All rules of the file check in the order in which they are told: one explicit list."""

from gateway.archive.rules.finding import Found, Rule
from gateway.archive.rules.outcome import delivered, published, requests_decided
from gateway.archive.rules.papers import (
    certificate_issued,
    documents_sealed,
    documents_there,
    numbers,
    right_seal,
    versions_made,
)
from gateway.archive.rules.substance import (
    answered,
    decided_by_the_body,
    every_item_ended,
    kept_intact,
    materials_there,
    obligations_settled,
    refusals_reasoned,
)
from gateway.archive.rules.times import dates_in_order, limits_as_computed, nothing_in_the_future
from gateway.archive.states import Severity

__all__ = ["RULES", "Found", "Rule"]

RULES: tuple[Rule, ...] = (
    Rule("every_item_ended", "事项均已办结", Severity.MUST, every_item_ended),
    Rule("answered", "已统一反馈", Severity.MUST, answered),
    Rule("documents_there", "文书齐全", Severity.MUST, documents_there),
    Rule("documents_sealed", "文书已签章", Severity.MUST, documents_sealed),
    Rule("right_seal", "印章正确", Severity.MUST, right_seal),
    Rule("numbers", "编号完整唯一", Severity.MUST, numbers),
    Rule("certificate_issued", "证照已制发", Severity.MUST, certificate_issued),
    Rule("versions_made", "证照新版本已制发", Severity.MUST, versions_made),
    Rule("requests_decided", "变更、延续、注销申请已决定", Severity.MUST, requests_decided),
    Rule("dates_in_order", "日期先后", Severity.MUST, dates_in_order),
    Rule("nothing_in_the_future", "没有未来日期", Severity.MUST, nothing_in_the_future),
    Rule("limits_as_computed", "期限与计算书一致", Severity.MUST, limits_as_computed),
    Rule("materials_there", "申请材料齐全", Severity.MUST, materials_there),
    Rule("kept_intact", "文件未损坏", Severity.MUST, kept_intact),
    Rule("decided_by_the_body", "决定主体正确", Severity.MUST, decided_by_the_body),
    Rule("delivered", "已送达", Severity.MUST, delivered),
    Rule("published", "已按期公示", Severity.MUST, published),
    Rule("refusals_reasoned", "不予决定说明理由", Severity.SHOULD, refusals_reasoned),
    Rule("obligations_settled", "容缺、承诺已了结", Severity.SHOULD, obligations_settled),
)
