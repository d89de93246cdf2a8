"""``scripts/lint``: what it checks, how it says it, and its exit code."""

import json
import shutil
from pathlib import Path

import pytest

from bpmn.resources import ROOM
from scripts.tools.lint import main


@pytest.fixture
def theme(tmp_path: Path) -> Path:
    """The restaurant in a room of its own."""
    for part in ("bodies", "items", "themes/restaurant"):
        shutil.copytree(ROOM / part, tmp_path / part)
    return tmp_path / "themes" / "restaurant"


def spoil(theme: Path, name: str, old: str, new: str) -> None:
    """Plant one mistake."""
    text = (theme / name).read_text("utf-8")
    assert old in text
    (theme / name).write_text(text.replace(old, new, 1), "utf-8")


def test_everything_of_this_installation_is_clean(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 0
    said = capsys.readouterr().out
    assert "restaurant（" in said
    assert "错误" not in said


def test_a_mistake_is_said_for_people_as_json_and_for_editors(
    theme: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    spoil(theme, "restaurant.bpmn", 'name="受理登记"', 'name="accept"')

    assert main([str(theme)]) == 1
    assert (
        "错误  restaurant.bpmn#Task_Accept  元素没有中文名称。（规则 identifiers）" in capsys.readouterr().out
    )
    assert main([str(theme), "--format", "json"]) == 1
    (part,) = json.loads(capsys.readouterr().out)
    assert [each["rule"] for each in part["findings"]] == ["identifiers"]
    assert main([str(theme), "--format", "editor"]) == 1
    assert capsys.readouterr().out == (
        "restaurant.bpmn:Task_Accept: error: 元素没有中文名称。 [identifiers]\n"
    )


@pytest.mark.parametrize(
    ("name", "old", "new", "rule"),
    [
        ("theme.toml", '"signboard", ', "", "catalogue"),
        ("scenario.dmn", '<text>"joint"</text>', "<text>joint</text>", "catalogue"),
        ("restaurant.bpmn", 'target="outcomes.signboard"', 'target="outcomes.tobacco"', "item_keys"),
    ],
)
def test_a_theme_of_another_room_is_checked_against_its_own_catalogue(
    name: str, old: str, new: str, rule: str, theme: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    spoil(theme, name, old, new)
    assert main([str(theme), "--format", "json"]) == 1
    (part,) = json.loads(capsys.readouterr().out)
    assert {each["rule"] for each in part["findings"]} == {rule}


def test_one_file_may_be_checked_alone(theme: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(theme / "scenario.dmn")]) == 0
    assert "没有问题" in capsys.readouterr().out


def test_a_path_that_is_not_there_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["/nowhere/at/all"]) == 2
    assert "没有这个文件" in capsys.readouterr().err
