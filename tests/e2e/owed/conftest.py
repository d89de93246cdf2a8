"""Two houses: one begins on Monday, 9 February 2026, before Spring Festival; one at a window before National Day."""

from collections.abc import Iterator
from datetime import datetime

import pytest

from chain.clock import BEIJING
from scripts.tools.platform import Platform
from scripts.tools.setup import cache_dir, ensure_engine
from tests.e2e.houses import house_on
from tests.e2e.owed.spring import Spring
from tests.e2e.procedure.autumn import Autumn

BEFORE_SPRING_FESTIVAL = datetime(2026, 2, 9, 9, 0, tzinfo=BEIJING)
BEFORE_NATIONAL_DAY = datetime(2026, 9, 28, 9, 0, tzinfo=BEIJING)


@pytest.fixture(scope="module")
def restaurants(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    """All processes, ready; the restaurant theme deployed."""
    engine, data = ensure_engine(cache_dir()), tmp_path_factory.mktemp("spring")
    with house_on(engine, data, starts_at=BEFORE_SPRING_FESTIVAL) as platform:
        yield platform


@pytest.fixture
def spring(restaurants: Platform) -> Iterator[Spring]:
    """The people of the story and its calendar."""
    with Spring(restaurants) as story:
        yield story


@pytest.fixture(scope="module")
def graduates(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    """All processes, ready; the graduates' theme deployed."""
    engine, data = ensure_engine(cache_dir()), tmp_path_factory.mktemp("counter")
    with house_on(engine, data, starts_at=BEFORE_NATIONAL_DAY, theme="graduate") as platform:
        yield platform


@pytest.fixture
def counter(graduates: Platform) -> Iterator[Autumn]:
    """The people at the counter and their calendar."""
    with Autumn(graduates) as story:
        yield story
