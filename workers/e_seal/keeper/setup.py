"""``python -m workers.e_seal.keeper.setup --data DIR --bodies bodies.json``: root, seal maker, the seals of
each body.

For rehearsals: in production root and maker are a licensed authority's, and seals are filed with the public
security organ. A body that has a seal keeps it, so the command may be run again when a body is added.
"""

import argparse
import json
import secrets
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from chain.certificates.fonts import find_fonts
from chain.clock import configured_clock
from chain.crypto.keyfile import open_private_key, seal_private_key
from chain.crypto.sm2 import PrivateKey
from chain.crypto.x509 import Subject, Validity, make_root, make_signer
from chain.documents.kinds import SealKind
from chain.errors import BadInput, ChainError
from chain.identifiers import uscc_problem
from chain.seal.making import SealOrder, SealPicture, make_seal
from chain.seal.picture import SealText, round_seal
from chain.seal.signer import KeySigner
from workers.e_seal.keeper.passphrase import read_passphrase
from workers.e_seal.keeper.vault import About, is_body_code, save_seal, seal_folder, token_hash, write_private

_SIZE_MM = 40
_ORGANISATION = "一链办理演练认证机构"
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
    authority = _Authority(folder, passphrase, now)
    given = []
    for body in bodies:
        lacking = [kind for kind in SealKind if not _has(folder, body, kind)]
        for kind in lacking:
            _give_seal(folder, body, kind, authority, passphrase)
        if lacking:
            given.append(body.code)
    return given


def _has(folder: Path, body: Body, kind: SealKind) -> bool:
    return (seal_folder(folder / "bodies" / body.code, kind) / "about.json").exists()


class _Authority:
    """Root and seal maker of the rehearsal, made once."""

    def __init__(self, folder: Path, passphrase: bytes, now: datetime) -> None:
        self._folder, self._passphrase = folder, passphrase
        self.now = now
        self.validity = Validity(now - timedelta(days=1), now + timedelta(days=3650))
        self._root_key = self._key("root")
        self._root = self._once(
            folder / "public" / "root.der",
            lambda: make_root(self._root_key, Subject("一链办理演练根证书", _ORGANISATION), self.validity),
        )
        maker_key = self._key("maker")
        maker = self._once(
            folder / "authority" / "maker.der",
            lambda: self.certify(maker_key, Subject("一链办理演练印章制作系统", _ORGANISATION)),
        )
        self.maker = KeySigner(maker_key, maker)

    def certify(self, key: PrivateKey, subject: Subject) -> bytes:
        return make_signer(key.public_key, subject, self.validity, self._root_key, self._root)

    def _key(self, name: str) -> PrivateKey:
        container = self._once(
            self._folder / "authority" / f"{name}.json",
            lambda: seal_private_key(PrivateKey.generate(), self._passphrase),
        )
        return open_private_key(container, self._passphrase)

    def _once(self, path: Path, make: Callable[[], bytes]) -> bytes:
        if not path.exists():
            write_private(path, make())
        return path.read_bytes()


def _give_seal(folder: Path, body: Body, kind: SealKind, authority: _Authority, passphrase: bytes) -> None:
    key = PrivateKey.generate()
    certificate = authority.certify(key, Subject(body.name, body.name))
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
        validity=authority.validity,
        made=authority.now,
    )
    save_seal(
        seal_folder(folder / "bodies" / body.code, kind),
        About(seal_id, name, _SIZE_MM, _SIZE_MM, token_hash(_token_of(folder, body))),
        {
            "seal.esl": make_seal(order, authority.maker),
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
