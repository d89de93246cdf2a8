"""``scripts/try`` as a command, for a theme outside the repository, sound and with a mistake that only a run shows."""

import shutil
import subprocess
from pathlib import Path

import pytest

from bpmn.resources import ROOM
from scripts.tools.setup import project_root

pytestmark = pytest.mark.engine


@pytest.fixture
def theme(tmp_path: Path) -> Path:
    """The restaurant, drawn by hand, in a room of its own outside."""
    for part in ("bodies", "items", "themes/restaurant"):
        shutil.copytree(ROOM / part, tmp_path / part)
    return tmp_path / "themes" / "restaurant"


def try_it(theme: Path) -> tuple[int, str]:
    """Run the command; its exit code and what it said."""
    done = subprocess.run(
        [project_root() / "scripts" / "try", str(theme)], capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout + done.stderr


def test_a_sound_chain_is_walked_on_every_flow(theme: Path) -> None:
    code, said = try_it(theme)
    assert code == 0, said
    assert "可以发布" in said
    assert "未走过" not in said


def test_a_due_date_that_is_no_date_is_found_with_its_element_and_reason(theme: Path) -> None:
    diagram = theme / "restaurant.bpmn"
    text = diagram.read_text("utf-8")
    wrong = text.replace('dueDate="=acceptance.inspection_due_at"', 'dueDate="=case_no"')
    assert wrong != text
    diagram.write_text(wrong, "utf-8")

    code, said = try_it(theme)

    assert code == 1
    assert "× 情形1" in said
    assert "√ 撤回" in said
    assert "流程 restaurant 停在 Task_JointInspection：表达式取不到值" in said
    assert "未走过" in said
