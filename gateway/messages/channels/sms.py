"""SMS over the HTTP interface of a platform (短信平台).

``POST <url>`` with JSON ``{reference, mobile, text}``; 2xx: taken; 409: taken before under this reference; another 4xx
except 401, 403, 408 and 429: refused for good. A platform with another interface gets an adapter beside this one.
"""

import httpx

from gateway.messages.channels.protocol import ChannelAway, Letter, LetterRefused

_TAKEN_BEFORE = 409
_NOT_NOW = frozenset({401, 403, 408, 429})
"""Ours to mend or to wait for: nothing is wrong with the letter."""


class SmsPlatform:
    """Hands text messages to the platform at ``url``."""

    def __init__(self, url: str, token: str | None, seconds: float) -> None:
        self._url = url
        self._headers = {} if token is None else {"Authorization": f"Bearer {token}"}
        self._seconds = seconds

    async def send(self, address: str, letter: Letter) -> None:
        """Hand one over. Raises ``ChannelAway``, ``LetterRefused``."""
        body = {"reference": letter.reference, "mobile": address, "text": letter.text}
        try:
            async with httpx.AsyncClient(timeout=self._seconds) as client:
                answer = await client.post(self._url, json=body, headers=self._headers)
        except (httpx.HTTPError, OSError):
            raise ChannelAway from None
        if answer.is_success or answer.status_code == _TAKEN_BEFORE:
            return
        if answer.is_client_error and answer.status_code not in _NOT_NOW:
            raise LetterRefused
        raise ChannelAway
