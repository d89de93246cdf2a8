"""The secret in a certificate's QR code: whoever has the certificate before him reads who holds it, nobody else.

Identifiers are given out in a row, so that anyone can name the next one; the token cannot be guessed. The store keeps
its digest only: reading the database does not open the public page.
"""

import hashlib
from hmac import compare_digest
from secrets import token_urlsafe

from chain.identifiers import CertificateIdentifier

_TOKEN_BYTES = 16
QR_PARAMETER = "t"
MAX_TOKEN_CHARACTERS = 64


def new_token() -> str:
    """A token of 128 random bits, to stand in an address."""
    return token_urlsafe(_TOKEN_BYTES)


def digest(token: str) -> str:
    """What the store keeps of a token: SHA-256, hexadecimal."""
    return hashlib.sha256(token.encode()).hexdigest()


def is_token_of(kept: str | None, token: str | None) -> bool:
    """Whether ``token`` is the one whose digest was kept; never for a certificate that was made without one."""
    return kept is not None and token is not None and compare_digest(kept, digest(token))


def verification_url(public_url: str, identifier: CertificateIdentifier, token: str) -> str:
    """What the QR code says: the page of the certificate, with its token."""
    return f"{public_url.rstrip('/')}/v/{identifier.short}?{QR_PARAMETER}={token}"
