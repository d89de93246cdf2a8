"""The text that whoever asks for tolerance or commits agrees to: its terms, then each material with what follows.

The same plan and the same materials make the same text, so that its SHA-256 in a signature says what was signed.
"""

import hashlib
from collections.abc import Collection, Iterator

from bpmn.catalogue import Plan

TOLERANCE = (
    "本人（单位）已知悉所缺材料的名称、补齐期限和逾期未补齐的后果，自愿申请容缺受理。",
    "本人（单位）承诺在期限内补齐所缺材料，所补材料真实、合法、有效。",
    "逾期未补齐的，本人（单位）接受各事项写明的处理，由此产生的损失自行承担。",
)
"""Terms of the 容缺受理承诺书."""

COMMITMENT = (
    "本人（单位）已知悉该证明事项的设定依据、证明内容、承诺方式、核查方式和不实承诺的责任，自愿以书面承诺代替提交证明。",
    "本人（单位）承诺已经符合告知的条件和要求，承诺内容真实，是本人（单位）的真实意思表示。",
    "本人（单位）接受办理部门事后核查；承诺不实的，接受责令限期改正，逾期未改正的，接受撤销决定和依法记入信用记录。",
    "作出决定之前可以撤回承诺，撤回后应当提交相应的证明材料。",
)
"""Terms of the 告知承诺书 (国办发〔2020〕42号)."""


def undertaking_text(planned: Plan, tolerated: Collection[str], committed: Collection[str]) -> str:
    """What is agreed to for these materials of the plan; keys the plan does not have are passed over."""
    lines = [f"办理“{planned.theme_name}”"]
    if tolerated:
        lines += ["容缺受理承诺书", *TOLERANCE, *_tolerance_lines(planned, tolerated)]
    if committed:
        lines += ["告知承诺书", *COMMITMENT, *_commitment_lines(planned, committed)]
    return "\n".join(lines)


def licence_text(planned: Plan, item: str) -> str:
    """What is agreed to by choosing to be licensed by commitment; the form of the item says the rest."""
    part = next(each for each in planned.items if each.item == item)
    return (
        f"以告知承诺方式办理“{part.name}（{part.mode_name}）”，决定后{part.after_check_days}个工作日内接受核查；"
        f"承诺不实的，责令在{part.mend_days}个工作日内改正，逾期未改正的，撤销决定。"
    )


def digest(text: str) -> str:
    """SHA-256 of the text, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def _tolerance_lines(planned: Plan, tolerated: Collection[str]) -> Iterator[str]:
    for need, items in planned.materials():
        if need.key in tolerated:
            ends = "；".join(
                f"“{part.name}”{part.consequence.label}" for part in planned.items if part.item in items
            )
            yield f"“{need.name}”：受理后{need.tolerable_days}个工作日内补齐，逾期未补齐的，{ends}。"


def _commitment_lines(planned: Plan, committed: Collection[str]) -> Iterator[str]:
    for need, items in planned.materials():
        if need.key in committed:
            checks = "；".join(
                f"“{part.name}”决定后{part.proof_check_days}个工作日内核查，不实的{part.mend_days}个工作日内改正"
                for part in planned.items
                if part.item in items
            )
            yield f"“{need.name}”：{checks}。"
