"""Taking a case in at the counter, and going on with it for its applicant."""

from collections.abc import Awaitable, Callable
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from gateway.cases.access import window_case
from gateway.cases.binding import binding_code, give
from gateway.cases.idempotency import Slot, once
from gateway.cases.submission import submit
from gateway.dependencies import Caller, Context, Role
from gateway.on_record import put_on_record
from gateway.store.models import Case, WindowEvent, WindowEventKind
from gateway.window import schemas
from gateway.window.errors import NotAtWindow, NotInYourHands
from gateway.window.origin import Counter

Act = Callable[[AsyncSession, Case], Awaitable[None]]


async def take_in(
    context: Context, caller: Caller, key: str, request: schemas.WindowSubmission
) -> dict[str, Any]:
    """Store the application as :func:`gateway.cases.submission.submit` does, with the code that binds it to an account.

    Raises what ``submit`` raises, ``NotLedHere``, ``DecidesNot``.
    """
    receipt = await submit(context, caller, key, request, Counter(caller, request))
    code = None if request.applicant else binding_code(context.cipher, receipt["case_no"])
    return {**receipt, "binding_code": code}


async def note_presence(
    context: Context, caller: Caller, case_no: str, key: str, request: schemas.Presence
) -> dict[str, Any]:
    """The applicant stands at the counter: the clerk may go on with the case today. Raises ``CaseNotFound``."""

    async def act(session: AsyncSession, case: Case) -> None:
        await _note(context, session, case, caller, WindowEventKind.ASSISTANCE)

    return await _recorded(context, caller, case_no, key, "presence", request, act)


async def hand_over(
    context: Context, caller: Caller, case_no: str, key: str, request: schemas.Handover
) -> dict[str, Any]:
    """The case goes to another clerk of the body, or the caller takes it over.

    Raises ``CaseNotFound``, ``NotAtWindow``, ``NotInYourHands``.
    """

    async def act(session: AsyncSession, case: Case) -> None:
        if case.clerk_sub is None:
            raise NotAtWindow
        if caller.sub not in (case.clerk_sub, request.to):
            raise NotInYourHands
        case.clerk_sub = request.to
        await _note(context, session, case, caller, WindowEventKind.HANDOVER, request.to)

    return await _recorded(context, caller, case_no, key, "handover", request, act)


async def name_applicant(
    context: Context, caller: Caller, case_no: str, key: str, request: schemas.Applicant
) -> dict[str, Any]:
    """The case becomes that of an account that was found at the counter. Raises ``CaseNotFound``, ``AlreadyBound``."""

    async def act(session: AsyncSession, case: Case) -> None:
        await give(context, session, case, request.account, actor=caller, role=Role.CLERK.value)

    return await _recorded(context, caller, case_no, key, "applicant", request, act)


async def _recorded(
    context: Context,
    caller: Caller,
    case_no: str,
    key: str,
    what: str,
    request: schemas.Presence | schemas.Handover | schemas.Applicant,
    act: Act,
) -> dict[str, Any]:
    slot = Slot.of(caller.sub, f"POST /window/cases/{case_no}/{what}", key, request.model_dump(mode="json"))

    async def store(session: AsyncSession) -> dict[str, Any]:
        await act(session, await window_case(session, caller, case_no))
        return schemas.WindowReceived(case_no=case_no, at=context.now()).model_dump(mode="json")

    return await once(context, slot, store)


async def _note(
    context: Context,
    session: AsyncSession,
    case: Case,
    caller: Caller,
    kind: WindowEventKind,
    to: str | None = None,
) -> None:
    now = context.now()
    session.add(
        WindowEvent(
            case_no=case.case_no, kind=kind, at=now, body=case.lead_body, clerk_sub=caller.sub, to_sub=to
        )
    )
    await put_on_record(
        session,
        caller,
        Role.CLERK,
        f"window.{kind.value}",
        at=now,
        case_no=case.case_no,
        detail={} if to is None else {"to": to},
    )
