"""Asking for time stamps and giving them (RFC 3161), by whatever way question and answer travel.

:class:`TimestampAuthority` answers for rehearsals; in production a licensed authority does, over HTTP (RFC 3161, 3.4), which is
its caller's: :class:`RequestingTimestamper` takes any function that brings a question there and the answer back.
"""

import secrets
from collections.abc import Callable, Sequence
from typing import Protocol

from asn1crypto import tsp

from chain.clock import Clock
from chain.crypto.der import UNREADABLE, require_der
from chain.crypto.der_writing import TRUE, generalized_time, identifier, integer, octets, sequence, tagged
from chain.crypto.errors import MalformedDer
from chain.crypto.sm3 import DIGEST_SIZE, sm3
from chain.crypto.sm3 import OID as SM3_OID
from chain.crypto.x509 import read_certificate
from chain.seal.signer import Signer
from chain.trust.asn1 import TimeStampResponse
from chain.trust.cms import sign_message
from chain.trust.der import LIMITS, load
from chain.trust.errors import MalformedTimestamp, TimestampNotGiven
from chain.trust.token import TST_INFO, read_token

REHEARSAL_POLICY = "2.25.216817423874561032775918163925170432913"
"""The policy of tokens made here, beneath the arc of UUIDs, where nobody need be asked for a number."""
_ACCURACY_SECONDS = 1
_VERSION, _GRANTED = 1, 0


class Timestamper(Protocol):
    """Has things stamped."""

    def token_over(self, content: bytes) -> bytes:
        """A time stamp token, DER, over ``content``; raises :class:`TimestampNotGiven`."""
        ...


class RequestingTimestamper:
    """Asks an authority; ``ask`` takes a TimeStampReq and gives the TimeStampResp, both DER."""

    def __init__(self, ask: Callable[[bytes], bytes]) -> None:
        self._ask = ask

    def token_over(self, content: bytes) -> bytes:
        """A token whose form, imprint, nonce and signature were checked; whom the authority can be traced to was not."""
        nonce = new_nonce()
        return granted_token(self._ask(timestamp_request(content, nonce)), content, nonce)


class GivenToken:
    """Hands out one token that was asked for before: for whoever cannot wait for an answer where it is needed."""

    def __init__(self, token: bytes) -> None:
        self._token = token

    def token_over(self, content: bytes) -> bytes:
        """The token; raises :class:`TimestampNotGiven` where it is not over ``content``."""
        if not read_token(self._token).is_over(content):
            raise TimestampNotGiven
        return self._token


def new_nonce() -> int:
    """What ties an answer to its question."""
    return secrets.randbits(63)


def timestamp_request(content: bytes, nonce: int) -> bytes:
    """TimeStampReq, DER, over the SM3 digest of ``content``, asking for the authority's certificate too."""
    return sequence(integer(_VERSION), _imprint(sm3(content)), integer(nonce), TRUE)


def granted_token(answer: bytes, content: bytes, nonce: int) -> bytes:
    """The token, DER, in an authority's answer (any bytes); form, imprint, nonce and signature are checked, whom the
    authority can be traced to is not. Raises :class:`TimestampNotGiven`.
    """
    try:
        return _token_in(answer, content, nonce)
    except MalformedTimestamp as error:
        raise TimestampNotGiven from error


def _token_in(answer: bytes, content: bytes, nonce: int) -> bytes:
    der = _granted_in(answer)
    token = read_token(der)
    if not token.is_over(content) or token.nonce != nonce or token.signer() is None:
        raise TimestampNotGiven
    return der


def _granted_in(answer: bytes) -> bytes:
    """The token as it stands there, not looked at; raises :class:`TimestampNotGiven`, :class:`MalformedTimestamp`."""
    try:
        require_der(answer, LIMITS)
        response = TimeStampResponse.load(answer, strict=True)
        status, token = response["status"].native, response["token"]
        if status["status"] not in ("granted", "granted_with_mods") or not token:
            raise TimestampNotGiven
        der: bytes = token.dump()
    except (*UNREADABLE, MalformedDer) as error:
        raise MalformedTimestamp from error
    return der


class TimestampAuthority:
    """Answers requests with the key of ``signer``, whose certificate is set apart for time stamping.

    ``issuers`` are the certificates (DER) between it and the root: tokens that enclose its own enclose these too.
    """

    def __init__(
        self,
        signer: Signer,
        clock: Clock,
        policy: str = REHEARSAL_POLICY,
        issuers: Sequence[bytes] = (),
    ) -> None:
        self._signer, self._clock, self._policy, self._issuers = signer, clock, policy, issuers
        self._name = tagged(0, tagged(4, read_certificate(signer.certificate).subject_der))

    def answer(self, request: bytes) -> bytes:
        """TimeStampResp, DER, to any bytes: with a token, or with the reason of the refusal."""
        try:
            asked = load(tsp.TimeStampReq, request, MalformedTimestamp)
        except MalformedTimestamp:
            return _refused("bad_data_format")
        problem = self._problem(asked)
        return _refused(problem) if problem else self._granted(asked)

    def _problem(self, asked: tsp.TimeStampReq) -> str:
        imprint = asked["message_imprint"]
        if asked["version"].native != "v1":
            return "bad_request"
        if imprint["hash_algorithm"]["algorithm"].dotted != SM3_OID:
            return "bad_alg"
        if len(imprint["hashed_message"].native) != DIGEST_SIZE:
            return "bad_data_format"
        if asked["req_policy"].native is not None and asked["req_policy"].dotted != self._policy:
            return "unaccepted_policy"
        return "unaccepted_extensions" if asked["extensions"].native else ""

    def _granted(self, asked: tsp.TimeStampReq) -> bytes:
        nonce = asked["nonce"].native
        info = sequence(
            integer(_VERSION),
            identifier(self._policy),
            _imprint(asked["message_imprint"]["hashed_message"].native),
            integer(secrets.randbits(127) + 1),
            generalized_time(self._clock.now()),
            sequence(integer(_ACCURACY_SECONDS)),
            b"" if nonce is None else integer(nonce),
            self._name,
        )
        enclose = bool(asked["cert_req"].native)
        token = sign_message(TST_INFO, info, self._signer, enclose_certificate=enclose, issuers=self._issuers)
        return sequence(sequence(integer(_GRANTED)), token)


def _imprint(digest: bytes) -> bytes:
    return sequence(sequence(identifier(SM3_OID)), octets(digest))


def _refused(problem: str) -> bytes:
    der: bytes = TimeStampResponse({"status": {"status": "rejection", "fail_info": {problem}}}).dump()
    return der
