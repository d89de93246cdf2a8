"""``scripts/migrate THEME [--to VERSION] [--do]``: let running cases go on in another version; planned, done on request.

Exit code 0: shown, or all that could be migrated were; 1: the gateway refused, or an instance was not migrated that could
have been; 2: wrong usage.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from scripts.tools.deploying import report
from scripts.tools.deploying.door import Door, gateway_url, token
from scripts.tools.failure import CommandFailed


def main(arguments: Sequence[str] | None = None) -> int:
    """Plan or migrate what the command line names."""
    parser = argparse.ArgumentParser(prog="migrate", description="查看、执行在办办件向新版本的迁移")
    parser.add_argument("process", metavar="THEME", help="主题编码或者流程编号")
    parser.add_argument("--to", type=int, metavar="VERSION", help="目标版本，默认最新")
    parser.add_argument("--do", action="store_true", help="执行；不写则只显示计划")
    parser.add_argument("--gateway", metavar="URL", help="网关地址，默认 YILIAN_GATEWAY_URL 或者本机")
    parser.add_argument(
        "--token-file",
        type=Path,
        metavar="FILE",
        help="设计人员或者运维人员的凭证文件，默认 YILIAN_TOKEN_FILE",
    )
    options = parser.parse_args(arguments)
    try:
        door = Door(gateway_url(options.gateway), token(options.token_file))
        view = door.migration(options.process, options.to, do=options.do)
    except CommandFailed as failed:
        sys.stderr.write(f"{failed}\n")
        return 1
    print(report.migration(view))
    return 1 if {each["outcome"] for each in view["instances"]} & {"refused", "unavailable"} else 0


if __name__ == "__main__":
    sys.exit(main())
