"""What the judges' tests begin with."""

import pytest

from tests.conformance.rehearsal_pki import RehearsalPki
from tests.fonts import fonts_or_skip


@pytest.fixture(scope="module")
def pki() -> RehearsalPki:
    """Fresh keys; the fonts must be installed."""
    fonts_or_skip()
    return RehearsalPki()
