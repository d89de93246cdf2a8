"""The acts of a case for those who may read them."""

from chain.procedure import Act
from gateway.agents.told import Agents, agents_of, applicant_acting
from gateway.cases.access import View, visible_case
from gateway.cases.views import body_name, note_reading, readable_items
from gateway.dependencies import Caller, Context
from gateway.procedure.record import acts_of, items_of_case, stage_of_chain
from gateway.procedure.schemas import Acts, ActView
from gateway.store.models import ItemCase, ProcedureAct


async def acts_view(context: Context, caller: Caller, case_no: str) -> Acts:
    """Every act on a case, oldest first; the reading is audited. Raises ``CaseNotFound``."""
    async with context.database.read() as session:
        case, view = await visible_case(session, caller, case_no)
        items = {item.item: item for item in await items_of_case(session, case_no)}
        acts = [act for each in (await acts_of(session, case_no)).values() for act in each]
        agents = await agents_of(session, case_no) if view.personal else {}
    await note_reading(context, caller, view, case_no, "acts")
    stage = stage_of_chain(list(items.values()))
    readable = readable_items(caller, view, case, items.values())
    return Acts(
        case_no=case_no,
        stage=None if stage is None else stage.value,
        stage_name=None if stage is None else stage.label,
        acts=[
            _act(context, act, items[act.item], view, agents, readable is None or act.item in readable)
            for act in sorted(acts, key=lambda act: act.id)
        ],
    )


def _act(
    context: Context, act: ProcedureAct, item: ItemCase, view: View, agents: Agents, with_reason: bool
) -> ActView:
    of_office = act.body is not None
    return ActView(
        item=act.item,
        item_name=item.name,
        number=act.number,
        act=act.act,
        act_name=Act(act.act).label,
        at=act.at,
        effective_at=act.effective_at,
        body=act.body,
        who=applicant_acting(act.mandate_no, agents)
        if act.body is None
        else body_name(context.catalogue, act.body),
        actor=act.actor if of_office and view is not View.APPLICANT else None,
        mandate_no=act.mandate_no,
        agent=agents.get(act.mandate_no or ""),
        detail=act.detail,
        reason=act.reason if with_reason else None,
        document_no=act.document_no,
    )
