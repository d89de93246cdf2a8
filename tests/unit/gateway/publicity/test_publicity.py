"""A granted licence becomes public in time, without anything that the public may not know, and is taken down again."""

from datetime import datetime, timedelta
from typing import Any

import orjson
import pytest
from sqlalchemy import select, text, update

from chain.clock import BEIJING, Clock
from gateway.archive import marks
from gateway.archive.reducing_later import IN_THE_PACKAGE, reduce_later
from gateway.publicity.holders import shortened
from gateway.publicity.platform import Record, RehearsalCreditPlatform
from gateway.publicity.reporting import PATIENCE, PlatformReporter
from gateway.publicity.upgrading import hide_reasons
from gateway.store import migrate
from gateway.store.models import Document, Publication, PublicationReport
from tests.unit.gateway.aftercare.support import ADDRESS, ask, decide
from tests.unit.gateway.deliveries.support import cards, granted, look, sealed_now
from tests.unit.gateway.portal import Portal, sample_form
from tests.unit.gateway.procedure.support import accepted, acts, last_act
from tests.unit.gateway.worker_api.support import APPROVAL, FIRE, Desk, Json

FOOD = "food_license"
WHY = "王示例提出的异议成立"


async def food_granted(desk: Desk) -> None:
    """The food licence is granted, in a chain whose business is founded; everything is made out."""
    await granted(desk)
    await desk.check(APPROVAL, FOOD, "granted")
    await desk.allocate(APPROVAL, FOOD)
    await sealed_now(desk)


async def public(desk: Desk, **params: Any) -> list[Json]:
    """What anybody finds."""
    answer = await desk.portal.client.get("/publicity", params=params)
    assert answer.status_code == 200, answer.text
    found: list[Json] = answer.json()["publications"]
    return found


def told(desk: Desk) -> list[Json]:
    """What the rehearsal of the platform was told."""
    file = desk.portal.context.settings.publicity_file
    return [orjson.loads(line) for line in file.read_bytes().splitlines()] if file.is_file() else []


class Ahead:
    """A machine's clock that is ahead, so that what waits for another attempt is due."""

    def now(self) -> datetime:
        return datetime.now(BEIJING) + timedelta(hours=2)


def reporter(desk: Desk, platform: Any = None, clock: Clock | None = None) -> PlatformReporter:
    """The queue that tells the credit platform, or another one than the rehearsal."""
    context = desk.portal.context
    platform = platform or RehearsalCreditPlatform(context.settings.publicity_file)
    return PlatformReporter(context.database, platform, context.catalogue, now=context.clock, clock=clock)


async def reported(desk: Desk) -> int:
    """The queue tells the rehearsal what is due; how many reports that were."""
    return await reporter(desk).drain()


async def queued(desk: Desk) -> list[PublicationReport]:
    """The reports, told or not."""
    async with desk.portal.context.database.read() as session:
        return list(await session.scalars(select(PublicationReport).order_by(PublicationReport.id)))


async def test_a_granted_licence_is_public_as_soon_as_it_is_made_out_and_the_platform_is_told(
    desk: Desk,
) -> None:
    await food_granted(desk)
    before = await public(desk)
    # The platform may be slow: the watch does not wait for it.
    assert await look(desk, "GS01") == datetime(2026, 3, 3, 9, tzinfo=BEIJING)
    (found,) = await public(desk)
    assert (told(desk), await reported(desk), await reported(desk)) == ([], 1, 0)
    (record,) = told(desk)
    woken = [row for row in await desk.portal.outbox(matters=True) if row.payload["name"] == "matter-changed"]
    keys = [row.payload["correlation_key"] for row in woken]
    assert keys.count(f"{desk.case_no}/GS01") == 1
    assert await look(desk, "GS01") is None

    assert before == []
    assert (found["licence"], found["holder"]) == ("食品经营许可", sample_form()["business_name"])
    assert (found["decided_on"], found["valid_from"]) == ("2026-03-02", "2026-03-02")
    assert found["holder_uscc"] == record["XK_XDR_SHXYM"]
    assert record["XK_WSH"] == found["document_number"]
    assert sample_form()["operator_id_number"] not in str(found) + str(record)
    done = await last_act(desk, FOOD)
    assert (done.act, done.body, done.document_no) == ("publish", APPROVAL, None)


