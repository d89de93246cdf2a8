"""Verifying certificates against the roots that this installation trusts."""

import asyncio
from pathlib import Path

from chain.certificates.verification import Result, Verdict, verify_ofd
from gateway.dependencies import Context
from gateway.store.models import Certificate

_AT_ONCE = asyncio.Semaphore(2)
"""A hostile file may take 100 MB while it is read: two at once, the others wait their turn."""


async def verdict_on(context: Context, content: bytes) -> Verdict:
    """The verdict on any bytes, as of now."""
    async with _AT_ONCE:
        return await asyncio.to_thread(_verify, context.settings.roots_folder, content, context)


async def passes(context: Context, certificate: Certificate, content: bytes) -> bool:
    """Whether the file verifies, is this certificate, and bears one seal, its issuing body's."""
    verdict = await verdict_on(context, content)
    body = context.catalogue.body(certificate.body)
    return (
        verdict.result is Result.PASSED
        and verdict.identifier == certificate.identifier
        and len(verdict.seals) == 1
        and verdict.seals[0].startswith(body.name)
    )


def _verify(folder: Path, content: bytes, context: Context) -> Verdict:
    roots = [file.read_bytes() for file in sorted(folder.glob("*.der"))]
    return verify_ofd(content, roots, context.now())
