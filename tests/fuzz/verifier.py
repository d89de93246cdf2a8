"""Coverage-guided fuzzing of what verifies, with atheris, by hand and not in CI: it has no end of its own.

    pip install --target DIR atheris
    PYTHONPATH=DIR:. python -m tests.fuzz.verifier [FOLDER] [-max_total_time=600]

``FOLDER`` keeps what was found worth starting from; libFuzzer's options follow. The first byte of an input says what the
others stand for: a whole file, one file within a sound package, or a piece of evidence (time stamp token, answer and request
of a time stamp authority, revocation list, status answer, certificate, status list, archive package). Anything but a verdict or
a refusal with its reason is a finding, and so is an input that takes ten seconds or a gigabyte.
"""

import sys
import tempfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["chain", "asn1crypto"]):
    from chain.archive.verification import verify_package
    from chain.certificates.compose import compose_certificate, seal_place
    from chain.certificates.status_list import SignedList, StatusList
    from chain.certificates.verification import verify_ofd
    from chain.crypto.x509 import Certificate, Purpose
    from chain.documents.verification import carried_data
    from chain.errors import BadInput, TemporarilyUnavailable
    from chain.ofd.package import read_package, write_package
    from chain.trust.crl import RevocationList, make_revocation_list
    from chain.trust.evidence import Evidence
    from chain.trust.ocsp import OcspResponse, Status, make_ocsp_response
    from chain.trust.time_proof import prove_time
    from chain.trust.timestamping import TimestampAuthority, granted_token, timestamp_request

from chain.seal.reading import Edition
from tests.conformance.other_makers import Manner, seal_in
from tests.conformance.rehearsal_pki import NOW, RehearsalPki
from tests.conformance.samples import sample
from tests.unit.chain.trust.houses import Authority, Stopped

TEMPLATE = "signboard"
WHOLE = 0
LATER = NOW + timedelta(days=1)
LIMITS = ("-timeout=10", "-rss_limit_mb=1024", "-max_len=65536")
SIGNATURE, NONCE = b"the value of a signature", 7


class Pieces:
    """Evidence of each kind with what reads it; each may refuse, and nothing else."""

    def __init__(self) -> None:
        self._root = Authority.root()
        stamper = self._root.certify("演练时间戳服务", purpose=Purpose.TIME_STAMPING)
        self._stamps = TimestampAuthority(stamper, Stopped())
        self._signer = Certificate(self._root.certify().certificate)
        request = timestamp_request(SIGNATURE, NONCE)
        answer = self._stamps.answer(request)
        crl = make_revocation_list(self._root.signer, {}, NOW, LATER, 1)
        statuses = [Status(self._signer)]
        ocsp = make_ocsp_response(self._root.signer, self._root.certificate, statuses, NOW, LATER)
        listed = StatusList(1, NOW, LATER, frozenset({"11379901MB12345678"}), {"revoked": "已撤销"}, {})
        self.kinds: tuple[tuple[bytes, Callable[[bytes], object]], ...] = (
            (granted_token(answer, SIGNATURE, NONCE), self._token),
            (answer, lambda data: granted_token(data, SIGNATURE, NONCE)),
            (request, self._stamps.answer),
            (crl, lambda data: self._statement(RevocationList(data))),
            (ocsp, lambda data: self._statement(OcspResponse(data))),
            (self._root.der, Certificate),
            (listed.dump(), StatusList.parse),
            (SignedList(listed.dump(), SIGNATURE, (self._root.der,)).dump(), SignedList.parse),
            (b"", lambda data: verify_package(data, [self._root.der], LATER)),
        )

    def _token(self, data: bytes) -> object:
        return prove_time(data, SIGNATURE, NOW, [self._root.certificate], Evidence(), LATER)

    def _statement(self, source: RevocationList | OcspResponse) -> object:
        return source.statement_on(self._signer, self._root.certificate)


class Target:
    """Sound packages of two editions and evidence, and what is put in their place."""

    def __init__(self) -> None:
        pki = RehearsalPki()
        unsealed = compose_certificate(TEMPLATE, sample(TEMPLATE))
        self.root = pki.root
        self.packages = [
            read_package(seal_in(Manner(edition=edition), unsealed, pki, seal_place(TEMPLATE)))
            for edition in (Edition.V4, Edition.V1)
        ]
        self.places = [(files, name) for files in self.packages for name in sorted(files)]
        self.pieces = Pieces().kinds

    def seeds(self) -> list[bytes]:
        """Every file of the packages and piece of evidence behind the byte that says what it is, and the packages as wholes."""
        within = [bytes([1 + i]) + files[name] for i, (files, name) in enumerate(self.places)]
        first = 1 + len(self.places)
        pieces = [bytes([first + i]) + sound for i, (sound, _) in enumerate(self.pieces)]
        return [*within, *pieces, *(bytes([WHOLE]) + write_package(files) for files in self.packages)]

    def file_of(self, data: bytes) -> bytes:
        """The file that an input stands for."""
        if data[0] == WHOLE:
            return data[1:]
        files, name = self.places[data[0] - 1]
        return write_package({**files, name: data[1:]})

    def __call__(self, data: bytes) -> None:
        """Verify it."""
        if not data:
            return
        kind = data[0] % (1 + len(self.places) + len(self.pieces))
        if kind <= len(self.places):
            file = self.file_of(bytes([kind]) + data[1:])
            assert verify_ofd(file, [self.root], LATER).findings
            carried_data(file)
            return
        _, read = self.pieces[kind - 1 - len(self.places)]
        try:
            read(data[1:])
        except (BadInput, TemporarilyUnavailable) as refused:
            if not refused.detail:
                raise


def main() -> None:
    """Fuzz until a finding, an interruption, or the end that an option sets."""
    target = Target()
    with tempfile.TemporaryDirectory() as folder:
        for number, seed in enumerate(target.seeds()):
            (Path(folder) / f"{number:03d}").write_bytes(seed)
        atheris.Setup([sys.argv[0], *LIMITS, *sys.argv[1:], folder], target)
        atheris.Fuzz()


if __name__ == "__main__":
    main()
