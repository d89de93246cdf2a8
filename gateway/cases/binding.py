"""Binding a window case to its applicant's account, by the code on the receipt.

The code is made from the case number with the data key, so that a repeated submission gives the same receipt and the
store keeps no more than a digest. It works once, and not after :data:`MOST_FAILURES` wrong ones.
"""

import hmac

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from chain.errors import Conflict, NotFound
from gateway.cases.origin import NO_ACCOUNT
from gateway.cases.schemas import Binding, Bound
from gateway.dependencies import Caller, Context
from gateway.messages.service import follow_account
from gateway.store import audit
from gateway.store.encryption import Cipher
from gateway.store.models import Case, WindowEvent, WindowEventKind

MOST_FAILURES = 5
"""Wrong codes after which only the window can bind the case (of 50 random bits nobody guesses a code with so few)."""
_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1", "-": None, " ": None})
_LENGTH, _BITS = 10, 5


class BindingRefused(NotFound):
    """No case of that number waits for that code."""

    message = "办件编号或者绑定码不正确，请核对窗口收件凭证；绑定码只能使用一次。"


class BindingClosed(Conflict):
    """Too many wrong codes."""

    message = "绑定码多次输入错误，已经停用。请持有效身份证件到受理窗口办理绑定。"


class AlreadyBound(Conflict):
    """The case has an applicant's account."""

    message = "该办件已经关联申请人账号，不能再次绑定。"


def binding_code(cipher: Cipher, case_no: str) -> str:
    """The code of a case: two groups of five characters, none of which is mistaken for another."""
    number = int(cipher.fingerprint(f"binding code {case_no}".encode()), 16)
    code = "".join(_LETTERS[number >> _BITS * place & 31] for place in range(_LENGTH))
    return f"{code[:5]}-{code[5:]}"


def binding_digest(cipher: Cipher, case_no: str) -> str:
    """What the store keeps of the code of a case."""
    return _digest(cipher, binding_code(cipher, case_no))


def _digest(cipher: Cipher, code: str) -> str:
    plain = code.upper().translate(_READ_AS)
    return cipher.fingerprint(f"binding digest {plain}".encode())


async def bind(context: Context, caller: Caller, request: Binding) -> Bound:
    """Make the case the caller's; repeating it changes nothing. Raises ``BindingRefused``, ``BindingClosed``."""
    async with context.database.write() as session:
        case = await session.scalar(select(Case).where(Case.case_no == request.case_no).with_for_update())
        bound = case is not None and await _try(context, session, caller, case, request.code)
        closed = case is not None and (case.binding_failures or 0) >= MOST_FAILURES
    if bound:
        return Bound(case_no=request.case_no)
    raise BindingClosed if closed else BindingRefused


async def _try(context: Context, session: AsyncSession, caller: Caller, case: Case, code: str) -> bool:
    """Whether the case is the caller's now. A failure is counted, so the caller's transaction must end well."""
    given = _digest(context.cipher, code)
    if case.binding is None:
        used = hmac.compare_digest(given, binding_digest(context.cipher, case.case_no))
        return case.applicant_sub == caller.sub and used
    if (case.binding_failures or 0) >= MOST_FAILURES:
        return False
    if not hmac.compare_digest(given, case.binding):
        case.binding_failures = (case.binding_failures or 0) + 1
        return False
    await give(context, session, case, caller.sub, actor=caller, role="applicant")
    return True


async def give(
    context: Context, session: AsyncSession, case: Case, account: str, *, actor: Caller, role: str
) -> None:
    """A case without an account becomes that of ``account``; the caller's transaction has locked it."""
    if case.applicant_sub != NO_ACCOUNT:
        raise AlreadyBound
    now, clerk = context.now(), role != "applicant"
    case.applicant_sub, case.binding = account, None
    await follow_account(session, case.case_no, account)
    session.add(
        WindowEvent(
            case_no=case.case_no,
            kind=WindowEventKind.BINDING,
            at=now,
            body=case.lead_body,
            clerk_sub=actor.sub if clerk else None,
        )
    )
    await audit.record(
        session,
        at=now,
        actor=actor.sub,
        role=role,
        body=actor.body if clerk else None,
        action="case.bind",
        case_no=case.case_no,
    )
