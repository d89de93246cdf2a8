"""``python -m workers.e_seal.keeper.setup --data DIR --bodies bodies.json``: the trust of a rehearsal, the seals of each body.

For rehearsals: in production root and maker are a licensed authority's, and seals are filed with the public
security organ. A body that has a seal keeps it, so the command may be run again when a body is added.
"""

import argparse
import json
import secrets
import sys
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from chain.certificates.fonts import find_fonts
from chain.clock import configured_clock
from chain.crypto.keyfile import seal_private_key
from chain.crypto.sm2 import PrivateKey
from chain.crypto.x509 import Subject
from chain.documents.kinds import SealKind
from chain.errors import BadInput, ChainError
from chain.identifiers import uscc_problem
from chain.seal.making import SealOrder, SealPicture, make_seal
from chain.seal.picture import SealText, round_seal
from workers.e_seal.keeper.files import write_private
from workers.e_seal.keeper.passphrase import read_passphrase
from workers.e_seal.keeper.register_signer import give_token
from workers.e_seal.keeper.revocations import RevocationLists
from workers.e_seal.keeper.trust import Trust
from workers.e_seal.keeper.vault import About, is_body_code, save_seal, seal_folder, token_hash

_SIZE_MM = 40
_MAKER_ID = "YILIAN-REHEARSAL"


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
    given = []
    for body in bodies:
        lacking = [kind for kind in SealKind if not _has(folder, body, kind)]
        for kind in lacking:
            _give_seal(folder, body, kind, trust, passphrase)
        if lacking:
            given.append(body.code)
    return given


def _has(folder: Path, body: Body, kind: SealKind) -> bool:
    return (seal_folder(folder / "bodies" / body.code, kind) / "about.json").exists()


def _give_seal(folder: Path, body: Body, kind: SealKind, trust: Trust, passphrase: bytes) -> None:
    key = PrivateKey.generate()
    certificate = trust.certify(key.public_key, Subject(body.name, body.name))
    # The last thirteen digits of a body's code stand in for the number that filing would give the seal.
    number = "".join(char for char in body.uscc if char.isdigit())[-13:]
    picture = round_seal(SealText(body.name, kind.inscription, number), find_fonts().bold.path)
    seal_id, name = f"{body.uscc}{secrets.randbelow(10**6):06d}", kind.name_for(body.name)
    order = SealOrder(
        seal_id=seal_id,
        maker_id=_MAKER_ID,
        name=name,
        certificates=[certificate],
        picture=SealPicture(picture, _SIZE_MM, _SIZE_MM),
        validity=trust.validity,
        made=trust.now,
    )
    save_seal(
        seal_folder(folder / "bodies" / body.code, kind),
        About(seal_id, name, _SIZE_MM, _SIZE_MM, token_hash(_token_of(folder, body))),
        {
            "seal.esl": make_seal(order, trust.maker),
            "certificate.der": certificate,
            "key.json": seal_private_key(key, passphrase),
        },
    )


def _token_of(folder: Path, body: Body) -> str:
    """The body's token; made with its first seal."""
    file = folder / "tokens" / f"{body.code}.token"
    if not file.exists():
        write_private(file, secrets.token_urlsafe(32).encode())
    return file.read_text(encoding="ascii").strip()


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
