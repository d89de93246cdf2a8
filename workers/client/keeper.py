"""The keeper of the seals: hands out a body's seal, signs digests, gives time stamps; its keys never leave it."""

import base64
import binascii
from dataclasses import dataclass
from urllib.parse import quote

from pydantic import ValidationError

from chain.documents.kinds import SealKind
from chain.trust.timestamping import granted_token, new_nonce, timestamp_request
from workers.client.http import Exchange
from workers.client.models import SealAnswer, SignatureAnswer
from workers.client.transport import ServiceClient, TokenSource, Transport
from workers.errors import GatewayAnswerInvalid, KeeperRefused, KeeperUnavailable


@dataclass(frozen=True, slots=True)
class BodySeal:
    """A body's electronic seal: ``seal`` (SESeal) and its signer's ``certificate`` in DER, size in mm."""

    seal: bytes
    certificate: bytes
    seal_id: str
    name: str
    width_mm: float
    height_mm: float


class KeeperClient(ServiceClient):
    """One connection pool to the keeper with the body's token."""

    def __init__(self, base_url: str, token: TokenSource, exchange: Exchange | None = None) -> None:
        self._transport = Transport(
            base_url,
            token,
            name="keeper",
            away=KeeperUnavailable,
            failed=KeeperUnavailable,
            refused=KeeperRefused,
            exchange=exchange,
        )

    def for_body(self, body: str) -> "JobKeeper":
        """The keeper as ``body`` may use it."""
        return JobKeeper(self._transport, body)


class JobKeeper:
    """The seals of one body.

    Each call raises ``KeeperUnavailable``, ``KeeperRefused``, ``CredentialsRefused`` or
    ``GatewayAnswerInvalid``.
    """

    def __init__(self, transport: Transport, body: str) -> None:
        self._transport = transport
        self._path = f"/v1/seals/{quote(body, safe='')}"

    async def seal(self, kind: SealKind = SealKind.CERTIFICATE) -> BodySeal:
        """The body's seal of that kind and its signer's certificate."""
        response = await self._transport.send("GET", f"{self._path}?kind={kind.value}")
        try:
            answer = SealAnswer.model_validate_json(response.content)
        except ValidationError:
            raise GatewayAnswerInvalid from None
        return BodySeal(
            seal=_decoded(answer.seal),
            certificate=_decoded(answer.certificate),
            seal_id=answer.seal_id,
            name=answer.name,
            width_mm=answer.width_mm,
            height_mm=answer.height_mm,
        )

    async def sign(
        self,
        digest: bytes,
        *,
        case_no: str,
        item: str,
        identifier: str,
        subject: str,
        kind: SealKind = SealKind.CERTIFICATE,
    ) -> bytes:
        """Sign a digest (32 bytes) with the key of the seal of that kind; returns DER{r, s}.

        The keeper holds ``subject`` (``certificate/<type>``, ``document/<kind>``) to the seal's authority and registers the use
        with these references.
        """
        use = {
            "digest": digest.hex(),
            "case_no": case_no,
            "item": item,
            "identifier": identifier,
            "kind": kind.value,
            "subject": subject,
        }
        response = await self._transport.send("POST", f"{self._path}/sign", json=use)
        try:
            return _decoded(SignatureAnswer.model_validate_json(response.content).signature)
        except ValidationError:
            raise GatewayAnswerInvalid from None

    async def timestamp(self, content: bytes) -> bytes:
        """A time stamp token (RFC 3161, DER) over ``content``, of which the keeper sees the digest alone.

        Raises :class:`chain.trust.errors.TimestampNotGiven` too.
        """
        nonce = new_nonce()
        response = await self._transport.send(
            "POST",
            "/v1/timestamp",
            content=timestamp_request(content, nonce),
            headers={"Content-Type": "application/timestamp-query"},
        )
        return granted_token(response.content, content, nonce)


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error:
        raise GatewayAnswerInvalid from None
