"""The Chinese text of notices, in the plain language of an office."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from chain.cases import CaseState, ItemState
from chain.clock import BEIJING

_REMEDIES = (
    "如对不予许可或者不予受理决定不服，可自收到决定之日起六十日内依法申请行政复议，"
    "或者自知道该决定之日起六个月内依法提起行政诉讼。"
)
"""Remedies told with a refusal, of the licence or of its acceptance (行政许可法 §38): 行政复议法 (2023) §20, 行政诉讼法
§46."""

_REFUSALS = (ItemState.REFUSED, ItemState.NOT_ACCEPTED)
_WITH_REASON = (
    *_REFUSALS,
    ItemState.NOT_REQUIRED,
    ItemState.FORWARDED,
    ItemState.RETURNED,
    ItemState.VOIDED,
    ItemState.WITHDRAWN,
    ItemState.LAPSED,
)

_CLOSINGS = {
    CaseState.COMPLETED: "已办结。",
    CaseState.REFUSED: "审查后未予许可，办理到此结束。",
    CaseState.RETURNED: "因未在规定期限内补正，现予退件。补齐材料后可重新申请，已提交的信息不影响再次申请。",
    CaseState.NOT_ACCEPTED: "不符合受理条件，未予受理，办理到此结束。",
    CaseState.WITHDRAWN: "已按您的申请撤回，办理到此结束。",
}


@dataclass(frozen=True, slots=True)
class ItemResult:
    """How one item ended: what the answer tells about it."""

    item: str
    name: str
    body_name: str
    state: ItemState
    reason: str | None = None
    certificate: str | None = None
    revoked: bool = False

    @property
    def line(self) -> str:
        """One sentence about the item."""
        text = f"{self.name}（{self.body_name}）：{self.state.label}"
        if self.certificate:
            text += f"，证照编号{self.certificate}"
        if self.revoked:
            text += "，后被撤销"
        if self.reason and self.state in _WITH_REASON:
            text += f"。理由：{self.reason.rstrip('。')}"
        return f"{text}。"


def chinese_date(moment: datetime) -> str:
    """``2026年1月27日`` in Beijing time."""
    day = moment.astimezone(BEIJING).date()
    return f"{day.year}年{day.month}月{day.day}日"


def supplement_text(theme: str, case_no: str, gaps: Sequence[Mapping[str, Any]], due_at: datetime) -> str:
    """The text of a supplement notice: every gap, what to do about it, until when, and what follows."""
    lines = [f"您申办的“{theme}”（办件编号{case_no}）经审查，需要补正以下内容："]
    lines += [_gap_line(number, gap) for number, gap in enumerate(gaps, 1)]
    lines.append(f"请于{chinese_date(due_at)}前一次性补正。逾期未补正的，将依法作出处理。")
    return "\n".join(lines)


def _gap_line(number: int, gap: Mapping[str, Any]) -> str:
    how = str(gap["how"]).rstrip("。")
    return f"{number}. {str(gap['what']).rstrip('。')}。" + (f"办法：{how}。" if how else "")


def reminder_text(
    theme: str, case_no: str, item: str, material: str, due_at: datetime, consequence: str
) -> str:
    """The text of a reminder of a tolerated material: what, until when, and what follows otherwise."""
    return (
        f"您申办的“{theme}”（办件编号{case_no}）中，“{item}”容缺受理的材料“{material}”尚未补齐，"
        f"请于{chinese_date(due_at)}24时前补交。逾期未补齐的，按承诺书处理：{consequence}。"
    )


def answer_text(theme: str, case_no: str, result: CaseState, items: Sequence[ItemResult]) -> str:
    """The one answer: how the case ended, each item's outcome, remedies where something was refused."""
    lines = [f"您申办的“{theme}”（办件编号{case_no}）{_CLOSINGS[result]}", "各事项办理结果："]
    lines += [f"{number}. {item.line}" for number, item in enumerate(items, 1)]
    if any(item.state in _REFUSALS for item in items):
        lines.append(_REMEDIES)
    return "\n".join(lines)
