"""Verifying any file that anybody shows: the verdict on the file, and beside it what this installation's register says today."""

from dataclasses import dataclass
from typing import Literal

from chain.certificates.standing import Standing, unknown
from chain.certificates.verdict import Finding, Verdict
from chain.errors import ChainError
from chain.trust.statements import in_words
from gateway.certificates.status import status_name, status_on
from gateway.certificates.storage import certificate_of, successor_of
from gateway.certificates.verdicts import verdict_on
from gateway.dependencies import Context
from gateway.documents.public_check import check_document

_NOT_OURS = "本平台没有登记该证照，请向颁发机构核实。"


@dataclass(frozen=True, slots=True)
class Verified:
    """``file`` is the verdict on the file alone, ``whole`` the same with what the register says; the rest is the register's."""

    kind: Literal["certificate", "document"]
    kind_name: str
    file: Verdict
    whole: Verdict
    status: str | None = None
    status_name: str | None = None
    successor: str | None = None


async def verified(context: Context, content: bytes) -> Verified:
    """What is to be said of a file today; any bytes are answered. The file is not kept."""
    document = await check_document(context, content)
    if document is None:
        return await _certificate(context, await verdict_on(context, content))
    return Verified(
        "document",
        document.kind_name,
        document.verdict,
        document.verdict.with_findings(document.registered),
        document.status,
        document.status_name,
    )


async def _certificate(context: Context, verdict: Verdict) -> Verified:
    standing = await _standing(context, verdict.identifier)
    if standing is None:
        said: tuple[Finding, ...] = (unknown(_NOT_OURS),) if verdict.identifier else ()
        return Verified("certificate", "电子证照", verdict, verdict.with_findings(*said))
    whole = verdict.with_findings(*standing.findings())
    return Verified(
        "certificate", "电子证照", verdict, whole, standing.status, standing.name, standing.successor
    )


async def _standing(context: Context, identifier: str) -> Standing | None:
    """What the certificate is worth now, and which version took its place; ``None`` where it is not on record."""
    now = context.now()
    async with context.database.read() as session:
        try:
            found = await certificate_of(session, identifier)
        except ChainError:
            return None
        successor = await successor_of(session, found)
    status = status_on(found, now.date())
    name = status_name(status, found.type_code)
    return Standing(status, name, in_words(now), None if successor is None else successor.identifier)
