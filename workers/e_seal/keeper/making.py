"""Making a seal: key, certificate, picture and the seal itself, signed by the seal maker of the rehearsal."""

import secrets
from dataclasses import dataclass
from pathlib import Path

from chain.certificates.fonts import find_fonts
from chain.crypto.keyfile import seal_private_key
from chain.crypto.sm2 import PrivateKey
from chain.crypto.x509 import Subject
from chain.documents.kinds import SealKind
from chain.seal.making import ORGANISATION_SEAL, PERSONAL_SEAL, SealOrder, SealPicture, make_seal
from chain.seal.picture import SealText, name_seal, round_seal
from workers.e_seal.keeper.journal import Slot
from workers.e_seal.keeper.trust import Trust

_MAKER_ID = "YILIAN-REHEARSAL"
_ROUND_MM, _PERSONAL_MM = 40, 18


@dataclass(frozen=True, slots=True)
class Applicant:
    """For whom a seal is made: the body's name and code, and the official's name where it is personal."""

    body_name: str
    uscc: str
    official_name: str = ""


@dataclass(frozen=True, slots=True)
class Made:
    """What was made: the seal's name, size in millimetres, and its files by name."""

    name: str
    size_mm: int
    files: dict[str, bytes]


def new_seal_id(applicant: Applicant) -> str:
    """A number for a seal: the body's code and six digits by chance."""
    return f"{applicant.uscc}{secrets.randbelow(10**6):06d}"


def filing_number(applicant: Applicant) -> str:
    """The last thirteen digits of a body's code stand in for the number that filing would give the seal."""
    return "".join(char for char in applicant.uscc if char.isdigit())[-13:]


def made_seal(seal_id: str, slot: Slot, applicant: Applicant, trust: Trust, passphrase: bytes) -> Made:
    """Everything anew; raises ``FontsMissing``."""
    key, personal = PrivateKey.generate(), slot.kind is SealKind.PERSONAL
    holder = applicant.official_name if personal else applicant.body_name
    name = f"{holder}印" if personal else slot.kind.name_for(holder)
    size = _PERSONAL_MM if personal else _ROUND_MM
    certificate = trust.certify(key.public_key, Subject(holder, applicant.body_name))
    order = SealOrder(
        seal_id=seal_id,
        maker_id=_MAKER_ID,
        name=name,
        certificates=[certificate],
        picture=SealPicture(_picture(slot.kind, applicant), size, size),
        validity=trust.validity,
        made=trust.now,
        kind=PERSONAL_SEAL if personal else ORGANISATION_SEAL,
    )
    files = {
        "seal.esl": make_seal(order, trust.maker),
        "certificate.der": certificate,
        "key.json": seal_private_key(key, passphrase),
    }
    return Made(name, size, files)


def _picture(kind: SealKind, applicant: Applicant) -> bytes:
    font: Path = find_fonts().bold.path
    if kind is SealKind.PERSONAL:
        return name_seal(applicant.official_name, font)
    return round_seal(SealText(applicant.body_name, kind.inscription, filing_number(applicant)), font)
