"""What comes next in a chain: from the order of its items, what each waits for, and where each stands."""

from collections.abc import Iterable

from chain.procedure import Stage
from gateway.cases.status.facts import CaseFacts, ItemFacts
from gateway.cases.status.words import quoted

_BEFORE = frozenset({Stage.DRAFT, Stage.RECEIVED, Stage.PRERETURNED, Stage.SUPPLEMENTING})


def steps_ahead(case: CaseFacts) -> list[str]:
    """The steps that are still to come, in their order."""
    waiting = [item for item in case.items if not item.stage.ended]
    steps = []
    first = [item.name for item in waiting if not item.after]
    if case.accepted_at is None and any(item.stage in _BEFORE for item in waiting):
        steps.append("材料齐全、符合法定形式的，予以受理。")
        steps.append(f"受理后，{'同时' if len(first) > 1 else ''}办理{quoted(first)}。")
    steps += [f"{quoted(before)}办结后，办理{quoted(names)}。" for before, names in _followers(waiting)]
    return [*steps, f"全部事项办结后，由{case.lead}统一反馈办理结果。"]


def _followers(items: Iterable[ItemFacts]) -> list[tuple[tuple[str, ...], list[str]]]:
    """Items that wait for the same others, together, in the order of the plan."""
    found: dict[tuple[str, ...], list[str]] = {}
    for item in items:
        if item.after:
            found.setdefault(tuple(item.after), []).append(item.name)
    return list(found.items())
