"""``./scripts/demo`` and ``./scripts/verify`` as a person runs them."""

import json
import os
import re
import socket
import subprocess
from pathlib import Path

import pytest

from scripts.tools.engine_ports import EnginePorts
from scripts.tools.platform import PlatformPorts
from scripts.tools.setup import project_root

pytestmark = pytest.mark.e2e

ROOT = project_root()


def run(command: list[str], **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a command of the project; answers what it printed and its exit code."""
    return subprocess.run(
        command,
        cwd=ROOT,
        env={**os.environ, **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=400,
        check=False,
    )


def free_ports() -> dict[str, str]:
    """The environment that puts a run beside others."""
    ports, engine = PlatformPorts.free(), EnginePorts.free()
    return {
        "YILIAN_GATEWAY_PORT": str(ports.gateway),
        "YILIAN_INTAKE_PORT": str(ports.intake),
        "YILIAN_KEEPER_PORT": str(ports.keeper),
        "YILIAN_WORKER_PORT": str(ports.worker_health),
        **engine.environ(),
    }


def test_the_demo_ends_with_five_sealed_certificates_that_verify(tmp_path: Path) -> None:
    out = tmp_path / "out"
    done = run(["./scripts/demo", "--out", str(out)], **free_ports())
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-2000:]
    result = json.loads((out / "result.json").read_text(encoding="utf-8"))
    assert result.keys() == {"case_no", "theme", "state", "items", "timeline", "process_instance_key"}
    assert (result["theme"], result["state"]) == ("restaurant", "completed")
    assert result["case_no"] in done.stdout
    files = [str(out / item["certificate"]["file"]) for item in result["items"]]
    assert len(files) == 5
    assert all(Path(file).with_suffix(".png").stat().st_size > 10_000 for file in files)
    assert run(["./scripts/verify", "--root", str(out / "root.der"), *files]).returncode == 0

    tampered = Path(files[0])
    tampered.write_bytes(tampered.read_bytes().replace(b"Content.xml", b"Content.xmk"))
    verdict = run(["./scripts/verify", "--root", str(out / "root.der"), str(tampered)])
    assert verdict.returncode == 1
    assert "不通过" in verdict.stdout

    page = (out / "path.html").read_text(encoding="utf-8")
    assert not re.search(r"""(?:src|href)\s*=\s*["']https?://""", page.split("</style>")[0])
    assert "开办餐饮店" in page


@pytest.mark.parametrize("taken", ["YILIAN_GATEWAY_PORT", "YILIAN_ENGINE_PORT_GRPC"])
def test_a_taken_port_gives_one_clear_sentence(tmp_path: Path, taken: str) -> None:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        port = str(holder.getsockname()[1])
        done = run(["./scripts/demo", "--out", str(tmp_path / "out")], **{**free_ports(), taken: port})
    assert done.returncode == 1
    assert f"端口 {port}" in done.stdout
    assert taken in done.stdout
    assert "Traceback" not in done.stdout + done.stderr


def test_a_missing_network_gives_one_clear_sentence(tmp_path: Path) -> None:
    nowhere = "http://127.0.0.1:9"
    done = run(
        ["./scripts/demo", "--out", str(tmp_path / "out")],
        YILIAN_CACHE=str(tmp_path / "empty-cache"),
        YILIAN_MAVEN_MIRROR=nowhere,
        YILIAN_NPM_MIRROR=nowhere,
    )
    assert done.returncode == 1
    assert "请联网后重新运行" in done.stdout
    assert "Traceback" not in done.stdout + done.stderr
