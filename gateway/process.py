"""``python -m gateway``: serve the HTTP interface and the outbox on ``YILIAN_HOST:YILIAN_PORT`` (loopback, 8000).

SIGTERM and SIGINT end it gracefully: requests in flight are answered within ten seconds.
"""

import sys

import uvicorn

from chain import logs, tracing
from chain.errors import ChainError
from gateway.app import create_app
from gateway.operation.build_info import tell_version
from gateway.serving import serve
from gateway.settings import Settings

DEFAULT_PORT = 8000
GRACE_SECONDS = 10
SWITCH_SECONDS = 0.0005
"""Between threads of the interpreter (5 ms by itself): with each statement of SQLite the loop lets go of it, and would
wait so long each time for whoever verifies a file beside it."""


def main() -> int:
    """Serve until told to stop; 0 after a graceful stop, 1 with one sentence when it cannot be started."""
    try:
        logs.set_up()
        tracing.set_up("yilian-gateway")
        sys.setswitchinterval(SWITCH_SECONDS)
        return serve(_config(Settings()))
    except ChainError as error:
        sys.stderr.write(f"{error.detail}\n")
        return 1


def _config(settings: Settings) -> uvicorn.Config:
    tell_version("gateway")
    return uvicorn.Config(
        create_app(settings),
        host=settings.host,
        port=settings.port or DEFAULT_PORT,
        log_config=None,
        access_log=False,
        server_header=False,
        loop="uvloop",
        # The faster parser (httptools) sets no bound to a header: a request could fill the memory.
        http="h11",
        timeout_graceful_shutdown=GRACE_SECONDS,
        h11_max_incomplete_event_size=64 * 1024,
    )
