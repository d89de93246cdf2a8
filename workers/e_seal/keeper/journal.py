"""The journal of seals (``seals.jsonl``): each step of each seal's life with who, why and when, chained; a seal stands where its
last step left it.
"""

from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from chain.documents.kinds import SealKind
from chain.errors import NotFound
from workers.e_seal.keeper.chained import ChainedFile, Checked, Followed
from workers.e_seal.keeper.files import locked
from workers.e_seal.keeper.lifecycle import State, Step, after

FILE = "seals.jsonl"


class NoSuchSeal(NotFound):
    """The journal knows no seal of this number."""

    message = "印章管理记录中没有这个编号的印章。"


@dataclass(frozen=True, slots=True)
class Slot:
    """Where a seal belongs: a body's seal of a kind, and whose where it is personal (the official's code, no name)."""

    body: str
    kind: SealKind
    official: str = ""


@dataclass(frozen=True, slots=True)
class Act:
    """Who does a step, and why; ``number`` is the filing number (备案编号) where there is one."""

    by: str
    why: str
    number: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """A seal as its steps left it."""

    slot: Slot
    seal_id: str
    state: State
    number: str

    @property
    def may_sign(self) -> bool:
        """In use, and filed."""
        return self.state is State.ACTIVE and bool(self.number)


class Journal:
    """The journal of one keeper's folder; every process of it sees what another wrote with its next question."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._file = folder, ChainedFile(folder / FILE)
        self._followed = Followed(self._file, _projected)

    def record(self, step: Step, seal_id: str, act: Act, at: datetime, slot: Slot | None = None) -> Standing:
        """One step; ``slot`` with an application only. Raises ``StepNotPossible``, :class:`NoSuchSeal`."""
        with locked(self._folder):
            standings = self.standings()
            before = standings.get(seal_id)
            place = slot if before is None else before.slot
            if place is None:
                raise NoSuchSeal
            state = after(None if before is None else before.state, step)
            moment = at.isoformat(timespec="seconds")
            self._file.append(
                {"time": moment, "step": step.value, "seal_id": seal_id, **asdict(place), **asdict(act)}
            )
            standings[seal_id] = _moved(before, place, seal_id, state, act.number)
            self._followed.became(standings)
            return standings[seal_id]

    def check(self) -> Checked:
        """The whole journal, held to its chain; raises :class:`workers.e_seal.keeper.chained.ChainBroken`."""
        return self._file.check()

    def changed(self) -> bool:
        """Whether something was written since the standings were asked for last."""
        return self._followed.changed()

    def standings(self) -> dict[str, Standing]:
        """Every seal by its number; raises ``ChainBroken``: a journal that was changed opens no seal."""
        return self._followed.now()

    def in_slot(self, slot: Slot) -> Standing | None:
        """The seal that takes this place and was not destroyed."""
        there = (each for each in self.standings().values() if each.slot == slot)
        return next((each for each in there if each.state is not State.DESTROYED), None)


def _projected(checked: Checked) -> dict[str, Standing]:
    found: dict[str, Standing] = {}
    for line in checked.lines:
        seal_id, before = line["seal_id"], found.get(line["seal_id"])
        slot = Slot(line["body"], SealKind(line["kind"]), line["official"])
        state = after(None if before is None else before.state, Step(line["step"]))
        found[seal_id] = _moved(before, slot, seal_id, state, line["number"])
    return found


def _moved(before: Standing | None, slot: Slot, seal_id: str, state: State, number: str) -> Standing:
    return Standing(slot, seal_id, state, number or ("" if before is None else before.number))
