"""Codes with which one rating can be given once, without an account: on the answer (扫码), and for the tablet at the window.

The answer's is made from the case number with the data key, so that it can be printed again; the store keeps digests.
"""

import secrets
from datetime import datetime, timedelta

import zxingcpp
from sqlalchemy.ext.asyncio import AsyncSession

from chain.cases import CHAIN_SCOPE
from gateway.dependencies import Context
from gateway.ratings.errors import RatingCodeRefused
from gateway.ratings.states import RateChannel
from gateway.store.encryption import Cipher
from gateway.store.models import Case, RatingCode

TABLET_TIME = timedelta(minutes=15)
"""How long a window's code may be used: while the applicant stands there."""

_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1", "-": None, " ": None})
_LENGTH, _BITS = 12, 5


def answer_code(cipher: Cipher, case_no: str) -> str:
    """The code that the answer of a case bears: three groups of four characters."""
    return _written(int(cipher.fingerprint(f"rating code {case_no}".encode()), 16))


async def keep_answer_code(context: Context, session: AsyncSession, case_no: str, at: datetime) -> str:
    """Open the answer's code; opened before, it stays as it is."""
    code = answer_code(context.cipher, case_no)
    digest = digest_of(context, code)
    if await session.get(RatingCode, digest) is None:
        session.add(
            RatingCode(
                digest=digest, case_no=case_no, item=CHAIN_SCOPE, channel=RateChannel.QR.value, created_at=at
            )
        )
    return code


def open_tablet_code(
    context: Context, session: AsyncSession, case_no: str, item: str, window: str, clerk: str, at: datetime
) -> tuple[str, datetime]:
    """A code for the tablet that the clerk hands over, and until when it may be used."""
    code, until = _written(secrets.randbits(_LENGTH * _BITS)), at + TABLET_TIME
    session.add(
        RatingCode(
            digest=digest_of(context, code),
            case_no=case_no,
            item=item,
            channel=RateChannel.WINDOW.value,
            window=window,
            clerk_sub=clerk,
            created_at=at,
            expires_at=until,
        )
    )
    return code, until


async def found(context: Context, session: AsyncSession, code: str) -> tuple[RatingCode, Case]:
    """The open code and its case, which is locked for this transaction: whoever uses a code does. Raises
    ``RatingCodeRefused``."""
    row = await session.get(RatingCode, digest_of(context, code))
    if row is None:
        raise RatingCodeRefused
    case = await session.get_one(Case, row.case_no, with_for_update=True)
    await session.refresh(row)
    if row.used_at is not None or (row.expires_at is not None and context.now() > row.expires_at):
        raise RatingCodeRefused
    return row, case


def qr_picture(public_url: str, code: str) -> bytes:
    """The code as a picture (SVG) that leads to the portal's rating page."""
    address = f"{public_url.rstrip('/')}/rate#{code}"
    made = zxingcpp.create_barcode(address, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    return made.to_svg(scale=4).encode()


def _written(number: int) -> str:
    code = "".join(_LETTERS[number >> _BITS * place & 31] for place in range(_LENGTH))
    return "-".join(code[start : start + 4] for start in range(0, _LENGTH, 4))


def digest_of(context: Context, code: str) -> str:
    """What the store keeps of a code, however it was typed."""
    plain = code.upper().translate(_READ_AS)
    return context.cipher.fingerprint(f"rating digest {plain}".encode())
