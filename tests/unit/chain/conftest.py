"""What the tests of composing share."""

import pytest

from chain.certificates.fonts import Fonts
from tests.fonts import fonts_or_skip


@pytest.fixture(scope="module")
def fonts() -> Fonts:
    """The installed fonts."""
    return fonts_or_skip()
