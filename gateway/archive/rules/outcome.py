"""Rules on what follows a decision: delivered to the applicant, made public as far as that is due."""

from collections.abc import Iterator

from gateway.aftercare.states import RequestKind, RequestState
from gateway.archive.facts import FileFacts
from gateway.archive.rules.finding import Found
from gateway.deliveries.states import DeliveryState


def delivered(facts: FileFacts) -> Iterator[Found]:
    """Every delivery that was opened has come to its receipt (行政许可法 §44), but one that nothing is left of."""
    for each in facts.deliveries:
        if each.delivered_at is None and each.state != DeliveryState.VOID:
            item = str(each.items[0]) if len(each.items) == 1 else None
            yield Found(f"办理结果尚未送达（{each.delivery_no}）。", item)


def requests_decided(facts: FileFacts) -> Iterator[Found]:
    """What the holder asked for after the case was filed is decided before it is filed too; the case itself waits for none."""
    for each in facts.requests:
        if facts.filed is not None and each.state == RequestState.OPEN:
            yield Found(f"{RequestKind(each.kind).label}申请（{each.request_no}）尚未作出决定。", each.item)


def published(facts: FileFacts) -> Iterator[Found]:
    """What had to be public by now is, or was taken down for a reason."""
    for each in facts.publications:
        if each.published_at is None and each.withdrawn_at is None and each.due_at <= facts.now:
            yield Found(f"“{each.licence}”的决定逾期未公示。", each.item)
