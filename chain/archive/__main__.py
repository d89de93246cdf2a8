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
from chain.certificates.verdict import Result, Verdict
from chain.errors import ChainError

_MARKS = {Result.PASSED: "√", Result.INDETERMINATE: "?", Result.FAILED: "×"}


def main(arguments: Sequence[str] | None = None) -> int:
    """Verify the packages named on the command line."""
    parser = argparse.ArgumentParser(prog="verify-archive", description="核验归档信息包")
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="归档信息包")
    parser.add_argument("--root", action="append", type=Path, default=[], help="信任的根证书（DER），可重复")
    options = parser.parse_args(arguments)
    try:
        roots = [path.read_bytes() for path in options.root]
        verdicts = [(path, verify_package(_read(path), roots)) for path in options.files]
    except OSError as error:
        sys.stderr.write(f"无法读取文件：{error.filename}\n")
        return 2
    except ChainError as error:
        sys.stderr.write(f"根证书无法使用：{error.detail}\n")
        return 2
    for path, verdict in verdicts:
        sys.stdout.write(report(path, verdict))
    return 0 if all(verdict.passed for _, verdict in verdicts) else 1


def report(path: Path, verdict: Verdict) -> str:
    """The verdict in lines for a person."""
    lines = [f"{path}：{verdict.result.label}"]
    if verdict.identifier:
        lines.append(f"  档号：{verdict.identifier}（{verdict.issuer}）")
    lines.extend(f"  [{_MARKS[each.result]}] {each.name}：{each.reason}" for each in verdict.findings)
    return "\n".join(lines) + "\n"


def _read(path: Path) -> bytes:
    """No more than the limit and one byte: a longer file is refused by its length anyway."""
    with path.open("rb") as stream:
        return stream.read(DEFAULT_LIMITS.size + 1)


if __name__ == "__main__":
    sys.exit(main())
