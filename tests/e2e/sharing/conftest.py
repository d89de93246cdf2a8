"""A house of two regions that begins on Monday, 2 November 2026; its workers read the office's file of shared data."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from chain.clock import BEIJING
from scripts.tools.platform import Platform, Variation
from scripts.tools.setup import cache_dir, ensure_engine
from tests.e2e.houses import house_on
from tests.e2e.people import People
from tests.e2e.sharing.office import Office

BEGINS = datetime(2026, 11, 2, 9, 0, tzinfo=BEIJING)
REGIONS = ("379901", "379902")


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The office's file, which names no use yet."""
    file = tmp_path_factory.mktemp("office") / "sharing.toml"
    file.write_text(Office.nothing_granted(), encoding="utf-8")
    return file


@pytest.fixture(scope="module")
def platform(tmp_path_factory: pytest.TempPathFactory, file: Path) -> Iterator[Platform]:
    """All processes of both regions, ready; the restaurant theme deployed."""
    variation = Variation(environment={"YILIAN_SHARING_FILE": str(file)})
    data = tmp_path_factory.mktemp("sharing")
    with house_on(ensure_engine(cache_dir()), data, variation, starts_at=BEGINS, regions=REGIONS) as house:
        yield house


@pytest.fixture
def office(people: People, file: Path) -> Office:
    """Who keeps the file."""
    return Office(people, file)
