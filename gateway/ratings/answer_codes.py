"""The code that the answer of a case bears, shown to its applicant."""

from sqlalchemy.ext.asyncio import AsyncSession

from chain.cases import CHAIN_SCOPE
from gateway.cases.access import own_case
from gateway.dependencies import Caller, Context
from gateway.ratings import schemas
from gateway.ratings.codes import answer_code, found, qr_picture
from gateway.ratings.errors import NotYetRateable, RatingCodeRefused
from gateway.ratings.rateable import rateable


async def shown(context: Context, caller: Caller, case_no: str) -> schemas.AnswerCode:
    """The code. Raises ``CaseNotFound``, ``NotYetRateable`` before the answer."""
    async with context.database.write() as session:
        code = await _code(context, session, caller, case_no)
        try:
            await found(context, session, code)
        except RatingCodeRefused:
            return schemas.AnswerCode(code=code, open=False)
    return schemas.AnswerCode(code=code, open=True)


async def picture(context: Context, caller: Caller, case_no: str) -> bytes:
    """The code as a picture. Raises what :func:`shown` raises."""
    async with context.database.write() as session:
        code = await _code(context, session, caller, case_no)
    return qr_picture(context.settings.public_url, code)


async def _code(context: Context, session: AsyncSession, caller: Caller, case_no: str) -> str:
    case = await own_case(session, caller, case_no)
    if all(each.item != CHAIN_SCOPE for each in await rateable(context, session, case)):
        raise NotYetRateable
    return answer_code(context.cipher, case_no)
