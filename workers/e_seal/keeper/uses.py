"""``python -m workers.e_seal.keeper.uses verify|count --data DIR``: check the register of uses, or count them by seal and kind.

Exit codes: 0 sound, 1 said in one sentence why not, 2 wrong usage.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from chain.errors import ChainError
from workers.e_seal.keeper.chained import Checked
from workers.e_seal.keeper.register import Register


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the command line says."""
    parser = argparse.ArgumentParser(prog="keeper.uses", description="用章登记簿")
    parser.add_argument("command", choices=["verify", "count"], help="verify核对，count按印章和用途计数")
    parser.add_argument("--data", type=Path, required=True, help="保管系统的数据目录")
    options = parser.parse_args(arguments)
    try:
        checked = Register(options.data).check()
    except ChainError as error:
        sys.stderr.write(f"{error.detail}\n")
        return 1
    if options.command == "count":
        sys.stdout.writelines(f"{line}\n" for line in _counted(checked))
    head = checked.head or "无"
    sys.stdout.write(f"共{len(checked.lines)}次用章，前后相接，未被改动。末条摘要（请抄存到别处）：{head}\n")
    return 0


def _counted(checked: Checked) -> Iterator[str]:
    counted = Counter(
        (use["body"], use["kind"], use.get("official", ""), use.get("subject") or "未注明")
        for use in checked.lines
    )
    for (body, kind, official, subject), count in sorted(counted.items()):
        yield f"{' '.join(part for part in (body, kind, official) if part)}  {subject}  {count}次"


if __name__ == "__main__":
    sys.exit(main())
