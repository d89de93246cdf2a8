"""Rules on dates and limits: in order, none in the future, limits as computed."""

from collections.abc import Iterator
from itertools import pairwise

from chain.procedure import Act
from gateway.archive.facts import FileFacts
from gateway.archive.rules.finding import Found

_ORDER = (
    ("收件", (Act.RECEIVE,)),
    ("受理", (Act.ACCEPT, Act.REFUSE_ACCEPTANCE, Act.DECLARE_NOT_REQUIRED)),
    ("作出决定", (Act.CONCLUDE,)),
    ("送达", (Act.DELIVER,)),
)
"""What follows what: receipt ≤ acceptance or its refusal ≤ decision ≤ delivery."""


def dates_in_order(facts: FileFacts) -> Iterator[Found]:
    """Received before told, told before accepted, accepted before decided, decided before delivered."""
    for item in facts.on_record():
        found = [(name, facts.act(item.item, *acts)) for name, acts in _ORDER]
        dated = [(name, act.effective_at) for name, act in found if act is not None]
        for (earlier, first), (later, second) in pairwise(dated):
            if second < first:
                yield Found(f"“{item.name}”的{later}日期早于{earlier}日期。", item.item)
        told = facts.act(item.item, Act.NOTIFY_SUPPLEMENT)
        received = facts.act(item.item, Act.RECEIVE)
        accepted = facts.act(item.item, Act.ACCEPT)
        if told is not None and received is not None and told.at < received.at:
            yield Found(f"“{item.name}”的补正告知早于收件。", item.item)
        deemed = accepted is not None and accepted.detail.get("manner") == "deemed"
        if told is not None and accepted is not None and not deemed and accepted.at < told.at:
            yield Found(f"“{item.name}”的受理早于补正告知。", item.item)


def nothing_in_the_future(facts: FileFacts) -> Iterator[Found]:
    """No act, document or certificate is of a time to come."""
    for item in facts.on_record():
        for act in facts.acts.get(item.item, ()):
            if max(act.at, act.effective_at) > facts.now:
                yield Found(f"“{item.name}”的{Act(act.act).label}日期晚于今天。", item.item)
    for document in facts.documents:
        if max(document.drafted_at, document.sealed_at or document.drafted_at) > facts.now:
            yield Found(f"文书{document.number or document.document_no}的日期晚于今天。")
    for item_key, certificate in facts.certificates.items():
        if certificate.issued_on > facts.now.date():
            yield Found(f"“{certificate.name}”的颁发日期晚于今天。", item_key)


def limits_as_computed(facts: FileFacts) -> Iterator[Found]:
    """The calculation sheet can be made, and the due dates on record are those that it gives."""
    for item in facts.on_record():
        if facts.act(item.item, Act.ACCEPT) is None or item.due_at is None:
            continue
        clocks = facts.clocks.get(item.item)
        if clocks is None:
            yield Found(f"“{item.name}”的时限计算书无法算出。", item.item)
            continue
        statutory = None if clocks.statutory is None else clocks.statutory.due_at
        if item.due_at != clocks.promised.due_at or item.statutory_due_at != statutory:
            yield Found(f"“{item.name}”登记的办结期限与时限计算书不一致。", item.item)
