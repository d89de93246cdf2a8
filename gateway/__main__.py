"""``python -m gateway``: serve the HTTP interface and the outbox on ``YILIAN_HOST:YILIAN_PORT`` (loopback, 8000).

SIGTERM and SIGINT end it gracefully: requests in flight are answered within ten seconds.
"""

import signal
import sys

import uvicorn

from chain.errors import ChainError
from gateway.app import create_app
from gateway.operation.logs import set_up
from gateway.settings import Settings

DEFAULT_PORT = 8000
GRACE_SECONDS = 10


def main() -> int:
    """Serve until told to stop; 0 after a graceful stop, 1 with one sentence when it cannot be started."""
    set_up()
    settings = Settings()
    config = uvicorn.Config(
        create_app(settings),
        host=settings.host,
        port=settings.port or DEFAULT_PORT,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
        h11_max_incomplete_event_size=64 * 1024,
    )
    try:
        server = uvicorn.Server(config)
        # uvicorn raises the signal again after its graceful stop: it has been obeyed by then.
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: None)
        server.run()
    except ChainError as error:
        sys.stderr.write(f"{error.detail}\n")
        return 1
    return 0 if server.started else 1


if __name__ == "__main__":
    sys.exit(main())
