"""A portal for each test."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.unit.gateway.portal import Portal, open_portal


@pytest.fixture
async def portal(tmp_path: Path) -> AsyncIterator[Portal]:
    """The application on an empty store."""
    async with open_portal(tmp_path / "data") as opened:
        yield opened
