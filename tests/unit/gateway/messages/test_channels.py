"""The office's channels against counterparts that listen: what goes out, what is tried again, what is refused for good."""

import pytest

from chain.errors import ChainError
from gateway.messages.channels import ChannelAway, Letter, LetterRefused
from gateway.messages.channels.email import EmailChannel, SmtpServer
from gateway.messages.channels.sms import SmsPlatform
from tests.unit.gateway.messages.counterparts import RehearsalMailServer, RehearsalSmsPlatform, listening

LETTER = Letter("yilian-message-7", "办件YL1：请补正申请材料", "办件YL1：申请材料需要补正。")
MOBILE, MAILBOX = "13800000000", "zhang@example.test"


async def _sms(platform: RehearsalSmsPlatform) -> None:
    await SmsPlatform(platform.url, "token", 5).send(MOBILE, LETTER)


async def _email(server: RehearsalMailServer) -> None:
    place = SmtpServer("127.0.0.1", server.port, "office@example.test", 5, starttls=False)
    await EmailChannel(place).send(MAILBOX, LETTER)


@pytest.mark.parametrize("status", [200, 202, 409])
async def test_the_sms_platform_takes_a_letter_or_has_it_already(status: int) -> None:
    async with listening(RehearsalSmsPlatform([status])) as platform:
        await _sms(platform)
    assert platform.asked == [{"reference": LETTER.reference, "mobile": MOBILE, "text": LETTER.text}]


@pytest.mark.parametrize(
    ("status", "said"),
    [(400, LetterRefused), (404, LetterRefused), (401, ChannelAway), (429, ChannelAway), (503, ChannelAway)],
)
async def test_what_the_sms_platform_says_decides_whether_it_is_tried_again(
    status: int, said: type[ChainError]
) -> None:
    async with listening(RehearsalSmsPlatform([status])) as platform:
        with pytest.raises(said):
            await _sms(platform)


async def test_a_letter_arrives_at_the_mail_server_as_it_was_written() -> None:
    async with listening(RehearsalMailServer()) as server:
        await _email(server)
    assert server.mails == [(MAILBOX, LETTER.subject, LETTER.text)]


@pytest.mark.parametrize(
    ("answer", "said"), [("550 no such mailbox", LetterRefused), ("451 later", ChannelAway)]
)
async def test_what_the_mail_server_says_decides_whether_it_is_tried_again(
    answer: str, said: type[ChainError]
) -> None:
    async with listening(RehearsalMailServer(refusal=answer)) as server:
        with pytest.raises(said) as caught:
            await _email(server)
    assert MAILBOX not in str(caught.value)


async def test_a_channel_where_nobody_listens_is_away() -> None:
    with pytest.raises(ChannelAway):
        await _sms(RehearsalSmsPlatform(port=1))
    with pytest.raises(ChannelAway):
        await _email(RehearsalMailServer(port=1))
