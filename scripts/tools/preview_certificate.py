"""``scripts/preview-certificate TYPE [--out FILE.png]``: a certificate of a type, drawn with its sample data, without a seal.

Exit code 0: drawn; 2: no such type, a type file that cannot be used, or no typeface.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from chain.certificates.certificate_types import certificate_types
from chain.certificates.preview import preview
from chain.errors import ChainError, FieldProblems
from chain.ofd.reader import OfdReader
from chain.ofd.render import render_png


def main(arguments: Sequence[str] | None = None) -> int:
    """Draw the type that the command line names."""
    parser = argparse.ArgumentParser(prog="preview-certificate", description="以样例内容预览一种证照的照面")
    parser.add_argument("type", metavar="TYPE", help="证照类型的编码（chain/certificates/types/）")
    parser.add_argument("--out", type=Path, metavar="FILE.png", help="写到文件，默认为 TYPE.png")
    options = parser.parse_args(arguments)
    try:
        kind = certificate_types().get(options.type)
        if kind is None:
            sys.stderr.write(f"没有证照类型“{options.type}”，现有：{'、'.join(certificate_types())}。\n")
            return 2
        picture = render_png(OfdReader(preview(kind)))
    except ChainError as failed:
        sys.stderr.write(f"{_reason(failed)}\n")
        return 2
    out = options.out or Path(f"{kind.key}.png")
    out.write_bytes(picture)
    sys.stdout.write(f"{out}\n")
    return 0


def _reason(failed: ChainError) -> str:
    if isinstance(failed, FieldProblems):
        return "".join(f"{each.name}：{each.reason}" for each in failed.problems)
    return failed.detail


if __name__ == "__main__":
    sys.exit(main())
