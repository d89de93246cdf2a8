"""Acts of procedure in the words of the timeline: those that nothing else there tells, one line for what was done at once."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime

from bpmn.catalogue import Catalogue
from chain.clock import BEIJING
from chain.limits import Procedure
from chain.procedure import Act
from gateway.agents.scope import SystemLevel
from gateway.agents.told import Agents, applicant_acting
from gateway.cases.schemas import TimelineEntry
from gateway.cases.views import body_name
from gateway.procedure.record import ANSWER
from gateway.store.models import ProcedureAct

_MANNERS = {
    "deemed": "期限内没有告知补正内容，自收到申请材料之日起视为受理",
    "tolerant": "容缺受理",
}


def _accept(act: ProcedureAct) -> str:
    return _MANNERS.get(str(act.detail.get("manner")), "受理")


def _suspend(act: ProcedureAct) -> str:
    days = act.detail.get("days")
    needs = f"，需要{days}个工作日" if days else ""
    return f"开始{procedure_name(act)}{needs}"


def _extend(act: ProcedureAct) -> str:
    return f"经批准延长办理期限{act.detail.get('days')}个工作日"


def _check(act: ProcedureAct) -> str:
    return "核查承诺，属实" if act.detail.get("result") else "核查承诺，不属实"


def _appoint(act: ProcedureAct) -> str:
    starts_at = datetime.fromisoformat(str(act.detail["starts_at"])).astimezone(BEIJING)
    return f"约定{starts_at.year}年{starts_at.month}月{starts_at.day}日{starts_at:%H:%M}联合勘验"


def _assist(act: ProcedureAct) -> str:
    return f"受申请人委托，在{SystemLevel(str(act.detail['level'])).label}级系统帮办代办"


def _asked(granted: str, refused: str) -> Callable[[ProcedureAct], str]:
    return lambda act: refused if act.detail.get("outcome") == "refused" else granted


def _renew(act: ProcedureAct) -> str:
    if act.detail.get("manner") == "silent":
        return "逾期未作决定，视为准予延续"
    return _asked("准予延续", "不予延续")(act)


def _release(act: ProcedureAct) -> str:
    manners = {"expired": "期限届满，恢复办理", "annulled": "暂停的原因已经消除，恢复办理"}
    return manners.get(str(act.detail.get("decision")), "决定继续，恢复办理")


def procedure_name(act: ProcedureAct) -> str:
    """The special procedure that a suspension names."""
    return Procedure(str(act.detail["procedure"])).label


_WORDS: Mapping[Act, str | Callable[[ProcedureAct], str]] = {
    Act.ACCEPT: _accept,
    Act.PREACCEPT: "预受理",
    Act.PRERETURN: "预审退回",
    Act.SUSPEND: _suspend,
    Act.RESUME: "恢复审查",
    Act.EXTEND: _extend,
    Act.FORWARD: "转报上级机关",
    Act.VOID: "作废",
    Act.ANNUL: "已经作出的决定未生效，恢复审查",
    Act.RETURN: "退件",
    Act.TOLERATE: "承诺补齐容缺的材料",
    Act.MAKE_UP: "补齐容缺的材料",
    Act.COMMIT: "作出告知承诺",
    Act.RETRACT_COMMITMENT: "撤回承诺",
    Act.CHECK_COMMITMENT: _check,
    Act.ORDER_TO_MEND: "责令限期改正",
    Act.MEND: "确认已经改正",
    Act.REVOKE: "撤销已经作出的决定",
    Act.DELIVER: "送达",
    Act.APPOINT_INSPECTION: _appoint,
    Act.PUBLISH: "公示许可信息",
    Act.ASSIST: _assist,
    Act.CHANGE: _asked("准予变更", "不予变更"),
    Act.RENEW: _renew,
    Act.CANCEL: _asked("注销", "不予注销"),
    Act.SUSPEND_LICENCE: "暂扣许可证件",
    Act.RESUME_LICENCE: "发还许可证件",
    Act.RECALL: "撤回已经作出的决定",
    Act.STRIP: "吊销许可证件",
    Act.CORRECT: "更正文书、证照中的笔误",
    Act.HOLD: "暂停办理",
    Act.RELEASE: _release,
    Act.LAPSE: "逾期未补正，终止办理",
    Act.WITHDRAW: "撤回申请",
}
"""What notices, supplements, reviews and decisions are told as is not told again as an act."""


def told_acts(
    catalogue: Catalogue, acts: Iterable[ProcedureAct], items: Mapping[str, str], agents: Agents
) -> Iterator[TimelineEntry]:
    """The acts as entries; the same done on several items at once is one entry that names them (``items``: names)."""
    together: dict[tuple[datetime, str, str], list[str]] = {}
    for act in acts:
        words = _WORDS.get(Act(act.act))
        # The case as a whole taken back is told with its own day.
        if words is not None and (act.act != Act.WITHDRAW or act.key != ANSWER):
            said = words if isinstance(words, str) else words(act)
            who = (
                applicant_acting(act.mandate_no, agents)
                if act.body is None
                else body_name(catalogue, act.body)
            )
            together.setdefault((act.at, who, said), []).append(act.item)
    for (at, who, said), keys in together.items():
        names = "、".join(items[key] for key in keys)
        yield TimelineEntry(at=at, who=who, what=f"{said}：{names}", item=keys[0] if len(keys) == 1 else None)
