"""The calculation sheet as a page of text that people read."""

from collections.abc import Iterator
from datetime import date, datetime

from chain.limits.sheet import ClockSheet, Sheet

_WEEKDAYS = "一二三四五六日"


def sheet_text(sheet: Sheet) -> str:
    """The sheet in Chinese, one line a day."""
    return "\n".join(_lines(sheet)) + "\n"


def _lines(sheet: Sheet) -> Iterator[str]:
    yield "办理时限计算书"
    yield f"办件编号：{sheet.case_no}"
    yield f"事项：{sheet.item_name}"
    yield f"计算时点：{_moment(sheet.as_of)}"
    if sheet.ended_at is not None:
        yield f"办理终结：{_moment(sheet.ended_at)}"
    for clock in sheet.clocks:
        yield ""
        yield from _clock(clock)
    yield ""
    yield "依据："
    yield from (f"  {article}" for article in sheet.basis)
    yield f"日历：{sheet.calendar.source}；期限末日截止于 {sheet.calendar.last_day_ends}（北京时间）"
    if sheet.calendar.warning is not None:
        yield f"注意：{sheet.calendar.warning}"
    for edit in sheet.calendar.edits:
        kind = "工作日" if edit["working"] else "休息日"
        yield f"本机关设定：{_day(edit['day'])} 为{kind}，依据：{edit['basis']}"
    yield ""
    yield "据以计算的记录："
    for fact in sheet.facts:
        since = "" if fact["effective_at"] == fact["at"] else f"，自{_moment(fact['effective_at'])}起算"
        yield f"  {_moment(fact['at'])} {fact['name']}{since}"


def _clock(clock: ClockSheet) -> Iterator[str]:
    longer = f"，延长 {clock.extended_days} 个工作日" if clock.extended_days else ""
    yield f"【{clock.name}】{clock.base_days} 个工作日{longer}"
    yield f"截止：{_moment(clock.due_at)}"
    if clock.in_time is None:
        yield f"已用 {clock.used} 个工作日，剩余 {clock.left} 个工作日，{clock.state_name}"
    else:
        yield f"共用 {clock.used} 个工作日，{'在时限内办结' if clock.in_time else '超过时限办结'}"
    for row in clock.rows:
        count = f"第 {row.ordinal} 日" if row.ordinal is not None else "不计入"
        yield f"  {_day(row.day)}  {count}  {row.reason}"


def _day(text: str) -> str:
    day = date.fromisoformat(text)
    return f"{day.year}年{day.month}月{day.day}日（周{_WEEKDAYS[day.weekday()]}）"


def _moment(text: str) -> str:
    moment = datetime.fromisoformat(text)
    return f"{moment.year}年{moment.month}月{moment.day}日 {moment:%H:%M:%S}"
