"""A house of its own whose story begins on Monday, 2 November 2026."""

from collections.abc import Iterator
from datetime import datetime

import pytest

from chain.clock import BEIJING
from scripts.tools.platform import Platform
from scripts.tools.setup import cache_dir, ensure_engine
from tests.e2e.houses import house_on
from tests.e2e.people import People

BEGINS = datetime(2026, 11, 2, 9, 0, tzinfo=BEIJING)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    """All processes, ready; the restaurant theme deployed."""
    data = tmp_path_factory.mktemp("agents")
    with house_on(ensure_engine(cache_dir()), data, starts_at=BEGINS) as platform:
        yield platform


@pytest.fixture
def people(house: Platform) -> Iterator[People]:
    """Everybody who acts in a story."""
    people = People(house)
    yield people
    people.leave()
