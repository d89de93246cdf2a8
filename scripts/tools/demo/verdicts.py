"""Puts every certificate of the demo before the project's verifier."""

from collections.abc import Callable
from pathlib import Path

from chain.certificates.verdict import Result
from chain.certificates.verification import verify_ofd
from scripts.tools.failure import CommandFailed


def verify_all(files: dict[str, Path], root: Path, report: Callable[[str], None]) -> None:
    """Report the verdict of each file; raises CommandFailed when one of them does not pass."""
    trusted = [root.read_bytes()]
    for item, file in files.items():
        verdict = verify_ofd(file.read_bytes(), trusted)
        report(f"  {item}：{file.name} 核验{verdict.result.label}")
        if verdict.result is not Result.PASSED:
            reasons = "；".join(f.reason for f in verdict.findings if f.result is not Result.PASSED)
            raise CommandFailed(f"证照 {file} 未通过核验：{reasons}")
