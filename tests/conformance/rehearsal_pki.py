"""Keys, certificates and seals made at test time."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from chain.certificates.annotation import Annotation
from chain.certificates.compose import SealPlace, compose_certificate, seal_place
from chain.certificates.fonts import find_fonts
from chain.crypto.sm2 import PrivateKey
from chain.crypto.x509 import Subject, Validity, make_root, make_signer
from chain.documents.compose import compose_document
from chain.documents.kinds import SealKind
from chain.documents.page import PageData
from chain.ofd.model import Box
from chain.ofd.reader import Stamp
from chain.ofd.sealing import prepare_seal
from chain.seal.making import SealOrder, SealPicture, make_seal
from chain.seal.picture import SealText, round_seal
from chain.seal.signer import KeySigner
from tests.conformance.samples import ISSUER, sample

NOW = datetime(2026, 3, 9, 2, 0, tzinfo=UTC)
DECADE = Validity(NOW - timedelta(days=1), NOW + timedelta(days=3650))


class RehearsalPki:
    """A root, a seal maker, and signers certified by the root."""

    def __init__(self) -> None:
        self._root_key = PrivateKey.generate()
        self.root = make_root(self._root_key, Subject("演练根证书", "演练认证机构"), DECADE)
        self.maker = self.signer("演练印章制作系统")

    def signer(self, name: str, validity: Validity = DECADE) -> KeySigner:
        """A new signer with a certificate."""
        key = PrivateKey.generate()
        certificate = make_signer(key.public_key, Subject(name, name), validity, self._root_key, self.root)
        return KeySigner(key, certificate)

    def seal(
        self,
        signer: KeySigner,
        maker: KeySigner | None = None,
        validity: Validity = DECADE,
        kind: SealKind = SealKind.CERTIFICATE,
        body: str = ISSUER.name,
    ) -> bytes:
        """A seal of ``body`` that the signer may use."""
        png = round_seal(SealText(body, kind.inscription, "3700000450302"), find_fonts().bold.path)
        order = SealOrder(
            seal_id="37000004503027000001",
            maker_id="REHEARSAL",
            name=kind.name_for(body),
            certificates=[signer.certificate],
            picture=SealPicture(png, 40, 40),
            validity=validity,
            made=NOW,
        )
        return make_seal(order, maker or self.maker)


def apply_seal(
    ofd: bytes,
    seal: bytes,
    signer: KeySigner,
    place: SealPlace,
    *,
    seam: Sequence[Stamp] = (),
    lock: bool = True,
) -> bytes:
    """Prepare, sign, finish."""
    prepared = prepare_seal(
        ofd, seal, signer.certificate, place.page_ref, place.box, NOW, seam=seam, lock=lock
    )
    return prepared.finish(signer.sign_digest(prepared.digest))


def sealed_certificate(
    template: str, pki: RehearsalPki, *, others: Sequence[str] = (), annotation: Annotation | None = None
) -> bytes:
    """A template's sample certificate, or an annotated copy of it, under its issuer's seal, and then those of ``others``,
    each left of the one before."""
    data = replace(sample(template), annotation=annotation)
    ofd, place = compose_certificate(template, data), seal_place(template)
    for index, body in enumerate((ISSUER.name, *others)):
        signer = pki.signer(body)
        box = Box(place.box.x - 50 * index, place.box.y, place.box.width, place.box.height)
        seal, last = pki.seal(signer, body=body), index == len(others)
        ofd = apply_seal(ofd, seal, signer, SealPlace(place.page_ref, box), lock=last)
    return ofd


def sealed_document(data: PageData, pki: RehearsalPki, *, bodies: int | None = None) -> bytes:
    """A document under the seals that its page data name (of the first ``bodies`` alone), on its last page and, the leading
    body's, across the edges of several."""
    composed = compose_document(data)
    if not composed.seal_places or data.seal is None:
        raise ValueError("nobody seals this document")
    ofd = composed.ofd
    for turn, issuer in enumerate(data.issuers[:bodies]):
        signer, last = pki.signer(issuer.name), turn == len(data.issuers) - 1
        seal = pki.seal(signer, kind=data.seal, body=issuer.name)
        seam = () if turn else composed.seam
        ofd = apply_seal(ofd, seal, signer, composed.seal_places[turn], seam=seam, lock=last)
    return ofd
