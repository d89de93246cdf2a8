"""What the keeper's administrator does with seals: the steps of their life, each with its files and its line in the journal.

Only commands on the keeper's machine come here (:mod:`workers.e_seal.keeper.seals`, set-up); nothing of it is served.
"""

import json
import secrets
from dataclasses import asdict, replace
from datetime import datetime
from pathlib import Path

from chain.errors import BadInput, Conflict
from chain.trust.statements import Reason
from workers.e_seal.keeper.authority import Authorities
from workers.e_seal.keeper.files import write_private
from workers.e_seal.keeper.journal import Act, Journal, NoSuchSeal, Slot, Standing
from workers.e_seal.keeper.lifecycle import State, Step, after
from workers.e_seal.keeper.making import Applicant, made_seal, new_seal_id
from workers.e_seal.keeper.revocations import RevocationLists
from workers.e_seal.keeper.trust import Trust
from workers.e_seal.keeper.vault import About, read_about, save_seal, seal_folder, slots, token_hash

ADOPTED = Act("升级", "沿用建立印章管理记录之前制作的印章")
_USCC, _FILING = 18, 13
_PUBLIC_PARTS = ("seal.esl", "certificate.der", "about.json")


class SlotTaken(Conflict):
    """The body has such a seal, which was not destroyed."""

    message = "该单位已有这种印章；原印章销毁之后才能重新申请。"


class NumberMissing(BadInput):
    """Filing without its number."""

    message = "备案须填写公安机关给出的备案编号。"


class Administration:
    """The seals of one keeper's folder at a moment; each call raises ``StepNotPossible`` and ``NoSuchSeal``."""

    def __init__(self, folder: Path, passphrase: bytes, trust: Trust, now: datetime) -> None:
        self._folder, self._passphrase, self._trust, self._now = folder, passphrase, trust, now
        self.journal = Journal(folder)

    def apply(self, slot: Slot, applicant: Applicant, act: Act) -> str:
        """A new seal's number; raises :class:`SlotTaken`."""
        if self.journal.in_slot(slot) is not None:
            raise SlotTaken
        seal_id = new_seal_id(applicant)
        file = self._application(seal_id)
        file.parent.mkdir(exist_ok=True, mode=0o700)
        write_private(file, json.dumps(asdict(applicant), ensure_ascii=False).encode())
        self.journal.record(Step.APPLY, seal_id, act, self._now, slot)
        return seal_id

    def make(self, seal_id: str, act: Act) -> None:
        """Key, certificate and seal, in the place where it will be used; it does not sign yet."""
        standing = self._possible(seal_id, Step.MAKE)
        applicant = Applicant(**json.loads(self._application(seal_id).read_text(encoding="utf-8")))
        made = made_seal(seal_id, standing.slot, applicant, self._trust, self._passphrase)
        about = About(
            seal_id, made.name, made.size_mm, made.size_mm, token_hash(self._token_of(standing.slot.body))
        )
        save_seal(self._place(standing.slot), about, made.files)
        self.journal.record(Step.MAKE, seal_id, act, self._now)
        self._application(seal_id).unlink()

    def file(self, seal_id: str, act: Act) -> None:
        """Filed with the public security organ under ``act.number``; raises :class:`NumberMissing`."""
        if not act.number:
            raise NumberMissing
        self.journal.record(Step.FILE, seal_id, act, self._now)

    def step(self, step: Step, seal_id: str, act: Act) -> None:
        """A step that touches no file: activate, suspend, resume."""
        self.journal.record(step, seal_id, act, self._now)

    def report_loss(self, seal_id: str, act: Act) -> None:
        """The key may be in other hands: it signs no more, and its certificate is revoked."""
        standing = self.journal.record(Step.REPORT_LOSS, seal_id, act, self._now)
        self._revoke(standing, Reason.KEY_COMPROMISE)

    def destroy(self, seal_id: str, act: Act) -> None:
        """The key is removed and the certificate revoked; what verifiers may ask for moves to ``destroyed/<seal>/``.

        Done again after an interruption, it removes what was left.
        """
        standing = self.journal.standings().get(seal_id)
        if standing is None or standing.state is not State.DESTROYED or not self._holds(standing):
            standing = self.journal.record(Step.DESTROY, seal_id, act, self._now)
        self._application(seal_id).unlink(missing_ok=True)
        if self._holds(standing):
            place = self._place(standing.slot)
            (place / "key.json").unlink(missing_ok=True)
            self._revoke(standing, Reason.CESSATION_OF_OPERATION)
            kept = self._folder / "destroyed" / seal_id
            kept.mkdir(parents=True, exist_ok=True, mode=0o700)
            for name in _PUBLIC_PARTS:
                (place / name).replace(kept / name)

    def adopt_all(self, why: Act) -> None:
        """Write the lives of seals that were made before there was a journal; they stay in use, for what is usual."""
        authorities = Authorities(self._folder)
        for slot, place in slots(self._folder):
            if not (place / "about.json").exists():
                continue
            seal_id = read_about(place).seal_id
            if seal_id not in self.journal.standings():
                number = "".join(char for char in seal_id[:_USCC] if char.isdigit())[-_FILING:]
                self.journal.record(Step.APPLY, seal_id, why, self._now, slot)
                for step in (Step.MAKE, Step.FILE, Step.ACTIVATE):
                    act = replace(why, number=number) if step is Step.FILE else why
                    self.journal.record(step, seal_id, act, self._now)
                authorities.grant_usual([slot], why, self._now)

    def _possible(self, seal_id: str, step: Step) -> Standing:
        standing = self.journal.standings().get(seal_id)
        if standing is None:
            raise NoSuchSeal
        after(standing.state, step)
        return standing

    def _revoke(self, standing: Standing, reason: Reason) -> None:
        if self._holds(standing):
            certificate = (self._place(standing.slot) / "certificate.der").read_bytes()
            RevocationLists(self._folder, self._trust).revoke(certificate, reason, self._now)

    def _holds(self, standing: Standing) -> bool:
        """Whether the seal's files lie in its place."""
        place = self._place(standing.slot)
        return (place / "about.json").exists() and read_about(place).seal_id == standing.seal_id

    def _place(self, slot: Slot) -> Path:
        return seal_folder(self._folder / "bodies" / slot.body, slot.kind, slot.official)

    def _application(self, seal_id: str) -> Path:
        return self._folder / "applications" / f"{seal_id}.json"

    def _token_of(self, body: str) -> str:
        """The body's token; made with its first seal."""
        file = self._folder / "tokens" / f"{body}.token"
        if not file.exists():
            write_private(file, secrets.token_urlsafe(32).encode())
        return file.read_text(encoding="ascii").strip()
