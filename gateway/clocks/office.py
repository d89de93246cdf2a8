"""The working calendar of this office: what was published, and before it what a supervisor entered."""

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from chain.limits import WorkCalendar
from chain.limits.calendar import is_published
from gateway.clocks import schemas
from gateway.dependencies import Caller, Context
from gateway.store import audit
from gateway.store.base import table_of
from gateway.store.models import CalendarDay

_READ = "office_calendar"
_ENTERED = table_of(CalendarDay)
_DAYS = select(_ENTERED.c.day, _ENTERED.c.working, _ENTERED.c.basis)


async def office_calendar(context: Context, session: AsyncSession) -> WorkCalendar:
    """The calendar by which limits count at this moment; read in each transaction, because another gateway may change it."""
    found: WorkCalendar | None = session.info.get(_READ)
    if found is None:
        rows = (await session.execute(_DAYS)).all()
        found = session.info[_READ] = WorkCalendar(
            {row.day: row.working for row in rows},
            context.settings.closing_time,
            bases={row.day: row.basis for row in rows},
        )
    return found


async def end_of_limit(context: Context, session: AsyncSession, start: datetime, days: int) -> datetime:
    """The end of a limit of ``days`` working days that begins with an event at ``start``, by the office's calendar."""
    return (await office_calendar(context, session)).end_of_limit(start, days)


async def year(context: Context, number: int) -> schemas.CalendarYear:
    """Every day of a year, with a warning when its holidays are not published yet."""
    async with context.database.read() as session:
        calendar = await office_calendar(context, session)
    published = is_published(number)
    return schemas.CalendarYear(
        year=number,
        published=published,
        warning=None
        if published
        else f"{number}年放假安排尚未公布，暂按周一至周五为工作日，公布后请及时设定。",
        days=[schemas.CalendarDayView.of(day) for day in calendar.year(number)],
    )


async def set_day(
    context: Context, caller: Caller, day: date, request: schemas.CalendarDayRequest
) -> schemas.CalendarDayView:
    """Let ``day`` be worked or free, whatever was published; the last word counts."""
    async with context.database.write() as session:
        entered = CalendarDay(
            day=day,
            working=request.working,
            basis=request.basis,
            set_by=caller.sub,
            set_at=context.now(),
        )
        await session.merge(entered)
        return await _changed(context, session, caller, "calendar.set", day, working=request.working)


async def unset_day(context: Context, caller: Caller, day: date) -> schemas.CalendarDayView:
    """Let ``day`` be what was published again; nothing changes where nothing was entered."""
    async with context.database.write() as session:
        entered = await session.get(CalendarDay, day)
        if entered is not None:
            await session.delete(entered)
        return await _changed(context, session, caller, "calendar.unset", day)


async def _changed(
    context: Context,
    session: AsyncSession,
    caller: Caller,
    action: str,
    day: date,
    *,
    working: bool | None = None,
) -> schemas.CalendarDayView:
    await session.flush()
    session.info.pop(_READ, None)
    await audit.record(
        session,
        at=context.now(),
        actor=caller.sub,
        role="supervisor",
        body=caller.body,
        action=action,
        case_no=None,
        detail={"day": day.isoformat(), "working": working},
    )
    return schemas.CalendarDayView.of((await office_calendar(context, session)).day(day))
