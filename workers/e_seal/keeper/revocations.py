"""The publisher of revocation lists: one for each authority in ``public/crl/``, made anew each day and with each revocation.

What was revoked stands in ``authority/revoked.json``. Lists last a week, so that a keeper may rest over a holiday.
"""

import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Lock

from chain.crypto.x509 import Certificate
from chain.seal.signer import KeySigner
from chain.trust.crl import RevocationList, make_revocation_list
from chain.trust.statements import Reason, Revocation
from workers.e_seal.keeper.files import locked, write_private
from workers.e_seal.keeper.trust import Trust

_LASTS, _EVERY = timedelta(days=7), timedelta(days=1)
_BACKDATED = timedelta(minutes=5)
"""A verifier's clock may be behind: it passes over lists of the future."""


@dataclass(frozen=True, slots=True)
class _Entry:
    """One line of ``revoked.json``: the issuer's subject (hexadecimal), the serial number, since when and why."""

    issuer: str
    serial: int
    since: str
    reason: str


class RevocationLists:
    """The lists of one keeper's folder."""

    def __init__(self, folder: Path, trust: Trust) -> None:
        self._folder, self._trust = folder, trust
        self._lists = folder / "public" / "crl"
        self._revoked = folder / "authority" / "revoked.json"
        self._due: datetime | None = None
        self._lock = Lock()

    def keep_fresh(self, now: datetime) -> None:
        """Publish the lists where they are a day old, or not there."""
        with self._lock:
            if self._due is None:
                self._due = self._written_due()
            if now >= self._due:
                with locked(self._folder):
                    self._publish(now)

    def revoke(self, certificate: bytes, reason: Reason, now: datetime) -> None:
        """Put a certificate (DER) of one of the authorities on its list, for good; again it changes nothing."""
        revoked = Certificate(certificate)
        entry = _Entry(
            revoked.issuer_der.hex(), revoked.serial_number, now.isoformat(timespec="seconds"), reason.value
        )
        with self._lock, locked(self._folder):
            entries = self._entries()
            if all((each.issuer, each.serial) != (entry.issuer, entry.serial) for each in entries):
                listed = [asdict(each) for each in (*entries, entry)]
                write_private(self._revoked, json.dumps(listed).encode())
            self._publish(now)

    def _publish(self, now: datetime) -> None:
        self._lists.mkdir(parents=True, exist_ok=True, mode=0o700)
        entries = self._entries()
        for name, authority in self._authorities().items():
            subject = Certificate(authority.certificate).subject_der.hex()
            revoked = {each.serial: _revocation(each) for each in entries if each.issuer == subject}
            update = now - _BACKDATED
            der = make_revocation_list(authority, revoked, update, update + _LASTS, int(now.timestamp()))
            write_private(self._lists / f"{name}.crl", der)
        self._due = now + _EVERY

    def _authorities(self) -> dict[str, KeySigner]:
        return {"root": self._trust.root, "issuing": self._trust.issuing}

    def _written_due(self) -> datetime:
        """When the oldest of the lists that are there has to be made anew; at once where one is missing."""
        files = [self._lists / f"{name}.crl" for name in ("root", "issuing")]
        if not all(file.exists() for file in files):
            return datetime.min.replace(tzinfo=UTC)
        return min(RevocationList(file.read_bytes()).this_update for file in files) + _BACKDATED + _EVERY

    def _entries(self) -> list[_Entry]:
        if not self._revoked.exists():
            return []
        return [_Entry(**each) for each in json.loads(self._revoked.read_text(encoding="ascii"))]


def _revocation(entry: _Entry) -> Revocation:
    return Revocation(datetime.fromisoformat(entry.since), Reason(entry.reason))
