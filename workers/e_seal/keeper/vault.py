"""What the keeper holds on disk: a folder for each body with its seals, each with certificate, encrypted key and token
hash.

    public/                                what verifiers are told to trust (:mod:`workers.e_seal.keeper.trust`)
    bodies/<code>/{seal.esl, certificate.der, key.json, about.json}          the seal of certificates
    bodies/<code>/<kind>/{seal.esl, certificate.der, key.json, about.json}   the body's other seals
    bodies/<code>/personal/<official>/…    the seals of its officials
    seals.jsonl                            the journal of their lives (:mod:`workers.e_seal.keeper.journal`)
    uses.jsonl                             the register of uses
"""

import hashlib
import hmac
import json
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import Self

from chain.crypto.keyfile import open_private_key
from chain.crypto.sm2 import PrivateKey
from chain.documents.kinds import SealKind
from chain.errors import Conflict, NotAuthenticated, NotFound, NotPermitted
from workers.e_seal.keeper.files import write_private
from workers.e_seal.keeper.journal import Journal, Slot, Standing
from workers.e_seal.keeper.lifecycle import State

_CODE = re.compile(r"[a-z][a-z0-9_]{0,63}")


class UnknownSeal(NotFound):
    """The keeper holds no such seal of this body."""

    message = "未找到该实施主体的这种电子印章。"


class SealNotYours(NotPermitted):
    """The token belongs to another body."""

    message = "所持凭据只能使用本单位的电子印章。"


class SealNotInUse(Conflict):
    """The seal is not active, or was never filed."""

    message = "该电子印章没有启用，不能用章，请联系印章保管系统管理员。"

    @classmethod
    def standing(cls, standing: Standing | None) -> Self:
        """Saying where it stands."""
        if standing is None or standing.state is State.ACTIVE:
            return cls("该电子印章没有备案记录，不能用章，请联系印章保管系统管理员办理。")
        return cls(f"该电子印章{standing.state.label}，不能用章，请联系印章保管系统管理员。")


@dataclass(frozen=True, slots=True)
class About:
    """What is known of a seal besides its files."""

    seal_id: str
    name: str
    width_mm: int
    height_mm: int
    token_sha256: str


class HeldSeal:
    """A seal that is kept: its public parts, and the key that stays here."""

    def __init__(self, folder: Path, passphrase: bytes) -> None:
        self.about = read_about(folder)
        self.seal = (folder / "seal.esl").read_bytes()
        self.certificate = (folder / "certificate.der").read_bytes()
        self._container = (folder / "key.json").read_bytes()
        self._passphrase = passphrase

    @cached_property
    def key(self) -> PrivateKey:
        """The key, opened when it is used first: that takes a tenth of a second on purpose."""
        return open_private_key(self._container, self._passphrase)


class Vault:
    """The keeper's folder; its keys are opened with the passphrase.

    The journal says of each seal whether it may be used. When an administrator's command wrote a step, the folder is read
    again before the next seal is opened.
    """

    def __init__(self, folder: Path, passphrase: bytes) -> None:
        self.folder, self.passphrase = folder, passphrase
        self.root = (folder / "public" / "root.der").read_bytes()
        self._journal, self._reading = Journal(folder), Lock()
        self._standings = self._journal.standings()
        self._seals = self._read({})
        for held in list(self._seals.values())[:1]:
            # A wrong passphrase is found now, not when the first citizen waits for a seal.
            _ = held.key

    def open_for(
        self, body: str, token: str, kind: SealKind = SealKind.CERTIFICATE, official: str = ""
    ) -> HeldSeal:
        """The body's seal of that kind (a personal one: of that official), when the token is the body's own.

        Raises :class:`NotAuthenticated` for a token of nobody, :class:`SealNotYours`, :class:`UnknownSeal`,
        :class:`SealNotInUse`.
        """
        self._follow_the_journal()
        slot, digest = Slot(body, kind, official), token_hash(token)
        opened = {place for place, held in self._seals.items() if _same(held.about.token_sha256, digest)}
        if not opened:
            raise NotAuthenticated("用章凭据无效，请向印章保管系统管理员申请。")
        if slot not in self._seals:
            raise UnknownSeal
        if slot not in opened:
            raise SealNotYours
        held = self._seals[slot]
        standing = self._standings.get(held.about.seal_id)
        if standing is None or not standing.may_sign:
            raise SealNotInUse.standing(standing)
        return held

    def open_for_anybody(self, token: str) -> None:
        """Raises :class:`NotAuthenticated` unless the token is one of those that the keeper gave out."""
        self._follow_the_journal()
        digest = token_hash(token)
        if not any(_same(held.about.token_sha256, digest) for held in self._seals.values()):
            raise NotAuthenticated("用章凭据无效，请向印章保管系统管理员申请。")

    @property
    def size(self) -> int:
        """How many seals are held."""
        return len(self._seals)

    def _follow_the_journal(self) -> None:
        with self._reading:
            if self._journal.changed():
                self._standings = self._journal.standings()
                self._seals = self._read({held.about.seal_id: held for held in self._seals.values()})

    def _read(self, known: dict[str, HeldSeal]) -> dict[Slot, HeldSeal]:
        """The seals that have all their files; one that was there before keeps its opened key."""
        found = {}
        for slot, place in slots(self.folder):
            if (place / "key.json").exists() and (place / "about.json").exists():
                before = known.get(read_about(place).seal_id)
                found[slot] = HeldSeal(place, self.passphrase) if before is None else before
        return found


def seal_folder(body_folder: Path, kind: SealKind, official: str = "") -> Path:
    """Where a body's seal of that kind lies: the seal of certificates was there first, in the body's folder itself."""
    return body_folder if kind is SealKind.CERTIFICATE else body_folder / kind.value / official


def slots(folder: Path) -> Iterator[tuple[Slot, Path]]:
    """Every place where a seal may lie, with its folder."""
    for body in sorted(path for path in (folder / "bodies").iterdir() if path.is_dir()):
        for kind in SealKind:
            if kind is not SealKind.PERSONAL:
                yield Slot(body.name, kind), seal_folder(body, kind)
        for official in sorted((body / SealKind.PERSONAL.value).glob("*/")):
            yield Slot(body.name, SealKind.PERSONAL, official.name), official


def read_about(place: Path) -> About:
    """What is known of the seal in a folder."""
    return About(**json.loads((place / "about.json").read_text(encoding="utf-8")))


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
