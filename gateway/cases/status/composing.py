"""The status of a whole case, composed from its facts alone."""

from collections.abc import Iterable, Iterator

from chain.cases import CaseState, Outcome
from chain.procedure import Stage
from gateway.cases.status.facts import CaseFacts, ItemFacts
from gateway.cases.status.items import item_status, open_notice
from gateway.cases.status.order import steps_ahead
from gateway.cases.status.schemas import CaseStatus, DocumentToRead, Holding, ItemStatus, Owing
from gateway.cases.status.words import APPLICANT, day, day_of, on, written
from gateway.notices.wording import chinese_date

_ENDINGS = {
    CaseState.COMPLETED: "全部事项已经办结",
    CaseState.REFUSED: "审查后未予许可，办理结束",
    CaseState.RETURNED: "因未在规定期限内补正，已作退件处理。补齐材料后可以重新申请",
    CaseState.NOT_ACCEPTED: "未予受理，办理结束",
    CaseState.WITHDRAWN: "已按申请人的申请撤回，办理结束",
}


def compose(case: CaseFacts) -> CaseStatus:
    """The case in words, as of ``case.now``."""
    items = [item_status(item, case) for item in case.items]
    running = not case.state.ended
    statutory = case.joint_due_at or max(
        (item.statutory_due_at for item in case.items if item.statutory_due_at), default=None
    )
    until = case.promised_until
    return CaseStatus(
        case_no=case.case_no,
        theme=case.theme,
        stage=case.stage.label,
        says=_says(case),
        channel=None if case.channel is None else case.channel.label,
        received_on=day_of(case.received_at),
        accepted_on=day(case.accepted_at),
        until=until,
        statutory_until=None if statutory is None or day(statutory) == until else day(statutory),
        holders=_holders(case, items) if running else [],
        owes=list(_owes(case)),
        next=steps_ahead(case) if running and case.withdrawn_at is None else [],
        items=items,
        documents=[
            DocumentToRead(title=each.title, number=each.number, on=day_of(each.at), link=each.link)
            for each in case.documents
        ],
        helped=list(case.helped),
    )


def _says(case: CaseFacts) -> str:
    start = f"“{case.theme}”（办件编号{case.case_no}）"
    if case.state.ended:
        return f"{start}{_ENDINGS[case.state]}。{_counted(case.items)}"
    if case.withdrawn_at is not None:
        return f"{start}申请人已{on(case.withdrawn_at)}申请撤回，正在终止办理。"
    asked = next((found for item in case.items if (found := open_notice(item, case))), None)
    if asked is not None:
        until = "" if asked.due_at is None else f"，请最迟于{chinese_date(asked.due_at)}补正"
        return f"{start}需要申请人补正材料{until}。"
    if case.accepted_at is None:
        told = "" if case.told_by is None else f"，最迟于{chinese_date(case.told_by)}告知是否受理"
        return f"{start}已{on(case.received_at)}收到申请，正在核对材料{told}。"
    promised = "" if case.promised_until is None else _promise(case)
    return f"{start}已{on(case.accepted_at)}受理，正在办理。{_counted(case.items)}{promised}"


def _promise(case: CaseFacts) -> str:
    until = case.promised_until
    if until is None:
        return ""
    over = day_of(case.now) > until
    return f"已超过承诺的办结日期{written(until)}。" if over else f"承诺最迟于{written(until)}全部办结。"


def _counted(items: Iterable[ItemFacts]) -> str:
    """``共4项：准予2项，不予许可1项，在办1项。``"""
    every = list(items)
    kinds: dict[str, int] = {}
    for item in every:
        kinds[_kind(item)] = kinds.get(_kind(item), 0) + 1
    return f"共{len(every)}项：{'，'.join(f'{kind}{count}项' for kind, count in kinds.items())}。"


def _kind(item: ItemFacts) -> str:
    if item.stage is Stage.CONCLUDED:
        return "不予许可" if item.outcome is Outcome.REFUSED else "准予"
    if item.stage.ended:
        return "撤回" if item.withdrawn else item.stage.label
    return "在办"


def _holders(case: CaseFacts, items: Iterable[ItemStatus]) -> list[Holding]:
    """Who has something in hand, each department and task once; before acceptance the leading body has the whole."""
    if case.withdrawn_at is not None:
        since = day(case.withdrawn_at)
        return [Holding(who=case.lead, doing="终止办理", since=since, until=None, statutory_until=None)]
    found = [item.holder for item in items if item.holder is not None]
    if not found and not case.state.ended:
        return [
            Holding(who=case.lead, doing="统一反馈办理结果", since=None, until=None, statutory_until=None)
        ]
    distinct = {(each.who, each.doing, each.since, each.until): each for each in found}
    return sorted(distinct.values(), key=lambda each: each.who != APPLICANT)


def _owes(case: CaseFacts) -> Iterator[Owing]:
    if case.withdrawn_at is None and not case.state.ended:
        notices = {id(asked): asked for item in case.items if (asked := open_notice(item, case))}
        if case.asked is not None and case.asked.is_open(case.now):
            notices[id(case.asked)] = case.asked
        for asked in notices.values():
            for what, how in asked.gaps:
                link = f"/cases/{case.case_no}/notices"
                yield Owing(what=what, how=how, until=day(asked.due_at), link=link)
        for name, form in case.papers:
            how = f"请携带到{case.lead}窗口，核验后退还。"
            yield Owing(what=f"请出示“{name}”（{form}）。", how=how, until=None, link=None)
    resting = [item.held_until for item in case.items if item.held_until is not None]
    if resting and not case.state.ended:
        yield Owing(
            what="有事项已经结束，请决定其他事项是否继续办理。",
            how="选择继续办理，或者不再继续；逾期没有决定的，自动恢复办理。",
            until=day(max(resting)),
            link=f"/cases/{case.case_no}/hold",
        )
    for debt in case.debts:
        yield Owing(what=debt.what, how=debt.how, until=day(debt.until), link=debt.link)
