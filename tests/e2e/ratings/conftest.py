"""A house of its own whose story begins on Wednesday, 1 April 2026, before 清明."""

from collections.abc import Iterator
from datetime import datetime

import pytest

from chain.clock import BEIJING
from scripts.tools.platform import Platform
from scripts.tools.setup import cache_dir, ensure_engine
from tests.e2e.houses import house_on
from tests.e2e.procedure.autumn import Autumn

BEGINS = datetime(2026, 4, 1, 9, 0, tzinfo=BEIJING)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    """All processes, ready; the restaurant theme deployed."""
    data = tmp_path_factory.mktemp("spring")
    with house_on(ensure_engine(cache_dir()), data, starts_at=BEGINS) as platform:
        yield platform


@pytest.fixture
def spring(house: Platform) -> Iterator[Autumn]:
    """The people of the story and its calendar."""
    with Autumn(house) as story:
        yield story
