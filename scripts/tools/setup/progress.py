"""Tells the person at the terminal how far a download is: a bar on a terminal, a few plain lines elsewhere."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    Progress,
    TextColumn,
    TimeRemainingColumn,
    TransferSpeedColumn,
)

_QUARTERS = 4


def say(sentence: str) -> None:
    """One line to standard error; standard output stays free for the command's own result."""
    print(sentence, file=sys.stderr, flush=True)


@contextmanager
def download_progress(name: str, total: int) -> Iterator[Callable[[int], None]]:
    """Yields a function that takes the number of bytes that have just arrived; ``total`` is in bytes."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield _plain(name, total)
        return
    columns = (TextColumn("  {task.description}"), BarColumn(), DownloadColumn(), TransferSpeedColumn())
    with Progress(*columns, TimeRemainingColumn(), console=console, transient=True) as progress:
        task = progress.add_task(name, total=total)
        yield lambda count: progress.update(task, advance=count)


def _plain(name: str, total: int) -> Callable[[int], None]:
    arrived = reported = 0

    def advance(count: int) -> None:
        nonlocal arrived, reported
        arrived += count
        quarter = arrived * _QUARTERS // total
        if quarter > reported:
            reported = quarter
            say(
                f"  {name}：{quarter * 100 // _QUARTERS}%（{arrived // 1_000_000} / {total // 1_000_000} MB）"
            )

    return advance
