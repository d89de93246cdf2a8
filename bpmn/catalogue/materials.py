"""What the applicant uploads, asked once for all items: the tightest of their rules, or why none can hold."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol, Self

from bpmn.catalogue.items import Material, Paper
from bpmn.errors import MaterialConflict


@dataclass(frozen=True, slots=True)
class MaterialNeed:
    """A material the applicant uploads.

    ``accepts`` are media types; ``source`` says where it is to be had; ``paper`` in which form it is handed in on paper.
    It may be missing at acceptance for ``tolerable_days`` working days (``None``: it may not); ``commitment``: it may be
    committed to instead.
    """

    key: str
    name: str
    required: bool
    source: str
    note: str
    accepts: tuple[str, ...]
    paper: Paper = Paper.ELECTRONIC
    tolerable_days: int | None = None
    commitment: bool = False
    certificates: tuple[str, ...] = ()

    @classmethod
    def of(cls, material: Material) -> Self:
        """The need for a material as an item's file states it."""
        return cls(
            key=material.key,
            name=material.name,
            required=material.required,
            source=material.source.value,
            note=material.note,
            accepts=material.accepts,
            paper=material.paper,
            tolerable_days=material.tolerable_days,
            commitment=material.commitment,
            certificates=material.certificates,
        )

    @property
    def secondary(self) -> bool:
        """Whether it is a secondary material (次要材料) for every item that needs it."""
        return self.tolerable_days is not None


@dataclass(frozen=True, slots=True)
class CertificateNeed:
    """A material of ``items`` for which a certificate of one of ``types`` (keys) may be named in place of a file."""

    key: str
    name: str
    types: tuple[str, ...]
    items: tuple[str, ...]


class _Certified(Protocol):
    @property
    def key(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def certificates(self) -> tuple[str, ...]: ...


def certificate_needs(parts: Sequence[tuple[str, Sequence[_Certified]]]) -> dict[str, CertificateNeed]:
    """By material: the types that every item accepts that needs it, whether the applicant uploads it or not."""
    found: dict[str, CertificateNeed] = {}
    for item, needs in parts:
        for need in needs:
            known = found.get(need.key)
            if known is None:
                found[need.key] = CertificateNeed(need.key, need.name, need.certificates, (item,))
            else:
                types = tuple(each for each in known.types if each in need.certificates)
                found[need.key] = replace(known, types=types, items=(*known.items, item))
    return {key: need for key, need in found.items() if need.types}


_STRICTNESS = (Paper.ELECTRONIC, Paper.COPY, Paper.ORIGINAL)


def merged_materials(
    parts: Sequence[tuple[str, Sequence[MaterialNeed]]],
) -> tuple[tuple[MaterialNeed, tuple[str, ...]], ...]:
    """Each material of the items once, with the items that need it.

    Required when one requires it; an original rather than a copy, a copy rather than an electronic one; the media types
    and certificates that all accept; late only when all tolerate it, within the shortest of their days; a commitment only
    when all take one. The first item names it; other names and every note stand in its note.
    Raises :class:`bpmn.errors.MaterialConflict`.
    """
    merged: dict[str, tuple[MaterialNeed, tuple[str, ...]]] = {}
    for item, needs in parts:
        for need in needs:
            known, items = merged.get(need.key, (need, ()))
            merged[need.key] = (_tighter(known, need, items, item), (*items, item))
    return tuple(merged.values())


def _tighter(first: MaterialNeed, second: MaterialNeed, items: tuple[str, ...], item: str) -> MaterialNeed:
    accepts = tuple(media for media in first.accepts if media in second.accepts)
    if not accepts:
        raise MaterialConflict(
            f"材料“{first.name}”（{first.key}）在事项 {'、'.join(items)} 与 {item} 中没有共同接受的文件类型："
            f"{'、'.join(first.accepts)}；{'、'.join(second.accepts)}。请调整其中一方的 accepts。"
        )
    other_name = f"同时用作“{second.name}”" if second.name != first.name else ""
    days = [each.tolerable_days for each in (first, second)]
    return replace(
        first,
        required=first.required or second.required,
        note="；".join(dict.fromkeys(filter(None, (first.note, other_name, second.note)))),
        accepts=accepts,
        paper=max(first.paper, second.paper, key=_STRICTNESS.index),
        tolerable_days=min(day for day in days if day is not None) if None not in days else None,
        commitment=first.commitment and second.commitment,
        certificates=tuple(each for each in first.certificates if each in second.certificates),
    )
