"""One trust store for all short calls: httpx reads it anew for each client, which takes longer (40 ms of CPU) than the call."""

import ssl
from functools import cache


@cache
def trust() -> ssl.SSLContext:
    """The context to give as ``verify`` to httpx calls that have no client of their own; read once a process."""
    return ssl.create_default_context()
