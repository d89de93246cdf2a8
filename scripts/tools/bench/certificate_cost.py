"""What making one certificate costs in CPU: the same functions on the same data as in the house, one after the other."""

import time
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TypeVar

import httpx

from chain.certificates.compose import compose_certificate, seal_place
from chain.certificates.data import CertificateData
from chain.certificates.verdict import Result
from chain.certificates.verification import verify_ofd
from chain.ofd.sealing import prepare_seal
from chain.trust.folder import read_trust
from chain.trust.timestamping import GivenToken
from scripts.tools.bench.house import House
from scripts.tools.demo.client import Json
from scripts.tools.failure import CommandFailed
from workers.client.keeper import BodySeal, KeeperClient
from workers.client.transport import TokenSource

ITEM, BODY = "food_license", "approval_379901"
Made = TypeVar("Made")


class CertificateCost:
    """CPU seconds of one certificate of the case ``case_no``, which the house has ended."""

    def __init__(self, house: House, case_no: str) -> None:
        self._platform = house.platform
        self._case_no = case_no
        self._cpu = 0.0

    async def measure(self, count: int) -> float:
        """Compose, seal and check the certificate ``count`` times; answers the mean in CPU seconds."""
        answer = self._allocated()
        folder = self._platform.data / "keeper" / "tokens"
        url = f"http://127.0.0.1:{self._platform.ports.keeper}"
        async with KeeperClient(url, TokenSource.file(folder / f"{BODY}.token")) as keeper:
            seal = await keeper.for_body(BODY).seal()
            # The first one loads fonts and templates, which a worker does once in its life.
            await self._make(answer, seal, keeper)
            self._cpu = 0.0
            for _ in range(count):
                await self._make(answer, seal, keeper)
        return self._cpu / count

    async def _make(self, answer: Json, seal: BodySeal, keeper: KeeperClient) -> None:
        data, template = CertificateData.from_json(answer["data"]), answer["template"]
        place, now = seal_place(template), datetime.now(UTC)
        original = self._timed(lambda: compose_certificate(template, data))
        prepared = self._timed(
            lambda: prepare_seal(original, seal.seal, seal.certificate, place.page_ref, place.box, now)
        )
        held = keeper.for_body(BODY)
        signature = await held.sign(
            prepared.digest,
            case_no=self._case_no,
            item=ITEM,
            identifier=answer["identifier"],
            subject=f"certificate/{answer['type']}",
        )
        token = GivenToken(await held.timestamp(signature))
        sealed = self._timed(lambda: prepared.finish(signature, token))
        trusted = read_trust(self._platform.root_certificate.parent)
        checked = self._timed(lambda: verify_ofd(sealed, trusted.roots, evidence=trusted.evidence))
        if checked.result is not Result.PASSED:
            raise CommandFailed("测量时制作的证照未通过核验。")

    def _timed(self, act: Callable[[], Made]) -> Made:
        began = time.process_time()
        made = act()
        self._cpu += time.process_time() - began
        return made

    def _allocated(self) -> Json:
        """The case's own certificate, as the worker of its body is told it."""
        token = self._platform.token(f"worker:{BODY}", "worker", BODY)
        answer = httpx.post(
            f"{self._platform.gateway_url}/worker/cases/{self._case_no}/items/{ITEM}/certificate",
            json={},
            headers={"Authorization": f"Bearer {token}", "Idempotency-Key": uuid.uuid4().hex},
            timeout=30,
            trust_env=False,
        )
        allocated: Json = answer.raise_for_status().json()
        return allocated
