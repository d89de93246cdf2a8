"""Checking a file: every rule is looked at, and the result is on record when it differs from the last."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import BindParameter, bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from gateway.archive.damage import damaged
from gateway.archive.facts import FileFacts
from gateway.archive.rules import RULES, Found, Rule
from gateway.archive.states import ArchiveState, Severity
from gateway.dependencies import Context
from gateway.store.models import Archive, ArchiveSupplement, FileCheck, FileFinding

_CASE_NO: BindParameter[str] = bindparam("case_no")
_LAST = select(FileCheck).where(FileCheck.case_no == _CASE_NO).order_by(FileCheck.id.desc()).limit(1)
_FINDINGS = (
    select(FileFinding).where(FileFinding.check_id == bindparam("check_id")).order_by(FileFinding.number)
)
_LONGEST = 500


@dataclass(frozen=True, slots=True)
class Checked:
    """What one rule found."""

    rule: Rule
    found: Found


def look_through(facts: FileFacts) -> list[Checked]:
    """What all rules find, in their order."""
    return [Checked(rule, found) for rule in RULES for found in rule.look(facts)]


async def examine(
    context: Context, session: AsyncSession, facts: FileFacts, package: Archive | ArchiveSupplement
) -> bool:
    """Check the file, or the later part of it, that ``package`` is to hold: ready when nothing stands in the way.

    The transaction has locked the case.
    """
    passed = await check_file(session, facts)
    if passed and package.state != ArchiveState.READY:
        # Every byte is read only when all else is there; the worker that packs compares the digests once more.
        passed = await check_file(session, replace(facts, damaged=await damaged(context, facts)))
    package.state = (ArchiveState.READY if passed else ArchiveState.CHECKING).value
    return passed


async def check_file(session: AsyncSession, facts: FileFacts) -> bool:
    """Whether nothing stands in the way of archiving; the result is on record. The transaction has locked the case."""
    checked = look_through(facts)
    passed = all(each.rule.severity is not Severity.MUST for each in checked)
    last = await last_check(session, facts.case.case_no)
    if last is not None and _same(await findings_of(session, last), checked):
        last.again_at = facts.now
        return passed
    check = FileCheck(case_no=facts.case.case_no, at=facts.now, again_at=facts.now, passed=passed)
    session.add(check)
    await session.flush()
    session.add_all(
        FileFinding(
            check_id=check.id,
            number=number,
            rule=each.rule.key,
            severity=each.rule.severity.value,
            item=each.found.item,
            sentence=each.found.sentence[:_LONGEST],
        )
        for number, each in enumerate(checked, 1)
    )
    await session.flush()
    return passed


async def last_check(session: AsyncSession, case_no: str) -> FileCheck | None:
    """The latest check of a case."""
    found: FileCheck | None = await session.scalar(_LAST, {"case_no": case_no})
    return found


async def findings_of(session: AsyncSession, check: FileCheck) -> list[FileFinding]:
    """What it found."""
    return list(await session.scalars(_FINDINGS, {"check_id": check.id}))


def _same(kept: Sequence[FileFinding], checked: Sequence[Checked]) -> bool:
    return [(each.rule, each.item, each.sentence) for each in kept] == [
        (each.rule.key, each.found.item, each.found.sentence[:_LONGEST]) for each in checked
    ]
