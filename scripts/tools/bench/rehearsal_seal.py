"""The trust and the seal, made for one run, under which certificates of a type are made again and again."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from chain.certificates.data import Issuer
from chain.certificates.fonts import find_fonts
from chain.crypto.sm2 import PrivateKey
from chain.crypto.x509 import Purpose, Subject, Validity, make_authority, make_root, make_signer
from chain.seal.making import SealOrder, SealPicture, make_seal
from chain.seal.picture import SealText, round_seal
from chain.seal.signer import KeySigner
from chain.trust.crl import make_revocation_list
from chain.trust.evidence import Evidence
from chain.trust.timestamping import TimestampAuthority

NOW = datetime(2026, 3, 9, 2, 0, tzinfo=UTC)
_SIZE_MM = 40
_LIST_DAYS = 7


@dataclass(frozen=True, slots=True)
class Sealing:
    """A root (DER), the key of one body under it with its certificate, the seal (DER) that it may use, who stamps, and what is
    published beneath the root: as in the house, an authority between the root and all who sign, and the lists of both.
    """

    root: bytes
    key: PrivateKey
    certificate: bytes
    seal: bytes
    stamps: TimestampAuthority
    evidence: Evidence


class _Stopped:
    def now(self) -> datetime:
        return NOW


def sealing(body: Issuer) -> Sealing:
    """Keys, certificates and a seal of ``body`` for one run."""
    validity = Validity(NOW - timedelta(days=1), NOW + timedelta(days=3650))
    root_key, issuing_key, maker_key, key, stamping_key = (PrivateKey.generate() for _ in range(5))
    root = make_root(root_key, Subject("演练根证书", "演练认证机构"), validity)
    subject = Subject("演练签发证书", "演练认证机构")
    issuing = make_authority(issuing_key.public_key, subject, validity, root_key, root)

    def certified(each: PrivateKey, name: str, purpose: Purpose | None = None) -> bytes:
        return make_signer(each.public_key, Subject(name, name), validity, issuing_key, issuing, purpose)

    certificate = certified(key, body.name)
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
    stamping = KeySigner(stamping_key, certified(stamping_key, "演练时间戳服务", Purpose.TIME_STAMPING))
    lists = tuple(
        make_revocation_list(KeySigner(each, of), {}, NOW, NOW + timedelta(days=_LIST_DAYS), 1)
        for each, of in ((root_key, root), (issuing_key, issuing))
    )
    return Sealing(
        root,
        key,
        certificate,
        make_seal(order, KeySigner(maker_key, certified(maker_key, "演练印章制作系统"))),
        TimestampAuthority(stamping, _Stopped(), issuers=(issuing,)),
        Evidence(crls=lists, certificates=(issuing,)),
    )
