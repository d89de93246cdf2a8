"""Check one seal signature of a file: digests, coverage, SM2 signatures, seal, dates, trust."""

import hmac
from base64 import b64decode
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from chain.certificates.trust_checks import SealedBy, trust_answers
from chain.certificates.verdict import Finding, Result
from chain.crypto.errors import MalformedCertificate
from chain.crypto.sm2 import SIGNATURE_OID
from chain.crypto.sm3 import OID as SM3_OID
from chain.crypto.sm3 import sm3
from chain.crypto.x509 import Certificate
from chain.ofd.reader import OfdReader, SignatureEntry
from chain.seal import asn1
from chain.seal.errors import MalformedSeal
from chain.trust.evidence import NO_EVIDENCE, Evidence

_FAILED, _PASSED = Result.FAILED, Result.PASSED


@dataclass(frozen=True, slots=True)
class SealsChecked:
    """Findings on signatures, the names of their seals (empty for one that cannot be read), what was not looked at."""

    findings: tuple[Finding, ...]
    seals: tuple[str, ...]
    notes: tuple[str, ...] = ()


def check_seals(
    reader: OfdReader, roots: Sequence[Certificate], at: datetime, evidence: Evidence = NO_EVIDENCE
) -> SealsChecked:
    """The structure and every signature of a file."""
    findings = [Finding("structure", "文件结构", _PASSED, "文件结构符合OFD版式文件要求。")]
    if not reader.signatures:
        findings.append(Finding("signed", "电子签章", _FAILED, "文件没有加盖电子印章。"))
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
    try:
        value = asn1.load(asn1.SealSignature, reader.files.get(entry.value_file, b""))
        checker = _SealChecker(reader, entry, value)
    except (MalformedSeal, MalformedCertificate) as error:
        broken = Finding("seal_structure", "签章结构", _FAILED, error.detail)
        return SealsChecked((*findings, broken), ("",))
    findings.append(Finding("seal_structure", "签章结构", _PASSED, "签章数据符合GB/T 38540—2020。"))
    trust = trust_answers(checker.sealed_by, roots, evidence, at)
    found = (*findings, *checker.findings(at), *trust.findings)
    return SealsChecked(found, (checker.seal_name,), tuple(trust.notes))


def _digests(reader: OfdReader, entry: SignatureEntry) -> Finding:
    name = "文件摘要"
    if entry.digest_method != SM3_OID or entry.method != SIGNATURE_OID:
        return Finding("digests", name, _FAILED, "签名采用的算法不是SM3和SM2。")
    names = [file for file, _ in entry.references]
    if len(set(names)) != len(names):
        return Finding("digests", name, _FAILED, "签名的保护清单中有重复文件。")
    for file, stated in entry.references:
        if file not in reader.files:
            return Finding("digests", name, _FAILED, "受签名保护的文件已被删除。")
        if not _digest_fits(stated, reader.files[file]):
            return Finding("digests", name, _FAILED, "受签名保护的文件内容在签章后被改动。")
    return Finding("digests", name, _PASSED, "受签名保护的文件在签章后未被改动。")


def _digest_fits(stated: str, content: bytes) -> bool:
    try:
        return hmac.compare_digest(b64decode(stated, validate=True), sm3(content))
    except ValueError:
        return False


def _coverage(reader: OfdReader, entry: SignatureEntry) -> Finding:
    """Every file but those of signatures is covered; files of signatures must be named by one."""
    covered = {file for file, _ in entry.references}
    signature_files = {reader.signature_list_file}
    for other in reader.signatures:
        signature_files |= {other.file, other.seal_file, other.value_file}
    loose = [file for file in reader.files if file not in covered and file not in signature_files]
    if loose or entry.seal_file not in covered:
        return Finding("coverage", "保护范围", _FAILED, "文件中有未受签名保护的内容，可能在签章后被添加。")
    return Finding("coverage", "保护范围", _PASSED, "文件的全部内容均受签名保护。")


class _SealChecker:
    def __init__(self, reader: OfdReader, entry: SignatureEntry, value: asn1.SealSignature) -> None:
        self._reader, self._entry = reader, entry
        self._to_sign = value["to_sign"]
        self._seal = self._to_sign["seal"]
        self._properties = self._seal["info"]["property"]
        self._signature: bytes = value["signature"].native
        self._token: bytes | None = value["timestamp"].native
        self._algorithms = {value["algorithm"].dotted, self._seal["algorithm"].dotted}
        self._signer = Certificate(value["cert"].native)
        self._maker = Certificate(self._seal["cert"].native)
        self.seal_name: str = self._properties["name"].native

    @property
    def sealed_by(self) -> SealedBy:
        """What trust in this signature turns on."""
        return SealedBy(
            signer=self._signer,
            maker=self._maker,
            claimed=self._to_sign["time"].native,
            seal_ends=self._properties["valid_end"].native,
            signature=self._signature,
            token=self._token,
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
        yield _finding(
            "dates",
            "有效期",
            self._dates_fit(at),
            "签章时印章和证书均在有效期内。",
            "签章时印章或证书不在有效期内。",
        )

    def _signature_fits(self) -> bool:
        return self._algorithms == {SIGNATURE_OID} and self._signer.public_key.verify(
            self._signature, self._to_sign.dump()
        )

    def _bound(self) -> bool:
        described = self._reader.files[self._entry.file]
        stated: bytes = self._to_sign["data_hash"].native
        path = self._to_sign["property_info"].native
        return hmac.compare_digest(stated, sm3(described)) and path.lstrip("/") == self._entry.file

    def _same_seal(self) -> bool:
        return self._reader.files.get(self._entry.seal_file) == bytes(self._seal.dump())

    def _maker_fits(self) -> bool:
        signature: bytes = self._seal["signature"].native
        return self._maker.public_key.verify(signature, self._seal["info"].dump())

    def _listed(self) -> bool:
        kind, entries = self._properties["cert_list_type"].native, self._properties["cert_list"]
        if kind == 1:
            return self._signer.der in entries.native
        return sm3(self._signer.der) in [entry["value"].native for entry in entries.parsed]

    def _dates_fit(self, at: datetime) -> bool:
        signed: datetime = self._to_sign["time"].native
        start, end = self._properties["valid_start"].native, self._properties["valid_end"].native
        certificates = self._signer.validity.covers(signed) and self._maker.validity.covers(signed)
        return bool(start <= signed <= end) and certificates and signed <= at


def _finding(key: str, name: str, holds: bool, good: str, bad: str) -> Finding:
    return Finding(key, name, _PASSED if holds else _FAILED, good if holds else bad)
