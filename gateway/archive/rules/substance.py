"""Rules on what the case is about: ended, answered, materials there, decided by whom it had to be."""

from collections.abc import Iterator

from chain.procedure import Act, Stage
from gateway.archive.facts import FileFacts
from gateway.archive.rules.finding import Found

_OFFICIALS = frozenset({"officer", "head", "worker", "clerk"})
_NOT_REVIEWED = frozenset({Stage.NOT_ACCEPTED, Stage.NOT_REQUIRED, Stage.RETURNED, Stage.VOIDED})
_OWED = frozenset({"open", "mending", "unmet"})


def every_item_ended(facts: FileFacts) -> Iterator[Found]:
    """No item is under way."""
    for item in facts.on_record():
        if not Stage(item.stage or Stage.DRAFT).ended:
            yield Found(f"“{item.name}”尚未办结。", item.item)


def answered(facts: FileFacts) -> Iterator[Found]:
    """The applicant was told all results at once."""
    if not facts.answered:
        yield Found("办件尚未统一反馈结果。")


def materials_there(facts: FileFacts) -> Iterator[Found]:
    """Each required material of an item that was reviewed is there: as a file, on paper, or committed to."""
    reviewed = {item.item for item in facts.on_record() if Stage(item.stage or "") not in _NOT_REVIEWED}
    there = {file.material for file, _ in facts.files} | {paper.material for paper in facts.papers}
    undertaken = {each.material for each in facts.obligations}
    for material in facts.materials:
        if not material.required or material.material in there | undertaken:
            continue
        if reviewed & set(material.items):
            yield Found(f"缺少必需的申请材料“{material.name}”。")


def kept_intact(facts: FileFacts) -> Iterator[Found]:
    """What was handed in and sealed has the digest on record."""
    for name in sorted(facts.damaged):
        yield Found(f"{name}的文件缺失或者与登记的摘要不符。")


def decided_by_the_body(facts: FileFacts) -> Iterator[Found]:
    """A decision was made by the body whose item it is; what an officer decided is signed by one of that body."""
    for item in facts.on_record():
        act = facts.act(item.item, Act.CONCLUDE)
        if act is None:
            continue
        if act.body != item.body or act.role not in _OFFICIALS:
            yield Found(f"“{item.name}”的决定不是由其实施主体作出。", item.item)
        for decision in facts.decisions:
            if decision.item == item.item and (decision.body != item.body or not decision.officer_sub):
                yield Found(f"“{item.name}”的办理意见没有本机关经办人签署。", item.item)


def obligations_settled(facts: FileFacts) -> Iterator[Found]:
    """What is still owed will be filed later as a supplement to the file."""
    names = {item.item: item.name for item in facts.items}
    for each in facts.obligations:
        if each.state in _OWED and each.closed_at is None:
            name = names.get(each.item, each.item)
            yield Found(f"“{name}”的容缺、承诺事项（{each.obligation_no}）尚未了结。", each.item)


def refusals_reasoned(facts: FileFacts) -> Iterator[Found]:
    """Who is refused is told why (行政许可法 §38)."""
    for item in facts.on_record():
        act = facts.act(item.item, Act.CONCLUDE)
        if act is None or act.detail.get("outcome") != "refused" or item.verification_outcome is not None:
            continue
        if not act.reason:
            yield Found(f"“{item.name}”不予许可（办理）的决定没有记载理由。", item.item)
