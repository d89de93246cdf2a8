"""What the tests of the forms' room share."""

from collections.abc import Iterator

import pytest

from tests.unit.forms.node import Judge


@pytest.fixture(scope="session")
def judge() -> Iterator[Judge]:
    """form-js itself."""
    with Judge() as asked:
        yield asked
