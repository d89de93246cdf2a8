"""What a process has cost, read from the kernel."""

import os
import subprocess
import sys

from scripts.tools.bench.processes import cpu_seconds, memory_mb


def test_a_process_counts_with_its_children() -> None:
    child = "x = bytearray(80_000_000); print('ready', flush=True); input()"
    parent = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {child!r}])"
    with subprocess.Popen(
        [sys.executable, "-c", parent], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        assert memory_mb(process.pid) > 70
        process.communicate("\n")


def test_this_process_has_used_the_processor() -> None:
    assert 0 < cpu_seconds(os.getpid()) <= sum(os.times()[:4]) + 0.1


def test_a_process_that_has_ended_costs_nothing_more() -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as ended:
        ended.wait()
    assert (cpu_seconds(ended.pid), memory_mb(ended.pid)) == (0, 0)
