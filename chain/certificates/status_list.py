"""A signed list of all certificates of an installation that do not count: whoever has it asks nobody about a person.

    {"payload": base64 of JSON, "signature": base64 of DER {r, s}, "certificates": [base64 of DER, the signer's first]}

    payload: {"kind", "number", "issued_at", "next_update", "issuers": [USCC], "names": {status: Chinese},
              "entries": [[SM3 of the identifier in hexadecimal, status, since (a day, or null)], ...]}

The list holds digests, statuses and days: no name, number or case. It covers the certificates of ``issuers``; what is not on it
while it is fresh counts. What stands on it does not count any more even when the list is stale.
"""

import json
from base64 import b64decode, b64encode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Self

from chain.certificates.standing import VALID, Standing, unknown
from chain.certificates.verdict import Finding
from chain.crypto.sm3 import sm3
from chain.errors import BadInput
from chain.identifiers import CertificateIdentifier, InvalidIdentifier
from chain.trust.statements import in_words

KIND = "yilian-status-list-1"
LARGEST = 64 * 2**20
"""Bytes of an envelope: half a million entries."""
_VALID_NAME = "有效"
_NOT_NAMED = "文件没有可用的证照标识，无法在状态清单中查找。"
_NOT_COVERED = "状态清单不包括该颁发机构的证照，请向颁发机构核实。"


class MalformedStatusList(BadInput):
    """Bytes that are no status list."""

    message = "状态清单格式不正确，请重新下载。"


@dataclass(frozen=True, slots=True)
class Listed:
    """Why a certificate does not count, and since which day; ``None`` where that is not on record."""

    status: str
    since: date | None


@dataclass(frozen=True)
class StatusList:
    """What is signed. ``entries`` are by :func:`name_of`; ``names`` say the statuses in Chinese; moments are aware."""

    number: int
    issued_at: datetime
    next_update: datetime
    issuers: frozenset[str]
    names: Mapping[str, str]
    entries: Mapping[str, Listed]

    def dump(self) -> bytes:
        """The payload; the order of its entries tells nothing."""
        content = {
            "kind": KIND,
            "number": self.number,
            "issued_at": self.issued_at.isoformat(timespec="seconds"),
            "next_update": self.next_update.isoformat(timespec="seconds"),
            "issuers": sorted(self.issuers),
            "names": dict(sorted(self.names.items())),
            "entries": [
                [name, each.status, None if each.since is None else each.since.isoformat()]
                for name, each in sorted(self.entries.items())
            ],
        }
        return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()

    @classmethod
    def parse(cls, payload: bytes) -> Self:
        """Raises :class:`MalformedStatusList`."""
        try:
            return cls._of(json.loads(payload))
        except (ValueError, KeyError, TypeError, OverflowError, RecursionError) as error:
            raise MalformedStatusList from error

    @classmethod
    def _of(cls, content: dict[str, Any]) -> Self:
        if content["kind"] != KIND:
            raise MalformedStatusList
        return cls(
            number=int(content["number"]),
            issued_at=_moment(content["issued_at"]),
            next_update=_moment(content["next_update"]),
            issuers=frozenset(map(str, content["issuers"])),
            names={str(status): str(name) for status, name in dict(content["names"]).items()},
            entries={
                str(name): Listed(str(status), None if since is None else date.fromisoformat(since))
                for name, status, since in content["entries"]
            },
        )

    def findings(self, identifier: str, at: datetime) -> Iterator[Finding]:
        """What the list says at ``at`` of the certificate with this identifier, with or without its root."""
        try:
            parsed = CertificateIdentifier.parse(identifier)
        except InvalidIdentifier:
            yield unknown(_NOT_NAMED)
            return
        listed = self.entries.get(name_of(parsed))
        if parsed.issuer not in self.issuers:
            yield unknown(_NOT_COVERED)
        elif listed is not None:
            yield from Standing(listed.status, self._named(listed.status), self._since(listed)).findings()
        elif at > self.next_update:
            until = in_words(self.next_update)
            yield unknown(f"状态清单已于{until}过期，不能说明该证照目前有效，请下载新的清单。")
        else:
            yield from Standing(VALID, _VALID_NAME, self._source).findings()

    @property
    def _source(self) -> str:
        return f"{in_words(self.issued_at)}的状态清单"

    def _named(self, status: str) -> str:
        return self.names.get(status, status)

    def _since(self, listed: Listed) -> str:
        return self._source if listed.since is None else f"自{listed.since}起，{self._source}"


@dataclass(frozen=True, slots=True)
class SignedList:
    """A list as it is handed out; ``certificates`` lead from its signer's towards a root, DER."""

    payload: bytes
    signature: bytes
    certificates: tuple[bytes, ...]

    def dump(self) -> bytes:
        """The envelope."""
        content = {
            "payload": _base64(self.payload),
            "signature": _base64(self.signature),
            "certificates": [_base64(each) for each in self.certificates],
        }
        return json.dumps(content).encode()

    @classmethod
    def parse(cls, envelope: bytes) -> Self:
        """Raises :class:`MalformedStatusList`; nothing is checked yet (:mod:`chain.certificates.status_list_trust`)."""
        try:
            content = json.loads(envelope if len(envelope) <= LARGEST else b"")
            payload, signature = (
                b64decode(content[name], validate=True) for name in ("payload", "signature")
            )
            certificates = tuple(b64decode(each, validate=True) for each in content["certificates"])
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise MalformedStatusList from error
        if not certificates:
            raise MalformedStatusList
        return cls(payload, signature, certificates)


def name_of(identifier: CertificateIdentifier) -> str:
    """What a list calls a certificate: SM3 over its whole identifier, hexadecimal."""
    return sm3(str(identifier).encode()).hex()


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise MalformedStatusList
    return moment


def _base64(data: bytes) -> str:
    return b64encode(data).decode("ascii")
