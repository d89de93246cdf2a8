"""The gateway's worker-facing API as a handler sees it (docs/architecture.md)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal, TypeVar
from urllib.parse import quote

from pydantic import ValidationError

from chain.cases import Outcome
from workers.client import models
from workers.client.http import Exchange, Reply
from workers.client.slices import Slice
from workers.client.transport import ServiceClient, TokenSource, Transport
from workers.data_sharing.interfaces import Reading
from workers.errors import GatewayAnswerInvalid, GatewayFailed, GatewayRefused, GatewayUnavailable

AnswerT = TypeVar("AnswerT", bound=models.Answer)

OFD = "application/ofd"
ZIP = "application/zip"


class GatewayClient(ServiceClient):
    """One connection pool to the gateway with the body's token."""

    def __init__(self, base_url: str, token: TokenSource, exchange: Exchange | None = None) -> None:
        self._transport = Transport(
            base_url,
            token,
            name="gateway",
            away=GatewayUnavailable,
            failed=GatewayFailed,
            refused=GatewayRefused,
            exchange=exchange,
        )

    def for_job(self, job_key: int) -> "JobGateway":
        """The API for one job: every writing call carries the job's key, so that it counts once."""
        return JobGateway(self._transport, job_key)


class JobGateway:
    """Calls of one job.

    Each raises ``GatewayUnavailable``, ``GatewayFailed``, ``GatewayRefused``, ``CredentialsRefused`` or
    ``GatewayAnswerInvalid``.
    """

    def __init__(self, transport: Transport, job_key: int) -> None:
        self._transport = transport
        self._headers = {"Idempotency-Key": str(job_key)}

    async def claim(self, case_no: str, process_instance_key: int) -> models.ClaimAnswer:
        """Claim the case for a process instance."""
        body = {"process_instance_key": process_instance_key}
        return await self._post(models.ClaimAnswer, _case(case_no, "claim"), body)

    async def accept(self, case_no: str) -> models.AcceptanceAnswer:
        """Record the acceptance of the whole chain."""
        return await self._post(models.AcceptanceAnswer, _case(case_no, "acceptance"), {})

    async def slice(self, case_no: str, item: str) -> Slice:
        """What this body may know of the case; the read is audited."""
        response = await self._transport.send("GET", _item(case_no, item, "slice"))
        return _parse(Slice, response)

    async def file(self, case_no: str, file_id: str) -> bytes:
        """The content of a file of the slice; the read is audited."""
        return (await self._transport.send("GET", _case(case_no, "files", file_id))).content

    async def precheck(self, case_no: str, item: str, gaps: list[models.Gap]) -> models.PrecheckAnswer:
        """Hand in what the automatic check of form and materials found."""
        found = [gap.model_dump(mode="json") for gap in gaps]
        return await self._post(models.PrecheckAnswer, _item(case_no, item, "precheck"), {"gaps": found})

    async def check(
        self, case_no: str, item: str, outcome: Outcome, reason: str | None
    ) -> models.CheckAnswer:
        """Hand in the outcome of the automatic review; starts the item's clock once."""
        body = {"outcome": outcome.value, "reason": reason}
        return await self._post(models.CheckAnswer, _item(case_no, item, "check"), body)

    async def lapse(self, case_no: str, item: str) -> models.LapseAnswer:
        """Have the item ended if what was asked for in its review did not come in time."""
        return await self._post(models.LapseAnswer, _item(case_no, item, "lapse"), {})

    async def clock(self, case_no: str, item: str) -> models.ClockAnswer:
        """Have the item's time limit looked at; marks a warning or an overdue."""
        return await self._post(models.ClockAnswer, _item(case_no, item, "clock"), {})

    async def verification(
        self, case_no: str, item: str, outcome: Outcome, register: str, consulted_at: datetime
    ) -> models.VerificationAnswer:
        """Hand in what a register said about a licence, as evidence."""
        body = {"outcome": outcome.value, "register": register, "consulted_at": consulted_at.isoformat()}
        return await self._post(models.VerificationAnswer, _item(case_no, item, "verification"), body)

    async def shared_reading(
        self,
        case_no: str,
        item: str,
        reading: Reading,
        licence: models.LicenceRead | None = None,
    ) -> models.SharedReadingAnswer:
        """Leave evidence of what was read of shared data, not the data; the first of a query stays.

        Of a ``licence`` read in place of a material also which was found.
        """
        body: dict[str, Any] = {
            "resource": reading.resource.value,
            "source": reading.source,
            "grant_no": reading.grant_no,
            "query_no": reading.query_no,
            "records": len(reading.records),
            "digest": reading.digest,
            "read_at": reading.read_at.isoformat(),
        }
        if licence is not None:
            body["licence"] = licence.model_dump()
        return await self._post(models.SharedReadingAnswer, _item(case_no, item, "shared-readings"), body)

    async def notice(
        self, case_no: str, scope: str, kind: Literal["supplement", "answer"], result: str | None = None
    ) -> models.NoticeAnswer:
        """Send the one notice of all gaps in ``scope``, or the one answer with its ``result``."""
        body = {"scope": scope, "kind": kind, "result": result}
        return await self._post(models.NoticeAnswer, _case(case_no, "notices"), body)

    async def gate(self, case_no: str, item: str) -> models.GateAnswer:
        """Ask whether the item's certificate may be issued, or waits for what the applicant still owes."""
        return await self._post(models.GateAnswer, _case(case_no, "items", item, "obligations", "gate"), {})

    async def obligation(self, case_no: str, obligation_no: str) -> models.ObligationAnswer:
        """Have an obligation looked at: reminded of, settled, or followed by its consequence."""
        path = _case(case_no, "obligations", obligation_no, "check")
        return await self._post(models.ObligationAnswer, path, {})

    async def matter(self, case_no: str, matter_no: str) -> models.MatterAnswer:
        """Have a matter looked at that has a time limit of its own."""
        return await self._post(models.MatterAnswer, _case(case_no, "matters", matter_no, "check"), {})

    async def certificate(self, case_no: str, item: str, version: int = 1) -> models.CertificateAnswer:
        """A version of the certificate of a case and item; allocated at the first call, the same ever after."""
        path = _item(case_no, item, "certificate")
        return await self._post(models.CertificateAnswer, path, {"version": version})

    async def original(self, identifier: str) -> bytes:
        """The unsealed OFD of a certificate."""
        return (await self._transport.send("GET", _certificate(identifier, "original"))).content

    async def put_original(self, identifier: str, ofd: bytes) -> models.StoredAnswer:
        """Store the unsealed OFD; the first one stored stays."""
        return await self._put(models.StoredAnswer, _certificate(identifier, "original"), ofd, OFD)

    async def put_sealed(self, identifier: str, ofd: bytes) -> models.StoredAnswer:
        """Store the sealed OFD, which the gateway verifies; the first one stored stays."""
        return await self._put(models.StoredAnswer, _certificate(identifier, "sealed"), ofd, OFD)

    async def drafted_document(self, case_no: str, document_no: str) -> models.DocumentAnswer:
        """The page data of a document that this body makes out; the read is audited."""
        response = await self._transport.send("GET", _case(case_no, "documents", document_no))
        return _parse(models.DocumentAnswer, response)

    async def document_so_far(self, case_no: str, document_no: str) -> bytes:
        """A joint document as the bodies before this one sealed it; the read is audited."""
        path = _case(case_no, "documents", document_no, "sealed")
        return (await self._transport.send("GET", path)).content

    async def put_document(self, case_no: str, document_no: str, ofd: bytes) -> models.StoredDocument:
        """Store the sealed document, which the gateway verifies; the first one stored stays."""
        path = _case(case_no, "documents", document_no, "sealed")
        return await self._put(models.StoredDocument, path, ofd, OFD)

    async def ordered_copy(self, case_no: str, copy_no: str) -> models.CopyAnswer:
        """An annotated copy that this body makes; the read is audited."""
        return _parse(models.CopyAnswer, await self._transport.send("GET", _case(case_no, "copies", copy_no)))

    async def put_copy(self, case_no: str, copy_no: str, ofd: bytes) -> models.StoredCopy:
        """Store the sealed copy, which the gateway verifies; the first one stored stays."""
        return await self._put(models.StoredCopy, _case(case_no, "copies", copy_no, "sealed"), ofd, OFD)

    async def hand_over(self, case_no: str) -> models.HandedOverAnswer:
        """Hand an answered case over to the archive."""
        return await self._post(models.HandedOverAnswer, _case(case_no, "handover"), {})

    async def archive_manifest(
        self, case_no: str, digest: str, files: int, pages: int, uncounted: int
    ) -> models.ManifestAnswer:
        """Have the manifest drawn up that names the digest (SM3) of a package's list, and the files whose pages are
        ``uncounted``.
        """
        body = {"digest": digest, "files": files, "pages": pages, "uncounted": uncounted}
        return await self._post(models.ManifestAnswer, _case(case_no, "archive", "manifest"), body)

    async def dossier(self, case_no: str) -> bytes:
        """What belongs in the archived package of the case, as JSON (see ``models.Dossier``)."""
        return (await self._transport.send("GET", _case(case_no, "dossier"))).content

    async def document(self, href: str) -> bytes:
        """A document that the dossier names."""
        return (await self._transport.send("GET", href)).content

    async def archive(self, case_no: str, package: bytes) -> models.ArchiveAnswer:
        """Store the archived package; the first one stored stays."""
        return await self._put(models.ArchiveAnswer, _case(case_no, "archive"), package, ZIP)

    async def _post(self, answer: type[AnswerT], path: str, body: Mapping[str, Any]) -> AnswerT:
        return _parse(answer, await self._transport.send("POST", path, json=body, headers=self._headers))

    async def _put(self, answer: type[AnswerT], path: str, content: bytes, media_type: str) -> AnswerT:
        headers = {**self._headers, "Content-Type": media_type}
        return _parse(answer, await self._transport.send("PUT", path, content=content, headers=headers))


def _parse(answer: type[AnswerT], response: Reply) -> AnswerT:
    try:
        return answer.model_validate_json(response.content)
    except ValidationError:
        raise GatewayAnswerInvalid from None


def _case(case_no: str, *rest: str) -> str:
    return "/worker/cases/" + "/".join(quote(part, safe="") for part in (case_no, *rest))


def _item(case_no: str, item: str, last: str) -> str:
    return _case(case_no, "items", item, last)


def _certificate(identifier: str, last: str) -> str:
    return f"/worker/certificates/{quote(identifier, safe='')}/{last}"
