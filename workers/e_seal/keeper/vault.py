"""What the keeper holds on disk: a folder for each body with its seals, each with certificate, encrypted key and token
hash.

    public/                                what verifiers are told to trust (:mod:`workers.e_seal.keeper.trust`)
    bodies/<code>/{seal.esl, certificate.der, key.json, about.json}          the seal of certificates
    bodies/<code>/<kind>/{seal.esl, certificate.der, key.json, about.json}   the body's other seals
    uses.jsonl                             the register of uses
"""

import hashlib
import hmac
import json
import re
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path

from chain.crypto.keyfile import open_private_key
from chain.crypto.sm2 import PrivateKey
from chain.documents.kinds import SealKind
from chain.errors import NotAuthenticated, NotFound, NotPermitted
from workers.e_seal.keeper.files import write_private

_CODE = re.compile(r"[a-z][a-z0-9_]{0,63}")


class UnknownSeal(NotFound):
    """The keeper holds no such seal of this body."""

    message = "未找到该实施主体的这种电子印章。"


class SealNotYours(NotPermitted):
    """The token belongs to another body."""

    message = "所持凭据只能使用本单位的电子印章。"


@dataclass(frozen=True, slots=True)
class About:
    """What is known of a seal besides its files."""

    seal_id: str
    name: str
    width_mm: int
    height_mm: int
    token_sha256: str


class HeldSeal:
    """A seal that can be used: its public parts, and the key that stays here."""

    def __init__(self, folder: Path, passphrase: bytes) -> None:
        self.about = About(**json.loads((folder / "about.json").read_text(encoding="utf-8")))
        self.seal = (folder / "seal.esl").read_bytes()
        self.certificate = (folder / "certificate.der").read_bytes()
        self._container = (folder / "key.json").read_bytes()
        self._passphrase = passphrase

    @cached_property
    def key(self) -> PrivateKey:
        """The key, opened when it is used first: that takes a tenth of a second on purpose."""
        return open_private_key(self._container, self._passphrase)


class Vault:
    """The keeper's folder, read once; its keys are opened with the passphrase."""

    def __init__(self, folder: Path, passphrase: bytes) -> None:
        self.folder, self.passphrase = folder, passphrase
        self.root = (folder / "public" / "root.der").read_bytes()
        bodies = sorted(path for path in (folder / "bodies").iterdir() if path.is_dir())
        self._seals = {
            (path.name, kind): HeldSeal(seal_folder(path, kind), passphrase)
            for path in bodies
            for kind in SealKind
            if (seal_folder(path, kind) / "about.json").exists()
        }
        for held in list(self._seals.values())[:1]:
            # A wrong passphrase is found now, not when the first citizen waits for a seal.
            _ = held.key

    def open_for(self, body: str, token: str, kind: SealKind = SealKind.CERTIFICATE) -> HeldSeal:
        """The body's seal of that kind, when the token is the body's own.

        Raises :class:`NotAuthenticated` for a token of nobody, :class:`SealNotYours`, :class:`UnknownSeal`.
        """
        digest = token_hash(token)
        opened = {place for place, held in self._seals.items() if _same(held.about.token_sha256, digest)}
        if not opened:
            raise NotAuthenticated("用章凭据无效，请向印章保管系统管理员申请。")
        if (body, kind) not in self._seals:
            raise UnknownSeal
        if (body, kind) not in opened:
            raise SealNotYours
        return self._seals[body, kind]

    def open_for_anybody(self, token: str) -> None:
        """Raises :class:`NotAuthenticated` unless the token is one of those that the keeper gave out."""
        digest = token_hash(token)
        if not any(_same(held.about.token_sha256, digest) for held in self._seals.values()):
            raise NotAuthenticated("用章凭据无效，请向印章保管系统管理员申请。")

    @property
    def size(self) -> int:
        """How many seals are held."""
        return len(self._seals)


def seal_folder(body_folder: Path, kind: SealKind) -> Path:
    """Where a body's seal of that kind lies: the seal of certificates was there first, in the body's folder itself."""
    return body_folder if kind is SealKind.CERTIFICATE else body_folder / kind.value


def save_seal(target: Path, about: About, files: dict[str, bytes]) -> None:
    """Write one seal into its folder, readable by the keeper only; what is known of it last, so that it is whole then."""
    target.mkdir(parents=True, exist_ok=True, mode=0o700)
    for name, content in {
        **files,
        "about.json": json.dumps(asdict(about), ensure_ascii=False).encode(),
    }.items():
        write_private(target / name, content)


def token_hash(token: str) -> str:
    """SHA-256 of a token: all that the keeper stores of it."""
    return hashlib.sha256(token.encode()).hexdigest()


def is_body_code(code: str) -> bool:
    """Whether the text may be a body's code, and so the name of a folder."""
    return _CODE.fullmatch(code) is not None


def _same(stored: str, digest: str) -> bool:
    return hmac.compare_digest(stored, digest)
