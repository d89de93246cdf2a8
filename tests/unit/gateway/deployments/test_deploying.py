"""Deploying: only designers, only what our own check passes."""

from typing import Any

import pytest

from bpmn.resources import deployable
from chain.errors import TooLarge
from gateway.dependencies import Caller, Role
from gateway.deployments.service import deployments, remember
from gateway.engine.client import Deployed, DeployedDefinition
from tests.unit.gateway.portal import Portal


async def deploy(portal: Portal, files: dict[str, bytes], role: str = "designer") -> Any:
    return await portal.client.post(
        "/deployments",
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
    answer = await deploy(portal, {f"a{number}.bpmn": b"<x/>" for number in range(31)})
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
