"""One theme with its items and its scenario, whatever state the other themes of the room are in."""

from pathlib import Path

from bpmn.catalogue import Catalogue
from bpmn.catalogue.catalogue import read_items, read_regions, read_theme
from bpmn.catalogue.consistency import theme_problems
from bpmn.errors import CatalogueError, DiagramRefused
from bpmn.lint.finding import ERROR, Finding
from bpmn.scenarios import Scenario, read_scenario


def read_alone(folder: Path, room: Path) -> tuple[Catalogue | None, list[Finding]]:
    """The catalogue of the theme in ``folder`` alone, or what is wrong with its theme, items or scenario."""
    try:
        items = read_items(room)
        regions = read_regions(room)
        theme = read_theme(folder / "theme.toml")
    except CatalogueError as refused:
        return None, [Finding("catalogue", ERROR, "theme.toml", "", refused.detail)]
    table = folder / "scenario.dmn"
    scenario: Scenario | None = None
    try:
        if table.exists():
            scenario = read_scenario(table.read_bytes(), theme.key)
    except DiagramRefused as refused:
        return None, [Finding("scenario", ERROR, table.name, "", refused.detail)]
    problems = [
        Finding("scenario", ERROR, table.name, each.place, each.sentence)
        if each.place
        else Finding("catalogue", ERROR, "theme.toml", "", each.sentence)
        for each in theme_problems(theme, {item.key: item for item in items}, scenario)
    ]
    if problems or scenario is None:
        return None, problems
    return Catalogue([theme], items, regions, {theme.key: scenario}), []
