"""How long people wait: one case alone, submissions and looks under a modest load, and the read model behind the engine.

Bare engine and house take turns, at the same pace of arrivals (issue 4, point 6).
"""

import asyncio
import time
from collections.abc import Awaitable, Callable

import grpc
from pyzeebe.proto import gateway_pb2_grpc

from scripts.tools.bench.bare import Bare, publish, running_bare
from scripts.tools.bench.figures import Collector, Findings, Ratio
from scripts.tools.bench.freshness import Freshness
from scripts.tools.bench.house import House, running_house
from scripts.tools.bench.people import Town, townsfolk
from scripts.tools.bench.run import Run
from scripts.tools.failure import CommandFailed

ARRIVAL_SECONDS = 3.0
"""Between two submissions: a case takes some three seconds of CPU, so that two cores are half busy at most."""

LOOK_SECONDS = 0.25
FLUSH_SECONDS = 1.0
"""``bulk.delay`` of the exporter in ``docker/engine``."""

_DESK_PAUSE = 0.5
_QUICK_DESK_PAUSE = 0.05
_PROBE_SECONDS = 0.02
_PATIENCE_SECONDS = 300.0
_STILL_SECONDS = 8.0


async def measure(run: Run) -> Findings:
    """One case alone on either side, then the load on either side, in turn."""
    found = Collector()
    with running_bare(run) as bare, running_house(run) as house:
        run.tell("预热")
        await bare.start_cases(run.scaled(20, 5), 4)
        await _all_ended(bare)
        await _alone_in_house(house)
        for number in range(run.repeats):
            run.tell(f"第 {number + 1}/{run.repeats} 轮：单独一件")
            for _ in range(run.scaled(3, 1)):
                found.sample("bare.alone", "裸引擎 单独一件从开始到结束", "秒", await _alone_in_bare(bare))
                found.sample(
                    "house.alone", "整个系统 单独一件从提交到证照齐备", "秒", await _alone_in_house(house)
                )
            run.tell(f"第 {number + 1}/{run.repeats} 轮：固定节奏")
            count = run.scaled(30, 8)
            found.percentiles("bare.start", "裸引擎 开始", "ms", await _paced_in_bare(bare, count))
            await _all_ended(bare)
            await _paced_in_house(house, count, found)
            found.sample("exporter.flush", "引擎导出间隔（设定）", "ms", FLUSH_SECONDS * 1000)
    return Findings(found.figures, _ratios(), _remarks())


async def _alone_in_bare(bare: Bare) -> float:
    before, began = (await asyncio.to_thread(bare.seen))["ended"], time.perf_counter()
    await bare.start_cases(1, 1)
    await _until(lambda: asyncio.to_thread(lambda: bare.seen()["ended"] > before))
    return time.perf_counter() - began


async def _all_ended(bare: Bare) -> None:
    """Wait until no chain has ended for a while: what is still under way would be taken for the next one's end."""
    ended = -1
    while (now := (await asyncio.to_thread(bare.seen))["ended"]) > ended:
        ended = now
        await asyncio.sleep(_STILL_SECONDS)


async def _alone_in_house(house: House) -> float:
    async with townsfolk(house.platform) as town:
        application = await town.prepare()
        desks = asyncio.create_task(town.decide_for_ever(_QUICK_DESK_PAUSE))
        try:
            began = time.perf_counter()
            case_no = await town.submit(application)
            await _until(lambda: asyncio.to_thread(lambda: house.count_ended({case_no}) == 1))
            return time.perf_counter() - began
        finally:
            desks.cancel()
            await asyncio.gather(desks, return_exceptions=True)


async def _until(true: Callable[[], Awaitable[bool]]) -> None:
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while not await true():
        if time.monotonic() > deadline:
            raise CommandFailed(f"一件办件在 {_PATIENCE_SECONDS:.0f} 秒内没有办完。")
        await asyncio.sleep(_PROBE_SECONDS)


async def _paced(count: int, arrive: Callable[[int], Awaitable[None]]) -> None:
    """``arrive`` once each :data:`ARRIVAL_SECONDS`, whether or not the one before is done."""
    async with asyncio.TaskGroup() as arrivals:
        for number in range(count):
            arrivals.create_task(_call(arrive, number))
            await asyncio.sleep(ARRIVAL_SECONDS)


async def _call(arrive: Callable[[int], Awaitable[None]], number: int) -> None:
    await arrive(number)


async def _paced_in_bare(bare: Bare, count: int) -> list[float]:
    spent: list[float] = []
    async with grpc.aio.insecure_channel(bare.engine.grpc_address) as channel:
        stub = gateway_pb2_grpc.GatewayStub(channel)

        async def arrive(_: int) -> None:
            spent.append(await publish(stub) * 1000)

        await _paced(count, arrive)
    return spent


async def _paced_in_house(house: House, count: int, found: Collector) -> None:
    async with townsfolk(house.platform) as town:
        applications = [await town.prepare() for _ in range(count)]
        town.seconds.clear()
        case_nos: list[str] = []

        async def arrive(number: int) -> None:
            case_nos.append(await town.submit(applications[number]))

        others = [
            asyncio.create_task(town.decide_for_ever(_DESK_PAUSE)),
            asyncio.create_task(_look_for_ever(town, case_nos)),
        ]
        try:
            with Freshness(house) as freshness:
                await _paced(count, arrive)
            await _until(lambda: asyncio.to_thread(lambda: house.count_ended(set(case_nos)) == count))
        finally:
            for other in others:
                other.cancel()
            await asyncio.gather(*others, return_exceptions=True)
    for kind, title in (("submit", "整个系统 提交"), ("status", "整个系统 查询办件")):
        found.percentiles(f"house.{kind}", title, "ms", [each * 1000 for each in town.seconds[kind]])
    found.percentiles("house.lag", "读模型落后于引擎", "ms", freshness.milliseconds)


async def _look_for_ever(town: Town, case_nos: list[str]) -> None:
    """Somebody looks at one of the cases each :data:`LOOK_SECONDS`."""
    number = 0
    while True:
        await asyncio.sleep(LOOK_SECONDS)
        if case_nos:
            await town.status(case_nos[number % len(case_nos)])
            number += 1


def _ratios() -> list[Ratio]:
    return [
        Ratio("submit_to_start", "提交 p95 ÷ 裸引擎开始 p95", "house.submit.p95", "bare.start.p95", 2.0),
        Ratio("lag_to_flush", "读模型落后 p99 ÷ 导出间隔", "house.lag.p99", "exporter.flush", 1.5),
    ]


def _remarks() -> list[str]:
    return [
        "单独一件：其余空闲；人员每 0.05 秒看一次待办并立即决定，所以这是系统的时间，不含人的时间。",
        f"固定节奏：每 {ARRIVAL_SECONDS} 秒一件，同时每 {LOOK_SECONDS} 秒查询一次办件，人员照常决定；裸引擎同一节奏。",
        "读模型落后：每个环节从引擎记录的时间到在库中可见，每 20 毫秒看一次。",
    ]
