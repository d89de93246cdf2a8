"""The command that starts a theme: writes what is missing, never over what is there."""

import shutil
from pathlib import Path

import pytest

from bpmn.catalogue import read_catalogue
from bpmn.lint import check_resources
from bpmn.resources import ROOM
from scripts.tools.new_theme import main

ITEMS = "business_license,signboard,fire_inspection"


@pytest.fixture
def room(tmp_path: Path) -> Path:
    """A copy of the designer's room."""
    for part in ("bodies", "items", "themes/restaurant"):
        shutil.copytree(ROOM / part, tmp_path / part)
    return tmp_path


def test_a_theme_is_written_from_its_items_and_is_sound(room: Path) -> None:
    assert main(["shop", "--items", ITEMS, "--name", "开店一件事"], room) == 0

    folder = room / "themes" / "shop"
    theme = read_catalogue(room).theme("shop")
    assert theme.name == "开店一件事"
    assert theme.items == tuple(ITEMS.split(","))
    assert check_resources({"shop.bpmn": (folder / "shop.bpmn").read_bytes()}) == []


def test_nothing_that_is_there_is_written_again(room: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["shop", "--items", ITEMS], room)
    before = {file: file.read_bytes() for file in (room / "themes" / "shop").iterdir()}

    assert main(["shop"], room) == 0
    assert "没有要改的" in capsys.readouterr().out
    assert main(["shop", "--items", "business_license"], room) == 1
    assert "不改写" in capsys.readouterr().out
    assert {file: file.read_bytes() for file in (room / "themes" / "shop").iterdir()} == before


def test_an_item_added_to_the_theme_is_shown_as_what_to_draw(
    room: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["shop", "--items", "business_license,signboard"], room)
    folder = room / "themes" / "shop"
    drawn = (folder / "shop.bpmn").read_bytes()
    main(["other", "--items", "business_license,signboard,fire_inspection"], room)
    for name in ("theme.toml", "scenario.dmn"):
        text = (room / "themes" / "other" / name).read_text("utf-8").replace("other", "shop")
        (folder / name).write_text(text, "utf-8")
    capsys.readouterr()

    assert main(["shop"], room) == 1
    assert "增加事项 fire_inspection" in capsys.readouterr().out
    assert (folder / "shop.bpmn").read_bytes() == drawn


def test_the_restaurant_as_it_was_drawn_agrees_with_its_theme(room: Path) -> None:
    shutil.copy(ROOM / "themes/restaurant/restaurant.bpmn", room / "themes/restaurant")
    assert main(["restaurant"], room) == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [(["shop"], "--items"), (["shop", "--items", "nowhere"], "没有事项 nowhere")],
)
def test_a_wrong_request_says_what_to_do(
    arguments: list[str], said: str, room: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments, room) == 2
    assert said in capsys.readouterr().err
    assert not (room / "themes" / "shop").exists()
