"""Migrating running instances: planned for whoever may look, done on request, each instance for itself."""

from collections.abc import Sequence
from typing import Any

import pytest

from bpmn.resources import shared_processes
from gateway.dependencies import Caller, Role
from gateway.deployments.service import remember
from gateway.engine.client import Deployed, DeployedDefinition
from gateway.engine.errors import EngineKeyUnknown, EngineRefused, EngineUnavailable
from gateway.store.models import RmElement, RmInstance
from tests.unit.gateway.portal import Portal

PROCESS = "department_precheck"
FIRST, SECOND = 101, 102


@pytest.fixture
async def deployed(portal: Portal) -> Portal:
    """Two versions of a small process."""
    name, diagram = f"{PROCESS}.bpmn", shared_processes()[f"{PROCESS}.bpmn"]
    caller = Caller("d", frozenset({Role.DESIGNER}))
    for version, key in ((1, FIRST), (2, SECOND)):
        taken = Deployed(version, (DeployedDefinition("process", PROCESS, version, key, name),))
        await remember(portal.context, caller, taken, {name: diagram})
    return portal


async def run(portal: Portal, key: int, element: str = "Task_Precheck", **changes: Any) -> None:
    """A running instance of the first version that stands at an element."""
    row: dict[str, Any] = {
        "process_id": PROCESS,
        "version": 1,
        "definition_key": FIRST,
        "root_key": key,
        "state": "active",
        "started_at": portal.clock.now(),
    }
    async with portal.context.database.write() as session:
        session.add(RmInstance(key=key, **(row | changes)))
        session.add(
            RmElement(
                key=key + 1000,
                instance_key=key,
                element_id=element,
                element_type="SERVICE_TASK",
                scope_key=key,
                state="active",
                entered_at=portal.clock.now(),
            )
        )


async def ask(portal: Portal, method: str, version: int | None = None) -> Any:
    params = {} if version is None else {"version": version}
    return await portal.client.request(
        method, f"/deployments/migrations/{PROCESS}", params=params, headers=portal.who("o", "operator")
    )


async def test_a_plan_lists_running_instances_of_older_versions_and_changes_nothing(deployed: Portal) -> None:
    await run(deployed, 1)
    await run(deployed, 2, state="completed")
    await run(deployed, 3, version=2, definition_key=SECOND)
    view = (await ask(deployed, "GET")).json()
    assert (view["version"], view["more"]) == (2, False)
    assert [(each["key"], each["elements"], each["outcome"]) for each in view["instances"]] == [
        ("1", ["Task_Precheck"], None)
    ]
    assert "deployment.migrate" not in await deployed.audited()


@pytest.mark.parametrize("version", [3, 2**31 - 1])
async def test_a_version_that_was_not_deployed_is_said(deployed: Portal, version: int) -> None:
    answer = await ask(deployed, "POST", version)
    assert (answer.status_code, answer.json()["code"]) == (404, "VersionUnknown")


async def test_an_instance_whose_diagram_is_not_known_or_that_was_called_stays(deployed: Portal) -> None:
    await run(deployed, 1, definition_key=7)
    await run(deployed, 2, parent_key=9)
    obstacles = [each["obstacles"] for each in (await ask(deployed, "GET")).json()["instances"]]
    assert ["不是通过网关部署" in obstacles[0][0], "由其他流程调用" in obstacles[1][0]] == [True, True]


async def test_each_instance_has_its_own_outcome_and_what_cannot_be_is_not_tried(
    deployed: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = {1: None, 2: EngineKeyUnknown, 3: EngineRefused, 4: EngineUnavailable}
    tried: list[tuple[int, int, tuple[str, ...]]] = []

    async def migrate(instance: int, target: int, elements: Sequence[str]) -> None:
        tried.append((instance, target, tuple(elements)))
        refusal = answers[instance]
        if refusal is not None:
            raise refusal

    monkeypatch.setattr(deployed.context.engine, "migrate_instance", migrate)
    for key in answers:
        await run(deployed, key)
    await run(deployed, 5, element="Event_Precheck_Start")

    view = (await ask(deployed, "POST")).json()

    outcomes = {each["key"]: each["outcome"] for each in view["instances"]}
    assert outcomes == {
        "1": "migrated",
        "2": "ended",
        "3": "refused",
        "4": "unavailable",
        "5": "impossible",
    }
    assert tried == [(key, SECOND, ("Task_Precheck",)) for key in answers]
    assert (await deployed.audited())[-1] == "deployment.migrate"
