"""``scripts/lint``: what it checks, how it says it, and its exit code."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from bpmn.resources import ROOM
from forms import schema
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
    spoil(theme, "restaurant.bpmn", 'name="统一受理"', 'name="acceptance"')

    assert main([str(theme)]) == 1
    assert (
        "错误  restaurant.bpmn#Call_Acceptance  元素没有中文名称。（规则 identifiers）"
        in capsys.readouterr().out
    )
    assert main([str(theme), "--format", "json"]) == 1
    (part,) = json.loads(capsys.readouterr().out)
    assert [each["rule"] for each in part["findings"]] == ["identifiers"]
    assert main([str(theme), "--format", "editor"]) == 1
    assert capsys.readouterr().out == (
        "restaurant.bpmn:Call_Acceptance: error: 元素没有中文名称。 [identifiers]\n"
    )


def findings(theme: Path, capsys: pytest.CaptureFixture[str]) -> list[tuple[str, str, str]]:
    """Rule, file and element of each finding."""
    assert main([str(theme), "--format", "json"]) == 1
    (part,) = json.loads(capsys.readouterr().out)
    return [(each["rule"], each["resource"], each["element"]) for each in part["findings"]]


ROW = "Rule_restaurant_scenario_"


@pytest.mark.parametrize(
    ("name", "old", "new", "expected"),
    [
        (
            "restaurant.bpmn",
            '"outcomes.signboard"',
            '"outcomes.tobacco"',
            ("item_keys", "restaurant.bpmn", "Call_Signboard"),
        ),
        ("theme.toml", 'audience = "business"', 'audience = "shop"', ("catalogue", "theme.toml", "")),
        ("theme.toml", '"signboard", ', '"signbord", ', ("catalogue", "theme.toml", "")),
        ("theme.toml", '"signboard", ', "", ("scenario", "scenario.dmn", f"{ROW}6")),
        ("theme.toml", 'key = "fire"', 'key = "fires"', ("scenario", "scenario.dmn", "restaurant_scenario")),
        ("scenario.dmn", '<text>"joint"</text>', "<text>joint</text>", ("scenario", "scenario.dmn", "")),
        (
            "scenario.dmn",
            '<text>"joint"</text>',
            '<text>"join"</text>',
            ("scenario", "scenario.dmn", f"{ROW}7"),
        ),
        (
            "scenario.dmn",
            '<text>"signboard"</text>',
            '<text>"signbord"</text>',
            ("scenario", "scenario.dmn", f"{ROW}6"),
        ),
        (
            "scenario.dmn",
            '<text>"commitment"</text>',
            '<text>"commit"</text>',
            ("scenario", "scenario.dmn", f"{ROW}5"),
        ),
        (
            "scenario.dmn",
            '<text>"existing"</text>',
            '<text>"new"</text>',
            ("scenario", "scenario.dmn", "restaurant_scenario"),
        ),
        ("scenario.dmn", 'hitPolicy="COLLECT"', 'hitPolicy="UNIQUE"', ("scenario", "scenario.dmn", "")),
    ],
)
def test_a_mistake_in_a_themes_files_is_named_once(
    name: str,
    old: str,
    new: str,
    expected: tuple[str, str, str],
    theme: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    spoil(theme, name, old, new)
    assert findings(theme, capsys) == [expected]


def without_row(theme: Path, number: int) -> None:
    """One row of the scenario deleted."""
    file = theme / "scenario.dmn"
    text = file.read_text("utf-8")
    begin = text.index(f'<rule id="{ROW}{number}">')
    end = text.index("</rule>", begin) + len("</rule>")
    file.write_text(text[:begin] + text[end:], "utf-8")


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (5, ("scenario_paths", "restaurant.bpmn", "Call_FireCommitment")),
        (6, ("scenario", "scenario.dmn", "restaurant_scenario")),
    ],
)
def test_an_answer_or_item_that_no_row_covers_is_named_once(
    row: int, expected: tuple[str, str, str], theme: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    without_row(theme, row)
    assert findings(theme, capsys) == [expected]


@pytest.fixture
def forms(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of the departments' forms."""
    shutil.copytree(Path(schema.__file__).parent / "items", tmp_path / "items_of_forms" / "items")
    monkeypatch.setattr(schema, "_ROOM", tmp_path / "items_of_forms")
    schema._load.cache_clear()
    yield tmp_path / "items_of_forms" / "items"
    schema._load.cache_clear()


@pytest.mark.parametrize(
    ("old", "new", "element"),
    [
        ('"key": "business_name"', '"key": "busines_name"', "Field_business_name"),
        ('"id": "urban_signboard"', '"id": "signboard"', "id"),
        ('"type": "default"', '"type": "other"', "type"),
    ],
)
def test_a_mistake_in_a_form_is_named_once(
    old: str, new: str, element: str, theme: Path, forms: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    spoil(forms, "urban/signboard.form", old, new)
    assert findings(theme, capsys) == [("forms", "urban/signboard.form", element)]


def test_a_form_that_is_not_there_is_named_at_the_item(
    theme: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    spoil(theme.parents[1], "items/urban/signboard.toml", '"urban/signboard"', '"urban/signbord"')
    assert findings(theme, capsys) == [("forms", "urban/signboard.toml", "")]


def test_one_broken_theme_does_not_hide_the_others(theme: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other = theme.parent / "other"
    other.mkdir()
    (other / "theme.toml").write_text("key = 1", "utf-8")
    assert main([str(theme)]) == 0
    assert "没有问题" in capsys.readouterr().out


def test_a_rules_page_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--explain", "joins"]) == 0
    assert "## 怎样改" in capsys.readouterr().out


def test_one_file_may_be_checked_alone(theme: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(theme / "scenario.dmn")]) == 0
    assert "没有问题" in capsys.readouterr().out


def test_a_path_that_is_not_there_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["/nowhere/at/all"]) == 2
    assert "没有这个文件" in capsys.readouterr().err


@pytest.fixture
def department_form(tmp_path: Path) -> Path:
    """A department's form by itself."""
    file = tmp_path / "items" / "urban" / "signboard.form"
    file.parent.mkdir(parents=True)
    shutil.copy(schema.__file__.replace("schema.py", "items/urban/signboard.form"), file)
    return file


def test_a_departments_form_is_checked_by_itself(
    department_form: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(department_form)]) == 0
    assert main([str(department_form.parent)]) == 0
    spoil(department_form.parent, department_form.name, '"id": "urban_signboard"', '"id": "signboard"')
    capsys.readouterr()
    assert findings(department_form, capsys) == [("forms", "urban/signboard.form", "id")]


def test_a_field_that_the_dictionary_does_not_know_is_named(
    department_form: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    spoil(department_form.parent, department_form.name, '"key": "business_name"', '"key": "shop_name"')
    assert findings(department_form, capsys) == [("forms", "urban/signboard.form", "Field_business_name")]
