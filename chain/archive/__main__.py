"""``python -m chain.archive FILE… [--root FILE]``: verify archive packages; what it needs lies in ``chain`` alone.

Trusted are only the roots that are given (``--root``, repeatable); without any, nothing can be certain. A supplement is held
to the package that it supplements when both are named.
Exit code 0: all passed; 1: at least one did not; 2: wrong usage.
"""

import argparse
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from chain.archive.belonging import Claim
from chain.archive.container import DEFAULT_LIMITS
from chain.archive.verification import verify_package
from chain.certificates.judged import judge
from chain.certificates.verdict import Verdict
from chain.errors import ChainError


def main(arguments: Sequence[str] | None = None) -> int:
    """Verify the packages named on the command line."""
    parser = argparse.ArgumentParser(prog="verify-archive", description="核验归档信息包")
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="归档信息包")
    parser.add_argument("--root", action="append", type=Path, default=[], help="信任的根证书（DER），可重复")
    options = parser.parse_args(arguments)
    beside = _claims(options.files)

    def verify(data: bytes, roots: list[bytes]) -> Verdict:
        return verify_package(data, roots, beside=beside)

    return judge(options.files, options.root, verify, DEFAULT_LIMITS.size, _about)


def _claims(paths: Sequence[Path]) -> list[Claim]:
    """What the packages that can be read say of themselves; there is nothing to compare when there is one alone."""
    found = []
    for path in paths if len(paths) > 1 else ():
        with suppress(OSError, ChainError):
            if path.stat().st_size <= DEFAULT_LIMITS.size:
                found.append(Claim.of(path.read_bytes()))
    return found


def _about(verdict: Verdict) -> list[str]:
    return [f"档号：{verdict.identifier}（{verdict.issuer}）"] if verdict.identifier else []


if __name__ == "__main__":
    sys.exit(main())
