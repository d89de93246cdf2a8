"""Each policy with each ending: what the end of the food licence does to the others, and when it does nothing."""

import pytest

from bpmn.catalogue.outcomes import Effect, Ending
from chain.procedure import Act
from tests.unit.gateway.obligations.support import accepted, decided
from tests.unit.gateway.outcomes.support import (
    FIRE_CHECK,
    FOOD,
    LICENCE,
    PERMIT,
    SIGN,
    acts,
    certificates,
    documents,
    end,
    holds,
    in_review,
    items,
    last,
    messages,
    rule,
    status,
)
from tests.unit.gateway.portal import Portal
from tests.unit.gateway.worker_api.support import APPROVAL, FIRE, URBAN, new_desk

OTHERS = {
    Effect.CONTINUE: (Act.BEGIN_REVIEW, Act.PREACCEPT, Act.CONCLUDE),
    Effect.HOLD: (Act.HOLD, Act.PREACCEPT, Act.CONCLUDE),
    Effect.STOP: (Act.RETURN, Act.RETURN, Act.CONCLUDE),
    Effect.REVOKE: (Act.RETURN, Act.RETURN, Act.REVOKE),
}
"""The last act on an item in review, on the joint permit, and on what was granted before."""
ENDED = {
    Ending.REFUSED: Act.CONCLUDE,
    Ending.WITHDRAWN: Act.WITHDRAW,
    Ending.RETURNED: Act.RETURN,
    Ending.LAPSED: Act.LAPSE,
}


@pytest.mark.parametrize("ending", Ending)
@pytest.mark.parametrize("effect", Effect)
async def test_the_end_of_one_item_does_to_the_others_what_the_theme_says(
    portal: Portal, effect: Effect, ending: Ending
) -> None:
    rule(portal, FOOD, **{ending.value: effect.value})
    desk = await in_review(portal)
    await end(desk, ending)

    in_hand, permit, granted = OTHERS[effect]
    assert await last(desk, FOOD) == ENDED[ending]
    assert {item: await last(desk, item) for item in (SIGN, FIRE_CHECK, PERMIT, LICENCE)} == {
        SIGN: in_hand,
        FIRE_CHECK: in_hand,
        PERMIT: permit,
        LICENCE: granted,
    }
    assert await certificates(desk) == {LICENCE: "revoked" if effect is Effect.REVOKE else "valid"}
    assert len(await holds(desk)) == (effect is Effect.HOLD)
    closed = await messages(desk, "item-closed")
    assert {SIGN, FIRE_CHECK, PERMIT}.issubset(closed) == effect.ends_chain
    assert (LICENCE in closed) == (effect is Effect.REVOKE)


@pytest.mark.parametrize(
    ("effect", "told"),
    [("continue", "closed"), ("hold", "closed"), ("stop", "refused"), ("revoke", "refused")],
)
async def test_the_chain_is_told_whether_it_goes_on_without_the_item(
    portal: Portal, effect: str, told: str
) -> None:
    rule(portal, FOOD, withdrawn=effect)
    desk = await in_review(portal)
    await end(desk, Ending.WITHDRAWN)
    assert (await messages(desk, "item-closed"))[FOOD] == {"closing": {"outcome": told}}
    assert (await desk.check(APPROVAL, FOOD, "granted"))["outcome"] == told


async def test_one_notice_tells_which_item_ended_and_names_all_that_end_with_it(portal: Portal) -> None:
    rule(portal, FOOD, refused="revoke")
    desk = await in_review(portal)
    await end(desk, Ending.REFUSED)
    written = await documents(desk)
    assert (
        "“食品经营许可”未获准予，按照该主题的规定，其他尚未办结的事项一并终止办理。"
        in written["return_notice"]
    )
    assert (
        "“食品经营许可”未获准予，按照该主题的规定，本次申请中已经准予的事项一并撤销。"
        in written["revocation"]
    )
    says = [item["says"] for item in (await status(desk))["items"]]
    assert sum(each.startswith("“食品经营许可”未获准予，") for each in says) == 3


async def test_ends_that_the_policy_caused_have_no_effect_of_their_own(portal: Portal) -> None:
    rule(portal, FOOD, refused="stop")
    rule(portal, SIGN, returned="revoke")
    desk = await in_review(portal)
    await end(desk, Ending.REFUSED)
    assert await last(desk, SIGN) == Act.RETURN
    assert await certificates(desk) == {LICENCE: "valid"}


async def test_two_items_that_end_one_after_the_other_end_the_others_once(portal: Portal) -> None:
    rule(portal, FOOD, refused="stop")
    rule(portal, SIGN, refused="stop")
    desk = await in_review(portal)
    sign = await desk.open_task(SIGN, [URBAN])
    await end(desk, Ending.REFUSED)
    late = await desk.decide(URBAN, sign, {"outcome": "refused", "opinion": "不符合"})
    assert (late.status_code, late.json()["code"]) == (409, "IllegalAct")
    assert [act.act for act in await acts(desk, FIRE_CHECK)].count(Act.RETURN) == 1


async def test_items_that_the_chain_has_not_begun_end_too_and_are_passed_over(portal: Portal) -> None:
    rule(portal, SIGN, withdrawn="stop")
    desk = await in_review(portal)
    await end(desk, Ending.WITHDRAWN, SIGN, URBAN)
    assert (await items(desk))[PERMIT].closed_as == "returned"
    refused = await desk.post(APPROVAL, f"items/{PERMIT}/certificate")
    assert (refused.status_code, refused.json()["code"]) == (409, "CertificateStopped")


async def test_the_joint_permit_is_not_made_on_a_licence_that_was_revoked(portal: Portal) -> None:
    rule(portal, SIGN, refused="revoke")
    desk = await in_review(portal)
    await decided(desk, APPROVAL, FOOD, "granted")
    await decided(desk, FIRE, FIRE_CHECK, "granted")
    await end(desk, Ending.REFUSED, SIGN, URBAN)
    assert [await last(desk, item) for item in (FOOD, FIRE_CHECK, LICENCE)] == [Act.REVOKE] * 3
    for body, item in ((APPROVAL, PERMIT), (APPROVAL, FOOD)):
        refused = await desk.post(body, f"items/{item}/certificate")
        assert (refused.status_code, refused.json()["code"]) == (409, "CertificateStopped")


@pytest.mark.parametrize(
    ("outcome", "effect"), [("not_accepted", Act.RETURN), ("not_required", Act.PREACCEPT)]
)
async def test_what_is_not_accepted_counts_as_refused_and_what_needs_no_licence_lets_the_others_go_on(
    portal: Portal, outcome: str, effect: Act
) -> None:
    rule(portal, SIGN, refused="stop")
    desk = await new_desk(portal)
    await desk.claimed()
    task = await desk.open_task(
        SIGN, [URBAN], element_id="Task_OfficerPrecheck", process_id="department_precheck"
    )
    decision = {"outcome": outcome, "opinion": "不属于本机关职权", "basis": "《行政许可法》第三十二条"}
    if outcome == "not_required":
        decision.pop("basis")
    told = await desk.decide(URBAN, task, decision)
    assert told.status_code == 202, told.text
    if outcome == "not_required":
        await accepted(desk)
    assert await last(desk, FOOD) == effect
