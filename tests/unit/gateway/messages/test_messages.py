"""What an applicant is told: in the application at once, outside where it was chosen, once each, and never lost."""

import asyncio
from collections.abc import Mapping
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from chain.clock import SystemClock
from gateway.messages.channels import Channel, ChannelAway, Letter, LetterRefused
from gateway.messages.dispatcher import MessageDispatcher, RetryPolicy
from gateway.messages.kinds import MessageKind
from gateway.messages.service import tell
from gateway.messages.states import ChannelName
from gateway.store.models import Case, MessageDelivery
from tests.unit.gateway.portal import Portal
from tests.unit.gateway.worker_api.support import APPROVAL, Desk

MOBILE, MAILBOX = "13800000000", "zhang@example.test"
POLICY = RetryPolicy(attempts=3, first_pause=10, longest_pause=15)
CHOSEN = {"sms": MOBILE, "email": MAILBOX, "channels": ["sms", "email"]}


class Recording:
    """A channel that keeps what it is given, after it raised ``errors`` in turn."""

    def __init__(self, *errors: Exception) -> None:
        self.errors = list(errors)
        self.sent: list[tuple[str, Letter]] = []

    async def send(self, address: str, letter: Letter) -> None:
        """Raise what is to be raised, then keep."""
        if self.errors:
            raise self.errors.pop(0)
        self.sent.append((address, letter))


class Ahead:
    """The machine's clock, some time ahead."""

    def __init__(self) -> None:
        self.by = timedelta()

    def now(self) -> datetime:
        """Now and some."""
        return SystemClock().now() + self.by


def dispatcher(portal: Portal, channels: Mapping[ChannelName, Channel], clock: Ahead) -> MessageDispatcher:
    return MessageDispatcher(
        portal.context.database,
        channels,
        POLICY,
        public_url="https://portal.test/",
        now=portal.clock,
        clock=clock,
    )


@pytest.fixture
def offered(portal: Portal) -> Portal:
    """The office set up both channels."""
    settings = portal.context.settings
    settings.sms_url, settings.smtp_host = "http://127.0.0.1:1", "127.0.0.1"
    return portal


async def told(
    portal: Portal, case_no: str, kind: MessageKind = MessageKind.HOLD, key: str = "hold/1"
) -> int:
    async with portal.context.database.write() as session:
        case = await session.get_one(Case, case_no)
        until = portal.clock.now() + timedelta(days=3)
        message = await tell(
            portal.context, session, case, kind, key=key, text="王小明的事项已暂停", due_at=until
        )
        return message.id


async def ways(portal: Portal) -> dict[str, tuple[str, int, str | None]]:
    async with portal.context.database.read() as session:
        rows = await session.scalars(select(MessageDelivery))
        return {row.channel: (row.state, row.attempts, row.error_code) for row in rows}


async def choose(portal: Portal, **contacts: object) -> None:
    answer = await portal.client.put("/me/contacts", json=contacts, headers=portal.applicant)
    assert answer.status_code == 200, answer.text


async def test_telling_twice_tells_once(portal: Portal, desk: Desk) -> None:
    first, again = await told(portal, desk.case_no), await told(portal, desk.case_no)
    page = (await portal.client.get("/messages", headers=portal.applicant)).json()
    assert (first, page["unread"], [each["id"] for each in page["messages"]]) == (again, 1, [first])


async def test_a_message_is_delivered_when_it_is_opened(portal: Portal, desk: Desk) -> None:
    number = await told(portal, desk.case_no)
    assert await ways(portal) == {"in_app": ("sent", 0, None)}
    opened = (await portal.client.get(f"/messages/{number}", headers=portal.applicant)).json()
    assert (opened["text"], opened["link"]) == ("王小明的事项已暂停", f"/cases/{desk.case_no}/status")
    assert [each["state"] for each in opened["deliveries"]] == ["delivered"]
    portal.clock.move(timedelta(hours=1))
    again = await portal.client.post(f"/messages/{number}/read", headers=portal.applicant)
    assert again.json()["read_at"] == opened["read_at"]
    unread = await portal.client.get("/messages", params={"unread": True}, headers=portal.applicant)
    assert unread.json()["messages"] == []
    assert (await portal.audited()).count("message.read") == 2


