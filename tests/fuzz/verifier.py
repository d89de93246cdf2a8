"""Coverage-guided fuzzing of the verifier with atheris, by hand and not in CI: it has no end of its own.

    uv pip install --target DIR atheris
    PYTHONPATH=DIR:. python -m tests.fuzz.verifier [FOLDER] [-max_total_time=600]

``FOLDER`` keeps what was found worth starting from; libFuzzer's options follow. The first byte of an input says what the
others stand for: a whole file, or one file within a sound package. Anything but a verdict is a finding, and so is an input
that takes ten seconds or a gigabyte.
"""

import sys
import tempfile
from datetime import timedelta
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["chain", "asn1crypto"]):
    from chain.certificates.compose import compose_certificate, seal_place
    from chain.certificates.verification import verify_ofd
    from chain.ofd.package import read_package, write_package

from chain.seal.reading import Edition
from tests.conformance.other_makers import Manner, seal_in
from tests.conformance.rehearsal_pki import NOW, RehearsalPki
from tests.conformance.samples import sample

TEMPLATE = "signboard"
WHOLE = 0
LATER = NOW + timedelta(days=1)
LIMITS = ("-timeout=10", "-rss_limit_mb=1024", "-max_len=65536")


class Target:
    """Sound packages of two editions, and what is put into them."""

    def __init__(self) -> None:
        pki = RehearsalPki()
        unsealed = compose_certificate(TEMPLATE, sample(TEMPLATE))
        self.root = pki.root
        self.packages = [
            read_package(seal_in(Manner(edition=edition), unsealed, pki, seal_place(TEMPLATE)))
            for edition in (Edition.V4, Edition.V1)
        ]
        self.places = [(files, name) for files in self.packages for name in sorted(files)]

    def seeds(self) -> list[bytes]:
        """Every file of the packages behind the byte that says where it belongs, and the packages as wholes."""
        within = [bytes([1 + i]) + files[name] for i, (files, name) in enumerate(self.places)]
        return [*within, *(bytes([WHOLE]) + write_package(files) for files in self.packages)]

    def file_of(self, data: bytes) -> bytes:
        """The file that an input stands for."""
        if not data or data[0] == WHOLE:
            return data[1:]
        files, name = self.places[(data[0] - 1) % len(self.places)]
        return write_package({**files, name: data[1:]})

    def __call__(self, data: bytes) -> None:
        """Verify it."""
        assert verify_ofd(self.file_of(data), [self.root], LATER).findings


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
