"""Our side of the comparison with ofdrw: each certificate is another holder's, each file that is checked is another file."""

import random
import secrets
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import count, cycle
from typing import TypeVar

from chain.certificates.certificate_types import CertificateType
from chain.certificates.compose import compose_certificate, seal_place
from chain.certificates.data import CertificateData
from chain.certificates.fonts import find_fonts
from chain.certificates.preview import sample_of
from chain.certificates.verdict import Result
from chain.certificates.verification import verify_ofd
from chain.crypto.sm3 import sm3
from chain.crypto.x509 import Certificate
from chain.ofd.package import read_package
from chain.ofd.sealing import PreparedSealing, prepare_seal
from chain.trust.evidence import Evidence
from chain.trust.timestamping import GivenToken, granted_token, new_nonce, timestamp_request
from scripts.tools.bench.rehearsal_seal import NOW, sealing
from scripts.tools.failure import CommandFailed

_FILES = 48
"""More than any cache keeps that a check looks into: none of them is found there again."""
_NAME, _TOKEN_BYTES = 4, 16
_LATER = NOW + timedelta(days=1)
Made = TypeVar("Made")


class Ours:
    """``issue``, ``seal`` and ``verify`` are what ofdrw does; the ``whole`` ones what the house does."""

    def __init__(self, kind: CertificateType) -> None:
        self.template, self.data = kind.template, sample_of(kind)
        self.made, self.place = sealing(self.data.issuer), seal_place(kind.template)
        self.chain = Evidence(certificates=self.made.evidence.certificates, asks_revocation=False)
        self._others = self._other_holders()
        self._spent: dict[str, float] = defaultdict(float)
        self._unsealed = [self._compose() for _ in range(_FILES)]
        self._next_unsealed = cycle(self._unsealed)
        self._sealed = cycle([self._seal(each) for each in self._unsealed])
        self._stamped = cycle([self._stamp_and_finish(self._prepare(each)) for each in self._unsealed])
        self.unsealed = compose_certificate(self.template, self.data)
        self.sealed = self._seal(self.unsealed)
        self._contents = list(read_package(self.sealed).values())
        self._digest = self._prepare(self.unsealed).digest
        self._signature = self.made.key.sign_digest(self._digest)
        self._public_key = Certificate(self.made.certificate).public_key

    def issue(self) -> bytes:
        """Compose and seal, without a time stamp and without looking at it again."""
        return self._seal(self._compose())

    def seal(self) -> bytes:
        """Seal one that is composed."""
        return self._seal(next(self._next_unsealed))

    def verify(self) -> None:
        """Whole and under a good seal, whose certificates lead to the root."""
        self._check(next(self._sealed), self.chain)

    def whole(self) -> None:
        """Compose, seal, have the seal stamped and look whether the authority did, check the file as who takes it does."""
        composed = self._timed("compose", self._compose)
        prepared = self._timed("prepare", lambda: self._prepare(composed))
        sealed = self._stamp_and_finish(prepared)
        self._timed("check", lambda: self._check(sealed, self.made.evidence))

    def verify_whole(self) -> None:
        """With its time stamp, and whether a certificate was revoked."""
        self._check(next(self._stamped), self.made.evidence)

    def cost_of(self, part: str, number: int) -> float:
        """CPU seconds of one part of ``whole``, of which ``number`` are made when it is asked for first."""
        if not self._spent["number"]:
            self._spent.clear()
            for _ in range(number):
                self.whole()
            self._spent["number"] = number
        return self._spent[part] / self._spent["number"]

    def forget_costs(self) -> None:
        """The next repeat measures anew."""
        self._spent.clear()

    def sm3(self) -> None:
        """The digest of everything in a sealed file."""
        for content in self._contents:
            sm3(content)

    def sm2_sign(self) -> bytes:
        """One signature."""
        return self.made.key.sign_digest(self._digest)

    def sm2_verify(self) -> bool:
        """One signature looked at."""
        return self._public_key.verify_digest(self._signature, self._digest)

    def _other_holders(self) -> Iterator[CertificateData]:
        chance, regular = random.Random(1), find_fonts().regular  # noqa: S311 - a benchmark's data
        characters = [char for char in map(chr, range(0x4E00, 0x9FA5, 41)) if regular.covers(char)]
        address = self.data.verification_url.partition("?")[0]
        for number in count():
            name = "".join(chance.sample(characters, _NAME))
            yield replace(
                self.data,
                number=f"{self.data.number[:-6]}{number:06d}",
                holder=replace(self.data.holder, name=f"{name}餐饮有限公司"),
                verification_url=f"{address}?t={secrets.token_urlsafe(_TOKEN_BYTES)}",
            )

    def _compose(self) -> bytes:
        composed = compose_certificate(self.template, next(self._others))
        # It comes back from the gateway to be sealed: the same bytes, but not the same object.
        return bytes(bytearray(composed))

    def _prepare(self, unsealed: bytes) -> PreparedSealing:
        made, place = self.made, self.place
        return prepare_seal(unsealed, made.seal, made.certificate, place.page_ref, place.box, NOW)

    def _seal(self, unsealed: bytes) -> bytes:
        prepared = self._prepare(unsealed)
        return prepared.finish(self.made.key.sign_digest(prepared.digest))

    def _stamp_and_finish(self, prepared: PreparedSealing) -> bytes:
        signature = self._timed("sign", lambda: self.made.key.sign_digest(prepared.digest))
        nonce = new_nonce()
        asked = timestamp_request(signature, nonce)
        answer = self._timed("answer", lambda: self.made.stamps.answer(asked))
        token = self._timed("granted", lambda: granted_token(answer, signature, nonce))
        return self._timed("finish", lambda: prepared.finish(signature, GivenToken(token)))

    def _check(self, sealed: bytes, evidence: Evidence) -> None:
        if verify_ofd(sealed, [self.made.root], _LATER, evidence).result is not Result.PASSED:
            raise CommandFailed("测量时制作的证照未通过核验。")

    def _timed(self, part: str, act: Callable[[], Made]) -> Made:
        began = time.process_time()
        made = act()
        self._spent[part] += time.process_time() - began
        return made
