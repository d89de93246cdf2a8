"""A theme that says so tells each item's result as soon as it is there, and still answers once for all."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from bpmn.catalogue import Catalogue
from bpmn.catalogue.themes import Answering
from gateway.store.models import Message
from tests.unit.gateway.obligations.support import accepted, decided
from tests.unit.gateway.outcomes.support import FIRE_CHECK, FOOD, LICENCE, SIGN, Varied
from tests.unit.gateway.portal import Portal
from tests.unit.gateway.worker_api.support import APPROVAL, FIRE, URBAN, Desk, new_desk


def answering(portal: Portal, *, at_once: bool) -> Catalogue:
    """From now on the restaurant's theme answers so."""
    catalogue = portal.context.catalogue
    answer = Answering(each_item_at_once=at_once)
    varied = Varied(catalogue, catalogue.theme("restaurant").model_copy(update={"answer": answer}))
    portal.context = replace(portal.context, catalogue=varied)
    portal.app.state.context = portal.context
    return varied


async def told(desk: Desk) -> list[tuple[str, str]]:
    """Kind and text of what the applicant was told of results, oldest first."""
    async with desk.portal.context.database.read() as session:
        query = select(Message).where(Message.kind.in_(["item_result", "answer"])).order_by(Message.id)
        return [(row.kind, row.text) for row in await session.scalars(query)]


async def handled(desk: Desk) -> None:
    """Business licence and fire check granted by themselves, the food licence by an officer, the sign refused."""
    await accepted(desk)
    for body, item in ((APPROVAL, LICENCE), (FIRE, FIRE_CHECK)):
        await desk.check(body, item, "granted")
    for body, item, outcome in ((APPROVAL, FOOD, "granted"), (URBAN, SIGN, "refused")):
        await desk.check(body, item, "undecided")
        await decided(desk, body, item, outcome)


async def answer(desk: Desk) -> None:
    """The chain gives its one answer."""
    sent = await desk.post(APPROVAL, "notices", {"scope": "chain", "kind": "answer", "result": "completed"})
    assert sent.status_code == 200, sent.text


@pytest.fixture
async def desk(portal: Portal) -> Desk:
    """A case of the theme that tells at once."""
    answering(portal, at_once=True)
    found = await new_desk(portal)
    await found.claimed()
    return found


async def test_each_result_is_told_when_it_is_there_and_the_answer_once_at_the_end(desk: Desk) -> None:
    await accepted(desk)
    assert await told(desk) == []
    await desk.check(APPROVAL, LICENCE, "granted")
    ((kind, text),) = await told(desk)
    assert kind == "item_result"
    assert "的办理结果：准予。" in text
    await handled(desk)
    results = await told(desk)
    assert [kind for kind, _ in results] == ["item_result"] * 4
    assert "的办理结果：不予许可（办理）。" in results[-1][1]
    await answer(desk)
    await answer(desk)
    assert [kind for kind, _ in await told(desk)] == ["item_result"] * 4 + ["answer"]


async def test_what_ends_only_with_the_answer_is_told_by_the_answer_alone(desk: Desk) -> None:
    await handled(desk)
    await answer(desk)
    *results, (kind, text) = await told(desk)
    assert (len(results), kind) == (4, "answer")
    assert "餐饮" in text
    assert not any("餐饮行业综合许可证" in result for _, result in results)


async def test_a_theme_that_does_not_say_so_tells_results_in_the_answer_alone(portal: Portal) -> None:
    answering(portal, at_once=False)
    desk = await new_desk(portal)
    await desk.claimed()
    await handled(desk)
    assert await told(desk) == []
    await answer(desk)
    assert [kind for kind, _ in await told(desk)] == ["answer"]


def test_applicants_read_in_advance_how_they_are_told(portal: Portal) -> None:
    labels = [
        answering(portal, at_once=at_once).theme("restaurant").answer.label for at_once in (True, False)
    ]
    assert labels == ["每个事项作出决定后即时告知，全部办结后统一反馈", "全部事项办结后统一反馈"]
