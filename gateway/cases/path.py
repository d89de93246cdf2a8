"""The way a case took through the diagrams: what a path page draws."""

from gateway.cases.access import visible_case
from gateway.cases.schemas import CasePath, PathElement, PathInstance
from gateway.dependencies import Caller, Context
from gateway.readmodel import paths


async def path(context: Context, caller: Caller, case_no: str) -> CasePath:
    """Instances of the chain and its called processes, the chain first. Raises ``CaseNotFound``."""
    async with context.database.read() as session:
        await visible_case(session, caller, case_no)
        instances = await paths.path(session, case_no)
    return CasePath(
        case_no=case_no,
        instances=[
            PathInstance(
                process_id=instance.process_id,
                version=instance.version,
                key=str(instance.key),
                parent=None if instance.parent is None else str(instance.parent),
                item=instance.item,
                elements=[
                    PathElement(
                        id=each.id, type=each.type, state=each.state, entered=each.entered, left=each.left
                    )
                    for each in instance.elements
                ],
                flows=sorted(instance.flows),
            )
            for instance in instances
        ],
    )
