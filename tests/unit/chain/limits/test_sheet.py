"""The calculation sheet: every day of a clock, counted or not, and why."""

from datetime import date, datetime, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from chain.clock import BEIJING
from chain.limits import Sheet, WorkCalendar, calculation_sheet, sheet_text
from chain.limits.sheet import ClockSheet
from chain.procedure import Act, Fact
from tests.unit.chain.limits.stories import (
    CALENDAR,
    accepted,
    answered,
    asked,
    at,
    concluded,
    extended,
    fact,
    resumed,
    suspended,
)


def sheet_of(
    *facts: Fact,
    now: str | datetime,
    promised: int = 3,
    statutory: int | None = 5,
    calendar: WorkCalendar = CALENDAR,
) -> Sheet:
    found = calculation_sheet(
        "YL379901-20260209-0000000000",
        "food_license",
        "食品经营许可",
        facts,
        statutory_days=statutory,
        promised_days=promised,
        calendar=calendar,
        now=at(now) if isinstance(now, str) else now,
    )
    assert found is not None
    return found


def rows(clock: ClockSheet) -> list[tuple[str, int | None, str]]:
    return [(row.day[5:], row.ordinal, row.reason) for row in clock.rows]


def test_every_day_says_whether_it_counts_and_why() -> None:
    facts = (accepted("2026-02-12"), suspended("2026-02-13", "hearing", 2), resumed("2026-02-14"))
    promised, statutory = sheet_of(*facts, now="2026-02-14").clocks

    hearing = "特别程序（听证）所需时间不计入（行政许可法第四十五条）"
    assert rows(promised) == [
        ("02-12", None, "受理当日不计入（民法典第二百零一条）"),
        ("02-13", None, hearing),
        ("02-14", None, hearing),
        *((f"02-{day}", None, "法定节假日（春节）") for day in range(15, 24)),
        ("02-24", 1, "工作日"),
        ("02-25", 2, "工作日"),
        ("02-26", 3, "工作日"),
    ]
    assert rows(statutory)[-2:] == [("02-27", 4, "工作日"), ("02-28", 5, "调休上班（春节）")]


def test_a_supplement_stops_the_promised_clock_and_the_statutory_sheet_says_that_it_goes_on() -> None:
    facts = (accepted("2026-01-05"), asked("2026-01-06", "2026-01-27"), answered("2026-01-06"))
    promised, statutory = sheet_of(*facts, now="2026-01-08").clocks

    assert rows(promised)[1] == ("01-06", None, "补正期间承诺时限中止")
    assert rows(statutory)[1] == ("01-06", 1, "工作日（补正期间，法定时限不中止）")


def test_what_is_foreseen_of_an_open_stop_is_said_to_be() -> None:
    promised, _ = sheet_of(
        accepted("2026-01-05"), suspended("2026-01-06", "publicity", 2), now="2026-01-07"
    ).clocks

    assert [reason for _, _, reason in rows(promised)[1:4]] == [
        "公示期间承诺时限中止",
        "公示期间承诺时限中止",
        "公示期间承诺时限中止（按告知的时间预计）",
    ]


def test_a_procedure_not_told_in_writing_is_said_to_leave_the_statutory_clock_running() -> None:
    facts = (accepted("2026-01-05"), suspended("2026-01-06", "testing"), resumed("2026-01-06"))
    promised, statutory = sheet_of(*facts, now="2026-01-07").clocks

    assert rows(promised)[1][2] == "特别程序（检测）未书面告知所需时间，仅承诺时限中止"
    assert rows(statutory)[1] == ("01-06", 1, "工作日（检测期间，法定时限不中止）")


def test_the_first_day_of_a_deemed_acceptance_and_of_an_instant_item_are_named() -> None:
    deemed = fact(Act.ACCEPT, "2026-02-25T00:00", "2026-02-10", manner="deemed")
    found = sheet_of(deemed, now="2026-02-25")
    instant = sheet_of(accepted("2026-11-21"), now="2026-11-21", promised=0, statutory=None).clocks[0]

    assert rows(found.clocks[0])[0][2] == (
        "逾期未告知，自收到申请之日起即为受理（行政许可法第三十二条），当日不计入（民法典第二百零一条）"
    )
    assert any("第三十二条" in article for article in found.basis)
    assert rows(instant) == [
        ("11-21", None, "受理当日：即办，当日办结"),
        ("11-22", None, "休息日"),
        ("11-23", None, "期限末日非工作日，顺延至次一工作日（民法典第二百零三条）"),
    ]


