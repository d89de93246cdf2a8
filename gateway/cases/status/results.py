"""What the applicant gets of an item, where and how.

An electronic certificate counts as its paper (国务院令第716号 §10, from memory); the document of an administrative licence
is delivered within ten working days after the decision (行政许可法 §44).
"""

from chain.cases import Outcome
from chain.procedure import Stage
from gateway.cases.status.facts import ItemFacts
from gateway.cases.status.schemas import Getting

_ELECTRONIC = "电子证照"
_WITHOUT = frozenset(
    {
        Stage.NOT_ACCEPTED,
        Stage.NOT_REQUIRED,
        Stage.FORWARDED,
        Stage.VOIDED,
        Stage.RETURNED,
        Stage.LAPSED,
    }
)
_SHIPPING = "可以到窗口领取，也可以邮寄送达"
_TEN_DAYS = "自作出准予决定之日起十个工作日内颁发、送达"


def getting(item: ItemFacts) -> Getting | None:
    """What a granted item brings; ``None`` for one that brings nothing any more."""
    result = item.result
    if result is None or item.stage in _WITHOUT or item.outcome is Outcome.REFUSED:
        return None
    link = None if result.identifier is None else f"/certificates/{result.identifier}/file"
    within = f"，{_TEN_DAYS}" if result.licence else ""
    if result.ended is not None:
        return Getting(name=result.name, form=_ELECTRONIC, how=f"该证照{result.ended}。", link=link)
    if result.electronic:
        how = (
            "已经制发，可以在网上查看、下载" if link else f"由{item.who}制发，制发后在网上查看、下载{within}"
        )
        return Getting(
            name=result.name, form=_ELECTRONIC, how=f"{how}，与纸质证照具有同等法律效力。", link=link
        )
    delivered = "已经送达。" if item.delivered_at else f"由{item.who}送达，{_SHIPPING}{within}。"
    return Getting(name=result.name, form=result.kind, how=delivered, link=None)


def next_of_granted(item: ItemFacts) -> str | None:
    """What still happens to an item after it was granted."""
    result = item.result
    if result is None or item.delivered_at is not None:
        return None
    if item.withheld:
        return f"补齐容缺的材料后，制发《{result.name}》。"
    if not result.electronic:
        return f"{item.who}送达《{result.name}》。"
    return None if result.identifier else f"{item.who}制发《{result.name}》并加盖电子印章。"
