"""The environment is made again exactly when its lock has changed."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from scripts.tools.environment import LOCKS, EnvironmentFailed, ensure, is_current, stamp_of

BOOTSTRAP = Path(__file__).resolve().parents[3] / "scripts" / "bootstrap"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with two locks and an environment without a stamp, under a path with a blank."""
    root = tmp_path / "一链 办理"
    (root / ".venv" / "bin").mkdir(parents=True)
    (root / ".venv" / "bin" / "python").symlink_to(sys.executable)
    for lock in LOCKS.values():
        (root / lock).write_text(f"# {lock}\n", encoding="utf-8")
    return root


def stamp(root: Path, kind: str) -> None:
    (root / ".venv" / ".yilian-stamp").write_text(stamp_of(root, kind), encoding="utf-8")


@pytest.mark.parametrize(
    ("made_from", "wanted", "current"),
    [
        ("runtime", "runtime", True),
        ("dev", "dev", True),
        ("dev", "runtime", True),
        ("runtime", "dev", False),
    ],
)
def test_an_environment_serves_what_its_lock_contains(
    project: Path, made_from: str, wanted: str, current: bool
) -> None:
    stamp(project, made_from)

    assert is_current(project, wanted) is current


def test_a_changed_lock_makes_the_environment_stale(project: Path) -> None:
    stamp(project, "runtime")
    (project / LOCKS["runtime"]).write_text("another==1\n", encoding="utf-8")

    assert not is_current(project, "runtime")


def test_an_environment_without_its_python_is_stale(project: Path) -> None:
    stamp(project, "runtime")
    (project / ".venv" / "bin" / "python").unlink()

    assert not is_current(project, "runtime")


def test_a_current_environment_is_used_without_any_network(project: Path) -> None:
    stamp(project, "dev")

    ensure(project, "runtime", {"YILIAN_PYPI_MIRROR": "http://127.0.0.1:9/simple"})

    assert not (project / ".venv.lock").exists()


def test_without_a_network_the_reason_is_said_and_the_environment_stays_unstamped(tmp_path: Path) -> None:
    (tmp_path / LOCKS["runtime"]).write_text(
        f"absent-package==1 --hash=sha256:{'0' * 64}\n", encoding="utf-8"
    )
    # Nothing listens on the discard port: the connection is refused at once.
    environ = {
        "PATH": os.environ["PATH"],
        "YILIAN_PYPI_MIRROR": "http://127.0.0.1:9/simple",
        "PIP_RETRIES": "0",
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_NO_CACHE_DIR": "1",
    }

    with pytest.raises(EnvironmentFailed, match="无法连接软件包源"):
        ensure(tmp_path, "runtime", environ)

    assert not is_current(tmp_path, "runtime")


def test_the_first_argument_of_a_command_is_not_taken_for_a_wish_to_install_the_test_tools(
    project: Path,
) -> None:
    (project / "scripts" / "tools").mkdir(parents=True)
    (project / "scripts" / "bootstrap").write_bytes(BOOTSTRAP.read_bytes())
    (project / "scripts" / "tools" / "environment.py").write_text(
        "import sys; print('kind', sys.argv[2])", encoding="utf-8"
    )
    command = project / "scripts" / "command"
    command.write_text('. "$(dirname "$0")/bootstrap"; echo "$YILIAN_ROOT|$1"', encoding="utf-8")

    told = subprocess.run(["bash", command, "restaurant"], capture_output=True, text=True, check=True)

    assert told.stdout.splitlines() == ["kind runtime", f"{project.resolve()}|restaurant"]
