"""What the tests of composing share."""

import pytest

from chain.certificates.errors import FontsMissing
from chain.certificates.fonts import Fonts, find_fonts


@pytest.fixture(scope="module")
def fonts() -> Fonts:
    """The installed fonts."""
    try:
        return find_fonts()
    except FontsMissing:
        pytest.skip("the certificates' fonts are not installed: run scripts/test once")
