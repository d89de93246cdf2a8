"""Whether a supplement (补充归档) belongs to a package that lies beside it; alone it says what could not be compared."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Self

from chain.archive import container
from chain.archive.errors import MalformedPackage
from chain.archive.model import MANIFEST, METADATA, Metadata, Supplement
from chain.certificates.verdict import Finding, Result
from chain.crypto.sm3 import sm3

_MOST = 100
"""Earlier supplements that are named at most."""


@dataclass(frozen=True, slots=True)
class Claim:
    """What a package says of itself before anything is verified: who it is, and which one it supplements."""

    archive_no: str
    case_no: str
    manifest_sm3: str
    supplement: Supplement | None

    @classmethod
    def of(cls, package: bytes) -> Self:
        """Raises :class:`MalformedPackage`, :class:`chain.archive.errors.PackageTooLarge`."""
        files = container.read(package)
        if not {METADATA, MANIFEST} <= files.keys():
            raise MalformedPackage
        metadata = Metadata.parse(files[METADATA])
        digest = sm3(files[MANIFEST]).hex()
        return cls(metadata.archive_no, metadata.case_no, digest, metadata.supplement)


def belonging_of(
    metadata: Metadata, beside: Collection[Claim]
) -> tuple[tuple[Finding, ...], tuple[str, ...]]:
    """What was found of a supplement's belonging, and what could not be looked at; nothing for a first package."""
    own = metadata.supplement
    if own is None:
        return (), ()
    notes = _missing(own, beside)
    there = [each for each in beside if each.archive_no == own.archive_no]
    if not there:
        note = f"本包是第{own.number}次补充归档，档号{own.archive_no}的档案包没有一并提供，是否与之相符没有核对。"
        return (), (note, *notes)
    right = any((each.manifest_sm3, each.case_no) == (own.manifest_sm3, metadata.case_no) for each in there)
    good = f"本包是一并提供的档号{own.archive_no}的档案包的第{own.number}次补充归档。"
    bad = f"一并提供的档号{own.archive_no}的档案包不是本包所补充的那一个。"
    result = Result.PASSED if right else Result.FAILED
    return (Finding("supplement", "补充归档", result, good if right else bad),), notes


def _missing(own: Supplement, beside: Collection[Claim]) -> tuple[str, ...]:
    """Earlier supplements of the same package that are not beside this one."""
    there = {
        each.supplement.number
        for each in beside
        if each.supplement is not None and each.supplement.manifest_sm3 == own.manifest_sm3
    }
    numbers = [str(number) for number in range(1, min(own.number, _MOST)) if number not in there]
    return (f"第{'、'.join(numbers)}次补充归档没有一并提供。",) if numbers else ()
