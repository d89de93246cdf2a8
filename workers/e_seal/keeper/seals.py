"""``python -m workers.e_seal.keeper.seals STEP --data DIR …``: administer the seals on the keeper's machine.

A running keeper follows with its next signature; nothing has to be restarted.
Exit codes: 0 done, 1 said in one sentence why not, 2 wrong usage.
"""

import argparse
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from chain.clock import configured_clock
from chain.documents.kinds import SealKind
from chain.errors import BadInput, ChainError
from chain.identifiers import uscc_problem
from workers.e_seal.keeper.administration import Administration
from workers.e_seal.keeper.journal import Act, Journal, Slot
from workers.e_seal.keeper.lifecycle import Step
from workers.e_seal.keeper.making import Applicant
from workers.e_seal.keeper.passphrase import read_passphrase
from workers.e_seal.keeper.trust import Trust
from workers.e_seal.keeper.vault import is_body_code

_Done = Callable[[Administration, argparse.Namespace, Act], str]


class ApplicationIncomplete(BadInput):
    """An application that does not say for whom."""

    message = (
        "申请须写明单位代码（--body）、单位名称（--name）和统一社会信用代码（--uscc）；"
        "人名章还须写明人员代码（--official）和姓名（--official-name）。"
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the command line says."""
    options = _parser().parse_args(arguments)
    try:
        if options.command in ("list", "journal"):
            told = _list(options.data) if options.command == "list" else _journal(options.data)
            sys.stdout.writelines(f"{line}\n" for line in told)
        else:
            sys.stdout.write(f"{_administered(options)}\n")
    except ChainError as error:
        sys.stderr.write(f"{error.detail}\n")
        return 1
    except FileNotFoundError:
        sys.stderr.write("保管系统尚未初始化，或数据目录不对。\n")
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="keeper.seals", description="管理电子印章")
    commands = parser.add_subparsers(dest="command", required=True, metavar="STEP")
    for name, words in (("list", "列出印章"), ("journal", "列出并核对印章管理记录")):
        commands.add_parser(name, help=words).add_argument("--data", type=Path, required=True)
    for step in Step:
        command = commands.add_parser(step.value, help=step.label)
        command.add_argument("--data", type=Path, required=True, help="保管系统的数据目录")
        command.add_argument("--by", required=True, help="办理人")
        command.add_argument("--why", required=True, help="事由")
        if step is Step.APPLY:
            _add_application(command)
        else:
            command.add_argument("--seal", required=True, help="印章编号")
        if step is Step.FILE:
            command.add_argument("--number", required=True, help="备案编号")
    return parser


def _add_application(command: argparse.ArgumentParser) -> None:
    command.add_argument("--body", required=True, help="单位代码")
    command.add_argument("--kind", required=True, choices=[kind.value for kind in SealKind], help="印章种类")
    command.add_argument("--name", required=True, help="单位名称")
    command.add_argument("--uscc", required=True, help="统一社会信用代码")
    command.add_argument("--official", default="", help="人员代码（仅人名章）")
    command.add_argument("--official-name", default="", help="姓名（仅人名章）")


def _administered(options: argparse.Namespace) -> str:
    passphrase, now = read_passphrase(), configured_clock().now()
    administration = Administration(options.data, passphrase, Trust(options.data, passphrase, now), now)
    act = Act(options.by, options.why, getattr(options, "number", ""))
    step = Step(options.command)
    if step is Step.APPLY:
        return f"已登记申请，印章编号：{_applied(administration, options, act)}"
    doing: dict[Step, Callable[[str, Act], None]] = {
        Step.MAKE: administration.make,
        Step.FILE: administration.file,
        Step.REPORT_LOSS: administration.report_loss,
        Step.DESTROY: administration.destroy,
    }
    if step in doing:
        doing[step](options.seal, act)
    else:
        administration.step(step, options.seal, act)
    return f"已办理{step.label}，该印章现为：{administration.journal.standings()[options.seal].state.label}"


def _applied(administration: Administration, options: argparse.Namespace, act: Act) -> str:
    slot = Slot(options.body, SealKind(options.kind), options.official)
    applicant = Applicant(options.name, options.uscc, options.official_name)
    personal = (bool(slot.official), bool(applicant.official_name))
    wanted = slot.kind is SealKind.PERSONAL
    named = personal == (wanted, wanted) and (not wanted or is_body_code(slot.official))
    if not is_body_code(slot.body) or not applicant.body_name or uscc_problem(applicant.uscc) or not named:
        raise ApplicationIncomplete
    return administration.apply(slot, applicant, act)


def _list(data: Path) -> Iterator[str]:
    for standing in Journal(data).standings().values():
        place = " ".join(
            part for part in (standing.slot.body, standing.slot.kind, standing.slot.official) if part
        )
        yield f"{standing.seal_id}  {place}  {standing.state.label}  备案编号：{standing.number or '无'}"


def _journal(data: Path) -> Iterator[str]:
    checked = Journal(data).check()
    for line in checked.lines:
        number = f"  备案编号：{line['number']}" if line["number"] else ""
        step = Step(line["step"]).label
        yield f"{line['time']}  {line['seal_id']}  {step}  {line['by']}  {line['why']}{number}"
    yield f"共{len(checked.lines)}条，前后相接，未被改动。末条摘要（请抄存到别处）：{checked.head or '无'}"


if __name__ == "__main__":
    sys.exit(main())
