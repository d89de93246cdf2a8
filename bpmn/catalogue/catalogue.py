"""Reads the catalogue's files and answers by key."""

import tomllib
from collections import Counter
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from bpmn.catalogue.models import Body, Entry, Item, RegionFile, Theme
from bpmn.errors import CatalogueError, UnknownBody, UnknownItem, UnknownRegion, UnknownTheme

ROOM = Path(__file__).resolve().parent.parent

AnyEntry = TypeVar("AnyEntry", bound=Entry)


class Catalogue:
    """Themes, items and bodies by key, in a stable order."""

    def __init__(self, themes: Iterable[Theme], items: Iterable[Item], regions: Iterable[RegionFile]) -> None:
        self._themes = {theme.key: theme for theme in themes}
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
        file = f"themes/{theme.key}/theme.toml"
        for key in (*theme.items, *theme.outcomes.ends_chain, theme.outcomes.joint_permit):
            if key not in self._items:
                raise CatalogueError(f"{file}：没有事项 {key}。")
        departments = Counter(self._items[key].department for key in theme.items)
        if departments[theme.lead_department] < max(departments.values()):
            raise CatalogueError(f"{file}：牵头部门应为涉及事项最多的部门（鲁政办字〔2020〕62号）。")
        questions = {question.key: {answer.key for answer in question.answer} for question in theme.question}
        for key in theme.items:
            for mode in self._items[key].mode:
                for name, answer in mode.when.items():
                    if answer not in questions.get(name, ()):
                        raise CatalogueError(
                            f"items/{key}：办理方式 {mode.key} 的条件 {name}={answer} 不是本主题的问答。"
                        )


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
        wrong = "；".join(
            f"{'.'.join(str(part) for part in problem['loc'])}：{problem['msg']}"
            for problem in error.errors()
        )
        raise CatalogueError(f"{file.name}：{wrong}。") from error


def read_catalogue(room: Path) -> Catalogue:
    """Read the catalogue that lies in ``room``: file names must agree with the keys in the files."""
    regions = [read_entry(file, RegionFile) for file in sorted(room.glob("bodies/*.toml"))]
    items = []
    for file in sorted(room.glob("items/*/*.toml")):
        item = read_entry(file, Item)
        if (item.department, item.key) != (file.parent.name, file.stem):
            raise CatalogueError(f"{file.name}：编码与文件位置不一致。")
        items.append(item)
    themes = [read_entry(file, Theme) for file in sorted(room.glob("themes/*/theme.toml"))]
    return Catalogue(themes, items, regions)


@cache
def load_catalogue() -> Catalogue:
    """The catalogue of this installation, read once."""
    return read_catalogue(ROOM)
