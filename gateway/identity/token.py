"""Prints a token of the development issuer.

``python -m gateway.identity.token --data DIR --sub NAME --role ROLE [--body CODE]``
"""

import argparse
import os
import sys
from datetime import timedelta
from pathlib import Path

from chain.clock import configured_clock
from gateway.identity.callers import OF_A_BODY, Role
from gateway.identity.development import DevelopmentIssuer


def main(arguments: list[str] | None = None) -> int:
    """Print one token; exit code 2 with a sentence when it cannot be issued."""
    parser = argparse.ArgumentParser(
        prog="python -m gateway.identity.token", description="签发开发环境的登录凭证"
    )
    parser.add_argument("--data", type=Path, required=True, help="数据目录")
    parser.add_argument("--sub", required=True, help="主体标识")
    parser.add_argument(
        "--role", action="append", required=True, choices=[role.value for role in Role], help="角色，可重复"
    )
    parser.add_argument("--body", help="实施主体代码（经办人员、窗口人员和工作程序必填）")
    parser.add_argument("--ttl-hours", type=float, default=12.0, help="有效小时数")
    options = parser.parse_args(arguments)
    if os.environ.get("YILIAN_OIDC_ISSUER"):
        parser.error("已配置统一身份认证，不再签发开发环境凭证")
    if options.body is None and OF_A_BODY.intersection(options.role):
        parser.error("经办人员、窗口人员和工作程序的凭证需要 --body")
    issuer = DevelopmentIssuer(options.data, configured_clock())
    ttl = timedelta(hours=options.ttl_hours)
    sys.stdout.write(issuer.token(options.sub, options.role, options.body, ttl) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
