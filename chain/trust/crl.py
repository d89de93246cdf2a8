"""Revocation lists (RFC 5280, chapter 5; signed with SM2 and SM3).

Read with ``cryptography``, whose strict parser takes a list of a hundred thousand entries in a moment. Complete lists and
lists of a distribution point are used; delta lists, indirect lists and any other critical extension are refused.
"""

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache

from asn1crypto import crl, x509
from cryptography import x509 as reading
from cryptography.exceptions import UnsupportedAlgorithm

from chain.crypto.sm2 import SIGNATURE_OID, PublicKey
from chain.crypto.x509 import Certificate, encoded_time, key_identifier, read_certificate
from chain.seal.signer import Signer
from chain.trust.errors import MalformedRevocationList
from chain.trust.statements import Reason, Revocation, Statement

LARGEST = 16 * 2**20
"""Bytes of a list: about half a million entries."""
SOURCE = "证书吊销列表"
_UNREADABLE = (
    ValueError,
    TypeError,
    OverflowError,
    UnsupportedAlgorithm,
    reading.DuplicateExtension,
    reading.UnsupportedGeneralNameType,
    reading.InvalidVersion,
)
_REASONS = {flag: Reason(flag.name) for flag in reading.ReasonFlags if flag.name in set(Reason)}


class RevocationList:
    """A parsed list; raises :class:`MalformedRevocationList`."""

    def __init__(self, der: bytes) -> None:
        if len(der) > LARGEST:
            raise MalformedRevocationList("证书吊销列表（CRL）过大。")
        try:
            self._parsed = reading.load_der_x509_crl(der)
            self._body, self._signature = self._parsed.tbs_certlist_bytes, self._parsed.signature
            self._algorithm_fits = self._parsed.signature_algorithm_oid.dotted_string == SIGNATURE_OID
            self.issuer_der = self._parsed.issuer.public_bytes()
            self.this_update = self._parsed.last_update_utc
            self.next_update = self._parsed.next_update_utc
            self._point = _distribution_point(self._parsed.extensions)
        except _UNREADABLE as error:
            raise MalformedRevocationList from error
        # A list is asked for each file that is verified, and may be megabytes long.
        self._bears_signature_of = lru_cache(maxsize=8)(self._verified)

    def _verified(self, key: PublicKey) -> bool:
        return key.verify(self._signature, self._body)

    def signed_by(self, issuer: Certificate) -> bool:
        """Whether ``issuer`` is an authority that may sign lists, and signed this one."""
        return (
            issuer.is_authority
            and issuer.may("crl_sign")
            and self.issuer_der == issuer.subject_der
            and self._algorithm_fits
            and self._bears_signature_of(issuer.public_key)
        )

    def statement_on(self, certificate: Certificate, issuer: Certificate) -> Statement | None:
        """What it says of a certificate of ``issuer``; ``None`` where it is not that authority's, or not about it."""
        if certificate.issuer_der != self.issuer_der or not self._is_about(certificate):
            return None
        if not self.signed_by(issuer):
            return None
        try:
            revocation = self._revocation(certificate.serial_number)
        except _UNREADABLE:
            return None
        some = self._point is not None and self._point.only_some_reasons is not None
        return Statement(SOURCE, self.this_update, self.next_update, revocation, complete=not some)

    def _is_about(self, certificate: Certificate) -> bool:
        point = self._point
        if point is None:
            return True
        excluded = (
            point.only_contains_user_certs if certificate.is_authority else point.only_contains_ca_certs
        )
        if excluded or point.only_contains_attribute_certs:
            return False
        places = {_place(name) for name in point.full_name or ()}
        return not places or not places.isdisjoint(certificate.crl_points)

    def _revocation(self, serial_number: int) -> Revocation | None:
        entry = self._parsed.get_revoked_certificate_by_serial_number(serial_number)
        if entry is None:
            return None
        since, reason = entry.revocation_date_utc, Reason.UNSPECIFIED
        for extension in entry.extensions:
            if isinstance(extension.value, reading.CRLReason):
                reason = _REASONS.get(extension.value.reason, Reason.UNSPECIFIED)
            elif isinstance(extension.value, reading.InvalidityDate):
                since = min(since, extension.value.invalidity_date_utc)
        return Revocation(since, reason)


def _distribution_point(extensions: reading.Extensions) -> reading.IssuingDistributionPoint | None:
    """The one critical extension that is understood; raises :class:`MalformedRevocationList` for others."""
    found = None
    for extension in extensions:
        if isinstance(extension.value, reading.IssuingDistributionPoint):
            found = extension.value
            if found.indirect_crl or found.relative_name is not None:
                raise MalformedRevocationList("不支持间接发布的证书吊销列表（CRL）。")
        elif extension.critical or isinstance(extension.value, reading.DeltaCRLIndicator):
            raise MalformedRevocationList("证书吊销列表（CRL）含有不能识别的关键扩展。")
    return found


def _place(name: reading.GeneralName) -> bytes:
    """As :attr:`Certificate.crl_points` has it; empty for a kind of name that is not compared."""
    if isinstance(name, reading.UniformResourceIdentifier):
        return name.value.encode("ascii")
    return name.value.public_bytes() if isinstance(name, reading.DirectoryName) else b""


def make_revocation_list(
    issuer: Signer,
    revoked: Mapping[int, Revocation],
    this_update: datetime,
    next_update: datetime,
    number: int,
) -> bytes:
    """A complete list, DER, of ``issuer`` (an authority); ``revoked`` is by serial number."""
    authority = read_certificate(issuer.certificate)
    algorithm = {"algorithm": SIGNATURE_OID}
    body = crl.TbsCertList(
        {
            "version": "v2",
            "signature": algorithm,
            "issuer": x509.Name.load(authority.subject_der),
            "this_update": encoded_time(this_update),
            "next_update": encoded_time(next_update),
            "revoked_certificates": [_entry(serial, revoked[serial]) for serial in sorted(revoked)] or None,
            "crl_extensions": [
                {
                    "extn_id": "authority_key_identifier",
                    "extn_value": {"key_identifier": key_identifier(authority.public_key)},
                },
                {"extn_id": "crl_number", "extn_value": number},
            ],
        }
    )
    made = crl.CertificateList(
        {
            "tbs_cert_list": body,
            "signature_algorithm": algorithm,
            "signature": issuer.sign(body.dump()),
        }
    )
    der: bytes = made.dump()
    return der


def _entry(serial_number: int, revocation: Revocation) -> dict[str, object]:
    entry: dict[str, object] = {
        "user_certificate": serial_number,
        "revocation_date": encoded_time(revocation.since),
    }
    if revocation.reason is not Reason.UNSPECIFIED:  # RFC 5280, 5.3.1: absent rather than unspecified
        entry["crl_entry_extensions"] = [{"extn_id": "crl_reason", "extn_value": revocation.reason.value}]
    return entry
