"""Plays all stories of a chain on one engine, some at once, with one house of scripted bodies and officers."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass

import grpc.aio

from scripts.tools.engine import EngineProcess
from scripts.tools.rehearsal.chains import Chain
from scripts.tools.rehearsal.officers import Officers
from scripts.tools.rehearsal.playing import BODY, play
from scripts.tools.rehearsal.records import RecordLog
from scripts.tools.rehearsal.rehearsal import Rehearsal
from scripts.tools.rehearsal.stories import Story

AT_ONCE = 8


@dataclass(frozen=True, slots=True)
class Played:
    """A story that was played as ``case``: what went otherwise than it must, in how many seconds."""

    story: Story
    case: Rehearsal
    problems: tuple[str, ...]
    seconds: float


async def walk(
    chain: Chain,
    told: Iterable[Story],
    engine: EngineProcess,
    channel: grpc.aio.Channel,
    records: RecordLog,
    tell: Callable[[Played], Awaitable[None]],
) -> None:
    """Deploy the chain and play every story; ``tell`` hears of each as soon as it ended."""
    house = Rehearsal(engine, channel, records, [BODY], chain.jobs, chain.files)
    officers = Officers(house, chain.forms)
    places = asyncio.Semaphore(AT_ONCE)

    async def one(story: Story) -> None:
        async with places:
            case = house.beside()
            began = time.monotonic()
            problems = await play(case, officers, chain.catalogue, chain.key, story)
        await tell(Played(story, case, tuple(problems), time.monotonic() - began))

    async with house.working(), asyncio.TaskGroup() as working:
        desk = working.create_task(officers.work())
        await asyncio.gather(*(one(story) for story in told))
        desk.cancel()
