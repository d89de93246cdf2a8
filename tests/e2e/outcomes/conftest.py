"""A house whose restaurant theme says something else for each ending of each item; it begins on 2 November 2026."""

import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from bpmn.resources import ROOM
from chain.clock import BEIJING
from scripts.tools.platform import Platform, Variation
from scripts.tools.setup import cache_dir, ensure_engine
from tests.e2e.houses import house_on
from tests.e2e.outcomes.policies import COURSES
from tests.e2e.procedure.autumn import Autumn

BEGINS = datetime(2026, 11, 2, 9, 0, tzinfo=BEIJING)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    """All processes, ready; the gateway reads the changed theme."""
    catalogue = tmp_path_factory.mktemp("catalogue")
    for part in ("bodies", "items", "themes"):
        shutil.copytree(ROOM / part, catalogue / part)
    _rule(catalogue / "themes" / "restaurant" / "theme.toml")
    variation = Variation(environment={"YILIAN_CATALOGUE": str(catalogue)})
    data = tmp_path_factory.mktemp("outcomes")
    with house_on(ensure_engine(cache_dir()), data, variation, starts_at=BEGINS) as platform:
        yield platform


@pytest.fixture
def autumn(house: Platform) -> Iterator[Autumn]:
    """The people of the story and its calendar."""
    with Autumn(house) as story:
        yield story


def _rule(theme: Path) -> None:
    text = theme.read_text(encoding="utf-8")
    table = "[outcomes.business_license]"
    assert table in text
    for item in sorted({course.item for course in COURSES}):
        effects = "".join(f'{c.ending} = "{c.effect}"\n' for c in COURSES if c.item == item)
        text = text.replace(table, f"[outcomes.{item}]\n{effects}\n{table}", 1)
    theme.write_text(text, encoding="utf-8")
