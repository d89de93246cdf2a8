"""What an applicant asks for beside what is handed in: materials to come later (容缺) or to be committed to (承诺)."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from bpmn.catalogue import MaterialNeed, PlannedItem
from chain.errors import FieldProblem
from gateway.cases.schemas import Asking
from gateway.dependencies import Context
from gateway.obligations.credit import is_barred
from gateway.obligations.undertaken import Undertaken


@dataclass(frozen=True, slots=True)
class _Way:
    """One of the two ways not to hand in a material, with what is said where it is not open."""

    field: str
    name: str
    allowed: Callable[[MaterialNeed], bool]
    not_allowed: str
    barred: str


_TOLERANCE = _Way(
    "tolerances",
    "容缺材料",
    lambda need: need.secondary,
    "这是主要材料，不能容缺受理，请提交。",
    "申请人有失信记录，按规定不适用容缺受理，请备齐材料后提交。",
)
_COMMITMENT = _Way(
    "commitments",
    "告知承诺",
    lambda need: need.commitment,
    "这项材料不适用告知承诺，请提交。",
    "申请人有失信记录，按规定不适用告知承诺，请提交证明材料。",
)
_LICENCE_BARRED = "申请人有失信记录，按规定不适用以告知承诺方式办理，请改选其他办理方式后提交。"


def asked_problems(
    needs: Mapping[str, MaterialNeed], handed_in: Collection[str], asking: Asking
) -> list[FieldProblem]:
    """Everything wrong with what is asked for, ``needs`` being what may be asked for now."""
    if not asking.asks:
        return [_NOTHING_TO_SIGN] if asking.undertaking is not None else []
    problems = [
        problem for way in (_TOLERANCE, _COMMITMENT) for problem in _of_way(way, needs, handed_in, asking)
    ]
    if asking.undertaking is None:
        problems.append(_NOT_SIGNED)
    return problems


async def credit_problems(
    context: Context, form: Mapping[str, Any], asking: Asking, planned: Iterable[PlannedItem] = ()
) -> list[FieldProblem]:
    """That the applicant is barred by bad credit from what is asked for, or from being licensed by commitment in an item
    that is ``planned`` so; the register is asked only when something is. Raises ``CreditRegisterAway``.
    """
    asked = [
        FieldProblem(way.field, way.name, way.barred)
        for way in (_TOLERANCE, _COMMITMENT)
        if _asked(way, asking)
    ]
    asked += [
        FieldProblem("situation", part.name, _LICENCE_BARRED)
        for part in planned
        if part.after_check_days is not None
    ]
    return asked if asked and await is_barred(context.credit, form) else []


def promises(asking: Asking) -> Undertaken:
    """What is to be written down of a request without problems."""
    name = None if asking.undertaking is None else asking.undertaking.name
    return Undertaken(asking.tolerated, asking.committed, name)


def _asked(way: _Way, asking: Asking) -> list[str]:
    return asking.tolerated if way is _TOLERANCE else asking.committed


def _of_way(
    way: _Way, needs: Mapping[str, MaterialNeed], handed_in: Collection[str], asking: Asking
) -> list[FieldProblem]:
    times = Counter([*asking.tolerated, *asking.committed])
    problems = []
    for index, key in enumerate(_asked(way, asking)):
        need = needs.get(key)
        reason = _reason(way, need, handed_in, times)
        if reason is not None:
            name = way.name if need is None else need.name
            problems.append(FieldProblem(f"{way.field}[{index}].material", name, reason))
    return problems


def _reason(
    way: _Way, need: MaterialNeed | None, handed_in: Collection[str], times: Mapping[str, int]
) -> str | None:
    if need is None:
        return "本次办理不需要此材料，请删除。"
    if not need.required:
        return "此材料可以不提交，不用申请容缺或者承诺，请删除。"
    if need.key in handed_in:
        return "此材料已经提交，不用申请容缺或者承诺，请删除其中一处。"
    if times[need.key] > 1:
        return "同一材料只能申请一次，容缺和承诺只能选择一种。"
    return None if way.allowed(need) else way.not_allowed


_NOT_SIGNED = FieldProblem(
    "undertaking", "承诺书", "申请容缺受理或者告知承诺的，请阅读并同意承诺书，写明承诺人姓名。"
)
_NOTHING_TO_SIGN = FieldProblem("undertaking", "承诺书", "没有申请容缺受理或者告知承诺，不用签署，请删除。")
