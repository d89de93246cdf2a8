"""A house of its own whose story begins on Monday, 12 October 2026: a food licence of that day ends on 11 October 2031."""

from collections.abc import Iterator
from datetime import datetime

import pytest

from chain.clock import BEIJING
from scripts.tools.platform import Platform
from scripts.tools.setup import cache_dir, ensure_engine
from tests.e2e.houses import house_on
from tests.e2e.procedure.autumn import Autumn

BEGINS = datetime(2026, 10, 12, 9, 0, tzinfo=BEIJING)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    """All processes, ready; the restaurant theme deployed."""
    data = tmp_path_factory.mktemp("aftercare")
    with house_on(ensure_engine(cache_dir()), data, starts_at=BEGINS) as platform:
        yield platform


@pytest.fixture
def story(house: Platform) -> Iterator[Autumn]:
    """The people of the story and its calendar."""
    with Autumn(house) as begun:
        yield begun
