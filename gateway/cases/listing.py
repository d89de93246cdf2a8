"""Lists of cases, the newest first, page by page."""

import base64
import binascii
from dataclasses import dataclass
from datetime import datetime

from chain.cases import CaseState
from gateway.agents.acting import confirm_listing
from gateway.cases.schemas import CasePage
from gateway.cases.views import summary
from gateway.cursors import CursorInvalid
from gateway.dependencies import Caller, Context, Role
from gateway.readmodel.lists import cases_page
from gateway.store.models import from_millis, to_millis

LONGEST_PAGE = 100
_LONGEST_MILLIS = 14


@dataclass(frozen=True, slots=True)
class Place:
    """The last case of a page: where the next one begins."""

    received_at: datetime
    case_no: str

    def cursor(self) -> str:
        """The cursor that leads here."""
        text = f"{to_millis(self.received_at)} {self.case_no}"
        return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")

    @classmethod
    def of(cls, cursor: str) -> "Place":
        """The place of a cursor. Raises ``CursorInvalid``."""
        try:
            padded = cursor + "=" * (-len(cursor) % 4)
            millis, _, case_no = (
                base64.urlsafe_b64decode(padded.encode("ascii")).decode("ascii").partition(" ")
            )
            if not (millis.isdigit() and case_no.isprintable() and len(millis) <= _LONGEST_MILLIS):
                raise CursorInvalid
            return cls(from_millis(int(millis)), case_no)
        except (UnicodeError, binascii.Error, ValueError, OverflowError) as error:
            raise CursorInvalid from error


async def cases(
    context: Context,
    caller: Caller,
    *,
    state: CaseState | None,
    theme: str | None,
    cursor: str | None,
    limit: int,
) -> CasePage:
    """A page of cases: all for a supervisor, those of an officer's body, those that a clerk's body leads, an applicant's
    own, or for an agent those of the principal that the mandate covers.

    Raises ``CursorInvalid``, ``NotPermitted`` (``gateway.agents.errors``).
    """
    wide = caller.has(Role.SUPERVISOR)
    of_body = not wide and caller.has(Role.OFFICER, Role.CLERK)
    before = Place.of(cursor) if cursor is not None else None
    async with context.database.read() as session:
        rows = await cases_page(
            session,
            applicant_sub=None if wide or of_body else caller.principal,
            only=await confirm_listing(session, caller),
            body=caller.body if of_body else None,
            led_only=not caller.has(Role.OFFICER),
            theme=theme,
            state=state,
            before=None if before is None else (before.received_at, before.case_no),
            limit=limit + 1,
        )
    shown = rows[:limit]
    last = shown[-1] if len(rows) > limit else None
    return CasePage(
        cases=[summary(context.catalogue, line, line.state) for line in shown],
        next_cursor=Place(last.received_at, last.case_no).cursor() if last else None,
    )
