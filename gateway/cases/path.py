"""The way a case took through the diagrams: what a path page draws."""

from collections.abc import Iterable
from functools import lru_cache

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bpmn.diagrams import Flow, read_diagram
from gateway.cases.access import visible_case
from gateway.cases.schemas import CasePath, PathElement, PathInstance
from gateway.cases.views import note_reading
from gateway.dependencies import Caller, Context
from gateway.readmodel import paths
from gateway.store.models import DeployedResource

_DIAGRAMS_KEPT = 64


async def path(context: Context, caller: Caller, case_no: str) -> CasePath:
    """Instances of the chain and its called processes, the chain first. Raises ``CaseNotFound``."""
    async with context.database.read() as session:
        _, view = await visible_case(session, caller, case_no)
        instances = await paths.path(session, case_no)
        diagrams = await _diagrams(session, {instance.definition_key for instance in instances})
    await note_reading(context, caller, view, case_no, "path")
    return CasePath(
        case_no=case_no,
        instances=[_shown(instance, diagrams.get(instance.definition_key)) for instance in instances],
    )


def _shown(instance: paths.PathInstance, diagram: bytes | None) -> PathInstance:
    return PathInstance(
        process_id=instance.process_id,
        version=instance.version,
        key=str(instance.key),
        parent=None if instance.parent is None else str(instance.parent),
        item=instance.item,
        elements=[
            PathElement(id=each.id, type=each.type, state=each.state, entered=each.entered, left=each.left)
            for each in instance.elements
        ],
        flows=sorted({*instance.flows, *_silent(instance, diagram)}),
    )


def _silent(instance: paths.PathInstance, diagram: bytes | None) -> Iterable[str]:
    """Flows behind event-based gateways, told by the events that were reached: the engine records none."""
    reached = {element.id for element in instance.elements}
    flows = () if diagram is None else _silent_flows(diagram, instance.process_id)
    return (flow.id for flow in flows if flow.target in reached)


@lru_cache(_DIAGRAMS_KEPT)
def _silent_flows(diagram: bytes, process_id: str) -> tuple[Flow, ...]:
    processes = read_diagram(diagram).processes
    return tuple(flow for process in processes if process.id == process_id for flow in process.silent_flows)


async def _diagrams(session: AsyncSession, definitions: Iterable[int]) -> dict[int, bytes]:
    """The diagrams as they were deployed, by the key of their definition."""
    rows = await session.scalars(
        select(DeployedResource).where(
            DeployedResource.kind == "process", DeployedResource.definition_key.in_(definitions)
        )
    )
    return {row.definition_key: row.content for row in rows}
