"""Gaps in the form that a single field cannot show: fields that contradict each other.

Presence, type and check characters of each field were tested when the case was submitted. A rule looks only at
fields that the slice holds, so it serves every item whose form has them, and names no value in what it says.
"""

from collections.abc import Callable
from datetime import date
from typing import Any

from workers.client.models import Gap
from workers.client.slices import Slice

_GRANTABLE_YEARS = 5
"""A signboard is permitted for five years at most (济南市户外广告和牌匾标识管理条例, sample)."""


def form_gaps(part: Slice, today: date) -> list[Gap]:
    """All contradictions in the slice's form."""
    return [gap for rule in _RULES for gap in rule(part.form, today)]


def _kitchen_within_premises(form: dict[str, Any], _today: date) -> list[Gap]:
    kitchen, premises = _number(form.get("kitchen_area")), _number(form.get("premises_area"))
    if kitchen is None or premises is None or kitchen <= premises:
        return []
    return [_say("kitchen_area", "食品加工区面积大于经营场所面积。", "请核对两项面积，按平方米如实填写。")]


def _sign_term_in_order(form: dict[str, Any], today: date) -> list[Gap]:
    start, end = _day(form.get("sign_start_date")), _day(form.get("sign_end_date"))
    if start is None or end is None:
        return []
    if end <= start:
        return [_say("sign_end_date", "招牌设置截止日期不晚于起始日期。", "请重新填写起止日期。")]
    if end <= today:
        return [_say("sign_end_date", "招牌设置期限已经届满。", "请填写今天以后的截止日期。")]
    if end > _years_after(start, _GRANTABLE_YEARS):
        return [_say("sign_end_date", "招牌设置期限超过五年。", "请将设置期限调整为不超过五年。")]
    return []


def _health_certificates_valid(form: dict[str, Any], today: date) -> list[Gap]:
    employees = form.get("employees")
    rows = employees if isinstance(employees, list) else []
    expired = [
        number
        for number, row in enumerate(rows, start=1)
        if isinstance(row, dict) and (until := _day(row.get("health_certificate_until"))) and until < today
    ]
    if not expired:
        return []
    listed = "、".join(str(number) for number in expired)
    return [
        _say(
            "employees",
            f"从业人员第 {listed} 行的健康证明已过有效期（食品安全法第四十五条）。",
            "请为该人员办理新的健康证明后更新有效期。",
        )
    ]


def _commitment_signed(form: dict[str, Any], _today: date) -> list[Gap]:
    if form.get("fire_commitment_agreed", True) is True:
        return []
    return [
        _say(
            "fire_commitment_agreed",
            "选择告知承诺方式办理，但未作出承诺。",
            "请阅读告知内容后勾选承诺；不愿承诺的，请改选一般程序（现场检查）。",
        )
    ]


_RULES: tuple[Callable[[dict[str, Any], date], list[Gap]], ...] = (
    _kitchen_within_premises,
    _sign_term_in_order,
    _health_certificates_valid,
    _commitment_signed,
)


def _say(field: str, what: str, how: str) -> Gap:
    return Gap(kind="form", target=field, what=what, how=how)


def _number(value: Any) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _day(value: Any) -> date | None:
    if not isinstance(value, str):
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


def _years_after(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)
