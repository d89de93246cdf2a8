"""A certificate that the tests of this folder look at."""

import pytest

from tests.unit.gateway.worker_api.support import APPROVAL, Desk, Json, SealMaker, sealed


@pytest.fixture
async def licence(desk: Desk, maker: SealMaker) -> Json:
    """A sealed business licence."""
    await desk.check(APPROVAL, "business_license", "granted")
    return await sealed(desk, maker, APPROVAL, "business_license")
