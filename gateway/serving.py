"""Serving an application until told to stop: how every process of the gateway ends."""

import signal

import uvicorn

from chain import tracing


def serve(config: uvicorn.Config) -> int:
    """Serve until SIGTERM or SIGINT: 0 after a graceful stop, 1 when it did not come up. Traces are handed over then."""
    server = uvicorn.Server(config)
    # uvicorn raises the signal again after its graceful stop: it has been obeyed by then.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: None)
    try:
        server.run()
    finally:
        tracing.shut_down()
    return 0 if server.started else 1
