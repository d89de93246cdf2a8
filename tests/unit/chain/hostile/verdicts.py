"""What the verifier says of a hostile file."""

from dataclasses import dataclass
from datetime import timedelta

from chain.certificates.verdict import Finding, Result, Verdict
from chain.certificates.verification import verify_ofd
from chain.ofd.package import read_package, write_package
from tests.conformance.rehearsal_pki import NOW, RehearsalPki

TEMPLATE = "signboard"
LATER = NOW + timedelta(days=1)
PAGE = "Doc_0/Pages/Page_0/Content.xml"
DOCUMENT = "Doc_0/Document.xml"
SIGN = "Doc_0/Signs/Sign_0"
VALUE = f"{SIGN}/SignedValue.dat"
DESCRIPTION = f"{SIGN}/Signature.xml"


@dataclass(frozen=True)
class Sound:
    """Sound files and the keys behind them: ``unsealed``, ``locked`` by its seal, ``open`` to further seals."""

    pki: RehearsalPki
    unsealed: bytes
    locked: bytes
    open: bytes

    def verdict(self, data: bytes) -> Verdict:
        """Of our verifier, trusting the root of these keys."""
        return verify_ofd(data, [self.pki.root], LATER)

    def failure(self, data: bytes, key: str) -> str:
        """The reason of a finding that has to fail, and the whole file with it."""
        verdict = self.verdict(data)
        failed = [each for each in verdict.findings if each.key == key and each.result is Result.FAILED]
        assert failed, [(each.key, each.result) for each in verdict.findings]
        assert verdict.result is Result.FAILED
        return failed[0].reason

    def changed(self, data: bytes, changes: dict[str, bytes | None]) -> bytes:
        """The package with files put in, replaced, or (``None``) taken out."""
        files = {**read_package(data), **{name: new for name, new in changes.items() if new is not None}}
        return write_package(
            {name: content for name, content in files.items() if changes.get(name, b"") is not None}
        )

    def edited(self, data: bytes, name: str, old: bytes, new: bytes) -> bytes:
        """The package with one piece of one file replaced."""
        content = read_package(data)[name]
        assert old in content
        return self.changed(data, {name: content.replace(old, new, 1)})


def findings(verdict: Verdict, key: str) -> list[Finding]:
    """All findings of a key, one for each signature."""
    return [each for each in verdict.findings if each.key == key]
