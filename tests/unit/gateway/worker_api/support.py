"""A case on the way through its bodies: workers and officers over HTTP, the read model's facts, real seals."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import httpx

from bpmn.catalogue import load_catalogue
from chain.certificates.compose import SealPlace, compose_certificate, seal_place
from chain.certificates.data import CertificateData
from chain.certificates.fonts import find_fonts
from chain.crypto.sm2 import PrivateKey
from chain.crypto.x509 import Subject, Validity, make_root, make_signer
from chain.documents.compose import compose_document, composed_before
from chain.documents.kinds import SealKind
from chain.documents.page import PageData
from chain.ofd.reader import OfdReader, Stamp
from chain.ofd.sealing import prepare_seal
from chain.seal.making import SealOrder, SealPicture, make_seal
from chain.seal.picture import SealText, round_seal
from chain.seal.signer import KeySigner
from gateway.dependencies import Context
from gateway.store.models import Claim, RmInstance, RmTaskGroup, RmUserTask
from tests.unit.gateway.portal import PDF, Portal, application, sample_form

APPROVAL, FIRE, URBAN = "approval_379901", "fire_379901", "urban_379901"
MATERIALS = ("premises_proof", "food_facilities", "fire_plan", "floor_plan", "signboard_design")
Json = dict[str, Any]


@dataclass
class Desk:
    """One case in hand, and everybody who acts on it."""

    portal: Portal
    case_no: str
    jobs: int = field(default=4503599627370496)
    tasks: int = field(default=2251799813700000)

    def worker(self, body: str) -> dict[str, str]:
        """Headers of a body's worker, without a job."""
        return self.portal.who(f"worker-{body}", "worker", body=body)

    def officer(self, body: str, sub: str = "officer") -> dict[str, str]:
        """Headers of a body's officer."""
        return self.portal.who(f"{sub}-{body}", "officer", body=body)

    def job(self) -> str:
        """The key of a job that was not worked before."""
        self.jobs += 1
        return str(self.jobs)

    async def post(
        self, body: str, path: str, content: Json | None = None, job: str | None = None
    ) -> httpx.Response:
        """A worker's report about this case."""
        headers = self.worker(body) | {"Idempotency-Key": job or self.job()}
        return await self.portal.client.post(
            f"/worker/cases/{self.case_no}/{path}", json=content or {}, headers=headers
        )

    async def get(self, body: str, path: str) -> httpx.Response:
        """A worker's reading of this case."""
        return await self.portal.client.get(f"/worker/cases/{self.case_no}/{path}", headers=self.worker(body))

    async def put(
        self, body: str, path: str, content: bytes, kind: str = "application/ofd"
    ) -> httpx.Response:
        """A worker's file."""
        headers = self.worker(body) | {"Idempotency-Key": self.job(), "Content-Type": kind}
        return await self.portal.client.put(f"/worker/{path}", content=content, headers=headers)

    async def check(self, body: str, item: str, outcome: str, reason: str | None = None) -> Json:
        """The automatic review of an item."""
        answer = await self.post(body, f"items/{item}/check", {"outcome": outcome, "reason": reason})
        assert answer.status_code == 200, answer.text
        found: Json = answer.json()
        return found

    async def allocate(self, body: str, item: str) -> Json:
        """The certificate of an item."""
        answer = await self.post(body, f"items/{item}/certificate")
        assert answer.status_code == 200, answer.text
        found: Json = answer.json()
        return found

    async def claimed(self) -> int:
        """The case is claimed by an instance, which the read model knows; its key."""
        key = 2251799813685255
        answer = await self.post(APPROVAL, "claim", {"process_instance_key": key})
        assert answer.json() == {"claimed": True}
        async with self.portal.context.database.write() as session:
            session.add(_instance(self, key, "restaurant", None, None))
        return key

    async def open_task(self, item: str | None, bodies: list[str], **changes: Any) -> str:
        """A task as the read model shows it: a review of ``item``, or the joint inspection; its key."""
        async with self.portal.context.database.write() as session:
            claim = await session.get(Claim, self.case_no)
            assert claim is not None
            self.tasks += 10
            root, key = claim.process_instance_key, self.tasks
            instance = root
            if item is not None:
                instance = key + 1
                session.add(_instance(self, instance, "department_review", item, bodies[0]))
            session.add(
                RmUserTask(
                    **{
                        "key": key,
                        "instance_key": instance,
                        "root_key": root,
                        "element_key": key + 2,
                        "element_id": "Task_OfficerReview" if item else "Task_JointInspection",
                        "process_id": "department_review" if item else "restaurant",
                        "candidate_groups": bodies,
                        "due_at": self.portal.clock.now() + timedelta(days=5),
                        "state": "open",
                        "created_at": self.portal.clock.now(),
                        **changes,
                    }
                )
            )
            for body in bodies:
                session.add(RmTaskGroup(task_key=key, body=body, open=True))
        return str(key)

    async def decide(
        self, body: str, task: str, decision: Json, sub: str = "officer", key: str | None = None
    ) -> httpx.Response:
        """An officer's decision."""
        headers = self.officer(body, sub) | ({"Idempotency-Key": key} if key else self.portal.fresh_key())
        return await self.portal.client.post(f"/tasks/{task}/decision", json=decision, headers=headers)


