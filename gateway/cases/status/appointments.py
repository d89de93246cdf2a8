"""What the office and the applicant have agreed, in words: when and where to be on site, what waits to be fetched."""

from sqlalchemy.ext.asyncio import AsyncSession

from bpmn.catalogue import Catalogue
from chain.clock import BEIJING
from gateway.cases.status.facts import Debt
from gateway.cases.views import body_name
from gateway.deliveries.parts import contents_of
from gateway.deliveries.rows import waiting_of
from gateway.deliveries.states import DeliveryWay
from gateway.inspections.rows import inspections_of
from gateway.inspections.states import STANDING, InspectionState
from gateway.notices.wording import chinese_date
from gateway.store.models import Case, Delivery, Inspection


async def appointments(session: AsyncSession, catalogue: Catalogue, case: Case) -> list[Debt]:
    """Inspections that stand, and results that wait for the applicant."""
    found = [
        _inspection(each) for each in await inspections_of(session, case.case_no) if each.state in STANDING
    ]
    for delivery in await waiting_of(session, case.case_no):
        contents = await contents_of(session, delivery)
        if contents.ready and delivery.way != DeliveryWay.POST:
            names = "、".join(f"《{part.name}》" for part in contents.parts)
            found.append(_delivery(catalogue, delivery, names))
    return found


def _inspection(inspection: Inspection) -> Debt:
    at = inspection.starts_at.astimezone(BEIJING)
    link = f"/cases/{inspection.case_no}/inspections/{inspection.inspection_no}/confirmation"
    to_confirm = inspection.state == InspectionState.APPOINTED
    return Debt(
        what=f"请于{chinese_date(at)}{at.hour}时{at.minute:02d}分在{inspection.place}配合联合勘验。",
        how="请在网上确认时间；不方便的，可以申请改期一次。" if to_confirm else "已确认，请安排人员到场。",
        until=at,
        link=link if to_confirm else None,
    )


def _delivery(catalogue: Catalogue, delivery: Delivery, names: str) -> Debt:
    if delivery.way == DeliveryWay.WINDOW:
        where = body_name(catalogue, delivery.body)
        return Debt(
            what=f"请到{where}窗口领取{names}。",
            how="请携带身份证件；委托他人领取的，并携带委托书。",
            until=delivery.due_at,
        )
    return Debt(
        what=f"请在网上查看{names}。",
        how="全部打开即为送达；需要改变送达方式的，可以在网上更改。",
        until=delivery.due_at,
        link=f"/cases/{delivery.case_no}/deliveries",
    )
