"""An engine that is away: what was received is kept, no answer is false, and all goes on once when it is back."""

import time

import pytest

from tests.e2e.kills.comparison import differences
from tests.e2e.kills.facts import facts_of
from tests.e2e.kills.house import House
from tests.e2e.kills.ledger import Ledger
from tests.e2e.kills.patience import PATIENCE
from tests.e2e.kills.people import Applicant, Desks
from tests.e2e.kills.plan import Plan
from tests.e2e.kills.stories import REFUSED
from tests.e2e.kills.sweep import settle
from tests.e2e.people import NEW_COMMITMENT

pytestmark = pytest.mark.e2e

AWAY_SECONDS = 45.0
"""Beyond several of the outbox's longest pauses (15 s)."""


def test_an_engine_that_is_away_is_waited_for(swept: Plan, house: House, ledger: Ledger) -> None:
    desks = Desks(house, ledger)
    before, meanwhile = (Applicant(house, ledger, NEW_COMMITMENT) for _ in range(2))
    before.submit()
    desks.wait_for_task("approval", before.case_no, "business_license")
    house.platform.engine.kill()
    try:
        meanwhile.submit()
        desks.decide("approval", before.case_no, "business_license", lambda _: REFUSED, claim=False)
        stood = before.case()
        time.sleep(AWAY_SECONDS)
        PATIENCE.progress()
        waiting = meanwhile.case()
        assert (waiting["state"], waiting["process_instance_key"]) == ("received", None)
        assert [item["state"] for item in before.case()["items"]] == [
            item["state"] for item in stood["items"]
        ]
        assert before.case()["ended_at"] is None
    finally:
        house.restart_engine()
    PATIENCE.progress()
    desks.decide("approval", meanwhile.case_no, "business_license", lambda _: REFUSED)
    for applicant in (before, meanwhile):
        applicant.see_the_end()
        applicant.close()
    desks.close()
    settle(house)
    assert differences(ledger, facts_of(house.platform.data, house.records)) == []
