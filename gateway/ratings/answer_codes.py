"""The code that the answer of a case bears, shown to its applicant."""

from sqlalchemy.ext.asyncio import AsyncSession

from chain.cases import CHAIN_SCOPE
from gateway.cases.access import own_case
from gateway.dependencies import Caller, Context
from gateway.ratings import schemas
from gateway.ratings.codes import answer_code, found, qr_picture
from gateway.ratings.errors import AlreadyRated, NotYetRateable, RatingCodeRefused, RatingTimeOver
from gateway.ratings.rateable import open_now, rateable
from gateway.store.models import Case


async def shown(context: Context, caller: Caller, case_no: str) -> schemas.AnswerCode:
    """The code, and whether it can still be used. Raises ``CaseNotFound``, ``NotYetRateable`` before the answer."""
    async with context.database.write() as session:
        code, case = await _code(context, session, caller, case_no)
        try:
            await found(context, session, code)
            await open_now(context, session, case, CHAIN_SCOPE)
        except (RatingCodeRefused, RatingTimeOver, AlreadyRated):
            return schemas.AnswerCode(code=code, open=False)
    return schemas.AnswerCode(code=code, open=True)


async def picture(context: Context, caller: Caller, case_no: str) -> bytes:
    """The code as a picture. Raises what :func:`shown` raises."""
    async with context.database.write() as session:
        code, _ = await _code(context, session, caller, case_no)
    return qr_picture(context.settings.public_url, code)


async def _code(context: Context, session: AsyncSession, caller: Caller, case_no: str) -> tuple[str, Case]:
    case = await own_case(session, caller, case_no)
    if all(each.item != CHAIN_SCOPE for each in await rateable(context, session, case)):
        raise NotYetRateable
    return answer_code(context.cipher, case_no), case
