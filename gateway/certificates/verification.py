"""Verifying any file that anybody shows: the verdict on the file, and beside it what this installation's register says today."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from chain.certificates.data import CertificateData
from chain.certificates.standing import Standing, unknown
from chain.certificates.verdict import Finding, Result, Verdict
from chain.errors import ChainError
from chain.trust.statements import in_words
from gateway.certificates.status import status_name, status_on
from gateway.certificates.storage import certificate_of, successor_of
from gateway.certificates.verdicts import verdict_on
from gateway.dependencies import Context
from gateway.documents.public_check import check_document

_REGISTERED = "登记情况"
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
    registered = await _registered(context, verdict.identifier)
    if registered is None:
        said: tuple[Finding, ...] = (unknown(_NOT_OURS),) if verdict.identifier else ()
        return Verified("certificate", "电子证照", verdict, verdict.with_findings(*said))
    standing, metadata = registered
    whole = verdict.with_findings(*_held_to(metadata, verdict), *standing.findings())
    return Verified(
        "certificate", "电子证照", verdict, whole, standing.status, standing.name, standing.successor
    )


def _held_to(registered: Mapping[str, str], verdict: Verdict) -> Iterator[Finding]:
    """Whether a sound file says what is on record under its identifier: else the status is another certificate's.

    What one of the two does not name, an annotation for one, is not compared. Of a file that is not sound nothing is said:
    whoever guesses at the holder would be told.
    """
    if not verdict.passed:
        return
    if any(verdict.metadata.get(name, value) != value for name, value in registered.items()):
        reason = "本平台在该证照标识之下登记的内容与文件所载不一致。"
        yield Finding("registered", _REGISTERED, Result.FAILED, reason)
    else:
        yield Finding("registered", _REGISTERED, Result.PASSED, "文件所载与本平台登记的内容一致。")


async def _registered(context: Context, identifier: str) -> tuple[Standing, Mapping[str, str]] | None:
    """What the certificate is worth now and which version took its place, and its metadata; ``None`` where it is not on
    record."""
    now = context.now()
    async with context.database.read() as session:
        try:
            found = await certificate_of(session, identifier)
        except ChainError:
            return None
        successor = await successor_of(session, found)
    status = status_on(found, now.date())
    name = status_name(status, found.type_code)
    standing = Standing(status, name, in_words(now), None if successor is None else successor.identifier)
    return standing, CertificateData.from_json(found.data).metadata()
