"""Which refusals pass an item over, read from prerequisites and the theme's policy."""

import pytest

from bpmn.catalogue import load_catalogue
from bpmn.catalogue.themes import OnRefusal, OutcomePolicy
from bpmn.generation import steps_of

ENDS, SKIPS = OnRefusal.ENDS_CHAIN, OnRefusal.SKIP_DEPENDANTS


@pytest.mark.parametrize(
    ("certificate", "registration", "granted"),
    [
        (ENDS, ENDS, ()),
        (ENDS, SKIPS, ("birth_registration",)),
        (SKIPS, SKIPS, ("birth_registration",)),
        (SKIPS, ENDS, ("birth_registration",)),
    ],
)
def test_an_item_waits_for_the_grant_of_what_may_be_refused_or_passed_over_while_the_case_goes_on(
    certificate: OnRefusal, registration: OnRefusal, granted: tuple[str, ...]
) -> None:
    catalogue = load_catalogue()
    policy = {"birth_certificate": certificate, "birth_registration": registration}
    theme = catalogue.theme("newborn").model_copy(update={"outcomes": OutcomePolicy(policy=policy)})
    steps = steps_of(theme, {item.key: item for item in catalogue.items()}, catalogue.scenario("newborn"))
    (insurance,) = (step for step in steps if step.item == "newborn_insurance")
    assert insurance.after == ("birth_registration",)
    assert insurance.granted == granted
