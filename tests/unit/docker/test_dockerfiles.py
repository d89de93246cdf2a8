"""What holds for every Dockerfile, and that the lists of packages are what the code imports."""

import os
import re
import subprocess
import sysconfig
from pathlib import Path

import pytest

from tests.unit.docker.dockerfile import DOCKERFILES, PROJECT, Copy, Run, read_stages
from tests.unit.docker.needs import PARTS, needed_by, written

ROLES = sorted(DOCKERFILES)
HADOLINT = Path(sysconfig.get_path("scripts")) / "hadolint"


@pytest.mark.parametrize("role", ROLES)
def test_hadolint_finds_nothing_with_no_rule_ignored(role: str) -> None:
    path = DOCKERFILES[role]
    done = subprocess.run([HADOLINT, "--no-color", path], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")
    assert "hadolint ignore" not in path.read_text(encoding="utf-8")


def test_hadolint_would_find_something(tmp_path: Path) -> None:
    bad = tmp_path / "Dockerfile"
    bad.write_text("FROM python:latest\nRUN cd /tmp && pip install httpx\nCMD python\n", encoding="utf-8")
    done = subprocess.run([HADOLINT, "--no-color", bad], capture_output=True, text=True, check=False)
    assert {"DL3007", "DL3013", "DL3025"} <= set(re.findall(r"DL\d+", done.stdout))


@pytest.mark.parametrize("role", ROLES)
def test_an_image_runs_as_its_own_user_with_a_health_check_and_in_exec_form(role: str) -> None:
    image = read_stages(DOCKERFILES[role])[-1]
    assert image.user == "10001:10001"
    assert image.command is not None
    assert image.health is not None
    users = [step.command for step in image.steps if isinstance(step, Run)]
    assert len(users) == 1
    assert "useradd --uid 10001" in users[0]
    assert "--shell /usr/sbin/nologin" in users[0]


@pytest.mark.parametrize("role", ROLES)
def test_packages_come_from_the_lock_with_hashes_and_pip_does_not_stay(role: str) -> None:
    *builds, image = read_stages(DOCKERFILES[role])
    installs = [
        step.command
        for stage in builds
        for step in stage.steps
        if isinstance(step, Run) and " install " in step.command
    ]
    assert installs
    for command in installs:
        assert re.search(r"pip .*install --no-cache-dir --require-hashes --only-binary :all: ", command)
    assert any("pip uninstall" in step.command for step in image.steps if isinstance(step, Run))


@pytest.mark.parametrize("role", ROLES)
def test_every_base_is_the_one_argument_that_may_carry_a_digest(role: str) -> None:
    text = DOCKERFILES[role].read_text(encoding="utf-8")
    assert re.findall(r"^ARG (.*)$", text, re.MULTILINE) == ["PYTHON_IMAGE=python:3.12-slim"]
    assert {stage.base for stage in read_stages(DOCKERFILES[role])} == {"${PYTHON_IMAGE}"}


@pytest.mark.parametrize("role", ROLES)
def test_every_copied_path_exists_and_is_let_through_by_the_ignore_file(role: str) -> None:
    allowed = [
        line[1:]
        for line in (PROJECT / ".dockerignore").read_text(encoding="utf-8").splitlines()
        if line.startswith("!")
    ]
    copies = [s for stage in read_stages(DOCKERFILES[role]) for s in stage.steps if isinstance(s, Copy)]
    for source in (path for step in copies if step.source_stage is None for path in step.sources):
        assert (PROJECT / source).exists()
        assert any(source == path or source.startswith(f"{path}/") for path in allowed), source


@pytest.mark.parametrize("role", sorted(PARTS))
def test_the_list_of_an_images_packages_is_what_its_code_needs(role: str) -> None:
    assert written(PROJECT / "docker" / "packages" / f"{role}.txt") == sorted(needed_by(role))


def test_the_engine_runs_the_configuration_of_the_local_run() -> None:
    copied = {
        source
        for step in read_stages(DOCKERFILES["engine"])[-1].steps
        if isinstance(step, Copy) and step.source_stage is None
        for source in step.sources
    }
    assert {"docker/engine/application.yaml", "docker/engine/log4j2.xml"} <= copied
    start = (PROJECT / "docker" / "engine" / "start").read_text(encoding="utf-8")
    assert "-Dspring.config.location=classpath:/application.properties,file:/engine/application.yaml" in start
    assert os.access(PROJECT / "docker" / "engine" / "start", os.X_OK)
