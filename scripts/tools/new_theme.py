"""``scripts/new-theme KEY --items A,B,C``: a theme with table and diagram from its items; never over a designer's edits.

What is there already stays as it is: a missing file is written, and a diagram that is there is compared with the theme.
Exit code 0: written, or nothing to change; 1: something is to be changed by hand; 2: wrong usage.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from bpmn.catalogue.catalogue import ROOM, read_items, read_theme
from bpmn.catalogue.consistency import theme_problems
from bpmn.catalogue.items import Item
from bpmn.catalogue.themes import Theme
from bpmn.diagrams import read_diagram
from bpmn.errors import CatalogueError
from bpmn.generation import differences, draw_chain, steps_of
from bpmn.generation.order import Step
from bpmn.generation.theme_file import first_scenario, theme_toml
from bpmn.generation.writing import write_chain
from bpmn.scenarios import read_scenario
from chain.errors import ChainError


def main(arguments: Sequence[str] | None = None, room: Path = ROOM) -> int:
    """Write or compare the theme named on the command line."""
    options = _parser().parse_args(arguments)
    try:
        return _theme(options, room)
    except ChainError as error:
        sys.stderr.write(f"{error.detail}\n")
        return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="new-theme", description="由事项生成主题的说明、情形表和流程图")
    parser.add_argument("key", metavar="KEY", help="主题编码，例如 restaurant")
    parser.add_argument("--items", default="", help="事项编码，用逗号分隔；主题已存在时不填")
    parser.add_argument("--name", default="", help="主题名称，例如 开办餐饮店一件事")
    parser.add_argument("--audience", choices=["business", "person"], help="服务对象")
    return parser


def _theme(options: argparse.Namespace, room: Path) -> int:
    items = {item.key: item for item in read_items(room)}
    folder = room / "themes" / options.key
    if not (folder / "theme.toml").exists():
        _write_theme(options, folder, _chosen(options.items, items))
    theme = read_theme(folder / "theme.toml")
    wanted = [each.strip() for each in options.items.split(",") if each.strip()]
    if wanted and wanted != list(theme.items):
        sys.stdout.write(
            f"主题 {theme.key} 已存在，不改写。要改事项，请把 theme.toml 的 items 改为：{', '.join(wanted)}，"
            "并在 scenario.dmn 增减相应的行，再运行一次。\n"
        )
        return 1
    return _draw(theme, folder, items)


def _chosen(text: str, items: dict[str, Item]) -> list[Item]:
    keys = [each.strip() for each in text.split(",") if each.strip()]
    unknown = [key for key in keys if key not in items]
    if not keys or unknown:
        known = "、".join(sorted(items))
        raise CatalogueError(
            f"没有事项 {'、'.join(unknown)}，请先在 bpmn/items/ 建立。"
            if unknown
            else f"请用 --items 给出事项，可用：{known}。"
        )
    return [items[key] for key in keys]


def _write_theme(options: argparse.Namespace, folder: Path, items: list[Item]) -> None:
    name = options.name or f"{items[0].name}等{len(items)}项一件事"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "theme.toml").write_text(theme_toml(options.key, name, items, options.audience), "utf-8")
    (folder / "scenario.dmn").write_bytes(first_scenario(options.key, name, items))
    sys.stdout.write(f"已生成 {folder.name}/theme.toml、scenario.dmn，请补充依据、问题和情形。\n")


def _draw(theme: Theme, folder: Path, items: dict[str, Item]) -> int:
    table = folder / "scenario.dmn"
    scenario = read_scenario(table.read_bytes(), theme.key) if table.exists() else None
    problems = [each.sentence for each in theme_problems(theme, items, scenario)]
    if problems or scenario is None:
        raise CatalogueError("".join(problems))
    steps = steps_of(theme, items, scenario)
    diagram = folder / f"{theme.key}.bpmn"
    if diagram.exists():
        return _compare(diagram, steps)
    diagram.write_bytes(write_chain(draw_chain(steps), theme.key, theme.name, _documentation(theme, items)))
    sys.stdout.write(f"已生成 {diagram.name}。用 Camunda Modeler 打开查看，再运行 scripts/lint 检查。\n")
    return 0


def _documentation(theme: Theme, items: dict[str, Item]) -> str:
    named = "、".join(items[key].name for key in theme.items)
    return f"{theme.name}：{named}。统一受理后按前置关系先后或者并联办理，最后统一反馈、归档。"


def _compare(diagram: Path, steps: tuple[Step, ...]) -> int:
    found = differences(read_diagram(diagram.read_bytes(), diagram.name), steps)
    for each in found:
        elements = f"（{'、'.join(each.elements)}）" if each.elements else ""
        sys.stdout.write(f"{diagram.name}：{each.message}{elements}\n")
    if not found:
        sys.stdout.write(f"{diagram.name}：与主题的事项一致，没有要改的，未改动。\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
