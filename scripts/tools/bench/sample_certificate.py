"""The certificate that is made again and again: a food licence of nobody, under a seal made for one run."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from chain.certificates.data import CertificateData, Holder, Issuer
from chain.certificates.fonts import find_fonts
from chain.crypto.sm2 import PrivateKey
from chain.crypto.x509 import Subject, Validity, make_root, make_signer
from chain.identifiers import CertificateIdentifier
from chain.seal.making import SealOrder, SealPicture, make_seal
from chain.seal.picture import SealText, round_seal
from chain.seal.signer import KeySigner

TEMPLATE = "food_license"
NOW = datetime(2026, 3, 9, 2, 0, tzinfo=UTC)
_BODY, _BODY_CODE = "演练市行政审批服务局", "113700000045030270"
_TYPE = "11100000000013338W002"
_SIZE_MM = 40


@dataclass(frozen=True, slots=True)
class Sealing:
    """A root (DER), the key of one body under it with its certificate, and the seal (DER) that it may use."""

    root: bytes
    key: PrivateKey
    certificate: bytes
    seal: bytes


def sealing() -> Sealing:
    """Keys, certificates and a seal for one run."""
    validity = Validity(NOW - timedelta(days=1), NOW + timedelta(days=3650))
    root_key, maker_key, key = (PrivateKey.generate() for _ in range(3))
    root = make_root(root_key, Subject("演练根证书", "演练认证机构"), validity)
    maker, certificate = (
        make_signer(each.public_key, Subject(name, name), validity, root_key, root)
        for each, name in ((maker_key, "演练印章制作系统"), (key, _BODY))
    )
    picture = round_seal(SealText(_BODY, "电子证照专用章", "3700000450302"), find_fonts().bold.path)
    order = SealOrder(
        seal_id="37000004503027000001",
        maker_id="REHEARSAL",
        name=f"{_BODY}电子证照专用章",
        certificates=[certificate],
        picture=SealPicture(picture, _SIZE_MM, _SIZE_MM),
        validity=validity,
        made=NOW,
    )
    return Sealing(root, key, certificate, make_seal(order, KeySigner(maker_key, maker)))


def sample() -> CertificateData:
    """Its data; no person or enterprise of this name is meant."""
    identifier = CertificateIdentifier.build(_TYPE, _BODY_CODE, "2026030900017")
    return CertificateData(
        type_name="食品经营许可证",
        number="JY23799010000017",
        identifier=identifier,
        issuer=Issuer(_BODY, _BODY_CODE, fictitious=True),
        holder=Holder("演练市示范区海岱小馆（个体工商户）", "923799010000001747"),
        issued=date(2026, 3, 9),
        effective=date(2026, 3, 9),
        expires=date(2031, 3, 8),
        verification_url=f"https://yilian.example/v/{identifier.short}?t=0123456789abcdefghijkl",
        fields={
            "KZ_FDDBR": "张演示",
            "KZ_ZS": "山东省演练市示范区文化东路99号演练广场A座2层201至208号商铺",
            "KZ_JYCS": "山东省演练市示范区文化东路99号演练广场A座2层201至208号商铺",
            "KZ_ZTYT": "餐饮服务经营者（中型餐馆）",
            "KZ_JYXM": "热食类食品制售；冷食类食品制售；糕点类食品制售；自制饮品制售；预包装食品销售（含冷藏冷冻食品）",
            "KZ_JGJG": "演练市示范区市场监督管理所",
        },
    )
