"""Gaps that several bodies found, made into the one list that the applicant reads (一次性告知)."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

GapList = list[dict[str, Any]]


def merge_gaps(found: Iterable[tuple[str, Sequence[Mapping[str, Any]]]]) -> GapList:
    """One gap a target: ``[{item, items, kind, target, what, how}]``, and ``asked`` where several items ask.

    ``found`` gives the gaps of each item, in the order of the plan. What two bodies ask of the same field or
    material is asked once: different wordings are joined, equal ones stand once. ``item`` is the first item
    that asks, ``items`` all of them, ``asked`` what each of them asks: ``[{item, what, how}]``.
    """
    merged: dict[tuple[str, str], GapList] = {}
    for item, gaps in found:
        for gap in gaps:
            asked = {"item": item, "what": str(gap["what"]), "how": str(gap["how"])}
            merged.setdefault((str(gap["kind"]), str(gap["target"])), []).append(asked)
    return [_one(kind, target, asked) for (kind, target), asked in merged.items()]


def _one(kind: str, target: str, asked: GapList) -> dict[str, Any]:
    items = list(dict.fromkeys(each["item"] for each in asked))
    gap = {"item": items[0], "items": items, "kind": kind, "target": target, **_joined(asked)}
    return gap if len(items) == 1 else gap | {"asked": asked}


def _joined(asked: GapList) -> dict[str, str]:
    """Each wording once."""
    return {
        key: "；".join(dict.fromkeys(each[key] for each in asked if each[key])) for key in ("what", "how")
    }


def gaps_of_items(gaps: Iterable[Mapping[str, Any]], items: Collection[str]) -> GapList:
    """What a notice asks for ``items``, in their own words: ``[{target, what, how}]``."""
    shown = []
    for gap in gaps:
        asked = [each for each in gap.get("asked", ()) if each["item"] in items]
        if all(item in items for item in gap["items"]):
            shown.append({"target": gap["target"], "what": gap["what"], "how": gap["how"]})
        elif asked:
            shown.append({"target": gap["target"], **_joined(asked)})
    return shown


def with_kind(gaps: Iterable[Mapping[str, Any]], materials: frozenset[str]) -> GapList:
    """An officer's gaps with their kind: ``material`` when the target is one of the case's, else ``form``."""
    return [
        {
            "kind": "material" if gap["target"] in materials else "form",
            "target": gap["target"],
            "what": gap["what"],
            "how": gap["how"],
        }
        for gap in gaps
    ]