async def test_what_is_no_licence_or_was_refused_is_not_public(desk: Desk) -> None:
    await granted(desk)
    await desk.check(APPROVAL, FOOD, "refused", "布局不合理")
    matters = [
        row.payload["variables"]["matter_no"]
        for row in await desk.portal.outbox(matters=True)
        if row.payload["name"] == "matter-opened"
    ]

    assert [number for number in matters if number.startswith("GS")] == []


async def test_what_is_not_made_out_is_looked_at_soon_then_each_morning_and_public_on_the_last_day(
    desk: Desk,
) -> None:
    await granted(desk)
    await desk.check(APPROVAL, FOOD, "granted")
    clock, now = desk.portal.clock, desk.portal.clock.now()
    soon = await look(desk, "GS01")
    clock.moment = datetime(2026, 3, 3, 9, 5, tzinfo=BEIJING)
    morning = await look(desk, "GS01")
    await sealed_now(desk)  # the decision; its certificate is not even allocated
    waiting = await public(desk)
    # From 2 March: 3–6 and 9–11 March.
    clock.moment = datetime(2026, 3, 11, 9, 0, tzinfo=BEIJING)
    await look(desk, "GS01")

    assert soon == now + timedelta(minutes=1)
    assert morning == datetime(2026, 3, 4, 9, tzinfo=BEIJING)
    assert waiting == []
    assert [each["licence"] for each in await public(desk)] == ["食品经营许可"]
    assert await cards(desk, "publicity") == []


async def test_seven_days_without_publication_are_a_red_card(desk: Desk) -> None:
    await granted(desk)
    await desk.check(APPROVAL, FOOD, "granted")
    desk.portal.clock.moment = datetime(2026, 3, 12, 0, 0, 1, tzinfo=BEIJING)
    again = await look(desk, "GS01")
    await look(desk, "GS01")

    assert again is not None
    assert await cards(desk, "publicity") == [(FOOD, "red")]


class Away:
    """A platform that never answers."""

    async def submit(self, _record: Record) -> str:
        raise ConnectionError


