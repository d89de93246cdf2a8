"""The engine's next line, 8.6: the same house, diagrams and configuration file see a case through on it.

For tests only: from 8.6 on, the free licence leaves production out (the lock file beside this one says more).
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from scripts.tools.platform import Platform, Variation
from scripts.tools.setup import cache_dir, ensure_engine
from tests.e2e.houses import house_on
from tests.e2e.people import NEW_INSPECTION, People

pytestmark = pytest.mark.e2e

NEWER_ENGINE = Path("tests/e2e/engines/newer_engine.lock.toml")
APPROVAL = "approval_379901"


@pytest.fixture(scope="module")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    """The house on the newer engine."""
    home = ensure_engine(cache_dir(), NEWER_ENGINE)
    with house_on(home, tmp_path_factory.mktemp("newer"), Variation()) as running:
        yield running


def test_a_new_restaurant_gets_all_its_certificates_on_the_newer_engine(people: People) -> None:
    citizen = people.citizen
    assert citizen.client.get("/ready")["engine"]["version"] == "8.6.0"
    case_no = citizen.submit(NEW_INSPECTION)
    people.grant(APPROVAL, case_no, "business_license")
    case = people.finish(citizen, case_no)
    assert case["state"] == "completed"
    assert len({item["certificate"]["identifier"] for item in case["items"]}) == len(case["items"]) == 5
