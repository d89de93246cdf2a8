"""``python -m workers.e_seal.keeper.setup --data DIR --bodies bodies.json``: the trust of a rehearsal, the seals of each body.

For rehearsals: in production root and maker are a licensed authority's, and seals are filed with the public
security organ. A body that has a seal keeps it, so the command may be run again when a body is added.
"""

import argparse
import json
import sys
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from chain.clock import configured_clock
from chain.documents.kinds import SealKind
from chain.errors import BadInput, ChainError
from chain.identifiers import uscc_problem
from workers.e_seal.keeper.administration import ADOPTED, Administration
from workers.e_seal.keeper.authority import Authorities
from workers.e_seal.keeper.journal import Act, Slot
from workers.e_seal.keeper.lifecycle import State, Step
from workers.e_seal.keeper.making import Applicant, filing_number
from workers.e_seal.keeper.passphrase import read_passphrase
from workers.e_seal.keeper.register_signer import give_token
from workers.e_seal.keeper.revocations import RevocationLists
from workers.e_seal.keeper.trust import Trust
from workers.e_seal.keeper.vault import is_body_code, seal_folder

_KINDS = (SealKind.CERTIFICATE, SealKind.OFFICIAL, SealKind.ACCEPTANCE)
_BY = "初始化命令"


class MalformedBodies(BadInput):
    """The list of bodies cannot be used."""

    message = "实施主体清单格式不正确，每项应包含code、name、uscc和fictitious。"


@dataclass(frozen=True, slots=True)
class Body:
    """One implementing body as the list names it."""

    code: str
    name: str
    uscc: str
    fictitious: bool


def read_bodies(path: Path) -> list[Body]:
    """The bodies in a JSON file; raises :class:`MalformedBodies`."""
    try:
        bodies = [Body(**entry) for entry in json.loads(path.read_text(encoding="utf-8"))]
    except (OSError, ValueError, TypeError) as error:
        raise MalformedBodies from error
    if not bodies:
        raise MalformedBodies
    for body in bodies:
        if not is_body_code(body.code) or uscc_problem(body.uscc) or not body.name:
            raise MalformedBodies
    return bodies


def set_up(folder: Path, bodies: list[Body], passphrase: bytes, now: datetime) -> list[str]:
    """Make what is missing; answers the codes of the bodies that got a seal: of certificates, official, of acceptance.

    The body's one token, which opens its seals only, goes to ``tokens/<code>.token``.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for name in ("authority", "bodies", "tokens", "public"):
        (folder / name).mkdir(exist_ok=True, mode=0o700)
    trust = Trust(folder, passphrase, now)
    trust.complete()
    give_token(folder)
    RevocationLists(folder, trust).keep_fresh(now)
    administration = Administration(folder, passphrase, trust, now)
    administration.adopt_all(ADOPTED)
    giving = _Giving(folder, administration)
    given = [Slot(body.code, kind) for body in bodies for kind in _KINDS if giving.give(body, kind)]
    Authorities(folder).grant_usual(given, Act(_BY, "按印章种类的通常用途授权"), now)
    return list(dict.fromkeys(slot.body for slot in given))


class _Giving:
    """Seals of a rehearsal go through the steps of every seal, all at once."""

    def __init__(self, folder: Path, administration: Administration) -> None:
        self._folder, self._administration = folder, administration

    def give(self, body: Body, kind: SealKind) -> bool:
        """Whether a seal was made: a body that has one keeps it, and one that was destroyed is not made again."""
        slot = Slot(body.code, kind)
        journal = self._administration.journal
        if (seal_folder(self._folder / "bodies" / body.code, kind) / "about.json").exists():
            return False
        before = [each for each in journal.standings().values() if each.slot == slot]
        live = journal.in_slot(slot)
        if before and live is None:
            return False
        if live is not None and live.state is not State.APPLIED:
            self._administration.report_loss(live.seal_id, Act(_BY, "印章文件不在，按丢失处理"))
        if live is not None:
            self._administration.destroy(live.seal_id, Act(_BY, "重新制作"))
        self._through_all_steps(slot, Applicant(body.name, body.uscc))
        return True

    def _through_all_steps(self, slot: Slot, applicant: Applicant) -> None:
        act, administration = Act(_BY, "演练初始化"), self._administration
        seal_id = administration.apply(slot, applicant, act)
        administration.make(seal_id, act)
        administration.file(seal_id, Act(_BY, "演练备案", filing_number(applicant)))
        administration.step(Step.ACTIVATE, seal_id, act)


def main() -> int:
    """Set up; 1 with one sentence when something is missing."""
    parser = argparse.ArgumentParser(prog="keeper.setup", description="初始化电子印章保管系统")
    parser.add_argument("--data", type=Path, required=True, help="保管系统的数据目录")
    parser.add_argument("--bodies", type=Path, required=True, help="实施主体清单（JSON）")
    options = parser.parse_args()
    try:
        made = set_up(options.data, read_bodies(options.bodies), read_passphrase(), configured_clock().now())
    except ChainError as error:
        sys.stderr.write(f"{error.detail}\n")
        return 1
    sys.stdout.write(f"已为{len(made)}个实施主体制作电子印章。\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
