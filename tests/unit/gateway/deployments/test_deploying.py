"""Deploying: only designers, only what our own check passes."""

import hashlib
from collections.abc import Mapping
from typing import Any

import pytest

from bpmn.resources import deployable
from chain.errors import TooLarge
from gateway.dependencies import Caller, Role
from gateway.deployments.service import deployments, remember
from gateway.engine.client import Deployed, DeployedDefinition
from gateway.store.models import RmInstance
from tests.unit.gateway.portal import Portal


async def deploy(
    portal: Portal, files: dict[str, bytes], role: str = "designer", source: dict[str, str] | None = None
) -> Any:
    return await portal.client.post(
        "/deployments",
        data=source,
        files=[("resources", (name, content)) for name, content in files.items()],
        headers=portal.who("d", role),
    )


@pytest.mark.parametrize("role", ["applicant", "operator", "integrator", "supervisor"])
async def test_only_designers_deploy(portal: Portal, role: str) -> None:
    assert (await deploy(portal, deployable("restaurant"), role)).status_code == 403


async def test_what_the_check_finds_is_named_and_nothing_is_deployed(portal: Portal) -> None:
    hostile = b'<!DOCTYPE x [<!ENTITY y SYSTEM "file:///etc/passwd">]><definitions>&y;</definitions>'
    answer = await deploy(portal, {"a.bpmn": hostile, "b.form": b"[]"})
    assert (answer.status_code, answer.json()["code"]) == (422, "DeploymentCheckFailed")
    assert {problem["field"] for problem in answer.json()["problems"]} == {"a.bpmn", "b.form"}
    assert (await deployments(portal.context)).deployments == []


async def test_an_unknown_job_type_is_found_with_its_element(portal: Portal) -> None:
    files = deployable("restaurant")
    files["restaurant.bpmn"] = files["restaurant.bpmn"].replace(b"archive.file", b"archive.burn")
    answer = await deploy(portal, files)
    assert answer.status_code == 422
    assert any("restaurant.bpmn#" in problem["field"] for problem in answer.json()["problems"])


@pytest.mark.parametrize("name", ["../a.bpmn", "a b.bpmn", "a.exe", "流程.bpmn", ".bpmn"])
async def test_names_of_files_are_plain(portal: Portal, name: str) -> None:
    answer = await deploy(portal, {name: b"<x/>"})
    assert (answer.status_code, answer.json()["code"]) == (422, "ResourceNames")


async def test_a_file_beyond_the_limit_is_refused(portal: Portal) -> None:
    answer = await deploy(portal, {"a.bpmn": bytes(1024 * 1024 + 1)})
    assert (answer.status_code, answer.json()["code"]) == (TooLarge.status, "ResourceTooLarge")


async def test_too_many_files_are_refused(portal: Portal) -> None:
    answer = await deploy(portal, {f"a{number}.bpmn": b"<x/>" for number in range(61)})
    assert (answer.status_code, answer.json()["code"]) == (422, "TooManyResources")


async def test_a_form_without_files_names_the_field(portal: Portal) -> None:
    answer = await portal.client.post("/deployments", headers=portal.who("d", "designer"))
    assert answer.status_code == 422
    assert answer.json()["problems"][0]["field"] == "resources"


async def test_what_the_engine_took_is_remembered_once_with_who_and_digests(portal: Portal) -> None:
    definition = DeployedDefinition("process", "demo", 1, 101, "demo.bpmn")
    caller = Caller("d", frozenset({Role.DESIGNER}))
    for key in (1, 2, 2):
        await remember(portal.context, caller, Deployed(key, (definition,)), {"demo.bpmn": b"<x/>"})
    listed = (await portal.client.get("/deployments", headers=portal.who("o", "operator"))).json()
    assert [each["key"] for each in listed["deployments"]] == ["2", "1"]
    (first,) = listed["deployments"][1]["definitions"]
    assert (first["id"], first["version"], len(first["sha256"])) == ("demo", 1, 64)
    assert await portal.audited() == ["deployment.create", "deployment.create"]


class Versions:
    """An engine that gives a file a new version when its content changed, as Zeebe does."""

    def __init__(self) -> None:
        self.deployments = 0
        self._given: dict[str, list[bytes]] = {}

    async def deploy(self, resources: Mapping[str, bytes]) -> Deployed:
        """Each diagram is one process, by its file's name."""
        self.deployments += 1
        return Deployed(self.deployments, tuple(self._definition(*each) for each in resources.items()))

    def _definition(self, name: str, content: bytes) -> DeployedDefinition:
        versions = self._given.setdefault(name, [])
        if versions[-1:] != [content]:
            versions.append(content)
        stem, _, kind = name.rpartition(".")
        number = 1000 * (list(self._given).index(name) + 1) + len(versions)
        return DeployedDefinition({"bpmn": "process"}.get(kind, kind), stem, len(versions), number, name)


@pytest.fixture
def versions(portal: Portal, monkeypatch: pytest.MonkeyPatch) -> Versions:
    """The portal's engine replaced."""
    engine = Versions()
    monkeypatch.setattr(portal.context.engine, "deploy", engine.deploy)
    return engine


async def run(portal: Portal, process: str, version: int, key: int, state: str = "active") -> None:
    """An instance as the read model has it."""
    async with portal.context.database.write() as session:
        session.add(
            RmInstance(
                key=key,
                process_id=process,
                version=version,
                definition_key=1,
                root_key=key,
                state=state,
                started_at=portal.clock.now(),
            )
        )


@pytest.mark.usefixtures("versions")
async def test_the_receipt_tells_what_changed_what_stayed_and_what_still_runs_on_older_versions(
    portal: Portal,
) -> None:
    files = deployable("restaurant")
    first = (await deploy(portal, files)).json()
    assert all(each["changed"] for each in first["definitions"])
    assert first["running"] == []
    for key, state in [(1, "active"), (2, "active"), (3, "completed")]:
        await run(portal, "restaurant", 1, key, state)

    files["restaurant.bpmn"] += b"\n"
    second = (await deploy(portal, files)).json()

    assert [each["id"] for each in second["definitions"] if each["changed"]] == ["restaurant"]
    assert second["running"] == [{"process": "restaurant", "version": 1, "instances": 2}]


@pytest.mark.usefixtures("versions")
async def test_where_the_files_come_from_and_every_digest_are_on_record(portal: Portal) -> None:
    files = deployable("restaurant")
    source = {"commit": "0123456789abcdef", "dirty": "true"}
    for _ in range(2):
        assert (await deploy(portal, files, source=source)).status_code == 201

    recorded = (await deployments(portal.context)).deployments
    assert [(each.commit, each.dirty) for each in recorded] == [("0123456789abcdef", True)] * 2
    digests = {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    assert [each.digests for each in recorded] == [digests] * 2


@pytest.mark.parametrize("commit", ["main", "0123456789ABCDEF", "0" * 65, "$(id)"])
async def test_a_commit_is_a_commit(portal: Portal, commit: str) -> None:
    answer = await deploy(portal, deployable("restaurant"), source={"commit": commit})
    assert answer.status_code == 422
