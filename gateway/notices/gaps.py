"""Gaps that several bodies found, made into the one list that the applicant reads (一次性告知)."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

GapList = list[dict[str, Any]]


def merge_gaps(found: Iterable[tuple[str, Sequence[Mapping[str, Any]]]]) -> GapList:
    """One gap a target: ``[{item, items, kind, target, what, how}]``.

    ``found`` gives the gaps of each item, in the order of the plan. What two bodies ask of the same field or
    material is asked once: different wordings are joined, equal ones stand once. ``item`` is the first item
    that asks, ``items`` all of them.
    """
    merged: dict[tuple[str, str], dict[str, Any]] = {}
    for item, gaps in found:
        for gap in gaps:
            kind, target = str(gap["kind"]), str(gap["target"])
            entry = merged.setdefault(
                (kind, target), {"items": [], "kind": kind, "target": target, "what": [], "how": []}
            )
            for key, value in (("items", item), ("what", str(gap["what"])), ("how", str(gap["how"]))):
                if value and value not in entry[key]:
                    entry[key].append(value)
    return [
        {
            "item": entry["items"][0],
            "items": entry["items"],
            "kind": entry["kind"],
            "target": entry["target"],
            "what": "；".join(entry["what"]),
            "how": "；".join(entry["how"]),
        }
        for entry in merged.values()
    ]


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
