"""The counter."""

import pytest

from tests.unit.gateway.portal import Portal
from tests.unit.gateway.window.support import Window


@pytest.fixture
def window(portal: Portal) -> Window:
    """A counter at which nobody has stood yet."""
    return Window(portal)
