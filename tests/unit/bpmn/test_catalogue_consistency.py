"""What does not agree between items, a theme and its scenario is named exactly."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from bpmn.catalogue import read_catalogue
from bpmn.catalogue.catalogue import read_entry
from bpmn.catalogue.items import Item
from bpmn.errors import CatalogueError
from bpmn.resources import ROOM

THEME = "themes/restaurant/theme.toml"
TABLE = "themes/restaurant/scenario.dmn"
SIGN = "items/urban/signboard.toml"


@pytest.fixture
def room(tmp_path: Path) -> Path:
    """A copy of the restaurant's catalogue."""
    for part in ("bodies", "items", "themes/restaurant"):
        shutil.copytree(ROOM / part, tmp_path / part)
    return tmp_path


def change(room: Path, name: str, old: str, new: str) -> None:
    """Change one place of a file."""
    text = (room / name).read_text("utf-8")
    assert old in text
    (room / name).write_text(text.replace(old, new, 1), "utf-8")


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        (THEME, '"signboard", ', '"billboard", ', "没有事项 billboard"),
        (THEME, 'key = "restaurant"', 'key = "canteen"', "与文件夹名称不一致"),
        (THEME, 'lead_department = "approval"', 'lead_department = "urban"', "牵头部门"),
        (
            THEME,
            "[outcomes.business_license]",
            "[outcomes.hotel]",
            "outcomes 中的事项不在 items 中：hotel",
        ),
        (THEME, 'refused = "stop"', 'refused = "stops"', "outcomes.items.business_license.refused：只能是"),
        (
            THEME,
            'refused = "stop"',
            'granted = "stop"',
            "outcomes.items.business_license.granted：没有这一项",
        ),
        (THEME, "[outcomes.business_license]", "[outcomes.industry_permit]", "综合许可证 industry_permit"),
        (THEME, 'key = "fire"', 'key = "fires"', "输入 fire 不是本主题的问题"),
        (THEME, 'key = "commitment"', 'key = "promise"', "回答 commitment 不是该问题的选项"),
        (TABLE, '<text>"signboard"</text>', '<text>"billboard"</text>', "事项 billboard 不在本主题"),
        (TABLE, '<text>"existing"</text>', '<text>"new"</text>', "business_license 有两种办理方式"),
        (TABLE, '<text>"joint"</text>', '<text>"single"</text>', "没有办理方式 single"),
        (SIGN, 'applicants = ["business", "person"]', "applicants = []", "applicants：至少1项"),
        (
            SIGN,
            'key = "premises_proof"',
            'key = "premises_proof"\naccepts = ["video/mp4"]',
            "在事项 business_license 与 signboard 中没有共同接受的文件类型：application/pdf、image/png、image/jpeg；video/mp4",
        ),
        (SIGN, "fee = 0", 'fee = "免费"', "fee：应为整数"),
        (SIGN, 'prerequisites = ["business_license"]', 'prerequisites = ["signboard"]', "以自己为前置"),
        (SIGN, "fee = 0", 'fee = 0\nretention = "永久"', "保管期限（retention）应当与其依据"),
        (SIGN, "fee = 0", 'fee = 0\nretention = "20年"\nretention_source = "S1"', "只能是"),
        (SIGN, 'tolerance_consequence = "withheld"', 'tolerance_consequence = "kept"', "只能是"),
        (
            SIGN,
            'required = true\nsource = "applicant"\ntolerable_days = 5',
            'required = false\nsource = "applicant"\ntolerable_days = 5',
            "可容缺、可告知承诺的材料应为必需材料",
        ),
        (
            "items/approval/food_license.toml",
            "promised_days = 0\n",
            'promised_days = 0\ntolerance_consequence = "withheld"\n',
            "须有 certificate",
        ),
        (SIGN, 'mark = "mixed"', 'mark = "guess"', "mark：只能是"),
    ],
)
def test_a_planted_mistake_is_named(room: Path, name: str, old: str, new: str, said: str) -> None:
    change(room, name, old, new)
    with pytest.raises(CatalogueError) as refused:
        read_catalogue(room)
    assert said in refused.value.detail


def test_a_theme_without_a_table_is_named(room: Path) -> None:
    (room / TABLE).unlink()
    with pytest.raises(CatalogueError, match=r"scenario\.dmn"):
        read_catalogue(room)


def test_another_lead_is_taken_with_its_reason(room: Path) -> None:
    change(room, THEME, 'lead_department = "approval"', 'lead_department = "urban"\nlead_reason = "试点"')
    assert read_catalogue(room).theme("restaurant").lead_department == "urban"


def test_two_items_of_one_key_are_refused(room: Path) -> None:
    copy = room / "items/fire/signboard.toml"
    copy.write_text((room / SIGN).read_text("utf-8").replace('"urban"', '"fire"', 1), "utf-8")
    with pytest.raises(CatalogueError, match="signboard"):
        read_catalogue(room)


def dated(room: Path, *periods: str) -> Path:
    """The signboard's item with its mode once for each period."""
    text = (room / SIGN).read_text("utf-8")
    head, _, mode = text.partition("[[mode]]\n")
    parts = [f"[[mode]]\n{period}\n{mode}" for period in periods]
    (room / SIGN).write_text(head + "\n".join(parts), "utf-8")
    return room / SIGN


def test_a_rule_that_changed_stands_beside_the_one_before_it(room: Path) -> None:
    file = dated(room, "until = 2020-12-31", "since = 2021-01-01")
    item = read_entry(file, Item)
    key = item.mode[0].key
    earlier, later = item.find_mode(key, date(2020, 12, 31)), item.find_mode(key, date(2021, 1, 1))
    assert earlier is not None
    assert earlier.until == date(2020, 12, 31)
    assert later is item.find_mode(key) is item.modes_in_force()[0]


def test_two_versions_in_force_on_one_day_are_refused(room: Path) -> None:
    file = dated(room, "until = 2021-01-01", "since = 2021-01-01")
    with pytest.raises(CatalogueError, match="在同一天都有效"):
        read_entry(file, Item)
