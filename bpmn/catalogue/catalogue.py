"""Reads the catalogue's files and answers by key."""

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from bpmn.catalogue.consistency import theme_problems
from bpmn.catalogue.entries import Body, Entry, RegionFile
from bpmn.catalogue.items import Item
from bpmn.catalogue.messages import sentence
from bpmn.catalogue.themes import Theme
from bpmn.errors import CatalogueError, DiagramRefused, UnknownBody, UnknownItem, UnknownRegion, UnknownTheme
from bpmn.scenarios import Scenario, read_scenario

ROOM = Path(__file__).resolve().parent.parent

AnyEntry = TypeVar("AnyEntry", bound=Entry)


class Catalogue:
    """Themes, items and bodies by key, in a stable order."""

    def __init__(
        self,
        themes: Iterable[Theme],
        items: Iterable[Item],
        regions: Iterable[RegionFile],
        scenarios: Mapping[str, Scenario],
    ) -> None:
        self._themes = {theme.key: theme for theme in themes}
        self._scenarios = dict(scenarios)
        self._items = {item.key: item for item in items}
        files = tuple(regions)
        self._regions = {file.region: file.name for file in files}
        self._bodies = {body.code: body for file in files for body in _bodies_of(file)}
        for theme in self._themes.values():
            self._check(theme)

    def theme(self, key: str) -> Theme:
        """The theme of that key; raises :class:`UnknownTheme`."""
        if key not in self._themes:
            raise UnknownTheme
        return self._themes[key]

    def themes(self) -> tuple[Theme, ...]:
        """Every theme."""
        return tuple(self._themes.values())

    def scenario(self, key: str) -> Scenario:
        """The scenario of the theme of that key; raises :class:`UnknownTheme`."""
        return self._scenarios[self.theme(key).key]

    def item(self, key: str) -> Item:
        """The item of that key; raises :class:`UnknownItem`."""
        if key not in self._items:
            raise UnknownItem
        return self._items[key]

    def items(self) -> tuple[Item, ...]:
        """Every item."""
        return tuple(self._items.values())

    def body(self, code: str) -> Body:
        """The body of that code (``<department>_<region>``); raises :class:`UnknownBody`."""
        if code not in self._bodies:
            raise UnknownBody
        return self._bodies[code]

    def bodies(self, region: str | None = None) -> tuple[Body, ...]:
        """The bodies of a region, or all; raises :class:`UnknownRegion`."""
        if region is not None and region not in self._regions:
            raise UnknownRegion
        return tuple(body for body in self._bodies.values() if region in (None, body.region))

    def regions(self) -> dict[str, str]:
        """Names of the regions by division code."""
        return dict(self._regions)

    def body_of(self, department: str, region: str) -> Body:
        """The body of a department in a region; raises :class:`UnknownRegion` when the region has none."""
        if region not in self._regions or f"{department}_{region}" not in self._bodies:
            raise UnknownRegion
        return self._bodies[f"{department}_{region}"]

    def _check(self, theme: Theme) -> None:
        for problem in theme_problems(theme, self._items, self._scenarios.get(theme.key)):
            where = f"情形表 {problem.place}：" if problem.place else ""
            raise CatalogueError(f"themes/{theme.key}：{where}{problem.sentence}")


def _bodies_of(file: RegionFile) -> list[Body]:
    return [
        Body(
            code=f"{entry.department}_{file.region}",
            name=entry.name,
            department=entry.department,
            department_name=entry.department_name,
            region=file.region,
            region_name=file.name,
            uscc=entry.uscc,
            fictitious=file.fictitious,
        )
        for entry in file.body
    ]


def read_entry(file: Path, kind: type[AnyEntry]) -> AnyEntry:
    """Read one file of the catalogue; raises :class:`CatalogueError` that names the file and each wrong field."""
    try:
        return kind.model_validate(tomllib.loads(file.read_text(encoding="utf-8")))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CatalogueError(f"{file.name}：不是有效的 TOML 文件（{error}）。") from error
    except ValidationError as error:
        raise CatalogueError(f"{file.name}：{sentence(error)}。") from error


def read_catalogue(room: Path) -> Catalogue:
    """Read the catalogue that lies in ``room``: file names must agree with the keys in the files."""
    regions = read_regions(room)
    themes: list[Theme] = []
    scenarios: dict[str, Scenario] = {}
    for file in sorted(room.glob("themes/*/theme.toml")):
        theme = read_theme(file)
        themes.append(theme)
        scenarios |= _scenario_beside(file, theme.key)
    return Catalogue(themes, read_items(room), regions, scenarios)


def read_regions(room: Path) -> list[RegionFile]:
    """The bodies of every region in ``room``; raises :class:`CatalogueError`."""
    return [read_entry(file, RegionFile) for file in sorted(room.glob("bodies/*.toml"))]


def read_items(room: Path) -> list[Item]:
    """Every item of the catalogue in ``room``; raises :class:`CatalogueError`."""
    items: dict[str, Item] = {}
    for file in sorted(room.glob("items/*/*.toml")):
        item = read_entry(file, Item)
        if (item.department, item.key) != (file.parent.name, file.stem):
            raise CatalogueError(f"{file.name}：编码与文件位置不一致。")
        if item.key in items:
            raise CatalogueError(f"{file.name}：事项编码 {item.key} 已由 {items[item.key].department} 使用。")
        items[item.key] = item
    return list(items.values())


def read_theme(file: Path) -> Theme:
    """The theme of a ``theme.toml``; raises :class:`CatalogueError`."""
    theme = read_entry(file, Theme)
    if theme.key != file.parent.name:
        raise CatalogueError(f"themes/{file.parent.name}：主题编码与文件夹名称不一致。")
    return theme


def _scenario_beside(file: Path, theme: str) -> dict[str, Scenario]:
    table = file.with_name("scenario.dmn")
    if not table.exists():
        return {}
    try:
        return {theme: read_scenario(table.read_bytes(), theme, f"themes/{theme}/scenario.dmn")}
    except DiagramRefused as refused:
        raise CatalogueError(refused.detail) from refused


@cache
def load_catalogue() -> Catalogue:
    """The catalogue of this installation, read once."""
    return read_catalogue(ROOM)
