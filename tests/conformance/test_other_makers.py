"""ofdrw and our verifier agree on files as other makers seal them, and on what a forger would make of them."""

from datetime import timedelta
from pathlib import Path

import pytest

from chain.certificates.compose import compose_certificate, seal_place
from chain.certificates.verification import Result, verify_ofd
from chain.ofd.package import read_package, write_package
from chain.seal.reading import Edition
from tests.conformance.ofdrw_judge import accepts
from tests.conformance.other_makers import Manner, everything, renamed, seal_in, sealed_files
from tests.conformance.rehearsal_pki import NOW, RehearsalPki
from tests.conformance.samples import ISSUER, sample

pytestmark = pytest.mark.conformance

TEMPLATE = "signboard"
PLACE = seal_place(TEMPLATE)
SOUND = {
    "version 4": Manner(),
    "version 4, digests": Manner(digests=True),
    "version 1": Manner(edition=Edition.V1),
    "relative paths": Manner(relative=True),
    "version 1, relative paths": Manner(edition=Edition.V1, relative=True),
    "algorithms in words": Manner(
        check_method="sm3", signature_method="<ofd:SignatureMethod>SM3WithSM2</ofd:SignatureMethod>"
    ),
    "no name of the signature, another property than a path": Manner(
        signature_method="", property_info="DOC-20260309-0001"
    ),
}
FORGED = {
    "an empty SM2 identifier": Manner(signer_id=b""),
    "an empty SM2 identifier, version 1": Manner(edition=Edition.V1, signer_id=b""),
    "an empty SM2 identifier of the seal maker": Manner(maker_id=b""),
    "an empty SM2 identifier of the seal maker, version 1": Manner(edition=Edition.V1, maker_id=b""),
    "a signer who is not listed": Manner(listed=[]),
    "a signer who is not listed, digests": Manner(digests=True, listed=[b"another"]),
    "a signer who is not listed, version 1": Manner(edition=Edition.V1, listed=[b"another"]),
    "a page that is not covered": Manner(covers=lambda name: everything(name) and "Content.xml" not in name),
    "an entry file that is not covered": Manner(covers=lambda name: everything(name) and name != "OFD.xml"),
}


@pytest.fixture(scope="module")
def unsealed(pki: RehearsalPki) -> bytes:
    """A certificate that waits for its seals."""
    return compose_certificate(TEMPLATE, sample(TEMPLATE))


def both_verdicts(data: bytes, pki: RehearsalPki, folder: Path) -> tuple[bool, Result]:
    """The judge's and ours."""
    path = folder / "certificate.ofd"
    path.write_bytes(data)
    return accepts(path), verify_ofd(data, [pki.root], NOW + timedelta(days=1)).result


@pytest.mark.parametrize("manner", SOUND)
def test_a_sound_file_of_another_manner_is_accepted_by_both(
    manner: str, unsealed: bytes, pki: RehearsalPki, tmp_path: Path
) -> None:
    data = seal_in(SOUND[manner], unsealed, pki, PLACE)
    assert both_verdicts(data, pki, tmp_path) == (True, Result.PASSED)


@pytest.mark.parametrize("second", SOUND)
@pytest.mark.parametrize("first", SOUND)
def test_two_seals_of_different_manners_are_accepted_by_both(
    first: str, second: str, unsealed: bytes, pki: RehearsalPki, tmp_path: Path
) -> None:
    once = seal_in(SOUND[first], unsealed, pki, PLACE)
    data = seal_in(SOUND[second], once, pki, PLACE)
    assert both_verdicts(data, pki, tmp_path) == (True, Result.PASSED)


@pytest.mark.parametrize("prefix", ["", "x"])
def test_another_prefix_of_the_namespace_is_accepted_by_both(
    prefix: str, unsealed: bytes, pki: RehearsalPki, tmp_path: Path
) -> None:
    files = read_package(unsealed)
    files = {**renamed(files, prefix), "OFD.xml": files["OFD.xml"]}
    data = write_package(sealed_files(Manner(), files, pki, PLACE, pki.signer(ISSUER.name)))
    assert both_verdicts(data, pki, tmp_path) == (True, Result.PASSED)


@pytest.mark.parametrize("manner", FORGED)
def test_what_a_forger_makes_is_refused_by_both(
    manner: str, unsealed: bytes, pki: RehearsalPki, tmp_path: Path
) -> None:
    data = seal_in(FORGED[manner], unsealed, pki, PLACE)
    assert both_verdicts(data, pki, tmp_path) == (False, Result.FAILED)
