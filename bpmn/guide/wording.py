"""What an item's file lists as assumed, in words that people read."""

import re

_WORDS = {
    "after_check_days": "事后核查期限",
    "alone": "单独办理的环节和跑动次数",
    "applicants": "服务对象",
    "case_kind": "办件类型",
    "commitment": "材料是否可告知承诺",
    "department": "实施部门",
    "fee": "收费",
    "fee_note": "收费说明",
    "kind": "事项类型",
    "law": "法定依据",
    "level": "行使层级",
    "material": "材料",
    "mend_days": "承诺不实的改正期限",
    "note": "说明",
    "paper": "材料形式",
    "policy": "未获准予的后果",
    "prerequisites": "前置事项",
    "promised_days": "承诺时限",
    "proof_check_days": "证明事项承诺的核查期限",
    "result": "办理结果",
    "since": "施行日期",
    "site_visit": "现场勘验",
    "source": "材料来源",
    "statutory_days": "法定时限",
    "tolerable_days": "容缺天数",
    "tolerance_consequence": "容缺逾期未补的后果",
    "type_code": "证照类型代码",
    "until": "施行日期",
}


def assumed_in_words(entries: tuple[str, ...]) -> list[str]:
    """Each place of an item's file (``mode.full.promised_days``) by its Chinese name, once."""
    return list(dict.fromkeys(map(_word, entries)))


def _word(entry: str) -> str:
    """By the last part that has a name: those behind it are keys or remarks."""
    parts = re.findall(r"[a-z_]+", entry)
    return next((_WORDS[part] for part in reversed(parts) if part in _WORDS), "其他内容")
