"""``scripts/deploy [THEME…|PATH…]``: check, then deploy as one version through the gateway.

Exit code 0: deployed (with ``--dry-run``: could be); 1: the check found errors, or the gateway refused; 2: wrong usage.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from bpmn.resources import ROOM
from scripts.tools import lint
from scripts.tools.deploying import report
from scripts.tools.deploying.bundle import Source, bundle, source_of
from scripts.tools.deploying.door import Door, gateway_url, token
from scripts.tools.failure import CommandFailed
from scripts.tools.theme_folders import theme_folder


def main(arguments: Sequence[str] | None = None) -> int:
    """Deploy what the command line names."""
    options = _parser().parse_args(arguments)
    try:
        paths = [_path(each) for each in options.what] or sorted(
            file.parent for file in ROOM.glob("themes/*/theme.toml")
        )
    except CommandFailed as failed:
        sys.stderr.write(f"{failed}\n")
        return 2
    if lint.main([str(path) for path in paths]):
        sys.stderr.write("检查发现错误，没有部署。请改正后再部署。\n")
        return 1
    try:
        return _deploy(options, paths)
    except CommandFailed as failed:
        sys.stderr.write(f"{failed}\n")
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="deploy", description="检查主题并作为一个版本部署")
    parser.add_argument(
        "what", nargs="*", metavar="THEME|PATH", help="主题编码、主题文件夹或者文件，默认全部主题"
    )
    parser.add_argument("--gateway", metavar="URL", help="网关地址，默认 YILIAN_GATEWAY_URL 或者本机")
    parser.add_argument(
        "--token-file", type=Path, metavar="FILE", help="设计人员的凭证文件，默认 YILIAN_TOKEN_FILE"
    )
    parser.add_argument("--dry-run", action="store_true", help="只检查并列出要部署的文件，不部署")
    return parser


def _path(named: str) -> Path:
    path = Path(named)
    return path if path.exists() else theme_folder(named)


def _deploy(options: argparse.Namespace, paths: Sequence[Path]) -> int:
    taken = bundle(paths)
    source = source_of(taken.files.values())
    if options.dry_run:
        print(report.planned(list(taken.files), source))
        return 0
    door = Door(gateway_url(options.gateway), token(options.token_file))
    print(report.deployed(door.deploy(taken.contents(), _told(source)), source))
    return 0


def _told(source: Source) -> dict[str, str]:
    if source.commit is None:
        return {}
    return {"commit": source.commit, "dirty": "true" if source.dirty else "false"}


if __name__ == "__main__":
    sys.exit(main())
