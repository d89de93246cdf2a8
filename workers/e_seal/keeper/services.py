"""What the keeper does besides sealing: time stamps, the register's signature, fresh revocation lists."""

from functools import cached_property
from pathlib import Path
from threading import Lock

from chain.clock import Clock
from chain.trust.timestamping import TimestampAuthority
from workers.e_seal.keeper.revocations import RevocationLists
from workers.e_seal.keeper.trust import Trust, trust_kept


class Services:
    """Each call raises ``NoTrustKept`` where the folder holds no authority."""

    def __init__(self, folder: Path, passphrase: bytes, clock: Clock) -> None:
        self._folder, self._passphrase, self._clock = folder, passphrase, clock
        self._opening = Lock()

    def timestamp(self, request: bytes) -> bytes:
        """TimeStampResp (RFC 3161) to any bytes.

        The lists are looked at too: who verifies what was just stamped needs one that was current then.
        """
        self.publish()
        return self._authority.answer(request)

    def register_chain(self) -> tuple[bytes, ...]:
        """The register's certificate and those between it and the root, DER."""
        with self._opening:
            return self._trust.register.certificate, self._trust.issuing.certificate

    def register_signature(self, digest: bytes) -> bytes:
        """DER ``SEQUENCE {r, s}`` over the digest."""
        with self._opening:
            signer = self._trust.register
        return signer.sign_digest(digest)

    def publish(self) -> None:
        """Publish the revocation lists where that is due, and who makes seals."""
        with self._opening:
            lists = self._lists
        lists.keep_fresh(self._clock.now())

    @cached_property
    def _trust(self) -> Trust:
        trust = trust_kept(self._folder, self._passphrase, self._clock.now())
        trust.publish_maker()
        return trust

    @cached_property
    def _lists(self) -> RevocationLists:
        return RevocationLists(self._folder, self._trust)

    @cached_property
    def _authority(self) -> TimestampAuthority:
        with self._opening:
            trust = self._trust
            return TimestampAuthority(trust.stamping, self._clock, issuers=(trust.issuing.certificate,))
