"""E-mail over SMTP. The standard library's client runs in a thread, each step within the time limit."""

import asyncio
import smtplib
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import formatdate

from gateway.messages.channels.protocol import ChannelAway, Letter, LetterRefused

_PERMANENT = range(500, 600)


@dataclass(frozen=True, slots=True)
class SmtpServer:
    """Where e-mail is handed over; ``starttls`` is left out only to a server on this machine."""

    host: str
    port: int
    sender: str
    seconds: float
    starttls: bool = True
    user: str | None = None
    password: str | None = None


class EmailChannel:
    """Hands e-mail to ``server``."""

    def __init__(self, server: SmtpServer) -> None:
        self._server = server

    async def send(self, address: str, letter: Letter) -> None:
        """Hand one over. Raises ``ChannelAway``, ``LetterRefused``."""
        try:
            await asyncio.to_thread(self._send, address, letter)
        except smtplib.SMTPRecipientsRefused as error:
            codes = [code for code, _ in error.recipients.values()]
            raise (LetterRefused if all(code in _PERMANENT for code in codes) else ChannelAway) from None
        except (smtplib.SMTPSenderRefused, smtplib.SMTPAuthenticationError):
            raise ChannelAway from None
        except smtplib.SMTPDataError as error:
            raise (LetterRefused if error.smtp_code in _PERMANENT else ChannelAway) from None
        except (smtplib.SMTPException, OSError):
            raise ChannelAway from None

    def _send(self, address: str, letter: Letter) -> None:
        server = self._server
        with smtplib.SMTP(server.host, server.port, timeout=server.seconds) as client:
            if server.starttls:
                client.starttls(context=ssl.create_default_context())
            if server.user is not None:
                client.login(server.user, server.password or "")
            client.send_message(_composed(server.sender, address, letter))


def _composed(sender: str, address: str, letter: Letter) -> EmailMessage:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, address, letter.subject
    mail["Date"] = formatdate()
    # The same for each attempt, so that a mailbox may drop a repetition.
    mail["Message-ID"] = f"<{letter.reference}@{sender.rpartition('@')[2]}>"
    mail.set_content(letter.text)
    return mail
