"""``python -m chain.archive FILE… [--root FILE]``: verify archive packages; what it needs lies in ``chain`` alone.

Trusted are only the roots that are given (``--root``, repeatable); without any, nothing can be certain.
Exit code 0: all passed; 1: at least one did not; 2: wrong usage.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from chain.archive.container import DEFAULT_LIMITS
from chain.archive.verification import verify_package
from chain.certificates.judged import judge
from chain.certificates.verdict import Verdict


def main(arguments: Sequence[str] | None = None) -> int:
    """Verify the packages named on the command line."""
    parser = argparse.ArgumentParser(prog="verify-archive", description="核验归档信息包")
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="归档信息包")
    parser.add_argument("--root", action="append", type=Path, default=[], help="信任的根证书（DER），可重复")
    options = parser.parse_args(arguments)
    return judge(options.files, options.root, verify_package, DEFAULT_LIMITS.size, _about)


def _about(verdict: Verdict) -> list[str]:
    return [f"档号：{verdict.identifier}（{verdict.issuer}）"] if verdict.identifier else []


if __name__ == "__main__":
    sys.exit(main())
