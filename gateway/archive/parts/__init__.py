"""What goes into a package, part by part: a room that keeps something of a case adds one line to ``PARTS``."""

from collections.abc import Awaitable, Callable

from sqlalchemy.ext.asyncio import AsyncSession

from gateway.archive.facts import FileFacts
from gateway.archive.parts.aftercare import corrections, ratings, requests
from gateway.archive.parts.agents import assistances, mandates
from gateway.archive.parts.filed import Filed
from gateway.archive.parts.handling import application, decisions, notices, obligations, papers, window
from gateway.archive.parts.originals import certificates, documents, materials
from gateway.archive.parts.outcome import deliveries, inspections, messages, publications
from gateway.archive.parts.process import acts, clock_sheets, exchange_records
from gateway.archive.parts.shared import shared_readings
from gateway.dependencies import Context

Part = Callable[[Context, AsyncSession, FileFacts], Awaitable[list[Filed]]]
"""Gives the files of one kind, in the caller's transaction, which has locked the case."""

PARTS: tuple[Part, ...] = (
    application,
    acts,
    exchange_records,
    clock_sheets,
    notices,
    decisions,
    obligations,
    papers,
    window,
    documents,
    materials,
    shared_readings,
    certificates,
    inspections,
    mandates,
    assistances,
    messages,
    deliveries,
    publications,
    requests,
    corrections,
    ratings,
)


async def filed_of(context: Context, session: AsyncSession, facts: FileFacts) -> list[Filed]:
    """Every file of the package: of a supplement, what no package of the case holds yet."""
    return [filed for part in PARTS for filed in await part(context, session, facts)]
