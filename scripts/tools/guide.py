"""``scripts/guide THEME --region CODE [--answer QUESTION=ANSWER …] [--out FILE]``: the service guide to print.

The same document as ``GET /themes/{theme}/guide/document``. Exit code 0: written; 2: no such theme, region or answer.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from bpmn.guide import document, guide_of
from chain.errors import ChainError, FieldProblems
from scripts.tools.failure import CommandFailed
from scripts.tools.theme_folders import catalogue_of, theme_folder


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the guide that the command line names."""
    parser = argparse.ArgumentParser(prog="guide", description="编制主题的服务指南（可打印的网页文件）")
    parser.add_argument("theme", metavar="THEME", help="主题编码或者主题文件夹")
    parser.add_argument("--region", required=True, metavar="区划", help="行政区划代码，例如 379901")
    parser.add_argument(
        "--answer",
        action="append",
        default=[],
        metavar="问题=回答",
        help="按申请人的情形编制，每个问题一个；不写则为全部情形",
    )
    parser.add_argument("--out", type=Path, metavar="FILE", help="写到文件，默认写到标准输出")
    options = parser.parse_args(arguments)
    try:
        text = _document(options.theme, options.region, options.answer)
    except (CommandFailed, ChainError) as failed:
        sys.stderr.write(f"{_reason(failed)}\n")
        return 2
    if options.out is None:
        sys.stdout.write(text)
    else:
        options.out.write_text(text, encoding="utf-8")
    return 0


def _document(named: str, region: str, given: Sequence[str]) -> str:
    folder = theme_folder(named)
    answers = {question: answer for question, _, answer in (each.partition("=") for each in given)}
    return document(guide_of(catalogue_of(folder), folder.name, region, answers or None))


def _reason(failed: CommandFailed | ChainError) -> str:
    if isinstance(failed, FieldProblems):
        return "".join(f"{each.name}：{each.reason}" for each in failed.problems)
    return failed.detail if isinstance(failed, ChainError) else str(failed)


if __name__ == "__main__":
    sys.exit(main())
