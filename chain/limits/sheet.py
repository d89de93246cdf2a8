"""The calculation sheet (时限计算书): how the limits of an item were counted, day by day, so that anybody can count again.

The same acts, calendar and moment give the same bytes; once the item has ended, the moment does not matter any more.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any

from chain.clock import BEIJING
from chain.limits.calendar import MIDNIGHT, Day, WorkCalendar
from chain.limits.clock import ClockKind, ItemClock, acceptance_of, end_of, item_clocks, stopping
from chain.limits.stops import Stop, beijing_day, stops_of
from chain.procedure import Fact

_ONE = timedelta(days=1)
_FORESEEN = "（按告知的时间预计）"
_SOURCE = "国务院办公厅公布的部分节假日安排"


@dataclass(frozen=True, slots=True)
class Row:
    """One day: counted as the ``ordinal``-th working day, or not counted (``None``), and why (Chinese)."""

    day: str
    counted: bool
    ordinal: int | None
    reason: str


@dataclass(frozen=True, slots=True)
class ClockSheet:
    """How one clock was counted; days are working days, moments ISO with +08:00."""

    kind: str
    name: str
    base_days: int
    extended_days: int
    started_on: str
    due_at: str
    used: int
    left: int
    state: str
    state_name: str
    in_time: bool | None
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class CalendarSheet:
    """The calendar that was used: where it comes from, years it had to assume, and what the office changed in it."""

    source: str
    assumed_years: tuple[int, ...]
    warning: str | None
    edits: tuple[dict[str, Any], ...]
    last_day_ends: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """The sheet of one item; ``clocks`` are the promised one and, where the law sets a limit, the statutory one."""

    case_no: str
    item: str
    item_name: str
    as_of: str
    ended_at: str | None
    clocks: tuple[ClockSheet, ...]
    basis: tuple[str, ...]
    calendar: CalendarSheet
    facts: tuple[dict[str, Any], ...]

    def to_json(self) -> dict[str, Any]:
        """The sheet as plain data."""
        plain: dict[str, Any] = json.loads(self.to_bytes())
        return plain

    def to_bytes(self) -> bytes:
        """The sheet as canonical JSON: keys in order, no spaces, UTF-8."""
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def calculation_sheet(
    case_no: str,
    item: str,
    item_name: str,
    facts: Sequence[Fact],
    *,
    statutory_days: int | None,
    promised_days: int,
    calendar: WorkCalendar,
    now: datetime,
) -> Sheet | None:
    """The sheet at ``now`` (aware), or at the item's end; ``None`` when the item was not accepted."""
    ended_at = end_of(facts)
    as_of = ended_at or now
    clocks = item_clocks(
        facts, statutory_days=statutory_days, promised_days=promised_days, calendar=calendar, now=as_of
    )
    if clocks is None:
        return None
    stops = stops_of(facts, calendar, beijing_day(as_of))
    last = max(clock.due_on for clock in clocks.all)
    return Sheet(
        case_no=case_no,
        item=item,
        item_name=item_name,
        as_of=_iso(as_of),
        ended_at=None if ended_at is None else _iso(ended_at),
        clocks=tuple(_clock_sheet(clock, facts, stops, calendar, as_of) for clock in clocks.all),
        basis=_basis(clocks.all, facts, stops, calendar),
        calendar=_calendar_sheet(calendar, clocks.promised.started_on, last),
        facts=tuple(_fact(fact) for fact in facts),
    )


def _clock_sheet(
    clock: ItemClock, facts: Sequence[Fact], stops: Sequence[Stop], calendar: WorkCalendar, as_of: datetime
) -> ClockSheet:
    state = clock.state(as_of)
    return ClockSheet(
        kind=clock.kind.value,
        name=clock.kind.label,
        base_days=clock.days - clock.extended_by,
        extended_days=clock.extended_by,
        started_on=clock.started_on.isoformat(),
        due_at=_iso(clock.due_at),
        used=clock.used,
        left=clock.left,
        state=state.value,
        state_name=state.label,
        in_time=clock.in_time,
        rows=tuple(_rows(clock, facts, stops, calendar, beijing_day(as_of))),
    )


def _rows(
    clock: ItemClock, facts: Sequence[Fact], stops: Sequence[Stop], calendar: WorkCalendar, today: date
) -> Iterable[Row]:
    yield Row(clock.started_on.isoformat(), counted=False, ordinal=None, reason=_first_day(clock, facts))
    held, ordinal = stopping(clock.kind, stops), 0
    for number in range(1, (clock.due_on - clock.started_on).days + 1):
        day = calendar.day(clock.started_on + _ONE * number)
        stop = next((each for each in held if each.covers(day.day)), None)
        counted = day.working and stop is None and ordinal < clock.days
        ordinal += counted
        yield Row(
            day=day.day.isoformat(),
            counted=counted,
            ordinal=ordinal if counted else None,
            reason=_reason(clock, day, stop, _other_stop(held, stops, day.day))
            + (_FORESEEN if day.working and stop is not None and day.day > today else ""),
        )


