"""Fixtures of the rooms that work on a submitted case: a portal, a case at its desk and seals for each test."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.unit.gateway.portal import Portal, open_portal
from tests.unit.gateway.worker_api.support import Desk, SealMaker, new_desk


@pytest.fixture
async def portal(tmp_path: Path) -> AsyncIterator[Portal]:
    """The application on an empty store; nobody listens where the engine should be."""
    async with open_portal(tmp_path / "data", engine_grpc="127.0.0.1:1") as opened:
        yield opened


@pytest.fixture
async def desk(portal: Portal) -> Desk:
    """A submitted case: new licence, fire inspection, every material."""
    return await new_desk(portal)


@pytest.fixture
def maker(portal: Portal) -> SealMaker:
    """Seals that the gateway trusts."""
    made = SealMaker(portal.context)
    made.trust()
    return made
