"""``python -m gateway.store upgrade|downgrade REVISION|check``: the database's tables, by hand."""

import argparse
import asyncio
import sys

from gateway.settings import Settings
from gateway.store import migrate
from gateway.store.database import Database
from gateway.store.encryption import create_key_file
from gateway.store.errors import SchemaOutdated


async def _run(arguments: argparse.Namespace) -> None:
    settings = Settings()
    database = Database(settings.store_url, create_key_file(settings.key_file))
    try:
        if arguments.command == "upgrade":
            await migrate.upgrade(database, arguments.revision or "head")
        elif arguments.command == "downgrade":
            await migrate.downgrade(database, arguments.revision)
        else:
            await migrate.check(database)
    finally:
        await database.close()


def main() -> int:
    """Command line: 0 when done or in order, 1 when ``check`` finds another structure."""
    parser = argparse.ArgumentParser(prog="python -m gateway.store", description="数据库结构升级、回退与核对")
    parser.add_argument("command", choices=["upgrade", "downgrade", "check"])
    parser.add_argument("revision", nargs="?", help="目标版本；回退时必填，base 表示全部回退")
    arguments = parser.parse_args()
    if arguments.command == "downgrade" and not arguments.revision:
        parser.error("回退须写明目标版本")
    try:
        asyncio.run(_run(arguments))
    except SchemaOutdated as error:
        sys.stderr.write(f"{error.detail}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
