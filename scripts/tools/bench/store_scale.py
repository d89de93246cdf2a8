"""What following a case costs when the store holds very many: the same requests on a small and on a large store.

Small and large take turns request by request, so that whatever else the machine does meets both.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from gateway.store import migrate
from gateway.store.database import Database
from gateway.store.encryption import create_key_file
from scripts.tools.bench.figures import Collector, Findings, Ratio
from scripts.tools.bench.filling import fill
from scripts.tools.bench.run import Run
from scripts.tools.bench.store_calls import CALLS, Call, Desk, open_desk
from scripts.tools.postgres import PostgresServer

SMALL = 10_000
LIMIT = 1.5
WARM = 5
DATABASES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


@dataclass(frozen=True, slots=True)
class Pair:
    """The two sizes of one database."""

    backend: str
    sizes: tuple[int, int]
    desks: tuple[Desk, Desk]


async def measure(run: Run) -> Findings:
    """Fill both databases with :data:`SMALL` and ``run.store_cases`` cases and ask both sizes the same."""
    found = Collector()
    sizes = (SMALL, run.store_cases)
    with PostgresServer(run.folder) as server:
        for backend in DATABASES:
            urls = [_address(run.folder, server, backend, size) for size in sizes]
            for size, url in zip(sizes, urls, strict=True):
                await _filled(run, found, backend, size, url)
            async with _pair(run.folder, backend, sizes, urls) as pair:
                for number in range(run.repeats):
                    run.tell(f"{DATABASES[backend]}：第 {number + 1} 轮")
                    await _round(pair, run.scaled(100, 20), found)
    ratios = [ratio for backend in DATABASES for call in CALLS for ratio in _ratios(backend, call, sizes)]
    return Findings(found.figures, ratios, [_remark(sizes)])


def label(size: int) -> str:
    """A size in a figure's name: 10k, 1m."""
    return f"{size // 1_000_000}m" if size % 1_000_000 == 0 else f"{size // 1000}k"


def _folder(folder: Path, backend: str, size: int) -> Path:
    return folder / f"{backend}-{label(size)}"


def _address(folder: Path, server: PostgresServer, backend: str, size: int) -> str:
    if backend == "postgresql":
        return server.create(f"store_{label(size)}")
    return f"sqlite+aiosqlite:///{_folder(folder, backend, size) / 'store.db'}"


async def _filled(run: Run, found: Collector, backend: str, size: int, url: str) -> None:
    run.tell(f"{DATABASES[backend]}：写入 {size} 件办件")
    begun = perf_counter()
    cipher = create_key_file(_folder(run.folder, backend, size) / "keys" / "data.key")
    database = Database(url, cipher)
    await migrate.upgrade(database)
    await database.close()
    await fill(url, cipher, size, lambda _: None)
    title = f"{DATABASES[backend]} 写入 {size} 件"
    found.sample(f"store.{backend}.{label(size)}.fill", title, "秒", perf_counter() - begun)


@asynccontextmanager
async def _pair(folder: Path, backend: str, sizes: tuple[int, int], urls: list[str]) -> AsyncIterator[Pair]:
    small, large = (_folder(folder, backend, size) for size in sizes)
    async with open_desk(small, urls[0]) as first, open_desk(large, urls[1]) as second:
        yield Pair(backend, sizes, (first, second))


async def _round(pair: Pair, requests: int, found: Collector) -> None:
    for call in CALLS:
        spent: tuple[list[float], list[float]] = ([], [])
        for n in range(WARM + requests):
            for desk, times in zip(pair.desks, spent, strict=True):
                times.append(await desk.ask(call, n))
        for size, times in zip(pair.sizes, spent, strict=True):
            title = f"{DATABASES[pair.backend]} {size} 件 {call.title}"
            found.percentiles(_figure(pair.backend, size, call), title, "ms", times[WARM:])


def _figure(backend: str, size: int, call: Call) -> str:
    return f"store.{backend}.{label(size)}.{call.name}"


def _ratios(backend: str, call: Call, sizes: tuple[int, int]) -> list[Ratio]:
    small, large = (_figure(backend, size, call) for size in sizes)
    return [
        Ratio(
            f"store.{backend}.{call.name}.{share}",
            f"{DATABASES[backend]} {call.title} {share}：{sizes[1]} 件比 {sizes[0]} 件",
            f"{large}.{share}",
            f"{small}.{share}",
            LIMIT,
        )
        for share in (("p50", "p95") if call.status else ("p50",))
    ]


def _remark(sizes: tuple[int, int]) -> str:
    return (
        f"存储规模：{sizes[0]} 件与 {sizes[1]} 件交替请求，经网关应用本身（不经网络，不连引擎）；"
        "办结办件取自全部时段，每类请求先做五次不计。"
    )
