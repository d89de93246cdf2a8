"""Running instances of older versions: whether and how they go on in another one, planned first, done on request."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bpmn.diagrams import ProcessModel, read_diagram
from bpmn.diagrams.migration import Carrying, Standing, map_instance
from chain.errors import NotFound
from gateway.dependencies import Caller, Context, Role
from gateway.deployments.schemas import MigratingInstanceView, MigrationView
from gateway.engine.errors import EngineKeyUnknown, EngineRefused, EngineUnavailable
from gateway.store import audit
from gateway.store.models import DeployedResource, RmElement, RmInstance

MOST = 1000
"""Instances in one plan, the oldest; the others come when these have migrated or ended."""


class VersionUnknown(NotFound):
    """No such process, or no such version of it, was deployed through the gateway."""

    message = "没有通过网关部署过该流程的这个版本，请核对流程编码和版本。"


@dataclass(frozen=True, slots=True)
class _Planned:
    instance: RmInstance
    carrying: Carrying

    def view(self, outcome: str | None = None) -> MigratingInstanceView:
        return MigratingInstanceView(
            key=str(self.instance.key),
            case_no=self.instance.case_no,
            version=self.instance.version,
            elements=list(self.carrying.elements),
            obstacles=list(self.carrying.obstacles),
            outcome=outcome,
        )


async def plan(context: Context, process: str, version: int | None) -> MigrationView:
    """What a migration to ``version`` (the latest without one) would do. Raises ``VersionUnknown``."""
    target, planned, more = await _plan(context, process, version)
    views = [each.view() for each in planned]
    return MigrationView(process=process, version=target.version, instances=views, more=more)


async def migrate(context: Context, caller: Caller, process: str, version: int | None) -> MigrationView:
    """Migrate what can be, each instance for itself; repeating it does the rest. Raises ``VersionUnknown``."""
    target, planned, more = await _plan(context, process, version)
    views = [each.view(await _carry_out(context, each, target.definition_key)) for each in planned]
    async with context.database.write() as session:
        await audit.record(
            session,
            at=context.now(),
            actor=caller.sub,
            role=Role.DESIGNER if caller.has(Role.DESIGNER) else Role.OPERATOR,
            action="deployment.migrate",
            detail={
                "process": process,
                "version": target.version,
                "instances": {each.key: each.outcome for each in views},
            },
        )
    return MigrationView(process=process, version=target.version, instances=views, more=more)


async def _carry_out(context: Context, planned: _Planned, target: int) -> str:
    if not planned.carrying.possible:
        return "impossible"
    try:
        await context.engine.migrate_instance(planned.instance.key, target, planned.carrying.elements)
    except EngineKeyUnknown:
        return "ended"
    except EngineUnavailable:
        return "unavailable"
    except EngineRefused:
        return "refused"
    return "migrated"


async def _plan(
    context: Context, process: str, version: int | None
) -> tuple[DeployedResource, list[_Planned], bool]:
    async with context.database.read() as session:
        versions = await _versions(session, process)
        target = versions.get(version or max(versions, default=0))
        if target is None:
            raise VersionUnknown
        instances = await _older(session, process, target.version)
        standing = await _standing(session, [each.key for each in instances[:MOST]])
    models = {
        each.definition_key: _model(each)
        for each in versions.values()
        if each is target or any(each.definition_key == running.definition_key for running in instances)
    }
    planned = [
        _Planned(each, _carrying(each, models, target, standing.get(each.key, [])))
        for each in instances[:MOST]
    ]
    return target, planned, len(instances) > MOST


def _carrying(
    instance: RmInstance,
    models: dict[int, ProcessModel],
    target: DeployedResource,
    standing: Iterable[Standing],
) -> Carrying:
    source = models.get(instance.definition_key)
    if source is None:
        return Carrying((), ("该版本不是通过网关部署的，没有它的流程图，无法对应。",))
    called = instance.parent_key is not None
    return map_instance(source, models[target.definition_key], standing, called=called)


def _model(resource: DeployedResource) -> ProcessModel:
    diagram = read_diagram(resource.content, resource.resource_name)
    return next(each for each in diagram.processes if each.id == resource.resource_id)


async def _versions(session: AsyncSession, process: str) -> dict[int, DeployedResource]:
    query = select(DeployedResource).where(
        DeployedResource.kind == "process", DeployedResource.resource_id == process
    )
    # Keys grow: after an engine was replaced, the later of two definitions of one version counts.
    rows = await session.scalars(query.order_by(DeployedResource.definition_key))
    return {row.version: row for row in rows}


async def _older(session: AsyncSession, process: str, version: int) -> list[RmInstance]:
    query = (
        select(RmInstance)
        .where(RmInstance.process_id == process, RmInstance.state == "active", RmInstance.version < version)
        .order_by(RmInstance.key)
        .limit(MOST + 1)
    )
    return list(await session.scalars(query))


async def _standing(session: AsyncSession, instances: list[int]) -> dict[int, list[Standing]]:
    query = select(RmElement.instance_key, RmElement.element_id, RmElement.element_type).where(
        RmElement.instance_key.in_(instances), RmElement.state == "active"
    )
    found: dict[int, list[Standing]] = {}
    for instance, element, kind in await session.execute(query):
        found.setdefault(instance, []).append(Standing(element, kind))
    return found
