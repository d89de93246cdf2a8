"""What a rule is and where it is found."""

from collections.abc import Callable
from dataclasses import dataclass

from chain.cases import Outcome
from workers.client.slices import Slice


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the rules can say alone: granted, refused (with the reason in Chinese), or left to an officer."""

    outcome: Outcome
    reason: str | None = None

    def __post_init__(self) -> None:
        if self.outcome not in (Outcome.GRANTED, Outcome.REFUSED, Outcome.UNDECIDED):
            raise ValueError("a rule grants, refuses or leaves the decision to an officer")
        if self.outcome is Outcome.REFUSED and not self.reason:
            raise ValueError("a refusal gives its reason")


UNDECIDED = Judgement(Outcome.UNDECIDED)
_BY_COMMITMENT = Judgement(Outcome.GRANTED, "申请人已作出书面承诺，其他材料齐全，按告知承诺当场作出决定。")

Rule = Callable[[Slice], Judgement]


class RuleBook:
    """The rules by item; an item without one goes to an officer."""

    def __init__(self) -> None:
        self._rules: dict[str, Rule] = {}

    def add(self, item: str, rule: Rule) -> None:
        """Enter the rule of ``item``. Raises ``ValueError`` when it has one already."""
        if item in self._rules:
            raise ValueError(f"{item} has a rule already")
        self._rules[item] = rule

    def judge(self, part: Slice) -> Judgement:
        """Apply the rule of the slice's item; what it leaves open is granted at once where that was committed to.

        A licence by commitment whose item has a rule of its own is decided by that rule alone.
        """
        rule = self._rules.get(part.item)
        judgement = rule(part) if rule else UNDECIDED
        if judgement.outcome is Outcome.UNDECIDED and _committed(part, has_rule=rule is not None):
            return _BY_COMMITMENT
        return judgement


def _committed(part: Slice, *, has_rule: bool) -> bool:
    """Whether the commitment is all that stands between the item and its grant: nothing else is still to come."""
    owed = any(material.tolerated and not material.files for material in part.materials)
    proofs = any(material.committed for material in part.materials)
    return part.by_commitment and not owed and (proofs or not has_rule)
