"""The status of one item in words, by the stage at which it stands in law."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from chain.cases import Outcome
from chain.procedure import Stage
from gateway.cases.status.facts import Asked, CaseFacts, ItemFacts
from gateway.cases.status.results import getting, next_of_granted
from gateway.cases.status.schemas import Ending, Holding, ItemStatus
from gateway.cases.status.words import APPLICANT, REMEDIES, day, differing, on, quoted
from gateway.notices.wording import chinese_date

_CAUSES = {
    "not_supplemented": "因未在规定期限内补正，已作退件处理。补齐材料后可以重新申请。",
    "chain_not_accepted": "因本次申请未予受理，该事项不再办理。",
    "prerequisite_refused": "因前置事项未获准予，该事项不再办理。",
}


@dataclass(frozen=True, slots=True)
class _Words:
    """What is said of an item at its stage."""

    says: str
    holder: Holding | None = None
    next: str | None = None
    ending: Ending | None = None


def item_status(item: ItemFacts, case: CaseFacts) -> ItemStatus:
    """One item of ``case`` in words."""
    words = _held(item) if item.held_until is not None else _SAYINGS[item.stage](item, case)
    return ItemStatus(
        name=item.name,
        department=item.who,
        stage=item.stage.label,
        says=words.says,
        holder=words.holder,
        next=words.next,
        gets=getting(item),
        ending=words.ending,
    )


def open_notice(item: ItemFacts, case: CaseFacts) -> Asked | None:
    """The notice that waits for the applicant: the item's own, or before acceptance the one of the whole chain."""
    before = item.stage in (Stage.RECEIVED, Stage.PREACCEPTED, Stage.SUPPLEMENTING)
    for asked in (item.asked, case.asked if before else None):
        if asked is not None and asked.is_open(case.now) and case.withdrawn_at is None:
            return asked
    return None


def _draft(item: ItemFacts, _case: CaseFacts) -> _Words:
    return _Words(f"该事项尚未提交，提交后由{item.who}审查。")


def _received(item: ItemFacts, case: CaseFacts) -> _Words:
    asked = open_notice(item, case)
    if asked is not None:
        return _waiting_for_applicant(item, asked)
    doing = "核对申请材料是否齐全、是否符合法定形式"
    told = "" if case.told_by is None else f"最迟于{chinese_date(case.told_by)}"
    return _Words(
        f"{item.who}正在{doing}。",
        _in_hand(item, doing, until=case),
        f"材料齐全、符合法定形式的，予以受理；需要补正的，{told}一次性告知全部内容，逾期不告知的，自收到申请材料之日起即为受理。",
    )


def _preaccepted(item: ItemFacts, case: CaseFacts) -> _Words:
    asked = open_notice(item, case)
    if asked is not None:
        return _waiting_for_applicant(item, asked)
    if not item.after:
        return _Words(
            f"{item.who}已预受理，即将受理并开始审查。", _in_hand(item, "准备受理"), "受理后开始审查。"
        )
    return _Words(
        f"{item.who}已预受理，正在等待{quoted(item.after)}办结，办结后受理并审查。",
        _in_hand(item, f"等待{quoted(item.after)}办结"),
        f"{quoted(item.after)}办结后，{item.who}受理并开始审查。",
    )


def _prereturned(item: ItemFacts, _case: CaseFacts) -> _Words:
    return _Words(
        f"{item.who}预审后退回，请按预审意见修改后重新提交。",
        Holding(
            who=APPLICANT,
            doing="按预审意见修改",
            since=day(item.since),
            until=None,
            statutory_until=None,
        ),
        "重新提交后再次审查。",
    )


def _supplementing(item: ItemFacts, case: CaseFacts) -> _Words:
    asked = open_notice(item, case)
    if asked is not None:
        return _waiting_for_applicant(item, asked)
    last = item.asked or case.asked
    if last is not None and last.answered_at is not None:
        doing = "核对补正的材料"
        since = day(last.answered_at)
        holder = _in_hand(item, doing, until=case).model_copy(update={"since": since})
        return _Words(
            f"申请人已{on(last.answered_at)}补正，{item.who}正在{doing}。",
            holder,
            "补正齐全的，予以受理，受理日期为材料补齐的日期。",
        )
    return _Words(
        "补正期限已经届满，没有收到补正的材料。", _in_hand(item, "依法作出处理"), "未补正的，作退件处理。"
    )


def _waiting_for_applicant(item: ItemFacts, asked: Asked) -> _Words:
    until = "" if asked.due_at is None else f"最迟于{chinese_date(asked.due_at)}"
    review = item.stage in (Stage.IN_REVIEW, Stage.SUSPENDED)
    return _Words(
        f"需要申请人补正，请{until}一次性补正。",
        Holding(
            who=APPLICANT,
            doing="补正材料",
            since=day(asked.sent_at),
            until=day(asked.due_at),
            statutory_until=None,
        ),
        f"补正后，{item.who}继续审查。" if review else f"补正齐全后，{item.who}予以受理。",
    )


def _accepted(item: ItemFacts, case: CaseFacts) -> _Words:
    if item.after:
        doing, waits = f"等待{quoted(item.after)}办结", f"{quoted(item.after)}办结后开始审查。"
    else:
        doing, waits = "准备审查", "开始审查。"
    return _Words(f"{item.who}已受理。{_limits(item, case)}", _in_hand(item, doing), waits)


def _in_review(item: ItemFacts, case: CaseFacts) -> _Words:
    asked = open_notice(item, case)
    if asked is not None:
        return _waiting_for_applicant(item, asked)
    return _Words(f"{item.who}正在审查。{_limits(item, case)}", _in_hand(item, "审查"), _after_review(item))


