"""What a theme says about the end of its items, read from its file and told in words."""

import pytest
from pydantic import ValidationError

from bpmn.catalogue import load_catalogue
from bpmn.catalogue.outcomes import Effect, Ending, OutcomePolicy


def read(**tables: object) -> OutcomePolicy:
    """``[outcomes]`` as it stands in a file."""
    return OutcomePolicy.model_validate(tables)


@pytest.mark.parametrize("ending", Ending)
@pytest.mark.parametrize("effect", Effect)
def test_each_ending_has_an_effect_of_its_own(ending: Ending, effect: Effect) -> None:
    policy = read(shop_licence={ending.value: effect.value})
    assert {each: policy.effect("shop_licence", each) for each in Ending} == {
        each: effect if each is ending else Effect.CONTINUE for each in Ending
    }
    assert policy.ends_chain("shop_licence") == (
        ending is Ending.REFUSED and effect in (Effect.STOP, Effect.REVOKE)
    )
    assert not policy.always_ends_chain("shop_licence")


def test_an_item_that_is_not_named_lets_the_others_go_on() -> None:
    assert {read().effect("shop_sign", ending) for ending in Ending} == {Effect.CONTINUE}


def test_endings_with_the_same_effect_are_told_in_one_sentence() -> None:
    assert read(shop_licence={"refused": "stop", "lapsed": "stop"}).sentences("shop_licence") == (
        "不予许可、逾期终止的，其他未办结的事项退件，已准予的不受影响",
        "撤回申请、退件的，其他事项继续办理，以它为前置的不再办理",
    )


@pytest.mark.parametrize(
    ("tables", "said"),
    [
        ({"shop_licence": {"refused": "ends_chain"}}, "Input should be"),
        ({"shop_licence": {"granted": "stop"}}, "Extra inputs"),
        ({"policy": "stop"}, "Extra inputs"),
        ({"joint_permit": "permit"}, "至少两项"),
        (
            {"joint_permit": "permit", "joint_permit_needs": ["a", "b"], "permit": {"refused": "stop"}},
            "不影响其他事项",
        ),
    ],
)
def test_what_means_nothing_is_refused(tables: dict[str, object], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        read(**tables)


ENDING_THEIR_CHAIN = {
    "company_deregistration": {"tax_deregistration", "deregistration"},
    "company_setup": {"business_license"},
    "construction_acceptance": {"planning_verification"},
    "newborn": {"birth_certificate"},
    "pharmacy": {"business_license"},
    "restaurant": {"business_license"},
    "retirement": {"household_check", "retirement_confirmation"},
    "talent": {"talent_card"},
    "transport_company": {"business_license"},
    "vehicle_transfer": {"used_vehicle_invoice", "vehicle_transfer_registration"},
    "veteran": {"veteran_report"},
}
"""Items without which nothing else of their theme can be handled; however they end, they stop it."""


@pytest.mark.parametrize("theme", [each.key for each in load_catalogue().themes()])
def test_the_first_items_of_the_themes_stop_the_rest(theme: str) -> None:
    found = load_catalogue().theme(theme)
    named = ENDING_THEIR_CHAIN.get(theme, set())
    for item in found.items:
        effects = {found.outcomes.effect(item, ending) for ending in Ending}
        assert effects == ({Effect.STOP} if item in named else {Effect.CONTINUE}), item
