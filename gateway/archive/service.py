"""File checks and packages for the people of a case: the leading body, and who supervises it."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import defer

from gateway.archive import schemas
from gateway.archive.checking import findings_of, last_check
from gateway.archive.describing import numbered
from gateway.archive.errors import NoSuchSupplement, NotFiled, NotHandedOver
from gateway.archive.rules import RULES
from gateway.archive.states import ArchiveState, Severity
from gateway.archive.supplementing import supplements_of
from gateway.cases.access import OF_THE_BODY
from gateway.dependencies import Caller, Context, Role
from gateway.store import audit
from gateway.store.models import Archive, ArchiveSupplement, Case, FileFinding

LONGEST_PAGE = 100
_SUPPLEMENTING = select(ArchiveSupplement.case_no).where(
    ArchiveSupplement.state == ArchiveState.CHECKING.value
)
_BY_KEY = {rule.key: rule for rule in RULES}


async def file_check(context: Context, caller: Caller, case_no: str) -> schemas.FileCheckView:
    """What the last check found; the reading is audited. Raises ``NotHandedOver``."""
    async with context.database.write() as session:
        _, archive = await _own(session, caller, case_no)
        check = await last_check(session, case_no)
        found = [] if check is None else await findings_of(session, check)
        supplements = await supplements_of(session, case_no)
        await _note(context, session, caller, case_no, "archive.check")
    state = ArchiveState(archive.state)
    return schemas.FileCheckView(
        case_no=case_no,
        state=state.value,
        state_name=state.label,
        handed_over_at=archive.handed_over_at,
        checked_at=None if check is None else check.at,
        again_at=None if check is None else check.again_at,
        passed=None if check is None else check.passed,
        findings=_views(found),
        archive_no=archive.archive_no,
        retention=archive.retention,
        retention_until=archive.retention_until,
        archived_at=archive.packed_at,
        reduced_at=archive.reduced_at,
        supplements=[_supplement(archive, each) for each in supplements],
    )


async def package(context: Context, caller: Caller, case_no: str) -> bytes:
    """The archive package, for the body that filed it; audited. Raises ``NotHandedOver``, ``NotFiled``."""
    async with context.database.write() as session:
        case, _ = await _own(session, caller, case_no)
        ref = case.archive_ref
        if ref is None:
            raise NotFiled
        await _note(context, session, caller, case_no, "archive.read")
    return await context.blobs.get(ref)


async def supplement(context: Context, caller: Caller, case_no: str, number: int) -> bytes:
    """A supplement's package, for the body that filed it; audited. Raises ``NotHandedOver``, ``NoSuchSupplement``."""
    async with context.database.write() as session:
        await _own(session, caller, case_no)
        row = await session.get(ArchiveSupplement, (case_no, number))
        if row is None or row.ref is None:
            raise NoSuchSupplement
        ref = row.ref
        await _note(context, session, caller, case_no, "archive.read", {"supplement": number})
    return await context.blobs.get(ref)


async def waiting(
    context: Context, caller: Caller, *, cursor: str | None, limit: int
) -> schemas.WaitingFiles:
    """Files of the caller's body that cannot be archived yet, or whose later part cannot, by case number; all for a
    supervisor."""
    query = (
        select(Archive, Case)
        .join(Case, Case.case_no == Archive.case_no)
        .options(defer(Case.form), defer(Case.withdraw_reason))
        .where(or_(Archive.state == ArchiveState.CHECKING.value, Archive.case_no.in_(_SUPPLEMENTING)))
        .order_by(Archive.case_no)
        .limit(limit + 1)
    )
    if not caller.has(Role.SUPERVISOR):
        query = query.where(Archive.body == caller.body)
    if cursor is not None:
        query = query.where(Archive.case_no > cursor)
    async with context.database.read() as session:
        rows = (await session.execute(query)).all()
        files = [await _line(context, session, archive, case) for archive, case in rows[:limit]]
    more = len(rows) > limit
    return schemas.WaitingFiles(files=files, next_cursor=files[-1].case_no if more else None)


async def _line(context: Context, session: AsyncSession, archive: Archive, case: Case) -> schemas.WaitingFile:
    check = await last_check(session, archive.case_no)
    return schemas.WaitingFile(
        case_no=archive.case_no,
        theme=case.theme,
        theme_name=context.catalogue.theme(case.theme).name,
        body=archive.body,
        handed_over_at=archive.handed_over_at,
        checked_at=None if check is None else check.again_at,
        findings=[] if check is None else _views(await findings_of(session, check)),
    )


def _views(found: Sequence[FileFinding]) -> list[schemas.FindingView]:
    return [_view(each) for each in found]


def _view(finding: FileFinding) -> schemas.FindingView:
    rule = _BY_KEY.get(finding.rule)
    return schemas.FindingView(
        rule=finding.rule,
        name=finding.rule if rule is None else rule.name,
        severity=finding.severity,
        severity_name=Severity(finding.severity).label,
        item=finding.item,
        sentence=finding.sentence,
        page="" if rule is None else rule.page,
    )


async def _own(session: AsyncSession, caller: Caller, case_no: str) -> tuple[Case, Archive]:
    """The case of the caller's body, any for a supervisor. Raises ``NotHandedOver``."""
    query = select(Case, Archive).join(Archive, Archive.case_no == Case.case_no)
    query = query.options(defer(Case.form), defer(Case.withdraw_reason)).where(Case.case_no == case_no)
    if not caller.has(Role.SUPERVISOR):
        query = query.where(Archive.body == caller.body)
    row = (await session.execute(query)).first()
    if row is None:
        raise NotHandedOver
    return row[0], row[1]


def _supplement(archive: Archive, row: ArchiveSupplement) -> schemas.SupplementView:
    state = ArchiveState(row.state)
    return schemas.SupplementView(
        number=row.number,
        state=state.value,
        state_name=state.label,
        archive_no=numbered(archive, row.number),
        opened_at=row.opened_at,
        archived_at=row.packed_at,
        reduced_at=row.reduced_at,
    )


async def _note(
    context: Context,
    session: AsyncSession,
    caller: Caller,
    case_no: str,
    action: str,
    detail: Mapping[str, int] = MappingProxyType({}),
) -> None:
    officer = caller.has(*OF_THE_BODY)
    await audit.record(
        session,
        at=context.now(),
        actor=caller.sub,
        role=(Role.OFFICER if officer else Role.SUPERVISOR).value,
        body=caller.body,
        action=action,
        case_no=case_no,
        detail=dict(detail),
    )
