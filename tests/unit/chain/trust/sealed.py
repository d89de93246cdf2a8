"""Whole files under seals of the houses."""

from chain.certificates.compose import compose_certificate, seal_place
from chain.crypto.x509 import Validity
from chain.ofd.sealing import prepare_seal
from chain.seal.making import SealOrder, SealPicture, make_seal
from chain.seal.picture import SealText, round_seal
from chain.seal.signer import KeySigner
from chain.trust.timestamping import Timestamper
from tests.conformance.samples import ISSUER, sample
from tests.fonts import fonts_or_skip
from tests.unit.chain.trust.houses import NOW


def seal_for(signer: KeySigner, maker: KeySigner, validity: Validity) -> bytes:
    """A seal that the signer may use; skips the test where the fonts are not installed."""
    font = fonts_or_skip().bold.path
    picture = SealPicture(round_seal(SealText(ISSUER.name, "电子证照专用章", "3700000450302"), font), 40, 40)
    order = SealOrder(
        seal_id="37000004503027000001",
        maker_id="REHEARSAL",
        name=f"{ISSUER.name}电子证照专用章",
        certificates=[signer.certificate],
        picture=picture,
        validity=validity,
        made=NOW,
    )
    return make_seal(order, maker)


def sealed(seal: bytes, signer: KeySigner, timestamper: Timestamper | None = None) -> bytes:
    """A certificate under that seal."""
    ofd, place = compose_certificate("signboard", sample("signboard")), seal_place("signboard")
    prepared = prepare_seal(ofd, seal, signer.certificate, place.page_ref, place.box, NOW)
    return prepared.finish(signer.sign_digest(prepared.digest), timestamper)