def test_the_calendar_says_what_it_assumed_and_what_the_office_changed() -> None:
    calendar = WorkCalendar(
        {date(2026, 12, 31): False, date(2026, 6, 1): False},
        time(17, 30),
        bases={date(2026, 12, 31): "区政府通知"},
    )
    found = sheet_of(accepted("2026-12-30"), now="2026-12-30", calendar=calendar)

    assert found.calendar.assumed_years == (2027,)
    assert found.calendar.warning == "2027年放假安排尚未公布，暂按周一至周五推定，公布后重新计算"
    assert found.calendar.edits == ({"day": "2026-12-31", "working": False, "basis": "区政府通知"},)
    assert found.calendar.last_day_ends == "17:30"
    assert rows(found.clocks[0])[1:3] == [
        ("12-31", None, "本机关设定为休息日（依据：区政府通知）"),
        ("01-01", 1, "工作日（该年放假安排尚未公布，按周一至周五推定）"),
    ]


def test_only_the_articles_that_were_applied_are_cited() -> None:
    plain = sheet_of(accepted("2026-01-05"), now="2026-01-06", statutory=None).basis
    joint = sheet_of(accepted("2026-01-05"), extended("2026-01-07", 15, joint=True), now="2026-01-08").basis

    assert [article.split("：")[0] for article in plain] == [
        "行政许可法第八十二条",
        "民法典第二百零一条",
        "民法典第二百零三条",
    ]
    assert [article.split("：")[0] for article in joint][:2] == [
        "行政许可法第二十六条",
        "行政许可法第四十二条",
    ]


def test_totals_say_how_much_is_used_and_whether_it_was_in_time() -> None:
    open_clock = sheet_of(accepted("2026-01-05"), now="2026-01-07").clocks[0]
    late = sheet_of(accepted("2026-01-05"), concluded("2026-01-09"), now="2026-03-01").clocks[0]

    assert (open_clock.used, open_clock.left, open_clock.in_time, open_clock.state) == (2, 1, None, "green")
    assert (late.used, late.left, late.in_time, late.state_name) == (3, 0, False, "已超时限")


def test_the_sheet_is_the_same_to_the_byte_and_once_ended_at_any_moment() -> None:
    facts = (accepted("2026-02-12"), suspended("2026-02-13", "hearing", 2), concluded("2026-02-26"))
    first = sheet_of(*facts, now="2026-02-26").to_bytes()

    assert sheet_of(*facts, now="2026-02-26").to_bytes() == first
    assert sheet_of(*facts, now="2027-01-01").to_bytes() == first


def test_an_item_that_was_not_accepted_has_no_sheet() -> None:
    found = calculation_sheet(
        "YL1", "a", "甲", [], statutory_days=None, promised_days=1, calendar=CALENDAR, now=at("2026-01-05")
    )

    assert found is None


def test_the_text_can_be_read() -> None:
    facts = (accepted("2026-01-05"), asked("2026-01-06", "2026-01-27"), answered("2026-01-06"))
    text = sheet_text(sheet_of(*facts, concluded("2026-01-08"), now="2026-01-08", statutory=None))

    assert text.startswith("办理时限计算书\n办件编号：YL379901-20260209-0000000000\n事项：食品经营许可\n")
    assert "【承诺时限】3 个工作日\n截止：2026年1月9日 23:59:59\n共用 2 个工作日，在时限内办结\n" in text
    assert (
        "  2026年1月6日（周二）  不计入  补正期间承诺时限中止\n  2026年1月7日（周三）  第 1 日  工作日\n"
        in text
    )
    assert "据以计算的记录：\n  2026年1月5日 09:00:00 受理\n" in text


@given(
    st.datetimes(datetime(2025, 1, 1), datetime(2026, 6, 1), timezones=st.just(BEIJING)),  # noqa: DTZ001
    st.integers(1, 30),
    st.integers(0, 20),
    st.integers(0, 30),
)
def test_the_last_counted_day_is_the_last_of_the_limit_and_bears_its_number(
    start: datetime, days: int, after: int, length: int
) -> None:
    stop, resume = start + timedelta(days=after), start + timedelta(days=after + length)
    facts = [
        Fact(Act.ACCEPT, start, start, {"manner": "normal"}),
        Fact(Act.SUSPEND, stop, stop, {"procedure": "appraisal", "days": 30}),
        Fact(Act.RESUME, resume, resume),
    ]
    for clock in sheet_of(*facts, now=resume, promised=days, statutory=days).clocks:
        ordinals = [row.ordinal for row in clock.rows if row.counted]
        assert ordinals == list(range(1, days + 1))
        assert clock.rows[-1].counted
        assert clock.due_at.startswith(clock.rows[-1].day)