def _suspended(item: ItemFacts, case: CaseFacts) -> _Words:
    asked = open_notice(item, case)
    if asked is not None:
        return _waiting_for_applicant(item, asked)
    procedure = item.procedure or "特别程序"
    counts = "所需时间不计入办结期限。" if item.stops_law else "承诺时限暂停计算，法定期限照常计算。"
    return _Words(
        f"{item.who}正在进行{procedure}，{counts}{_limits(item, case)}",
        _in_hand(item, procedure),
        f"{procedure}结束后，恢复审查。",
    )


def _after_review(item: ItemFacts) -> str:
    gets = "" if item.result is None else f"；准予的，取得《{item.result.name}》"
    return f"{item.who}作出决定{gets}。"


def _concluded(item: ItemFacts, _case: CaseFacts) -> _Words:
    licence = item.result is not None and item.result.licence
    if item.outcome is Outcome.REFUSED:
        outcome = "不予许可" if licence else "不予办理"
        return _ended(item, f"{item.who}已{on(item.decided_at)}作出{outcome}的决定。", outcome, REMEDIES)
    outcome = "准予许可" if licence else "准予"
    ended = _ended(item, f"{item.who}已{on(item.decided_at)}作出{outcome}的决定。", outcome)
    return _Words(ended.says, None, next_of_granted(item), ended.ending)


def _not_accepted(item: ItemFacts, _case: CaseFacts) -> _Words:
    return _ended(item, f"{item.who}已{on(item.decided_at)}决定不予受理。", "不予受理", REMEDIES)


def _not_required(item: ItemFacts, _case: CaseFacts) -> _Words:
    says = f"该事项依法不需要办理，{item.who}已{on(item.decided_at)}告知不受理。"
    return _ended(item, says, "不受理")


def _forwarded(item: ItemFacts, _case: CaseFacts) -> _Words:
    return _ended(item, f"{item.who}已{on(item.decided_at)}转报上级机关，由上级机关审查并作出决定。", "转报")


def _voided(item: ItemFacts, _case: CaseFacts) -> _Words:
    if item.withdrawn:
        return _ended(item, "已按申请人的申请撤回，该事项不再办理。", "撤回申请")
    return _ended(item, f"{item.who}已{on(item.decided_at)}将该事项作废，不再办理。", "作废")


def _returned(item: ItemFacts, _case: CaseFacts) -> _Words:
    says = item.because or _CAUSES.get(item.cause or "", f"{item.who}已{on(item.decided_at)}作退件处理。")
    return _ended(item, says, "退件")


def _lapsed(item: ItemFacts, _case: CaseFacts) -> _Words:
    says = f"{item.because or ''}{item.who}已{on(item.decided_at)}终止办理。补齐材料后可以重新申请。"
    return _ended(item, says, "逾期终止", REMEDIES)


def _held(item: ItemFacts) -> _Words:
    until = "" if item.held_until is None else chinese_date(item.held_until)
    return _Words(
        f"{item.because or '有事项已经结束'}，该事项暂停办理，等候申请人决定是否继续。暂停期间不计入承诺办结时限。",
        Holding(
            who=APPLICANT,
            doing="决定其他事项是否继续办理",
            since=day(item.since),
            until=day(item.held_until),
            statutory_until=None,
        ),
        f"申请人决定继续的，恢复办理；到{until}没有决定的，自动恢复办理。",
    )


def _ended(item: ItemFacts, says: str, outcome: str, remedies: str | None = None) -> _Words:
    ending = Ending(outcome=outcome, on=day(item.decided_at), reason=item.reason, remedies=remedies)
    return _Words(says, ending=ending)


def _in_hand(item: ItemFacts, doing: str, until: CaseFacts | None = None) -> Holding:
    """The item's own body has it: until the decision is due, or before acceptance (``until``) until it must be told."""
    due = item.due_at if until is None else until.told_by
    statutory = differing(item.due_at, item.statutory_due_at) if until is None else None
    return Holding(
        who=item.who, doing=doing, since=day(item.since), until=day(due), statutory_until=statutory
    )


def _limits(item: ItemFacts, case: CaseFacts) -> str:
    """The promised day, and the statutory one where it is another; said plainly once they are over."""
    if item.due_at is None:
        return ""
    over = case.now > item.due_at
    promised = f"{'已超过承诺的办结日期' if over else '承诺最迟于'}{chinese_date(item.due_at)}{'' if over else '办结'}"
    if item.statutory_due_at is None or differing(item.due_at, item.statutory_due_at) is None:
        return f"{promised}。"
    law_over = case.now > item.statutory_due_at
    law = f"{'法定期限已于' if law_over else '法定期限至'}{chinese_date(item.statutory_due_at)}{'届满' if law_over else ''}"
    return f"{promised}，{law}。"


_SAYINGS: Mapping[Stage, Callable[[ItemFacts, CaseFacts], _Words]] = {
    Stage.DRAFT: _draft,
    Stage.RECEIVED: _received,
    Stage.PREACCEPTED: _preaccepted,
    Stage.PRERETURNED: _prereturned,
    Stage.ACCEPTED: _accepted,
    Stage.SUPPLEMENTING: _supplementing,
    Stage.NOT_ACCEPTED: _not_accepted,
    Stage.IN_REVIEW: _in_review,
    Stage.SUSPENDED: _suspended,
    Stage.CONCLUDED: _concluded,
    Stage.FORWARDED: _forwarded,
    Stage.VOIDED: _voided,
    Stage.RETURNED: _returned,
    Stage.NOT_REQUIRED: _not_required,
    Stage.LAPSED: _lapsed,
}