async def test_nobody_reads_the_messages_of_another(portal: Portal, desk: Desk) -> None:
    number = await told(portal, desk.case_no)
    stranger = portal.who("applicant-2", "applicant")
    assert (await portal.client.get("/messages", headers=stranger)).json()["messages"] == []
    for answer in (
        await portal.client.get(f"/messages/{number}", headers=stranger),
        await portal.client.post(f"/messages/{number}/read", headers=stranger),
        await portal.client.get(f"/messages/{2**64}", headers=portal.applicant),
    ):
        assert (answer.status_code, answer.json()["code"]) == (404, "MessageNotFound")


async def test_messages_are_listed_page_by_page(portal: Portal, desk: Desk) -> None:
    numbers = [await told(portal, desk.case_no, key=f"hold/{n}") for n in range(5)]
    seen, cursor = [], None
    while True:
        params = {"limit": 2} | ({"cursor": cursor} if cursor else {})
        page = (await portal.client.get("/messages", params=params, headers=portal.applicant)).json()
        seen += [each["id"] for each in page["messages"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert seen == numbers[::-1]


async def test_what_leaves_the_application_says_the_least(offered: Portal, desk: Desk) -> None:
    await choose(offered, **CHOSEN)
    await told(offered, desk.case_no)
    sms, email = Recording(), Recording()
    queue = dispatcher(offered, {ChannelName.SMS: sms, ChannelName.EMAIL: email}, Ahead())
    assert await queue.drain() == 2
    assert await queue.drain() == 0
    ((mobile, text),), ((mailbox, mail),) = sms.sent, email.sent
    assert (mobile, mailbox) == (MOBILE, MAILBOX)
    assert text.text == (
        f"办件{desk.case_no}：部分事项已经结束，其余事项暂停办理，请登录确认是否继续，截止2026年03月05日。"
        "https://portal.test"
    )
    assert "王小明" not in text.text + mail.text + mail.subject
    assert await ways(offered) == {
        "in_app": ("sent", 0, None),
        "sms": ("sent", 1, None),
        "email": ("sent", 1, None),
    }


async def test_a_document_is_told_in_the_application_only(offered: Portal, desk: Desk) -> None:
    await choose(offered, **CHOSEN)
    await told(offered, desk.case_no, MessageKind.DOCUMENT)
    assert set(await ways(offered)) == {"in_app"}


async def test_a_channel_that_the_office_did_not_set_up_is_not_used(portal: Portal, desk: Desk) -> None:
    await choose(portal, **CHOSEN)
    await told(portal, desk.case_no)
    assert set(await ways(portal)) == {"in_app"}


async def test_a_channel_that_is_away_is_tried_again_after_longer_pauses_and_then_given_up(
    offered: Portal, desk: Desk
) -> None:
    await choose(offered, sms=MOBILE, channels=["sms"])
    await told(offered, desk.case_no)
    clock = Ahead()
    queue = dispatcher(offered, {ChannelName.SMS: Recording(*[ChannelAway()] * 3)}, clock)
    for attempt, (longest, state) in enumerate([(10, "failed"), (15, "failed"), (0, "given_up")], 1):
        assert await queue.drain() == 1
        assert (await ways(offered))["sms"] == (state, attempt, "ChannelAway")
        assert await queue.drain() == 0, "its pause is not over"
        clock.by += timedelta(seconds=longest)
    assert await queue.drain() == 0, "given up"


async def test_a_channel_that_breaks_is_given_up_too_and_its_words_are_not_told(
    offered: Portal, desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    await choose(offered, sms=MOBILE, channels=["sms"])
    await told(offered, desk.case_no)
    clock = Ahead()
    broken = Recording(*[ValueError(f"no such number {MOBILE}")] * 3)
    queue = dispatcher(offered, {ChannelName.SMS: broken}, clock)
    for _ in range(3):
        assert await queue.drain() == 1
        clock.by += timedelta(minutes=1)
    assert (await ways(offered))["sms"] == ("given_up", 3, "ChannelAway")
    assert await queue.drain() == 0
    assert "ValueError" in caplog.text
    assert MOBILE not in caplog.text


@pytest.mark.parametrize("error", [LetterRefused()])
async def test_what_is_refused_for_good_is_given_up_at_once(
    offered: Portal, desk: Desk, error: Exception
) -> None:
    await choose(offered, sms=MOBILE, channels=["sms"])
    await told(offered, desk.case_no)
    await dispatcher(offered, {ChannelName.SMS: Recording(error)}, Ahead()).drain()
    assert (await ways(offered))["sms"] == ("given_up", 1, "LetterRefused")


async def test_nothing_is_sent_to_an_address_that_was_taken_back(offered: Portal, desk: Desk) -> None:
    await choose(offered, sms=MOBILE, channels=["sms"])
    await told(offered, desk.case_no)
    await choose(offered, sms=MOBILE, channels=[])
    sms = Recording()
    await dispatcher(offered, {ChannelName.SMS: sms}, Ahead()).drain()
    assert (sms.sent, (await ways(offered))["sms"]) == ([], ("given_up", 1, "NoAddress"))


async def test_several_gateways_share_the_messages_without_repeating_one(offered: Portal, desk: Desk) -> None:
    await choose(offered, sms=MOBILE, channels=["sms"])
    for number in range(12):
        await told(offered, desk.case_no, key=f"hold/{number}")
    sms = Recording()
    gateways = [dispatcher(offered, {ChannelName.SMS: sms}, Ahead()) for _ in range(3)]
    for gateway in gateways:
        await gateway.drain()
    references = [letter.reference for _, letter in sms.sent]
    assert len(references) == len(set(references)) == 12


@pytest.mark.parametrize(
    "contacts",
    [
        {"sms": "12345"},
        {"sms": "+8613800000000"},
        {"email": "张@example.test"},
        {"email": "a@b"},
        {"channels": ["sms"]},
        {"sms": MOBILE, "channels": ["email"]},
        {"sms": MOBILE, "channels": ["fax"]},
        {"phone": MOBILE},
    ],
)
async def test_contact_points_that_cannot_be_used_are_refused(
    portal: Portal, contacts: dict[str, object]
) -> None:
    answer = await portal.client.put("/me/contacts", json=contacts, headers=portal.applicant)
    assert answer.status_code in (400, 422)
    assert MOBILE not in answer.text


async def test_contact_points_are_the_callers_own(offered: Portal) -> None:
    await choose(offered, **CHOSEN)
    own = (await offered.client.get("/me/contacts", headers=offered.applicant)).json()
    assert own == {**CHOSEN, "channels": ["email", "sms"], "available": ["in_app", "sms", "email"]}
    stranger = await offered.client.get("/me/contacts", headers=offered.who("applicant-2", "applicant"))
    assert stranger.json()["sms"] is None
    assert {"contacts.change", "contacts.read"} <= set(await offered.audited())


async def test_two_first_choices_at_once_are_both_taken_and_the_last_counts(offered: Portal) -> None:
    wishes = [{"sms": f"1380000000{last}", "channels": ["sms"]} for last in range(4)]
    answers = await asyncio.gather(
        *(offered.client.put("/me/contacts", json=wish, headers=offered.applicant) for wish in wishes)
    )
    assert [answer.status_code for answer in answers] == [200] * 4
    kept = (await offered.client.get("/me/contacts", headers=offered.applicant)).json()
    assert kept["sms"] in [wish["sms"] for wish in wishes]


async def test_a_supplement_notice_is_told_with_its_last_day(portal: Portal, desk: Desk) -> None:
    gaps = [{"kind": "material", "target": "fire_plan", "what": "图纸不清", "how": "重新上传"}]
    await desk.post(APPROVAL, "items/business_license/precheck", {"gaps": gaps})
    sent = await desk.post(APPROVAL, "notices", {"scope": "chain", "kind": "supplement"})
    page = (await portal.client.get("/messages", headers=portal.applicant)).json()
    (line,) = page["messages"]
    assert (line["kind"], line["due_at"]) == ("supplement", sent.json()["due_at"])
    opened = (await portal.client.get(f"/messages/{line['id']}", headers=portal.applicant)).json()
    assert "图纸不清" in opened["text"]
    assert opened["link"] == f"/cases/{desk.case_no}/notices"
