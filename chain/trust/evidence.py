"""What a verifier has in hand besides the file and its roots: intermediate certificates, who makes seals, revocation lists,
status answers.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from chain.crypto.der import at_most
from chain.crypto.errors import MalformedCertificate
from chain.crypto.x509 import Certificate, read_certificate
from chain.trust.crl import RevocationList
from chain.trust.errors import MalformedEvidence
from chain.trust.ocsp import OcspResponse
from chain.trust.statements import Statement

_Read = TypeVar("_Read")


@dataclass(frozen=True)
class Evidence:
    """DER of each piece; read once, when first needed, so that one object serves many verifications.

    ``asks_revocation`` says that revocation is to be looked at: what stays open then makes a verdict indeterminate, also
    when no piece is at hand (a download that failed). A piece that cannot be read proves nothing, and is passed over: it must
    not stop verification. ``makers`` are the certificates of those who may make seals, beneath whichever root each stands.
    """

    crls: tuple[bytes, ...] = ()
    ocsp_responses: tuple[bytes, ...] = ()
    certificates: tuple[bytes, ...] = ()
    makers: tuple[bytes, ...] = ()
    asks_revocation: bool = True

    @cached_property
    def intermediates(self) -> tuple[Certificate, ...]:
        """Certificates through which a chain may lead."""
        return tuple(_readable(read_certificate, self.certificates))

    @cached_property
    def seal_makers(self) -> tuple[Certificate, ...]:
        """Who may make seals."""
        return tuple(_readable(read_certificate, self.makers))

    @cached_property
    def _lists(self) -> tuple[RevocationList, ...]:
        return tuple(_readable(RevocationList, self.crls))

    @cached_property
    def _responses(self) -> tuple[OcspResponse, ...]:
        return tuple(_readable(OcspResponse, self.ocsp_responses))

    def on(self, certificate: Certificate, issuer: Certificate) -> list[Statement]:
        """What authorised sources state about a certificate of ``issuer``."""
        sources: Iterable[RevocationList | OcspResponse] = (*self._lists, *self._responses)
        statements = (source.statement_on(certificate, issuer) for source in sources)
        return [statement for statement in statements if statement is not None]


NO_EVIDENCE = Evidence(asks_revocation=False)
"""Of a verifier who has the file and the roots alone: revocation is not asked about."""


def _readable(kind: Callable[[bytes], _Read], pieces: Iterable[bytes]) -> Iterator[_Read]:
    for piece in pieces:
        try:
            # Of the verifier's own, however large: not counted among what the file at hand may bring.
            with at_most(None):
                read = kind(piece)
        except (MalformedEvidence, MalformedCertificate):
            continue
        yield read
