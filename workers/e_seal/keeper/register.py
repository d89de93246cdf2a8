"""The register of uses: one JSON line for each signature, chained, on disk before the signature leaves the keeper."""

from dataclasses import asdict, dataclass
from pathlib import Path

from workers.e_seal.keeper.chained import ChainedFile, Checked

FILE = "uses.jsonl"


@dataclass(frozen=True, slots=True)
class Use:
    """One use of a seal; ``time`` is ISO 8601, ``digest`` hexadecimal, ``kind`` the seal's (``SealKind``).

    ``identifier`` is the certificate's, or the document's number in its case; ``subject`` what was sealed
    (:class:`workers.e_seal.keeper.authority.Scope`); ``official`` whose personal seal it was.
    """

    time: str
    body: str
    kind: str
    digest: str
    case_no: str
    item: str
    identifier: str
    subject: str | None = None
    official: str = ""


class Register:
    """Appends only."""

    def __init__(self, folder: Path) -> None:
        self._file = ChainedFile(folder / FILE)

    def record(self, use: Use) -> None:
        """Write the use and wait until the disk has it."""
        self._file.append(asdict(use))

    def check(self) -> Checked:
        """All uses, held to their chain; raises :class:`workers.e_seal.keeper.chained.ChainBroken`."""
        return self._file.check()
