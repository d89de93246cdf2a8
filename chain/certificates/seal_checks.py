"""Check one seal signature of a file: digests, coverage, SM2 signatures, seal, dates, trust."""

import hmac
import re
from base64 import b64decode
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from chain.certificates.trust_checks import SealedBy, trust_answers
from chain.certificates.verdict import Finding, Result
from chain.crypto.der import at_most
from chain.crypto.errors import MalformedCertificate
from chain.crypto.sm2 import SIGNATURE_OIDS
from chain.crypto.sm3 import OID as SM3_OID
from chain.crypto.x509 import Certificate, read_certificate
from chain.ofd.reader import OfdReader, SignatureEntry
from chain.seal.errors import MalformedSeal
from chain.seal.moments import moment_in
from chain.seal.reading import ReadSignature, read_signature
from chain.trust.evidence import NO_EVIDENCE, Evidence
from chain.trust.time_proof import CLOCKS_APART

_FAILED, _PASSED = Result.FAILED, Result.PASSED
_DIGEST_METHODS = {SM3_OID, f"{SM3_OID}.1", "sm3"}
"""As makers write it; the second is SM3 without a key. Absent it is MD5 (GB/T 33190), which nobody can rely on."""
_SIGNATURE_METHODS = {
    "", *SIGNATURE_OIDS, "1.2.156.10197.1.301", "sm2", "sm2sm3", "sm3sm2", "sm2withsm3", "sm3withsm2",
}  # fmt: skip
"""What a description may say of the signature, in GB/T 33190 a free and optional text; the signature itself says it too."""
MOST_ELEMENTS = 100_000
"""Elements of ASN.1 read for one file, some two seconds' work: a signature with its certificates and its token has 500."""
_LONGEST_DIGEST = 256
"""Characters: a SM3 digest in base64 has 44, and white space where a maker breaks lines."""
_BESIDE = re.compile(r"[\s_/-]")


@dataclass(frozen=True, slots=True)
class SealsChecked:
    """Findings on signatures, the names of their seals (empty for one that cannot be read), what was not looked at."""

    findings: tuple[Finding, ...]
    seals: tuple[str, ...]
    notes: tuple[str, ...] = ()


def check_seals(
    reader: OfdReader, roots: Sequence[Certificate], at: datetime, evidence: Evidence = NO_EVIDENCE
) -> SealsChecked:
    """The structure and every signature of a file; raises :class:`TooMuchDer`, and what the reader raises."""
    findings = [Finding("structure", "文件结构", _PASSED, "文件结构符合OFD版式文件要求。")]
    if not reader.signatures:
        findings.append(Finding("signed", "电子签章", _FAILED, "文件没有加盖电子印章。"))
    with at_most(MOST_ELEMENTS):
        checked = [check_signature(reader, entry, roots, at, evidence) for entry in reader.signatures]
    return SealsChecked(
        (*findings, *(finding for each in checked for finding in each.findings)),
        tuple(seal for each in checked for seal in each.seals),
        tuple(dict.fromkeys(note for each in checked for note in each.notes)),
    )


def check_signature(
    reader: OfdReader,
    entry: SignatureEntry,
    roots: Sequence[Certificate],
    at: datetime,
    evidence: Evidence = NO_EVIDENCE,
) -> SealsChecked:
    """One signature."""
    findings = [_digests(reader, entry), _coverage(reader, entry)]
    if entry.kind == "Sign":
        reason = "这是不带印章的数字签名，不是电子签章，本系统无法核验。"
        bare = Finding("seal_structure", "签章结构", Result.INDETERMINATE, reason)
        return SealsChecked((*findings, bare), ("",))
    try:
        value = read_signature(reader.files.get(entry.value_file, b""))
        checker = _SealChecker(reader, entry, value)
    except (MalformedSeal, MalformedCertificate) as error:
        broken = Finding("seal_structure", "签章结构", _FAILED, error.detail)
        return SealsChecked((*findings, broken), ("",))
    reason = f"签章数据符合{value.seal.edition.value}。"
    findings.append(Finding("seal_structure", "签章结构", _PASSED, reason))
    trust = trust_answers(checker.sealed_by, roots, evidence, at)
    found = (*findings, *checker.findings(at), *trust.findings)
    return SealsChecked(found, (checker.seal_name,), tuple(trust.notes))


def _digests(reader: OfdReader, entry: SignatureEntry) -> Finding:
    name = "文件摘要"
    if _bare(entry.digest_method) not in _DIGEST_METHODS or _bare(entry.method) not in _SIGNATURE_METHODS:
        return Finding("digests", name, _FAILED, "签名采用的算法不是SM3和SM2。")
    names = [file for file, _ in entry.references]
    if len(set(names)) != len(names):
        return Finding("digests", name, _FAILED, "签名的保护清单中有重复文件。")
    for file, stated in entry.references:
        if file not in reader.files:
            reason = "受签名保护的文件已被删除，或保护清单所写的不是包内文件的路径。"
            return Finding("digests", name, _FAILED, reason)
        if not _digest_fits(stated, reader.digest(file)):
            return Finding("digests", name, _FAILED, "受签名保护的文件内容在签章后被改动。")
    return Finding("digests", name, _PASSED, "受签名保护的文件在签章后未被改动。")