async def test_a_platform_that_is_away_is_asked_again_and_the_operator_sees_it_in_the_end(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    await food_granted(desk)
    await look(desk, "GS01")
    away = reporter(desk, Away())
    assert (await away.drain(), await away.drain()) == (1, 0)
    for _ in range(PATIENCE - 1):
        assert await reporter(desk, Away(), Ahead()).drain() == 1
        async with desk.portal.context.database.write() as session:
            await session.execute(update(PublicationReport).values(next_attempt_at=Ahead().now()))
    (row,) = await queued(desk)
    metrics = await desk.portal.client.get("/metrics", headers=desk.portal.who("o", "operator"))
    assert (row.attempts, row.error_code, row.told) == (PATIENCE, "PlatformAway", 0)
    assert "yilian_publication_reports_stuck 1.0" in metrics.text
    assert [each.levelname for each in caplog.records if "publication report" in each.getMessage()] == [
        "ERROR"
    ]
    assert desk.case_no not in caplog.text

    assert await reporter(desk, clock=Ahead()).drain() == 1
    assert await look(desk, "GS01") is None
    assert (len(told(desk)), len(await public(desk))) == (1, 1)
    assert (await acts(desk, FOOD)).count("publish") == 1


async def test_seven_days_without_the_platform_are_a_red_card_until_it_takes_it(desk: Desk) -> None:
    await food_granted(desk)
    await look(desk, "GS01")
    await reporter(desk, Away()).drain()
    desk.portal.clock.moment = datetime(2026, 3, 11, 12, tzinfo=BEIJING)
    over = await look(desk, "GS01")
    desk.portal.clock.moment = datetime(2026, 3, 12, 0, 0, 1, tzinfo=BEIJING)
    again = await look(desk, "GS01")
    red = await cards(desk, "publicity")
    await reporter(desk, clock=Ahead()).drain()

    assert over is not None
    assert over.date() == datetime(2026, 3, 12, tzinfo=BEIJING).date()
    assert again == datetime(2026, 3, 13, 9, tzinfo=BEIJING)
    assert red == [(FOOD, "red")]
    assert await look(desk, "GS01") is None


async def test_what_is_taken_down_is_found_by_nobody_and_the_platform_is_told(desk: Desk) -> None:
    await food_granted(desk)
    await look(desk, "GS01")
    await reported(desk)
    (found,) = await public(desk)
    path, client, portal = f"/publicity/{found['id']}", desk.portal.client, desk.portal
    assert (await client.get(path)).headers["cache-control"] == "public, max-age=300"
    other = await client.post(
        f"{path}/withdrawal",
        json={"reason": "异议成立"},
        headers=portal.who("h", "head", body=FIRE) | portal.fresh_key(),
    )
    done = [
        await client.post(
            f"{path}/withdrawal",
            json={"reason": "异议成立"},
            headers=portal.who("h", "head", body=APPROVAL) | portal.fresh_key(),
        )
        for _ in range(2)
    ]
    assert await reported(desk) == 1

    assert (other.status_code, [answer.status_code for answer in done]) == (404, [202, 409])
    assert ((await client.get(path)).status_code, await public(desk)) == (404, [])
    assert [record["XK_ZT"] for record in told(desk)] == ["正常", "撤销公示"]


async def taken_down(desk: Desk) -> None:
    """The head has the one publication taken down."""
    (found,) = await public(desk)
    answer = await desk.portal.client.post(
        f"/publicity/{found['id']}/withdrawal",
        json={"reason": WHY},
        headers=desk.portal.who("h", "head", body=APPROVAL) | desk.portal.fresh_key(),
    )
    assert answer.status_code == 202, answer.text


async def test_why_something_was_taken_down_rests_encrypted_whichever_version_wrote_it(desk: Desk) -> None:
    await food_granted(desk)
    await look(desk, "GS01")
    await taken_down(desk)
    database = desk.portal.context.database
    as_it_rests = text("SELECT withdrawn_because, withdrawn_for FROM publications")
    async with database.read() as session:
        encrypted, clear = (await session.execute(as_it_rests)).one()
    assert (clear, WHY.encode() in encrypted) == (None, False)

    async with database.write() as session:
        await session.execute(update(Publication).values(withdrawn_because=None, withdrawn_for=WHY))
    assert await hide_reasons(desk.portal.context) == 1
    async with database.read() as session:
        found = (await session.scalars(select(Publication))).one()
    assert (found.withdrawn_because, found.withdrawn_for) == (WHY, None)
    assert await hide_reasons(desk.portal.context) == 0


async def test_why_something_was_taken_down_is_reduced_once_a_package_holds_it(desk: Desk) -> None:
    await food_granted(desk)
    await look(desk, "GS01")
    await taken_down(desk)
    database, why = desk.portal.context.database, []
    async with database.read() as session:
        filed = marks.publication((await session.scalars(select(Publication))).one())
    for held in ((), (filed,)):
        async with database.write() as session:
            await reduce_later(session, desk.case_no, held)
        async with database.read() as session:
            why.append(await session.scalar(select(Publication.withdrawn_because)))
    assert why == [WHY, IN_THE_PACKAGE]


async def test_what_the_platform_was_never_told_is_not_told_to_be_taken_down(desk: Desk) -> None:
    await food_granted(desk)
    await look(desk, "GS01")
    await taken_down(desk)

    assert (await queued(desk), await reported(desk), told(desk)) == ([], 0, [])


async def test_what_is_taken_down_while_the_platform_is_being_told_is_told_once_more(desk: Desk) -> None:
    await food_granted(desk)
    await look(desk, "GS01")
    rehearsal = RehearsalCreditPlatform(desk.portal.context.settings.publicity_file)

    class Slow:
        """Takes it; meanwhile the head takes it down."""

        async def submit(self, record: Record) -> str:
            receipt = await rehearsal.submit(record)
            await taken_down(desk)
            return receipt

    assert (await reporter(desk, Slow()).drain(), await reported(desk)) == (1, 1)
    (row,) = await queued(desk)
    assert [record["XK_ZT"] for record in told(desk)] == ["正常", "撤销公示"]
    assert (row.told, row.revision) == (2, 2)


async def test_what_an_older_version_had_still_to_tell_is_told_by_the_queue(desk: Desk) -> None:
    database = desk.portal.context.database

    async def moved() -> int:
        await migrate.downgrade(database, "0016")
        await migrate.upgrade(database)
        await migrate.check(database)
        return await reported(desk)

    await food_granted(desk)
    await look(desk, "GS01")
    published, again = await moved(), await moved()
    await taken_down(desk)

    assert (published, again, await moved(), await moved()) == (1, 0, 1, 0)
    assert [record["XK_ZT"] for record in told(desk)] == ["正常", "撤销公示"]


async def test_a_refused_change_is_not_public_and_a_granted_one_shows_its_own_version(desk: Desk) -> None:
    await food_granted(desk)
    await look(desk, "GS01")
    await reported(desk)
    assert await look(desk, "GS01") is None
    asked = {"kind": "change", "changes": {"premises_address": ADDRESS}, "reason": "门牌调整"}
    for number, outcome in (("SQ01", "refused"), ("SQ02", "granted")):
        assert (await ask(desk, asked)).status_code in (201, 202)
        done = await decide(desk, number, {"outcome": outcome, "opinion": "经审查"})
        assert done.status_code in (200, 202), done.text
        if outcome == "refused":
            opened = [row for row in await desk.portal.outbox(matters=True) if "GS02" in str(row.payload)]
            assert opened == []
    async with desk.portal.context.database.write() as session:
        await session.execute(update(Document).values(sealed_at=desk.portal.context.now(), state="sealed"))
    await look(desk, "GS02")
    before = await public(desk)
    await sealed_now(desk)
    await look(desk, "GS02")

    assert [each["act_name"] for each in before] == ["准予许可"]
    assert [each["act_name"] for each in await public(desk)] == ["变更", "准予许可"]


@pytest.mark.parametrize(
    ("params", "found"),
    [
        ({}, 1), ({"q": "食品"}, 1), ({"q": sample_form()["business_name"]}, 1), ({"q": " "}, 1),
        ({"q": "%"}, 0), ({"q": "_"}, 0), ({"body": APPROVAL}, 1), ({"body": FIRE}, 0),
    ],
)  # fmt: skip
async def test_the_public_searches_by_words_and_body(desk: Desk, params: dict[str, str], found: int) -> None:
    await food_granted(desk)
    await look(desk, "GS01")

    assert len(await public(desk, **params)) == found


async def test_a_cursor_of_ones_own_making_is_refused(portal: Portal) -> None:
    assert (await portal.client.get("/publicity", params={"cursor": "x"})).status_code == 422
    assert (await portal.client.get("/publicity/9999999999999999999999")).status_code == 404


@pytest.mark.parametrize(
    ("name", "shown"), [("王小明", "王**"), ("李四", "李*"), ("欧阳小小明", "欧**"), ("申请人", "申请人")]
)
def test_a_natural_persons_name_is_shortened(name: str, shown: str) -> None:
    assert shortened(name) == shown


async def test_acceptance_alone_makes_nothing_public(desk: Desk) -> None:
    await accepted(desk)

    assert await public(desk) == []