def _instance(desk: Desk, key: int, process: str, item: str | None, body: str | None) -> RmInstance:
    return RmInstance(
        key=key,
        process_id=process,
        version=1,
        definition_key=7,
        root_key=2251799813685255,
        case_no=desk.case_no,
        item=item,
        body=body,
        state="active",
        started_at=desk.portal.clock.now(),
    )


async def new_desk(portal: Portal, sample: str = "restaurant_new_inspection", **situation: str) -> Desk:
    """A submitted case with every material."""
    file_id = await portal.upload(PDF)
    needed = MATERIALS if situation.get("licence") != "existing" else MATERIALS[1:]
    case_no = await portal.submit(
        **{
            **application(),
            "situation": {"licence": "new", "fire": "inspection"} | situation,
            "form": sample_form(sample),
            "materials": [{"material": key, "file_id": file_id} for key in needed],
        }
    )
    return Desk(portal, case_no)


class Authority:
    """A rehearsal's certification authority, made at test time, and the maker of seals whom it knows."""

    def __init__(self, now: datetime) -> None:
        self.validity = Validity(now - timedelta(days=1), now + timedelta(days=3650))
        self._root_key = PrivateKey.generate()
        self.root = make_root(self._root_key, Subject("演练根证书", "演练认证机构"), self.validity)
        self.maker = self.signer("演练印章制作系统")

    def signer(self, name: str) -> KeySigner:
        """New keys and their certificate."""
        key = PrivateKey.generate()
        made = make_signer(key.public_key, Subject(name, name), self.validity, self._root_key, self.root)
        return KeySigner(key, made)


_authority = cache(Authority)


class SealMaker:
    """Keys, certificates and seals of the rehearsal bodies, of an authority of its own if none is named."""

    def __init__(self, context: Context, authority: Authority | None = None) -> None:
        self._context = context
        self._authority = authority or Authority(context.now())

    @property
    def root(self) -> bytes:
        """The certificate that whoever trusts these seals knows."""
        return self._authority.root

    def trust(self) -> None:
        """Put the root among those that the gateway trusts."""
        folder: Path = self._context.settings.roots_folder
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "rehearsal.der").write_bytes(self.root)

    def compose(self, allocated: Json) -> bytes:
        """The unsealed certificate, as the issuing body's worker composes it."""
        return compose_certificate(allocated["template"], CertificateData.from_json(allocated["data"]))

    def seal(self, body: str, allocated: Json, original: bytes) -> bytes:
        """The certificate under the seal of ``body``."""
        return self.seal_as(body, SealKind.CERTIFICATE, original, seal_place(allocated["template"]))

    def seal_document(
        self, body: str, content: Json, kind: SealKind | None = None, before: bytes | None = None
    ) -> bytes:
        """The document of these page data under the seal that they name, or another one, of ``body``; of one that several
        bodies issue, behind the seals of those ``before``."""
        data = PageData.from_json(content)
        composed = compose_document(data) if before is None else composed_before(before, data)
        turn = 0 if before is None else len(OfdReader(before).signatures)
        assert data.seal is not None
        place, last = composed.seal_places[turn], turn == len(composed.seal_places) - 1
        seam = () if turn else composed.seam
        return self.seal_as(body, kind or data.seal, composed.ofd, place, seam, lock=last)

    def seal_as(
        self,
        body: str,
        kind: SealKind,
        original: bytes,
        place: SealPlace,
        seam: Sequence[Stamp] = (),
        *,
        lock: bool = True,
    ) -> bytes:
        """``original`` under the seal of that kind of ``body``."""
        about = load_catalogue().body(body)
        signer, now = self._authority.signer(about.name), self._context.now()
        png = round_seal(SealText(about.name, kind.inscription, about.uscc[:13]), find_fonts().bold.path)
        order = SealOrder(
            seal_id=f"{about.uscc}000001",
            maker_id="REHEARSAL",
            name=kind.name_for(about.name),
            certificates=[signer.certificate],
            picture=SealPicture(png, 40, 40),
            validity=self._authority.validity,
            made=now,
        )
        prepared = prepare_seal(
            original,
            make_seal(order, self._authority.maker),
            signer.certificate,
            place.page_ref,
            place.box,
            now,
            seam=seam,
            lock=lock,
        )
        return prepared.finish(signer.sign_digest(prepared.digest))


def trusted_maker(context: Context) -> SealMaker:
    """Seals that the gateway trusts, of one authority for the whole session: copies of a store go on trusting it."""
    made = SealMaker(context, _authority(context.now()))
    made.trust()
    return made


async def sealed(desk: Desk, maker: SealMaker, body: str, item: str) -> Json:
    """Allocate, compose, seal and store the certificate of a granted item."""
    allocated = await desk.allocate(body, item)
    original = maker.compose(allocated)
    base = f"certificates/{allocated['identifier']}"
    assert (await desk.put(body, f"{base}/original", original)).status_code == 200
    stored = await desk.put(body, f"{base}/sealed", maker.seal(body, allocated, original))
    assert stored.status_code == 200, stored.text
    return allocated