def _bare(method: str) -> str:
    """The name of an algorithm without what makers write differently: ``SM3WithSM2``, ``sm3-with-sm2``."""
    return _BESIDE.sub("", method[:_LONGEST_DIGEST].casefold())


def _digest_fits(stated: str, digest: bytes) -> bool:
    if len(stated) > _LONGEST_DIGEST:
        return False
    try:
        # Encoders break lines; the type (xs:base64Binary) allows it.
        return hmac.compare_digest(b64decode("".join(stated.split()), validate=True), digest)
    except ValueError:
        return False


def _coverage(reader: OfdReader, entry: SignatureEntry) -> Finding:
    """Every file but those of signatures is covered; files of signatures must be named by one. Whether a later signature
    covers an earlier one is its maker's choice (GB/T 33190); the seal's file is held to the seal that was signed.
    """
    covered = {file for file, _ in entry.references}
    signature_files = {reader.signature_list_file}
    for other in reader.signatures:
        signature_files |= {other.file, other.seal_file, other.value_file}
    loose = [file for file in reader.files if file not in covered and file not in signature_files]
    if loose:
        return Finding("coverage", "保护范围", _FAILED, "文件中有未受签名保护的内容，可能在签章后被添加。")
    return Finding("coverage", "保护范围", _PASSED, "文件的全部内容均受签名保护。")


class _SealChecker:
    def __init__(self, reader: OfdReader, entry: SignatureEntry, value: ReadSignature) -> None:
        self._reader, self._entry, self._value = reader, entry, value
        self._seal, self.seal_name = value.seal, value.seal.name
        self._signer = read_certificate(value.signer)
        self._maker = read_certificate(value.seal.maker)
        # A time stamp in place of a point in time: what the description says is signed as well.
        signed_at = value.signed_at or moment_in(entry.signed_at)
        if signed_at is None:
            raise MalformedSeal("签章时间无法读取。")
        self._signed_at = signed_at

    @property
    def sealed_by(self) -> SealedBy:
        """What trust in this signature turns on."""
        return SealedBy(
            signer=self._signer,
            maker=self._maker,
            claimed=self._signed_at,
            seal_ends=self._seal.valid_end,
            signature=self._value.signature,
            token=self._value.timestamp,
        )

    def findings(self, at: datetime) -> Iterator[Finding]:
        yield _finding(
            "signature",
            "签章人签名",
            self._signature_fits(),
            "签章人的SM2签名有效。",
            "签章人的SM2签名无效。",
        )
        yield _finding("bound", "签名对象", self._bound(), "签名与本文件一致。", "签名不是对本文件作出的。")
        yield _finding(
            "seal_same",
            "印章一致",
            self._same_seal(),
            "文件中的印章与签名中的一致。",
            "文件中的印章与签名中的不一致。",
        )
        yield _finding(
            "maker",
            "印章制作",
            self._maker_fits(),
            "印章制作者的签名有效。",
            "印章制作者的签名无效，印章可能系伪造。",
        )
        yield _finding(
            "listed",
            "用章授权",
            self._listed(),
            "签章人在印章的签章人列表中。",
            "签章人不在印章的签章人列表中。",
        )
        problem = self._wrong_date(at)
        yield _finding("dates", "有效期", not problem, "签章时印章和证书均在有效期内。", problem)

    def _signature_fits(self) -> bool:
        value = self._value
        return value.algorithm in SIGNATURE_OIDS and self._signer.public_key.verify(
            value.signature, value.signed
        )

    def _bound(self) -> bool:
        """To the description by its digest. What is signed beside it is mostly its path, from the root or from a folder on
        the way; GB/T 38540 leaves open what stands there, but the path of another signature's description must not.
        """
        path = self._value.path.replace("\\", "/").lstrip("./")
        named = {each.file for each in self._reader.signatures if f"/{each.file}".endswith(f"/{path}")}
        digest = self._reader.digest(self._entry.file)
        return (not named or self._entry.file in named) and hmac.compare_digest(self._value.data_hash, digest)

    def _same_seal(self) -> bool:
        file = self._entry.seal_file
        return file is None or self._reader.files.get(file) == self._seal.der

    def _maker_fits(self) -> bool:
        seal = self._seal
        return seal.algorithm in SIGNATURE_OIDS and self._maker.public_key.verify_lasting(
            seal.signature, seal.signed
        )

    def _listed(self) -> bool:
        return self._seal.lists(self._signer.der)

    def _wrong_date(self, at: datetime) -> str:
        """What is wrong with the time of signing; empty where nothing is. Its clock may be ahead of the verifier's a little."""
        signed = self._signed_at
        if signed - at > CLOCKS_APART:
            return "所称签章时间晚于核验时间。"
        certificates = self._signer.validity.covers(signed) and self._maker.validity.covers(signed)
        fits = self._seal.valid_start <= signed <= self._seal.valid_end and certificates
        return "" if fits else "签章时印章或证书不在有效期内。"


def _finding(key: str, name: str, holds: bool, good: str, bad: str) -> Finding:
    return Finding(key, name, _PASSED if holds else _FAILED, good if holds else bad)
