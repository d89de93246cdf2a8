"""``python -m gateway.intake``: serve; ``python -m gateway.intake adopt INCARNATION``: a new engine counts."""

import argparse
import asyncio
import logging
import sys

import uvicorn

from chain.clock import configured_clock
from gateway.intake.app import create_intake
from gateway.intake.incarnation import adopt, lock
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
    app = create_intake(settings, _database(settings), configured_clock())
    return serve(
        uvicorn.Config(
            app,
            host=settings.host,
            port=settings.port or DEFAULT_PORT,
            log_level="info",
            access_log=False,
            server_header=False,
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
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    settings = Settings()
    if arguments.command == "adopt":
        asyncio.run(_adopt(settings, arguments.incarnation))
        sys.stdout.write(f"已启用引擎数据 {arguments.incarnation}\n")
        return 0
    return _serve(settings)


if __name__ == "__main__":
    sys.exit(main())
