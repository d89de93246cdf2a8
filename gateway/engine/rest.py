"""The engine's REST interface behind one address or several: one engine, but each broker of a cluster has its own."""

from functools import cache
from ssl import SSLContext

import httpx

CONNECT_WITHIN = 3.0  # seconds


class EngineRest:
    """Sends each call once, to the first address that can be connected to.

    ``addresses`` are base URLs with commas between them. The one that answered last is asked first, so that a broker that
    is down costs one call a refused connection, and not every call. ``deadline`` in seconds.
    """

    def __init__(
        self, addresses: str, deadline: float, transport: httpx.AsyncBaseTransport | None = None
    ) -> None:
        self._bases = [base.strip().rstrip("/") for base in addresses.split(",") if base.strip()]
        timeout = httpx.Timeout(deadline, connect=CONNECT_WITHIN)
        self._http = httpx.AsyncClient(timeout=timeout, transport=transport, verify=_trusted())

    async def aclose(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def request(self, method: str, path: str, content: bytes | None) -> httpx.Response:
        """The answer to one call with a JSON body, whatever its status.

        Raises ``httpx.HTTPError``: of the last address when none can be connected to, at once when an address was
        reached and did not answer, for then the call may have been carried out.
        """
        headers = {"content-type": "application/json"} if content else None
        *others, last = list(self._bases)
        for base in others:
            try:
                return await self._http.request(method, base + path, content=content, headers=headers)
            except (httpx.ConnectError, httpx.ConnectTimeout):
                self._ask_last(base)
        return await self._http.request(method, last + path, content=content, headers=headers)

    def _ask_last(self, base: str) -> None:
        self._bases.remove(base)
        self._bases.append(base)


@cache
def _trusted() -> SSLContext:
    """Whom to trust, read once: it takes longer than to open everything else."""
    return httpx.create_ssl_context()
