"""What the judges' tests begin with."""

import pytest

from chain.certificates.errors import FontsMissing
from chain.certificates.fonts import find_fonts
from tests.conformance.rehearsal_pki import RehearsalPki


@pytest.fixture(scope="module")
def pki() -> RehearsalPki:
    """Fresh keys; the fonts must be installed."""
    try:
        find_fonts()
    except FontsMissing:
        pytest.skip("the certificates' fonts are not installed: run scripts/test once")
    return RehearsalPki()
