"""What the houses' processes are forked by shows each of them as it is."""

import os
import signal
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

from scripts.tools.free_ports import free_port
from tests.e2e.forks import forked

pytestmark = pytest.mark.e2e

NOBODY = "http://127.0.0.1:9"
BODY = "approval_379901"


def environment(**further: str) -> Mapping[str, str]:
    """What this process knows, and more."""
    return {**os.environ, **further}


def test_a_program_that_cannot_start_says_why_in_its_log_and_by_its_exit_code(tmp_path: Path) -> None:
    log = tmp_path / "log"
    worker = forked(["workers", "--body", BODY], environment(YILIAN_TOKEN_FILE=str(tmp_path / "none")), log)
    assert worker.wait(60) == 2
    assert worker.poll() == 2
    assert "访问凭证文件不存在" in log.read_text(encoding="utf-8")


def test_a_program_is_asked_to_end_or_killed(tmp_path: Path) -> None:
    token = tmp_path / "token"
    token.write_text("none", encoding="ascii")
    for tell, code in ((signal.SIGTERM, 0), (signal.SIGKILL, -signal.SIGKILL)):
        log = tmp_path / f"{tell.name}.log"
        settings = environment(
            YILIAN_GATEWAY_URL=NOBODY,
            YILIAN_KEEPER_URL=NOBODY,
            YILIAN_ENGINE_GRPC="127.0.0.1:9",
            YILIAN_TOKEN_FILE=str(token),
            YILIAN_KEEPER_TOKEN_FILE=str(token),
            YILIAN_HEALTH_PORT=str(free_port()),
        )
        worker = forked(["workers", "--body", BODY], settings, log)
        while "worker started" not in log.read_text(encoding="utf-8"):
            with pytest.raises(subprocess.TimeoutExpired):
                worker.wait(0.1)
        assert worker.poll() is None
        (worker.terminate if tell is signal.SIGTERM else worker.kill)()
        assert worker.wait(60) == code
