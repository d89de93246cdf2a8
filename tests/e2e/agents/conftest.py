"""A house of its own whose story begins on Monday, 2 November 2026."""

from collections.abc import Iterator
from datetime import datetime

import pytest

from chain.clock import BEIJING
from scripts.tools.platform import Platform
from scripts.tools.setup import cache_dir, ensure_engine
from tests.e2e.houses import house_on

BEGINS = datetime(2026, 11, 2, 9, 0, tzinfo=BEIJING)


@pytest.fixture(scope="module")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    """All processes, ready; the restaurant theme deployed."""
    data = tmp_path_factory.mktemp("agents")
    with house_on(ensure_engine(cache_dir()), data, starts_at=BEGINS) as house:
        yield house
