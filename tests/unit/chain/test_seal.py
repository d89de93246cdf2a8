"""Seals: structure, picture, and refusal of anything else."""

from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from chain.certificates.fonts import find_fonts
from chain.crypto.x509 import Certificate
from chain.seal import asn1
from chain.seal.errors import MalformedSeal
from chain.seal.picture import SealText, round_seal
from tests.conformance.rehearsal_pki import DECADE, RehearsalPki
from tests.fonts import fonts_or_skip


@pytest.fixture(scope="module")
def pki() -> RehearsalPki:
    """Fresh keys; the fonts must be installed."""
    fonts_or_skip()
    return RehearsalPki()


def test_a_seal_says_who_may_use_it_and_its_maker_signed_it(pki: RehearsalPki) -> None:
    signer = pki.signer("演练单位")
    der = pki.seal(signer)
    seal = asn1.load(asn1.Seal, der)
    info = seal["info"]
    assert info["header"].native == {"id": "ES", "version": 4, "vid": "REHEARSAL"}
    assert info["property"]["cert_list"].native == [signer.certificate]
    assert info["property"]["valid_end"].native == DECADE.end
    maker = Certificate(seal["cert"].native)
    assert maker.public_key.verify(seal["signature"].native, info.dump())
    assert seal.dump(force=True) == der


@pytest.mark.parametrize(
    "name", ["局", "演练市行政审批服务局", "演练市示范区市场监督管理局行政审批服务大厅综合窗口管理办公室"]
)
def test_a_seal_picture_is_small_red_and_transparent_around(name: str, pki: RehearsalPki) -> None:
    png = round_seal(SealText(name, "电子证照专用章", "3799010000001"), find_fonts().bold.path)
    assert len(png) < 20_000
    picture = Image.open(BytesIO(png)).convert("RGBA")
    assert picture.width == picture.height
    assert picture.getpixel((0, 0))[3] == 0  # type: ignore[index]
    red, green, blue, alpha = picture.getpixel((picture.width // 2, picture.height // 2))  # type: ignore[misc]
    assert (red > 180, green < 60, blue < 60, alpha) == (True, True, True, 255)


@given(st.binary(max_size=300))
def test_bytes_that_are_no_seal_are_refused(data: bytes) -> None:
    for kind in (asn1.Seal, asn1.SealSignature, asn1.ToSign):
        with pytest.raises(MalformedSeal):
            asn1.load(kind, data)
