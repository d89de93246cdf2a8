"""Verifying files on a command line: each verdict in lines for a person, and one exit code."""

import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from unicodedata import category

from chain.certificates.verdict import Result, Verdict
from chain.crypto.pem import der_of
from chain.errors import ChainError

_COMMANDING = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
"""Categories of characters that end a line, turn its direction, or are orders to a terminal."""
_MARKS = {Result.PASSED: "√", Result.INDETERMINATE: "?", Result.FAILED: "×"}


def judge(
    files: Sequence[Path],
    roots: Iterable[Path],
    verify: Callable[[bytes, list[bytes]], Verdict],
    most: int,
    about: Callable[[Verdict], list[str]],
) -> int:
    """Write the verdict of ``verify`` on each of ``files``, trusting the certificates (DER or PEM) in ``roots``.

    ``most`` is the largest file that ``verify`` takes, in bytes; ``about`` says whose file it claims to be.
    Returns 0 when all passed, 1 when one did not, 2 when a file or a root could not be used.
    """
    try:
        trusted = [der_of(path.read_bytes()) for path in roots]
        verdicts = [(path, verify(_read(path, most), trusted)) for path in files]
    except OSError as error:
        sys.stderr.write(f"无法读取文件：{error.filename}\n")
        return 2
    except ChainError as error:
        sys.stderr.write(f"根证书无法使用：{error.detail}\n")
        return 2
    for path, verdict in verdicts:
        sys.stdout.write(_report(path, verdict, about(verdict)))
    return 0 if all(verdict.passed for _, verdict in verdicts) else 1


def _report(path: Path, verdict: Verdict, about: list[str]) -> str:
    lines = [f"{path}：{verdict.result.label}", *(f"  {line}" for line in about)]
    lines.extend(f"  [{_MARKS[each.result]}] {each.name}：{each.reason}" for each in verdict.findings)
    lines.extend(f"  [-] {note}" for note in verdict.notes)
    return "".join(f"{_printable(line)}\n" for line in lines)


def _printable(line: str) -> str:
    """What a stranger's file says cannot begin a line of its own, nor command the terminal."""
    return "".join("�" if category(char) in _COMMANDING else char for char in line)


def _read(path: Path, most: int) -> bytes:
    """No more than the limit and one byte: a longer file is refused by its length anyway."""
    with path.open("rb") as stream:
        return stream.read(most + 1)
