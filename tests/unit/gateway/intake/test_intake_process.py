"""The intake as a process of its own."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import httpx

from scripts.tools.free_ports import free_port


def answers(port: int) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}/health", timeout=1.0).status_code < 500
    except httpx.HTTPError:
        return False


def test_a_told_stop_ends_the_intake_with_success(tmp_path: Path) -> None:
    port = free_port()
    settings = {"DATA": str(tmp_path), "PORT": str(port), "INTAKE_PASSWORD": "secret"}
    environment = os.environ | {f"YILIAN_{name}": value for name, value in settings.items()}
    process = subprocess.Popen([sys.executable, "-m", "gateway.intake"], env=environment)
    try:
        deadline = time.monotonic() + 60
        while not answers(port):
            assert process.poll() is None
            assert time.monotonic() < deadline
            time.sleep(0.1)
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0
    finally:
        process.kill()
        process.wait()