def _first_day(clock: ItemClock, facts: Sequence[Fact]) -> str:
    accepted = acceptance_of(facts)
    deemed = accepted is not None and accepted.detail.get("manner") == "deemed"
    day = "逾期未告知，自收到申请之日起即为受理（行政许可法第三十二条），当日" if deemed else "受理当日"
    if clock.days == 0:
        return f"{day}：即办，当日办结"
    return f"{day}不计入（民法典第二百零一条）"


def _other_stop(held: Sequence[Stop], stops: Sequence[Stop], day: date) -> Stop | None:
    return next((each for each in stops if each not in held and each.covers(day)), None)


def _reason(clock: ItemClock, day: Day, stop: Stop | None, other: Stop | None) -> str:
    if not day.working:
        return _calendar_reason(day)
    if clock.days == 0 and stop is None:
        return "期限末日非工作日，顺延至次一工作日（民法典第二百零三条）"
    if stop is None:
        note = f"（{other.procedure.label}期间，法定时限不中止）" if other is not None else ""
        return _calendar_reason(day) + note
    if not stop.procedure.statutory:
        return f"{stop.procedure.label}期间承诺时限中止"
    if not stop.statutory:
        return f"特别程序（{stop.procedure.label}）未书面告知所需时间，仅承诺时限中止"
    return f"特别程序（{stop.procedure.label}）所需时间不计入（行政许可法第四十五条）"


def _calendar_reason(day: Day) -> str:
    said = f"{day.kind.label}（{day.occasion}）" if day.occasion else day.kind.label
    if day.edited:
        basis = f"（依据：{day.basis}）" if day.basis else ""
        return f"本机关设定为{'工作日' if day.working else '休息日'}{basis}"
    return f"{said}（该年放假安排尚未公布，按周一至周五推定）" if day.assumed else said


def _basis(
    clocks: Sequence[ItemClock], facts: Sequence[Fact], stops: Sequence[Stop], calendar: WorkCalendar
) -> tuple[str, ...]:
    accepted = acceptance_of(facts)
    statutory = any(clock.kind is ClockKind.STATUTORY for clock in clocks)
    extended = any(clock.extended_by for clock in clocks)
    joint = any(fact.detail.get("joint") for fact in facts)
    closing = "停止业务活动的时间" if calendar.closing else "二十四时"
    found = {
        "行政许可法第二十六条：统一办理、联合办理、集中办理": joint,
        "行政许可法第三十二条：逾期不告知补正的，自收到申请材料之日起即为受理": accepted is not None
        and accepted.detail.get("manner") == "deemed",
        "行政许可法第四十二条：作出决定的期限及其延长": statutory or extended,
        "行政许可法第四十五条：听证、招标、拍卖、检验、检测、检疫、鉴定和专家评审所需时间不计算在期限内": any(
            stop.statutory for stop in stops
        ),
        "行政许可法第八十二条：期限以工作日计算，不含法定节假日": True,
        "民法典第二百零一条：开始的当日不计入，自下一日开始计算": True,
        f"民法典第二百零三条：期间最后一日的截止时间为{closing}": True,
    }
    return tuple(text for text, used in found.items() if used)


def _calendar_sheet(calendar: WorkCalendar, first: date, last: date) -> CalendarSheet:
    years = calendar.assumed_years(first, last)
    named = "、".join(str(year) for year in years)
    return CalendarSheet(
        source=_SOURCE,
        assumed_years=years,
        warning=f"{named}年放假安排尚未公布，暂按周一至周五推定，公布后重新计算" if years else None,
        edits=tuple(
            {"day": day.isoformat(), "working": working, "basis": calendar.bases.get(day, "")}
            for day, working in sorted(calendar.edits.items())
            if first <= day <= last
        ),
        last_day_ends="24:00" if calendar.closing in (None, MIDNIGHT) else f"{calendar.closing:%H:%M}",
    )


def _fact(fact: Fact) -> dict[str, Any]:
    return {
        "act": fact.act.value,
        "name": fact.act.label,
        "at": _iso(fact.at),
        "effective_at": _iso(fact.effective_at),
        "detail": dict(fact.detail),
    }


def _iso(moment: datetime) -> str:
    return moment.astimezone(BEIJING).isoformat(timespec="seconds")
