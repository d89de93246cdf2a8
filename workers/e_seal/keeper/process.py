"""``python -m workers.e_seal.keeper --data DIR --port N``: run the keeper on the loopback interface."""

import argparse
import signal
import sys
from pathlib import Path

import uvicorn

from chain import logs, tracing
from chain.clock import configured_clock
from chain.errors import ChainError
from workers.e_seal.keeper.administration import ADOPTED, Administration
from workers.e_seal.keeper.api import create_app
from workers.e_seal.keeper.passphrase import read_passphrase
from workers.e_seal.keeper.trust import Trust
from workers.e_seal.keeper.vault import Vault


def main() -> int:
    """Serve until stopped; 1 when the vault does not open."""
    parser = argparse.ArgumentParser(prog="keeper", description="电子印章保管系统")
    parser.add_argument("--data", type=Path, required=True, help="保管系统的数据目录")
    parser.add_argument("--port", type=int, default=8002, help="监听端口")
    parser.add_argument("--host", default="127.0.0.1", help="监听地址")
    options = parser.parse_args()
    try:
        logs.set_up()
        tracing.set_up("yilian-keeper")
        passphrase, now = read_passphrase(), configured_clock().now()
        Administration(options.data, passphrase, Trust(options.data, passphrase, now), now).adopt_all(ADOPTED)
        vault = Vault(options.data, passphrase)
    except FileNotFoundError:
        sys.stderr.write("保管系统尚未初始化，请先运行 python -m workers.e_seal.keeper.setup。\n")
        return 1
    except ChainError as error:
        sys.stderr.write(f"{error.detail}\n")
        return 1
    app = create_app(vault, configured_clock())
    config = uvicorn.Config(
        app,
        host=options.host,
        port=options.port,
        log_config=None,
        access_log=False,
        server_header=False,
        loop="uvloop",
        http="h11",
    )
    # uvicorn raises the signal again after its graceful stop: it has been obeyed by then.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: None)
    try:
        uvicorn.Server(config).run()
    finally:
        tracing.shut_down()
    return 0
