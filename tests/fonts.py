"""The certificates' fonts, for tests that draw with them."""

import pytest

from chain.certificates.errors import FontsMissing
from chain.certificates.fonts import Fonts, find_fonts


def fonts_or_skip() -> Fonts:
    """The installed fonts; a test on a machine without them is skipped with its reason (scripts/test installs them)."""
    try:
        return find_fonts()
    except FontsMissing:
        pytest.skip("the certificates' fonts are not installed: run scripts/test once")
