"""The engine's image starts from exactly what its Dockerfile names, with the configuration of the local run."""

import re
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from scripts.tools.engine_ports import EnginePorts
from scripts.tools.setup import cache_dir
from tests.unit.docker.alarms import metrics_of_alarms
from tests.unit.docker.dockerfile import DOCKERFILES
from tests.unit.docker.rehearsal import RehearsedImage

pytestmark = pytest.mark.engine

PATIENCE_SECONDS = 180.0


@contextmanager
def started(image: RehearsedImage, further: Mapping[str, str], log: Path) -> Iterator[None]:
    """The image's process until the block ends; it must end in order."""
    assert image.stage.command is not None
    with log.open("wb") as output:
        process = subprocess.Popen(
            image.words(image.stage.command, {}),
            cwd=image.root / "data",
            env=image.environment(further),
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        yield
        assert process.poll() is None, log.read_text(encoding="utf-8")[-2000:]
    finally:
        process.terminate()
        process.wait(60)
    assert process.returncode == 143  # Java's own answer to SIGTERM


def becomes_healthy(image: RehearsedImage, port: int) -> bool:
    assert image.stage.health is not None
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        asked = subprocess.run(
            image.words(image.stage.health, {9600: port}), env=image.environment({}), check=False
        )
        if asked.returncode == 0:
            return True
        time.sleep(1)
    return False


def test_the_engine_starts_from_its_image_and_shows_what_the_alarms_ask(tmp_path: Path) -> None:
    image = RehearsedImage(DOCKERFILES["engine"], tmp_path / "image", cache_dir())
    image.move_paths_in("engine/start")
    (tmp_path / "password").write_text("of this test", encoding="utf-8")
    ports = EnginePorts.free()
    further = {
        **ports.environ(),
        "YILIAN_ENGINE_HOST": "127.0.0.1",
        "YILIAN_INTAKE_URL": "http://127.0.0.1:1",
        "YILIAN_INTAKE_USER": "zeebe",
        "YILIAN_INTAKE_PASSWORD_FILE": str(tmp_path / "password"),
    }
    before = image.files()
    with started(image, further, tmp_path / "log"):
        assert becomes_healthy(image, ports.management)
        shown = httpx.get(f"http://127.0.0.1:{ports.management}/actuator/prometheus", trust_env=False).text
    assert image.files() == before
    names = set(re.findall(r"^(zeebe_\w+)", shown, re.MULTILINE))
    assert {name for name in metrics_of_alarms() if name.startswith("zeebe_")} <= names
    assert re.fullmatch(r"[0-9a-f]{32}", (image.root / "data" / "incarnation").read_text(encoding="ascii"))
    assert any((image.root / "data" / "broker").iterdir())
