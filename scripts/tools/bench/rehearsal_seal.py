"""The seal, made for one run, under which the sample of a type is made again and again."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from chain.certificates.data import Issuer
from chain.certificates.fonts import find_fonts
from chain.crypto.sm2 import PrivateKey
from chain.crypto.x509 import Subject, Validity, make_root, make_signer
from chain.seal.making import SealOrder, SealPicture, make_seal
from chain.seal.picture import SealText, round_seal
from chain.seal.signer import KeySigner

NOW = datetime(2026, 3, 9, 2, 0, tzinfo=UTC)
_SIZE_MM = 40


@dataclass(frozen=True, slots=True)
class Sealing:
    """A root (DER), the key of one body under it with its certificate, and the seal (DER) that it may use."""

    root: bytes
    key: PrivateKey
    certificate: bytes
    seal: bytes


def sealing(body: Issuer) -> Sealing:
    """Keys, certificates and a seal of ``body`` for one run."""
    validity = Validity(NOW - timedelta(days=1), NOW + timedelta(days=3650))
    root_key, maker_key, key = (PrivateKey.generate() for _ in range(3))
    root = make_root(root_key, Subject("演练根证书", "演练认证机构"), validity)
    maker, certificate = (
        make_signer(each.public_key, Subject(name, name), validity, root_key, root)
        for each, name in ((maker_key, "演练印章制作系统"), (key, body.name))
    )
    picture = round_seal(SealText(body.name, "电子证照专用章", "3700000450302"), find_fonts().bold.path)
    order = SealOrder(
        seal_id="37000004503027000001",
        maker_id="REHEARSAL",
        name=f"{body.name}电子证照专用章",
        certificates=[certificate],
        picture=SealPicture(picture, _SIZE_MM, _SIZE_MM),
        validity=validity,
        made=NOW,
    )
    return Sealing(root, key, certificate, make_seal(order, KeySigner(maker_key, maker)))
