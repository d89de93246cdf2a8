"""``python -m workers.e_seal.keeper.authority list|grant|withdraw --data DIR …``: who may use which seal, for what.

A use needs two things: the body's token, which its worker alone holds, and an authority of that seal for what is sealed: types
of certificates, kinds of documents. A personal seal has an authority of its own for each official. Authorities stand in
``authority.jsonl``, chained; the last line on a seal counts, and a running keeper follows with the next signature.
"""

import argparse
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from chain.clock import configured_clock
from chain.documents.kinds import SealKind
from chain.errors import ChainError, NotPermitted
from workers.e_seal.keeper.chained import ChainedFile, Checked, Followed
from workers.e_seal.keeper.journal import Act, Slot

ANY = "*"
CERTIFICATE, DOCUMENT = "certificate", "document"


class UseNotAuthorised(NotPermitted):
    """The seal may not be used for this."""

    message = "该印章没有用于此类证照或者文书的授权，请联系印章保管系统管理员。"


@dataclass(frozen=True, slots=True)
class Scope:
    """What a seal may be set on: type codes of certificates and kinds of documents, ``*`` for all."""

    certificates: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()

    def covers(self, subject: str | None) -> bool:
        """``subject`` is ``certificate/<type>`` or ``document/<kind>``; a worker from before authorities names none, and may
        where nothing is limited."""
        if subject is None:
            return ANY in (*self.certificates, *self.documents)
        sort, _, name = subject.partition("/")
        listed = {CERTIFICATE: self.certificates, DOCUMENT: self.documents}.get(sort, ())
        return ANY in listed or name in listed


def usual_scope(kind: SealKind) -> Scope:
    """What a seal of that kind is for: all certificates, or all documents; a personal one for nothing until granted."""
    if kind is SealKind.CERTIFICATE:
        return Scope(certificates=(ANY,))
    return Scope() if kind is SealKind.PERSONAL else Scope(documents=(ANY,))


class Authorities:
    """The authorities of one keeper's folder."""

    def __init__(self, folder: Path) -> None:
        self._file = ChainedFile(folder / "authority.jsonl")
        self._followed = Followed(self._file, _scopes)

    def require(self, slot: Slot, subject: str | None) -> None:
        """Raises :class:`UseNotAuthorised`; ``ChainBroken`` where the file was changed."""
        scope = self.scopes().get(slot)
        if scope is None or not scope.covers(subject):
            raise UseNotAuthorised

    def grant(self, slot: Slot, scope: Scope, act: Act, at: datetime) -> None:
        """From now on the seal may be used for ``scope`` and nothing else; an empty one withdraws the authority."""
        moment = at.isoformat(timespec="seconds")
        lists = {name: list(values) for name, values in asdict(scope).items()}
        self._file.append({"time": moment, **asdict(slot), **lists, "by": act.by, "why": act.why})

    def grant_usual(self, slots: Iterable[Slot], act: Act, at: datetime) -> None:
        """The usual authority for those of these seals that never had one."""
        known = self.scopes()
        for slot in slots:
            if slot not in known:
                self.grant(slot, usual_scope(slot.kind), act, at)

    def scopes(self) -> dict[Slot, Scope]:
        """What each seal may be used for today; raises ``ChainBroken``."""
        return self._followed.now()


def _scopes(checked: Checked) -> dict[Slot, Scope]:
    return {
        Slot(line["body"], SealKind(line["kind"]), line["official"]): Scope(
            tuple(line["certificates"]), tuple(line["documents"])
        )
        for line in checked.lines
    }


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the command line says; 1 with one sentence when it cannot be done."""
    options = _parser().parse_args(arguments)
    authorities = Authorities(options.data)
    try:
        if options.command != "list":
            slot = Slot(options.body, SealKind(options.kind), options.official)
            granted = options.command == "grant"
            scope = Scope(tuple(options.certificates), tuple(options.documents)) if granted else Scope()
            act = Act(options.by, options.why)
            authorities.grant(slot, scope, act, configured_clock().now())
        sys.stdout.writelines(f"{line}\n" for line in _listed(authorities))
    except (ChainError, FileNotFoundError) as error:
        sys.stderr.write(f"{error.detail if isinstance(error, ChainError) else '数据目录不存在。'}\n")
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="keeper.authority", description="管理用章授权")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, words in (("list", "列出授权"), ("grant", "授权（取代原授权）"), ("withdraw", "收回授权")):
        command = commands.add_parser(name, help=words)
        command.add_argument("--data", type=Path, required=True, help="保管系统的数据目录")
        if name == "list":
            continue
        command.add_argument("--body", required=True, help="单位代码")
        command.add_argument("--kind", required=True, choices=[kind.value for kind in SealKind])
        command.add_argument("--official", default="", help="人员代码（仅人名章）")
        command.add_argument("--by", required=True, help="办理人")
        command.add_argument("--why", required=True, help="事由")
        if name == "grant":
            command.add_argument("--certificates", nargs="*", default=[], help="证照类型代码，*为全部")
            command.add_argument("--documents", nargs="*", default=[], help="文书种类，*为全部")
    return parser


def _listed(authorities: Authorities) -> Iterator[str]:
    for slot, scope in authorities.scopes().items():
        place = " ".join(part for part in (slot.body, slot.kind.value, slot.official) if part)
        certificates, documents = ("、".join(each) or "无" for each in (scope.certificates, scope.documents))
        yield f"{place}  证照：{certificates}  文书：{documents}"


if __name__ == "__main__":
    sys.exit(main())
