"""The newer engine in the place of the real broker for all tests in this folder."""

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import pytest

from scripts.tools.failure import CommandFailed
from scripts.tools.free_ports import LOOPBACK, free_port
from scripts.tools.rehearsal.records import RecordLog

STOP_SECONDS = 30


@dataclass(frozen=True, slots=True)
class InMemoryEngine:
    """Zeebe 8.8 in a process of its own."""

    grpc_address: str


@pytest.fixture(scope="package")
def records(tmp_path_factory: pytest.TempPathFactory) -> RecordLog:
    """Every record of the engine's log."""
    return RecordLog(tmp_path_factory.mktemp("in_memory") / "records.ndjson")


@pytest.fixture(scope="package")
def engine(records: RecordLog, tmp_path_factory: pytest.TempPathFactory) -> Iterator[InMemoryEngine]:
    """The engine, shared by the tests of this folder and gone after them."""
    port, log = free_port(), tmp_path_factory.mktemp("zeebe-8.8") / "engine.log"
    with log.open("wb") as errors:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.engine.in_memory.server", str(port)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
        )
    assert process.stdin is not None
    assert process.stdout is not None
    _wait_ready(process.stdout, log)
    reading = threading.Thread(target=_read, args=(process.stdout, records), daemon=True)
    reading.start()
    yield InMemoryEngine(f"{LOOPBACK}:{port}")
    process.stdin.close()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    reading.join()
    process.stdout.close()


def _wait_ready(output: IO[bytes], log: Path) -> None:
    for line in output:
        if line.strip() == b"ready":
            return
    raise CommandFailed(f"the engine in memory did not start: {log.read_text(errors='replace')[-3000:]}")


def _read(output: IO[bytes], records: RecordLog) -> None:
    for line in output:
        if line.startswith(b"{"):
            records.add([json.loads(line)])
