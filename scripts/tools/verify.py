"""``scripts/verify FILE…``: say of each certificate whether it is genuine, and why.

Trusted are only the roots that are configured: ``--root FILE`` (repeatable), else the DER files in the folder
``YILIAN_ROOTS``, else the root of the local keeper. What lies beside the file is never trusted.
Exit code 0: all passed; 1: at least one did not; 2: wrong usage.
"""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from chain.certificates.verdict import Result, Verdict
from chain.certificates.verification import verify_ofd
from chain.errors import ChainError
from chain.ofd.package import DEFAULT_LIMITS

_MARKS = {Result.PASSED: "√", Result.INDETERMINATE: "?", Result.FAILED: "×"}


def main(arguments: Sequence[str] | None = None) -> int:
    """Verify the files named on the command line."""
    parser = argparse.ArgumentParser(prog="verify", description="核验OFD电子证照")
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="电子证照文件")
    parser.add_argument("--root", action="append", type=Path, default=[], help="信任的根证书（DER），可重复")
    options = parser.parse_args(arguments)
    try:
        roots = [path.read_bytes() for path in options.root or _configured_roots()]
        verdicts = [(path, verify_ofd(_read(path), roots)) for path in options.files]
    except OSError as error:
        sys.stderr.write(f"无法读取文件：{error.filename}\n")
        return 2
    except ChainError as error:
        sys.stderr.write(f"根证书无法使用：{error.detail}\n")
        return 2
    for path, verdict in verdicts:
        sys.stdout.write(report(path, verdict))
    return 0 if all(verdict.result is Result.PASSED for _, verdict in verdicts) else 1


def report(path: Path, verdict: Verdict) -> str:
    """The verdict in lines for a person."""
    lines = [f"{path}：{verdict.result.label}"]
    if verdict.identifier:
        lines.append(f"  证照标识：{verdict.identifier}")
    lines.extend(f"  电子印章：{seal}" for seal in verdict.seals if seal)
    lines.extend(
        f"  [{_MARKS[finding.result]}] {finding.name}：{finding.reason}" for finding in verdict.findings
    )
    return "\n".join(lines) + "\n"


def _read(path: Path) -> bytes:
    """No more than the limit and one byte: a longer file is refused by its length anyway."""
    with path.open("rb") as stream:
        return stream.read(DEFAULT_LIMITS.archive + 1)


def _configured_roots() -> list[Path]:
    folder = os.environ.get("YILIAN_ROOTS")
    if folder:
        return sorted(Path(folder).glob("*.der"))
    data = os.environ.get("YILIAN_DATA")
    root = Path(data) / "keeper" / "public" / "root.der" if data else None
    return [root] if root and root.is_file() else []


if __name__ == "__main__":
    sys.exit(main())
