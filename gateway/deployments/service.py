"""Deploying: nothing reaches the engine except through our own check, because who may deploy may run code."""

import asyncio
import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fastapi import UploadFile
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bpmn.lint import ERROR, Finding, check_resources
from chain.errors import BadInput, FieldProblem, FieldProblems, TooLarge
from gateway.dependencies import Caller, Context
from gateway.deployments.schemas import (
    DeployedDefinitionView,
    DeploymentList,
    DeploymentReceipt,
    DeploymentView,
    FindingView,
    RunningView,
)
from gateway.engine.client import Deployed, DeployedDefinition
from gateway.readmodel.versions import running_versions
from gateway.store import audit
from gateway.store.models import DeployedResource, Deployment

MOST_RESOURCES = 60
MOST_BYTES = 1024 * 1024
SHOWN = 50

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,99}\.(bpmn|dmn|form)")


class ResourceNames(BadInput):
    """Files whose names are not plain, not of a kind that can be deployed, or the same."""

    message = "部署文件名只能用字母、数字、点、横线和下划线，扩展名为 bpmn、dmn 或 form，且不能重名。"


class TooManyResources(BadInput):
    """More files than one deployment may have."""

    message = f"一次最多部署 {MOST_RESOURCES} 个文件。"


class ResourceTooLarge(TooLarge):
    """A file beyond the limit."""

    message = "部署文件过大，单个文件不超过 1 MB。"


class DeploymentCheckFailed(FieldProblems):
    """The deploy check found errors; each is one problem: file and element, rule, and what to do."""

    message = "流程检查未通过，未部署，请按提示修改。"

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__(
            [FieldProblem(_place(finding), finding.rule, finding.message) for finding in findings]
        )


def _place(finding: Finding) -> str:
    return f"{finding.resource}#{finding.element}" if finding.element else finding.resource


@dataclass(frozen=True, slots=True)
class Source:
    """Where the files come from, as whoever deploys says: the commit, and whether files differ from it."""

    commit: str | None = None
    dirty: bool | None = None


async def deploy(
    context: Context, caller: Caller, uploads: Sequence[UploadFile], source: Source = Source()
) -> DeploymentReceipt:
    """Check, deploy, and remember who deployed what. What did not change keeps its key and version.

    Raises ``ResourceNames``, ``TooManyResources``, ``ResourceTooLarge``, ``DeploymentCheckFailed``,
    ``DiagramRefused``, ``DeploymentRefused``, ``EngineUnavailable``.
    """
    resources = await _read(uploads)
    findings = await asyncio.to_thread(check_resources, resources)
    errors = [finding for finding in findings if finding.severity == ERROR]
    if errors:
        raise DeploymentCheckFailed(errors)
    deployed = await context.engine.deploy(resources)
    known = await _known(context, deployed)
    await remember(context, caller, deployed, resources, source)
    return DeploymentReceipt(
        key=str(deployed.key),
        deployed_by=caller.sub,
        deployed_at=context.now(),
        commit=source.commit,
        dirty=source.dirty,
        digests=_digests(resources),
        definitions=[
            _view_of(_resource(deployed.key, each, resources), changed=each.key not in known)
            for each in deployed.definitions
        ],
        findings=[
            FindingView(
                rule=each.rule,
                severity=each.severity,
                resource=each.resource,
                element=each.element or None,
                message=each.message,
            )
            for each in findings
        ],
        running=await _running(context, deployed),
    )


async def _known(context: Context, deployed: Deployed) -> set[int]:
    """Keys of the definitions that an earlier deployment brought."""
    keys = [each.key for each in deployed.definitions]
    query = select(DeployedResource.definition_key).where(DeployedResource.definition_key.in_(keys))
    async with context.database.read() as session:
        return set(await session.scalars(query))


async def _running(context: Context, deployed: Deployed) -> list[RunningView]:
    latest = {each.id: each.version for each in deployed.definitions if each.kind == "process"}
    async with context.database.read() as session:
        counted = await running_versions(session, list(latest))
    return [
        RunningView(process=process, version=version, instances=count)
        for process, version, count in counted
        if version < latest[process]
    ]


async def deployments(context: Context) -> DeploymentList:
    """The latest deployments."""
    async with context.database.read() as session:
        rows = list(
            await session.scalars(select(Deployment).order_by(Deployment.deployment_key.desc()).limit(SHOWN))
        )
        return DeploymentList(deployments=[await _view(session, row) for row in rows])


async def _read(uploads: Sequence[UploadFile]) -> dict[str, bytes]:
    if len(uploads) > MOST_RESOURCES:
        raise TooManyResources
    names = [upload.filename or "" for upload in uploads]
    if len(set(names)) != len(names) or not all(map(_NAME.fullmatch, names)):
        raise ResourceNames
    resources = {}
    for name, upload in zip(names, uploads, strict=True):
        content = await upload.read(MOST_BYTES + 1)
        if len(content) > MOST_BYTES:
            raise ResourceTooLarge
        resources[name] = content
    return resources


async def remember(
    context: Context,
    caller: Caller,
    deployed: Deployed,
    resources: Mapping[str, bytes],
    source: Source = Source(),
) -> None:
    """Keep who deployed what. A definition that did not change keeps the deployment that brought it."""
    now = context.now()
    async with context.database.write() as session:
        if await session.get(Deployment, deployed.key) is not None:
            return
        session.add(
            Deployment(
                deployment_key=deployed.key,
                deployed_by=caller.sub,
                deployed_at=now,
                source_commit=source.commit,
                source_dirty=source.dirty,
                digests=_digests(resources),
            )
        )
        await session.flush()
        for definition in deployed.definitions:
            if await session.get(DeployedResource, definition.key) is None:
                session.add(_resource(deployed.key, definition, resources))
        await audit.record(
            session,
            at=now,
            actor=caller.sub,
            role="designer",
            action="deployment.create",
            detail={"key": str(deployed.key), "resources": sorted(resources), "commit": source.commit},
        )


def _digests(resources: Mapping[str, bytes]) -> dict[str, str]:
    return {name: hashlib.sha256(content).hexdigest() for name, content in sorted(resources.items())}


def _resource(
    deployment: int, definition: DeployedDefinition, resources: Mapping[str, bytes]
) -> DeployedResource:
    content = resources.get(definition.resource_name, b"")
    return DeployedResource(
        definition_key=definition.key,
        deployment_key=deployment,
        kind=definition.kind,
        resource_id=definition.id,
        version=definition.version,
        resource_name=definition.resource_name,
        sha256=hashlib.sha256(content).hexdigest(),
        content=content,
    )


async def _view(session: AsyncSession, row: Deployment) -> DeploymentView:
    found = await session.scalars(
        select(DeployedResource)
        .where(DeployedResource.deployment_key == row.deployment_key)
        .order_by(DeployedResource.kind, DeployedResource.resource_id)
    )
    return DeploymentView(
        key=str(row.deployment_key),
        deployed_by=row.deployed_by,
        deployed_at=row.deployed_at,
        commit=row.source_commit,
        dirty=row.source_dirty,
        digests=row.digests,
        definitions=[_view_of(each, changed=True) for each in found],
    )


def _view_of(resource: DeployedResource, *, changed: bool) -> DeployedDefinitionView:
    return DeployedDefinitionView(
        kind=resource.kind,
        id=resource.resource_id,
        version=resource.version,
        key=str(resource.definition_key),
        resource=resource.resource_name,
        sha256=resource.sha256,
        changed=changed,
    )
