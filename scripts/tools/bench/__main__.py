"""``scripts/bench``: measure, print tables, write JSON.

Exit codes: 0 everything asked for was measured (aims met or not); 1 a part failed, said in one sentence; 2 wrong usage;
130 interrupted.
"""

import argparse
import asyncio
import shutil
import signal
import sys
import tempfile
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from types import FrameType

import grpc
import httpx
from rich.console import Console

from chain.errors import ChainError
from scripts.tools.bench import cases, certificates, latency, store_scale, worker_rates
from scripts.tools.bench.figures import Findings
from scripts.tools.bench.report import as_json, machine, print_tables
from scripts.tools.bench.run import Run
from scripts.tools.failure import CommandFailed
from scripts.tools.setup import cache_dir, ensure_engine

PARTS: dict[str, tuple[str, Callable[[Run], Awaitable[Findings]]]] = {
    "cases": ("裸引擎与整个系统", cases.measure),
    "workers": ("工作进程框架", worker_rates.measure),
    "certificates": ("证照制发与核验", certificates.measure),
    "latency": ("等待时间", latency.measure),
    "store": ("存储规模", store_scale.measure),
}


def main(arguments: list[str] | None = None) -> int:
    """Run the parts asked for; answers the exit code."""
    options = _parse(arguments)
    console = Console(stderr=True, soft_wrap=True)
    signal.signal(signal.SIGTERM, _interrupt)
    folder = Path(tempfile.mkdtemp(prefix="yilian-bench-"))
    try:
        return _measure(options, folder, console)
    except KeyboardInterrupt:
        console.print("已中断，启动的进程均已停止。")
        return 130
    except (CommandFailed, ChainError) as error:
        console.print(f"[bold red]测量未能开始：[/bold red]{error}", highlight=False)
        return 1
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _measure(options: argparse.Namespace, folder: Path, console: Console) -> int:
    described, whole, failures = machine(), Findings(), dict[str, str]()
    run = Run(
        folder,
        ensure_engine(cache_dir()),
        options.repeats or (1 if options.quick else 3),
        options.quick,
        lambda line: console.print(f"· {line}", highlight=False),
        options.store_cases or (50_000 if options.quick else 1_000_000),
    )
    for name in options.only:
        title, part = PARTS[name]
        (folder / name).mkdir()
        console.print(f"[bold]{title}[/bold]", highlight=False)
        try:
            whole.add(asyncio.run(_run_part(part, replace(run, folder=folder / name))))
        except (CommandFailed, ChainError, OSError, grpc.RpcError, httpx.HTTPError, ExceptionGroup) as error:
            failures[name] = str(error)
            console.print(f"[bold red]{title} 未完成：[/bold red]{error}", highlight=False)
    print_tables(whole, Console())
    if options.json:
        options.json.write_text(as_json(whole, run, described, failures), encoding="utf-8")
    return 1 if failures else 0


async def _run_part(part: Callable[[Run], Awaitable[Findings]], run: Run) -> Findings:
    return await part(run)


def _parse(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="scripts/bench", description="测量：裸引擎、整个系统、工作进程框架、延迟与存储规模"
    )
    parser.add_argument("--quick", action="store_true", help="小规模、一轮，约六分钟")
    parser.add_argument(
        "--only", type=_parts, default=list(PARTS), help=f"只测这些部分，逗号分隔：{','.join(PARTS)}"
    )
    parser.add_argument("--repeats", type=_positive, help="轮数（默认 3，快速为 1）")
    parser.add_argument(
        "--store-cases", type=_positive, help="大存储的办件数（默认 1000000，快速为 50000；小存储为 10000）"
    )
    parser.add_argument("--json", type=Path, help="把全部结果写入这个文件")
    return parser.parse_args(arguments)


def _parts(text: str) -> list[str]:
    names = text.split(",")
    if unknown := [name for name in names if name not in PARTS]:
        raise argparse.ArgumentTypeError(f"没有这个部分：{'、'.join(unknown)}")
    return names


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("至少一轮")
    return number


def _interrupt(_signal: int, _frame: FrameType | None) -> None:
    # As Ctrl-C: a running event loop then ends its tasks in order.
    signal.raise_signal(signal.SIGINT)


if __name__ == "__main__":
    sys.exit(main())
