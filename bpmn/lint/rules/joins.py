"""Branches that part together come together: none waits for one that never comes, runs on twice, or ends alone.

The tokens of each process and subprocess are played through. Of all tokens the one furthest back moves first, so that
branches that meet are seen meeting, and one order of independent steps stands for all.
"""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

from bpmn.diagrams import Diagram, Element, ProcessModel
from bpmn.lint.finding import ERROR, Deployment, Finding

RULE = "joins"
AFTER = ("reachable",)
MOST_STATES = 20_000
"""Enough for any diagram that fits a screen; beyond it nothing is said."""

_ONE_WAY = frozenset(["exclusiveGateway", "eventBasedGateway"])
Tokens = frozenset[str]


def check(resource: str, diagram: Diagram, _deployment: Deployment) -> Iterator[Finding]:
    """Every scope of every process."""
    for process in diagram.processes:
        scopes = {element.parent for element in process.elements.values()}
        for scope in sorted(scopes):
            seen: set[tuple[str, str]] = set()
            for problem in _Game(process, scope).problems():
                if problem not in seen:
                    seen.add(problem)
                    yield Finding(RULE, ERROR, resource, *problem)


@dataclass(slots=True)
class _Game:
    process: ProcessModel
    scope: str

    def problems(self) -> Iterator[tuple[str, str]]:
        """Element and sentence of each way in which tokens get stuck or double."""
        inside = {key: each for key, each in self.process.elements.items() if each.parent == self.scope}
        if any(each.kind == "inclusiveGateway" for each in inside.values()):
            return
        leaving, arriving = self._flows(inside)
        rank = self._rank(inside, leaving)
        for start in inside.values():
            if start.kind == "startEvent":
                yield from self._play(frozenset(leaving[start.id]), inside, leaving, arriving, rank)

    def _flows(self, inside: dict[str, Element]) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
        leaving: dict[str, list[str]] = {key: [] for key in inside}
        arriving: dict[str, list[str]] = {key: [] for key in inside}
        for flow in self.process.flows.values():
            if flow.source in inside and flow.target in inside:
                leaving[flow.source].append(flow.id)
                arriving[flow.target].append(flow.id)
        return leaving, arriving

    def _rank(self, inside: dict[str, Element], leaving: dict[str, list[str]]) -> dict[str, int]:
        """Place of each element in a topological order that leaves out the flows back.

        Of branches the short one comes first: if it ends alone, its end is named and not what goes on beside it.
        """
        ahead = {element: self._ahead(element, inside, leaving) for element in inside}

        def following_of(element: str) -> Iterator[str]:
            found = self._next(element, inside, leaving)
            return iter(sorted(found, key=ahead.__getitem__, reverse=True))

        order: list[str] = []
        seen: set[str] = set()
        for start in inside:
            stack = [(start, following_of(start))] if start not in seen else []
            seen.add(start)
            while stack:
                element, following = stack[-1]
                for target in following:
                    if target not in seen:
                        seen.add(target)
                        stack.append((target, following_of(target)))
                        break
                else:
                    order.append(element)
                    stack.pop()
        return {element: -position for position, element in enumerate(order)}

    def _next(self, element: str, inside: dict[str, Element], leaving: dict[str, list[str]]) -> list[str]:
        attached = [each.id for each in inside.values() if each.attached_to == element]
        return [self.process.flows[flow].target for flow in leaving[element]] + attached

    def _ahead(self, element: str, inside: dict[str, Element], leaving: dict[str, list[str]]) -> int:
        """How many elements come after it."""
        seen, waiting = {element}, [element]
        while waiting:
            following = [each for each in self._next(waiting.pop(), inside, leaving) if each not in seen]
            seen.update(following)
            waiting += following
        return len(seen)

    def _play(
        self,
        begin: Tokens,
        inside: dict[str, Element],
        leaving: dict[str, list[str]],
        arriving: dict[str, list[str]],
        rank: dict[str, int],
    ) -> Iterator[tuple[str, str]]:
        states, waiting = {begin}, deque([begin])
        while waiting and len(states) < MOST_STATES:
            tokens = waiting.popleft()
            targets = sorted({self.process.flows[flow].target for flow in tokens}, key=rank.__getitem__)
            ready = [
                target
                for target in targets
                if inside[target].kind != "parallelGateway" or tokens.issuperset(arriving[target])
            ]
            if targets and not ready:
                yield targets[0], "并行网关等不到全部分支：有的分支来自只走一条的网关，或者已经结束。"
                continue
            if not ready:
                continue
            element = inside[ready[0]]
            here = tokens.intersection(arriving[element.id])
            if len(here) > 1 and element.kind not in ("parallelGateway", "endEvent"):
                yield element.id, "并行的分支在这里没有用并行网关汇合，后面的步骤会走两遍。"
                continue
            if element.kind == "endEvent" and element.event != "terminate" and tokens - here:
                yield element.id, "并行的一条分支在这里结束，没有与其他分支汇合：请连到并行网关。"
                continue
            for after in self._fired(element, tokens - here, inside, leaving):
                if after not in states:
                    states.add(after)
                    waiting.append(after)

    def _fired(
        self, element: Element, rest: Tokens, inside: dict[str, Element], leaving: dict[str, list[str]]
    ) -> list[Tokens]:
        """What the tokens may be after the element; ``rest`` are those elsewhere."""
        if element.kind == "endEvent":
            return [frozenset() if element.event == "terminate" else rest]
        ways = leaving[element.id]
        results = [rest | {way} for way in ways] if element.kind in _ONE_WAY else [rest | frozenset(ways)]
        boundary = [each.id for each in inside.values() if each.attached_to == element.id]
        return results + [rest | frozenset(leaving[each]) for each in boundary]
