"""A certificate that is sound in everything, from which each hostile file is made."""

import pytest

from chain.certificates.compose import compose_certificate, seal_place
from tests.conformance.other_makers import Manner, seal_in
from tests.conformance.rehearsal_pki import RehearsalPki, sealed_certificate
from tests.conformance.samples import sample
from tests.fonts import fonts_or_skip
from tests.unit.chain.hostile.verdicts import TEMPLATE, Sound


@pytest.fixture(scope="session")
def sound() -> Sound:
    """Keys, the unsealed certificate, the locked one, and one that further seals may follow."""
    fonts_or_skip()
    pki = RehearsalPki()
    unsealed = compose_certificate(TEMPLATE, sample(TEMPLATE))
    return Sound(
        pki=pki,
        unsealed=unsealed,
        locked=sealed_certificate(TEMPLATE, pki),
        open=seal_in(Manner(), unsealed, pki, seal_place(TEMPLATE)),
    )
