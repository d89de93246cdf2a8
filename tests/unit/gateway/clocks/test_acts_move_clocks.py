"""An officer's act moves the limits at once, on the item and for whoever asks. Expected days were counted by hand."""

from typing import Any

from tests.unit.gateway.clocks.support import FOOD, move_to
from tests.unit.gateway.procedure.support import accepted, item_of
from tests.unit.gateway.worker_api.support import APPROVAL, Desk

HEARING = {"act": "suspend", "procedure": "hearing", "days": 10, "reason": "申请人要求听证"}
RESUME = {"act": "resume"}
EXTEND = {"act": "extend", "days": 10, "approver": "organ_head", "reason": "案情复杂"}


async def limits_after(desk: Desk, request: dict[str, Any] | None, role: str = "officer") -> tuple[str, ...]:
    """The promised and the statutory last day as they stand on the item, and what the applicant is told."""
    if request is not None:
        answer = await desk.portal.client.post(
            f"/cases/{desk.case_no}/items/{FOOD}/acts",
            json=request,
            headers=desk.portal.who(f"a-{role}", role, body=APPROVAL) | desk.portal.fresh_key(),
        )
        assert answer.status_code == 202, answer.text
    item = await item_of(desk, FOOD)
    case = (await desk.portal.client.get(f"/cases/{desk.case_no}", headers=desk.portal.applicant)).json()
    (told,) = [each["due_at"] for each in case["items"] if each["item"] == FOOD]
    assert item.due_at is not None
    assert item.statutory_due_at is not None
    return item.due_at.date().isoformat(), item.statutory_due_at.date().isoformat(), told[:10]


async def test_a_hearing_its_end_and_an_extension_move_the_limits_at_once(desk: Desk) -> None:
    await accepted(desk)
    await desk.claimed()
    await desk.check(APPROVAL, FOOD, "undecided")
    begun = await limits_after(desk, None)
    # Told until the 16th: 3-6 9-13 16; promised 17-20 23, statutory on 24-27 30
    stopped = await limits_after(desk, HEARING)
    move_to(desk.portal, "2026-03-05")
    # Over on the 5th: promised 6 9-12, statutory on 13 16-19
    resumed = await limits_after(desk, RESUME)
    # Ten days more: promised on 13 16-20 23-26, statutory on 20 23-27 30 31 1 2
    extended = await limits_after(desk, EXTEND, "head")

    assert begun == ("2026-03-09", "2026-03-16", "2026-03-09")
    assert stopped == ("2026-03-23", "2026-03-30", "2026-03-23")
    assert resumed == ("2026-03-12", "2026-03-19", "2026-03-12")
    assert extended == ("2026-03-26", "2026-04-02", "2026-03-26")
