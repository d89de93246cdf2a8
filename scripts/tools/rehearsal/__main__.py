"""``scripts/try THEME [--keep]``: walk every way of a theme's chain on an engine started for it, before publishing.

Every situation of the scenario, every refusal, supplement, withdrawal; bodies and officers are scripted. Exit code 0:
everything went as the theme demands and every flow of its diagram was walked; 1: not so, or the check found errors;
2: no such theme.
"""

import argparse
import asyncio
import signal
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from pyzeebe import create_insecure_channel

from bpmn.lint import ERROR
from scripts.tools.engine import EngineFailed, EngineProcess
from scripts.tools.failure import CommandFailed
from scripts.tools.lint import check
from scripts.tools.rehearsal.broker import running_engine
from scripts.tools.rehearsal.chains import Chain, read_chain
from scripts.tools.rehearsal.records import PASSWORD, USER, RecordLog, recorder
from scripts.tools.rehearsal.report import conclusion, line
from scripts.tools.rehearsal.stories import Story, stories
from scripts.tools.rehearsal.walking import Played, walk
from scripts.tools.theme_folders import theme_folder


def main(arguments: Sequence[str] | None = None) -> int:
    """Try the theme named on the command line."""
    parser = argparse.ArgumentParser(prog="try", description="在本机引擎上试走主题的每一条路径")
    parser.add_argument("theme", metavar="THEME", help="主题编码或者主题文件夹")
    parser.add_argument("--keep", action="store_true", help="走完后引擎保持运行并显示地址，按 Ctrl-C 停止")
    options = parser.parse_args(arguments)
    try:
        folder = theme_folder(options.theme)
        errors = [each for each in check(folder).findings if each.severity == ERROR]
        if errors:
            _say(f"检查发现 {len(errors)} 个错误，没有试走。请运行 scripts/lint {options.theme} 查看并改正。")
            return 1
        return _try(read_chain(folder), keep=options.keep)
    except CommandFailed as failed:
        sys.stderr.write(f"{failed}\n")
        return 2
    except EngineFailed as failed:
        sys.stderr.write(f"{failed.detail}\n")
        return 1


def _try(chain: Chain, *, keep: bool) -> int:
    told = stories(chain.catalogue, chain.key, chain.asked)
    _say(f"试走“{chain.name}”：{len(told)} 个办件。正在启动流程引擎…")
    with tempfile.TemporaryDirectory(prefix="yilian-try-") as scratch:
        folder = Path(scratch)
        with (
            recorder(folder / "records") as (records, address),
            running_engine(folder, address, intake_user=USER, intake_password=PASSWORD) as engine,
        ):
            failed = asyncio.run(_walk(chain, told, engine, records))
            text, whole = conclusion(chain, records, len(told), failed)
            _say(text)
            if keep:
                _keep(engine)
    return 0 if whole else 1


async def _walk(chain: Chain, told: Sequence[Story], engine: EngineProcess, records: RecordLog) -> int:
    """Play all stories and tell of each; how many did not go as they must."""
    theme = chain.catalogue.theme(chain.key)
    failed = 0

    async def tell(played: Played) -> None:
        nonlocal failed
        failed += bool(played.problems)
        _say(line(played, theme))

    channel = create_insecure_channel(grpc_address=engine.grpc_address)
    try:
        await walk(chain, told, engine, channel, records, tell)
    finally:
        await channel.close(grace=None)
    return failed


def _keep(engine: EngineProcess) -> None:
    _say(f"引擎保持运行：{engine.grpc_address}（gRPC）、{engine.rest_url}（REST）。按 Ctrl-C 停止。")
    try:
        signal.pause()
    except KeyboardInterrupt:
        _say("正在停止…")


def _say(text: str) -> None:
    print(text, flush=True)


if __name__ == "__main__":
    sys.exit(main())
