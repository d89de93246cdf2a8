"""Verifying certificates against the roots that this installation trusts, and what is published beneath them."""

from pathlib import Path

from chain.certificates.verification import Result, Verdict, verify_ofd
from chain.documents.kinds import SealKind
from chain.trust.folder import read_trust
from gateway.dependencies import Context
from gateway.few_at_once import FewAtOnce
from gateway.store.models import Certificate

READERS = FewAtOnce(2, "verify")
"""A hostile file may take 250 MB while it is read: packed, unpacked, and one XML file of it parsed."""


async def verdict_on(context: Context, content: bytes) -> Verdict:
    """The verdict on any bytes, as of now."""
    return await READERS.do(_verify, context.settings.roots_folder, content, context)


async def passes(context: Context, certificate: Certificate, content: bytes) -> bool:
    """Whether the file verifies, is this certificate, and bears one seal, its issuing body's for certificates."""
    verdict = await verdict_on(context, content)
    body = context.catalogue.body(certificate.body)
    return (
        verdict.result is Result.PASSED
        and verdict.identifier == certificate.identifier
        and verdict.seals == (SealKind.CERTIFICATE.name_for(body.name),)
    )


def _verify(folder: Path, content: bytes, context: Context) -> Verdict:
    trusted = read_trust(folder)
    return verify_ofd(content, trusted.roots, context.now(), trusted.evidence)
