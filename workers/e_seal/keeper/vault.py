"""What the keeper holds on disk: a folder for each body with its seal, certificate, encrypted key and token
hash.

    public/root.der                        the root that verifiers are told to trust
    bodies/<code>/{seal.esl, certificate.der, key.json, about.json}
    uses.jsonl                             the register of uses
"""

import hashlib
import hmac
import json
import re
from dataclasses import asdict, dataclass
from pathlib import Path

from chain.crypto.keyfile import open_private_key
from chain.crypto.sm2 import PrivateKey
from chain.errors import NotAuthenticated, NotFound, NotPermitted

_CODE = re.compile(r"[a-z][a-z0-9_]{0,63}")


class UnknownSeal(NotFound):
    """The keeper holds no seal of this body."""

    message = "未找到该实施主体的电子印章。"


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


@dataclass(frozen=True, slots=True)
class HeldSeal:
    """A seal that can be used: its public parts, and the key that stays here."""

    about: About
    seal: bytes
    certificate: bytes
    key: PrivateKey


class Vault:
    """The keeper's folder, opened once with its passphrase."""

    def __init__(self, folder: Path, passphrase: bytes) -> None:
        self.folder = folder
        self.root = (folder / "public" / "root.der").read_bytes()
        bodies = sorted(path for path in (folder / "bodies").iterdir() if path.is_dir())
        self._seals = {path.name: _load(path, passphrase) for path in bodies}

    def open_for(self, body: str, token: str) -> HeldSeal:
        """The body's seal, when the token is the body's own.

        Raises :class:`NotAuthenticated` for a token of nobody, :class:`SealNotYours`, :class:`UnknownSeal`.
        """
        digest = token_hash(token)
        owners = [code for code, held in self._seals.items() if _same(held.about.token_sha256, digest)]
        if not owners:
            raise NotAuthenticated("用章凭据无效，请向印章保管系统管理员申请。")
        if body not in self._seals:
            raise UnknownSeal
        if body not in owners:
            raise SealNotYours
        return self._seals[body]

    @property
    def size(self) -> int:
        """How many seals are held."""
        return len(self._seals)


def save_seal(folder: Path, code: str, about: About, files: dict[str, bytes]) -> None:
    """Write one body's folder, readable by the keeper only."""
    target = folder / "bodies" / code
    target.mkdir(parents=True, exist_ok=True, mode=0o700)
    for name, content in {
        **files,
        "about.json": json.dumps(asdict(about), ensure_ascii=False).encode(),
    }.items():
        write_private(target / name, content)


def write_private(path: Path, content: bytes) -> None:
    """Write a file that only its owner can read, at once or not at all."""
    temporary = path.with_name(f"{path.name}.new")
    temporary.unlink(missing_ok=True)
    temporary.touch(mode=0o600)
    temporary.write_bytes(content)
    temporary.replace(path)


def token_hash(token: str) -> str:
    """SHA-256 of a token: all that the keeper stores of it."""
    return hashlib.sha256(token.encode()).hexdigest()


def is_body_code(code: str) -> bool:
    """Whether the text may be a body's code, and so the name of a folder."""
    return _CODE.fullmatch(code) is not None


def _same(stored: str, digest: str) -> bool:
    return hmac.compare_digest(stored, digest)


def _load(folder: Path, passphrase: bytes) -> HeldSeal:
    return HeldSeal(
        about=About(**json.loads((folder / "about.json").read_text(encoding="utf-8"))),
        seal=(folder / "seal.esl").read_bytes(),
        certificate=(folder / "certificate.der").read_bytes(),
        key=open_private_key((folder / "key.json").read_bytes(), passphrase),
    )
