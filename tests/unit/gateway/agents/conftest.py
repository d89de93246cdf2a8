"""Parties of a mandate at the portal."""

import pytest

from tests.unit.gateway.agents.support import Parties
from tests.unit.gateway.portal import Portal


@pytest.fixture
def parties(portal: Portal) -> Parties:
    """A principal and an agent."""
    return Parties(portal)
