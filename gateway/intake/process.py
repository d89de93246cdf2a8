"""``python -m gateway.intake``: serve; ``python -m gateway.intake adopt INCARNATION``: a new engine counts."""

import argparse
import asyncio
import sys

import uvicorn

from chain import logs, tracing
from chain.clock import configured_clock
from chain.errors import ChainError
from gateway.intake.app import create_intake
from gateway.intake.incarnation import adopt, lock
from gateway.operation.build_info import tell_version
from gateway.serving import serve
from gateway.settings import Settings
from gateway.store import migrate
from gateway.store.database import Database
from gateway.store.encryption import create_key_file

DEFAULT_PORT = 8001


def _serve(settings: Settings) -> int:
    if settings.intake_password is None:
        sys.stderr.write("请通过 YILIAN_INTAKE_PASSWORD 设置记录接收口令后再启动。\n")
        return 2
    tell_version("intake")
    app = create_intake(settings, _database(settings), configured_clock())
    return serve(
        uvicorn.Config(
            app,
            host=settings.host,
            port=settings.port or DEFAULT_PORT,
            log_config=None,
            access_log=False,
            server_header=False,
            loop="uvloop",
            http="h11",
            timeout_graceful_shutdown=20,
        )
    )


async def _adopt(settings: Settings, incarnation: str) -> None:
    database = _database(settings)
    try:
        await migrate.upgrade(database)
        async with database.write() as session:
            await lock(session)
            await adopt(session, incarnation, configured_clock().now())
    finally:
        await database.close()


def _database(settings: Settings) -> Database:
    return Database(settings.store_url, create_key_file(settings.key_file))


def main() -> int:
    """Command line."""
    parser = argparse.ArgumentParser(prog="python -m gateway.intake", description="流程引擎记录接收")
    commands = parser.add_subparsers(dest="command")
    adopting = commands.add_parser("adopt", help="确认启用新的流程引擎数据")
    adopting.add_argument("incarnation", help="引擎数据标识（记录索引前缀 zeebe-record- 之后的部分）")
    arguments = parser.parse_args()
    settings = Settings()
    try:
        logs.set_up()
        if arguments.command == "adopt":
            asyncio.run(_adopt(settings, arguments.incarnation))
            sys.stdout.write(f"已启用引擎数据 {arguments.incarnation}\n")
            return 0
        tracing.set_up("yilian-intake")
        return _serve(settings)
    except ChainError as error:
        sys.stderr.write(f"{error.detail}\n")
        return 1
