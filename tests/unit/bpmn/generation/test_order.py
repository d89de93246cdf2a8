"""Which refusals pass an item over, read from prerequisites and the theme's policy."""

import pytest

from bpmn.catalogue import load_catalogue
from bpmn.catalogue.outcomes import Consequences, Effect, Ending, OutcomePolicy
from bpmn.generation import steps_of

ENDS = Consequences(**dict.fromkeys(Ending, Effect.STOP))
GOES_ON = Consequences()
ENDS_WHEN_REFUSED = Consequences(refused=Effect.REVOKE)


@pytest.mark.parametrize(
    ("certificate", "registration", "granted"),
    [
        (ENDS, ENDS, ()),
        (ENDS, GOES_ON, ("birth_registration",)),
        (GOES_ON, GOES_ON, ("birth_registration",)),
        (GOES_ON, ENDS, ("birth_registration",)),
        (ENDS, ENDS_WHEN_REFUSED, ("birth_registration",)),
    ],
)
def test_an_item_waits_for_the_grant_of_what_may_be_refused_or_passed_over_while_the_case_goes_on(
    certificate: Consequences, registration: Consequences, granted: tuple[str, ...]
) -> None:
    catalogue = load_catalogue()
    policy = {"birth_certificate": certificate, "birth_registration": registration}
    theme = catalogue.theme("newborn").model_copy(update={"outcomes": OutcomePolicy(items=policy)})
    steps = steps_of(theme, {item.key: item for item in catalogue.items()}, catalogue.scenario("newborn"))
    (insurance,) = (step for step in steps if step.item == "newborn_insurance")
    assert insurance.after == ("birth_registration",)
    assert insurance.granted == granted
