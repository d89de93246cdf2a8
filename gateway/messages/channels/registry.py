"""Which channels the office set up; in-app needs none."""

from collections.abc import Mapping

from gateway.messages.channels.email import EmailChannel, SmtpServer
from gateway.messages.channels.protocol import Channel
from gateway.messages.channels.sms import SmsPlatform
from gateway.messages.states import ChannelName
from gateway.settings import Settings


def channels_on(settings: Settings) -> list[ChannelName]:
    """Channels outside the application that are set up."""
    on = [(ChannelName.SMS, settings.sms_url), (ChannelName.EMAIL, settings.smtp_host)]
    return [channel for channel, address in on if address]


def open_channels(settings: Settings) -> Mapping[ChannelName, Channel]:
    """Every channel that is set up, ready to send."""
    found: dict[ChannelName, Channel] = {}
    if settings.sms_url:
        token = settings.sms_token.get_secret_value() if settings.sms_token else None
        found[ChannelName.SMS] = SmsPlatform(settings.sms_url, token, settings.message_seconds)
    if settings.smtp_host:
        found[ChannelName.EMAIL] = EmailChannel(
            SmtpServer(
                host=settings.smtp_host,
                port=settings.smtp_port,
                sender=settings.smtp_sender,
                seconds=settings.message_seconds,
                starttls=settings.smtp_starttls,
                user=settings.smtp_user,
                password=settings.smtp_password.get_secret_value() if settings.smtp_password else None,
            )
        )
    return found
