"""Time stamp tokens (RFC 3161, GM/T 0033 on SM2 and SM3): reading them, and whom they are from.

GM/T 0033 takes the token of RFC 3161 as it is (from memory). In a seal signature it is over the signature's value, the content of
its BIT STRING, as ofdrw has it (read).
"""

import hmac
from datetime import timedelta

from asn1crypto import tsp

from chain.crypto.der import UNREADABLE
from chain.crypto.x509 import Certificate, aware
from chain.remembering import remembered
from chain.trust.cms import SignedMessage
from chain.trust.der import IMPRINTS, load
from chain.trust.errors import MalformedTimestamp

TST_INFO = "1.2.840.113549.1.9.16.1.4"


class TimestampToken:
    """A parsed token, never changed; raises :class:`MalformedTimestamp`.

    ``time`` is when the authority says that it saw the imprint, ``latest`` with the inaccuracy that it admits;
    ``certificates`` are those enclosed.
    """

    def __init__(self, der: bytes) -> None:
        message = SignedMessage(der)
        if message.content_type != TST_INFO:
            raise MalformedTimestamp
        info = load(tsp.TSTInfo, message.content, MalformedTimestamp)
        try:
            self.time = aware(info["gen_time"].native)
            self.latest = self.time + _inaccuracy(info["accuracy"].native)
        except UNREADABLE as error:
            raise MalformedTimestamp from error
        if info["version"].native != "v1" or any(
            each["critical"].native for each in info["extensions"] or ()
        ):
            raise MalformedTimestamp
        imprint = info["message_imprint"]
        self._algorithm: str = imprint["hash_algorithm"]["algorithm"].dotted
        self._digest: bytes = imprint["hashed_message"].native
        self.policy: str = info["policy"].dotted
        self.nonce: int | None = info["nonce"].native
        self.serial_number: int = info["serial_number"].native
        self.certificates = message.certificates
        self._message = message

    @property
    def comparable(self) -> bool:
        """Whether the digest of what was stamped is one that is taken here."""
        return self._algorithm in IMPRINTS

    @property
    def checkable(self) -> bool:
        """Whether the algorithms are spoken here and the authority's certificate is enclosed; else nothing is known of it."""
        return self.comparable and self._message.checkable

    def is_over(self, content: bytes) -> bool:
        """Whether what was stamped is ``content``."""
        digest = IMPRINTS.get(self._algorithm)
        return digest is not None and hmac.compare_digest(self._digest, digest(content))

    def signer(self) -> Certificate | None:
        """The authority whose signature it bears; ``None`` when the signature is not good."""
        return self._message.signer


# Whoever has a token made reads it, lays it into a file, and checks the file.
@remembered(count=32, largest=2**14)
def read_token(der: bytes) -> TimestampToken:
    """The token, parsed once; raises :class:`MalformedTimestamp`."""
    return TimestampToken(der)


def _inaccuracy(accuracy: dict[str, int | None] | None) -> timedelta:
    parts = {name: value or 0 for name, value in (accuracy or {}).items()}
    found = timedelta(
        seconds=parts.get("seconds", 0),
        milliseconds=parts.get("millis", 0),
        microseconds=parts.get("micros", 0),
    )
    if found < timedelta():
        raise ValueError("an accuracy below zero")
    return found
