"""Each image starts from exactly the files and packages that its Dockerfile names, and answers its own HEALTHCHECK."""

import os
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

from chain.clock import SystemClock
from scripts.tools.free_ports import free_port
from scripts.tools.setup import cache_dir
from tests.unit.docker.dockerfile import DOCKERFILES
from tests.unit.docker.rehearsal import RehearsedImage
from workers.e_seal.keeper.setup import Body, set_up

PATIENCE_SECONDS = 60.0
BODY = Body("approval_379901", "示例一区行政审批服务局", "11379901MB00000015", fictitious=True)


@pytest.fixture(scope="module")
def images(tmp_path_factory: pytest.TempPathFactory) -> dict[str, RehearsedImage]:
    """The three images of this project's own code, rehearsed once."""
    names = ("gateway", "workers", "keeper")
    folder = tmp_path_factory.mktemp("images")
    return {name: RehearsedImage(DOCKERFILES[name], folder / name, cache_dir()) for name in names}


@contextmanager
def running(
    image: RehearsedImage, command: list[str], port: int, further: Mapping[str, str]
) -> Iterator[dict[int, int]]:
    """The image's process on a free port in place of ``port``, until it answers its HEALTHCHECK; ends with SIGTERM."""
    free = free_port()
    environment = image.environment(further)
    environment = {n: str(free) if value == str(port) else value for n, value in environment.items()}
    process = subprocess.Popen(
        image.words(command, {port: free}),
        cwd=image.root / "app",
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield {port: free}
        assert process.poll() is None, process.communicate()[1]
    finally:
        process.terminate()
        process.communicate(timeout=30)
    # uvicorn raises the signal again once it has ended in order.
    assert process.returncode in (0, -signal.SIGTERM)


def becomes_healthy(image: RehearsedImage, health: list[str], ports: Mapping[int, int]) -> bool:
    """Whether the image's HEALTHCHECK succeeds within a minute."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        asked = subprocess.run(
            image.words(health, ports), env=image.environment({}), capture_output=True, check=False
        )
        if asked.returncode == 0:
            return True
        time.sleep(0.3)
    return False


def starts(image: RehearsedImage, port: int, further: Mapping[str, str], command: list[str]) -> None:
    """The process comes up, answers, ends in order and writes nowhere but in its data folder."""
    before = image.files()
    health = [word.replace(":8000/", f":{port}/") for word in image.stage.health or []]
    with running(image, command, port, further) as ports:
        assert becomes_healthy(image, health, ports)
    assert image.files() == before


def command_of(image: RehearsedImage) -> list[str]:
    assert image.stage.command is not None
    return image.stage.command


def test_the_gateway_starts_from_its_image(images: dict[str, RehearsedImage], tmp_path: Path) -> None:
    starts(images["gateway"], 8000, {"YILIAN_DATA": str(tmp_path)}, command_of(images["gateway"]))


def test_the_intake_starts_from_the_same_image(images: dict[str, RehearsedImage], tmp_path: Path) -> None:
    further = {"YILIAN_DATA": str(tmp_path), "YILIAN_INTAKE_PASSWORD": "of this test", "YILIAN_PORT": "8001"}
    starts(images["gateway"], 8001, further, ["python", "-m", "gateway.intake"])


def test_a_worker_starts_from_its_image_and_finds_the_typeface(images: dict[str, RehearsedImage]) -> None:
    image = images["workers"]
    further = {"YILIAN_BODY": BODY.code, "YILIAN_TOKEN": "of this test", "YILIAN_ENGINE_GRPC": "127.0.0.1:1"}
    starts(image, 8101, further, command_of(image))
    found = subprocess.run(
        image.words(["python", "-c", "from chain.certificates.fonts import find_fonts; find_fonts()"], {}),
        cwd=image.root / "app",
        env=image.environment({}),
        capture_output=True,
        text=True,
        check=False,
    )
    assert found.returncode == 0, found.stderr


def test_the_keeper_starts_from_its_image(images: dict[str, RehearsedImage]) -> None:
    image = images["keeper"]
    set_up(image.root / "data", [BODY], b"of this test", SystemClock().now())
    starts(image, 8002, {"YILIAN_KEEPER_PASSPHRASE": "of this test"}, command_of(image))


@pytest.mark.parametrize(
    ("name", "rooms"),
    [
        ("gateway", {"bpmn", "chain", "forms", "gateway"}),
        ("workers", {"chain", "workers"}),
        ("keeper", {"chain", "workers"}),
    ],
)
def test_an_image_holds_its_own_rooms_only(
    images: dict[str, RehearsedImage], name: str, rooms: set[str]
) -> None:
    app = images[name].root / "app"
    assert {entry.name for entry in app.iterdir()} == rooms | {"health.py"}


def test_the_keys_code_is_in_the_keepers_image_alone(images: dict[str, RehearsedImage]) -> None:
    holders = {name for name, image in images.items() if (image.root / "app/workers/e_seal/keeper").exists()}
    assert holders == {"keeper"}
    keeper = images["keeper"].root / "app" / "workers"
    assert sorted(str(file.relative_to(keeper)) for file in keeper.rglob("handlers.py")) == []


def test_no_image_contains_a_test_a_script_or_a_secret(images: dict[str, RehearsedImage]) -> None:
    for image in images.values():
        names = {path.name for path in (image.root / "app").rglob("*")}
        assert not names & {".env", "data.key", "secrets", "tests", "scripts", ".git"}
        assert not os.path.lexists(image.root / "app" / "docker")
