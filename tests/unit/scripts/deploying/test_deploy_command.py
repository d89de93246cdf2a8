"""``scripts/deploy`` and ``scripts/migrate``: what they take along, what they say, and when they refuse."""

import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from bpmn.resources import ROOM, deployable
from scripts.tools.deploying import report
from scripts.tools.deploying.__main__ import main
from scripts.tools.deploying.bundle import Source, bundle, source_of
from scripts.tools.deploying.door import Door, token
from scripts.tools.deploying.migrating import main as migrate
from scripts.tools.failure import CommandFailed

COMMIT = Source("0123456789abcdef0123456789abcdef01234567", dirty=True)


def door(answer: Callable[[httpx.Request], httpx.Response]) -> Door:
    """A gateway that answers in that way."""
    return Door("http://gateway.test", "token", httpx.MockTransport(answer))


def git(folder: Path, *command: str) -> None:
    """Run git there as nobody in particular."""
    who = ["-c", "user.name=d", "-c", "user.email=d@example.invalid"]
    subprocess.run(["git", "-C", folder, *who, *command], check=True, capture_output=True)


def test_a_theme_takes_its_table_the_shared_processes_and_the_desk_forms_along() -> None:
    assert bundle([ROOM / "themes" / "restaurant"]).contents() == deployable("restaurant")


def test_several_themes_go_into_one_deployment_with_a_table_each() -> None:
    names = set(bundle([ROOM / "themes" / "restaurant", ROOM / "themes" / "newborn"]).files)
    assert {"restaurant.bpmn", "restaurant_scenario.dmn", "newborn.bpmn", "newborn_scenario.dmn"} <= names


def test_files_in_a_repository_are_known_by_commit_and_whether_they_differ(tmp_path: Path) -> None:
    file = tmp_path / "a.bpmn"
    file.write_text("one", "utf-8")
    assert source_of([file]) == Source(None, None)
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-qm", "one")
    clean = source_of([file])
    (tmp_path / "beside.txt").write_text("not deployed", "utf-8")
    assert source_of([file]) == clean
    file.write_text("two", "utf-8")
    assert clean.commit is not None
    assert (clean.dirty, source_of([file])) == (False, Source(clean.commit, dirty=True))


def test_a_theme_with_an_error_is_not_deployed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for part in ("bodies", "items", "themes/restaurant"):
        shutil.copytree(ROOM / part, tmp_path / part)
    diagram = tmp_path / "themes" / "restaurant" / "restaurant.bpmn"
    diagram.write_text(diagram.read_text("utf-8").replace('name="统一受理"', 'name="acceptance"'), "utf-8")

    assert main([str(diagram.parent)]) == 1
    said = capsys.readouterr()
    assert "restaurant.bpmn#Call_Acceptance" in said.out
    assert "没有部署" in said.err


def test_a_dry_run_names_the_files_and_asks_nobody(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["restaurant", "--dry-run", "--gateway", "http://127.0.0.1:1"]) == 0
    said = capsys.readouterr().out
    assert "可以部署 15 个文件" in said
    assert "restaurant_scenario.dmn" in said


@pytest.mark.parametrize("variable", ["YILIAN_TOKEN", "YILIAN_TOKEN_FILE"])
def test_without_token_nothing_is_deployed(
    variable: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for each in ("YILIAN_TOKEN", "YILIAN_TOKEN_FILE"):
        monkeypatch.delenv(each, raising=False)
    monkeypatch.setenv(variable, "")
    assert main(["restaurant"]) == 1
    assert "没有凭证" in capsys.readouterr().err
    assert migrate(["restaurant"]) == 1
    assert "没有凭证" in capsys.readouterr().err


def test_a_token_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(CommandFailed, match="读不到凭证文件"):
        token(tmp_path / "absent")


def test_a_theme_that_is_not_there_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["nowhere"]) == 2
    assert "没有主题 nowhere" in capsys.readouterr().err


def test_files_and_source_are_handed_to_the_gateway_with_the_token() -> None:
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(201, json={"key": "1"})

    assert door(answer).deploy({"a.bpmn": b"<x/>"}, {"commit": "abcdef0", "dirty": "false"}) == {"key": "1"}
    (request,) = seen
    assert (request.method, request.url.path) == ("POST", "/deployments")
    assert request.headers["Authorization"] == "Bearer token"
    body = request.read()
    assert all(part in body for part in (b'filename="a.bpmn"', b"<x/>", b"abcdef0", b'name="dirty"'))


def test_what_the_gateway_refuses_is_said_with_place_and_reason() -> None:
    problem = {"detail": "流程检查未通过。", "problems": [{"field": "a.bpmn#Task_A", "reason": "没有名称。"}]}
    with pytest.raises(CommandFailed, match=re.escape("流程检查未通过。\n  a.bpmn#Task_A  没有名称。")):
        door(lambda _: httpx.Response(422, json=problem)).deploy({"a.bpmn": b""}, {})


def test_a_gateway_that_is_away_is_said_with_its_address() -> None:
    def away(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused", request=request)

    with pytest.raises(CommandFailed, match=re.escape("连不上网关 http://gateway.test")):
        door(away).migration("restaurant", None, do=False)


@pytest.mark.parametrize(("do", "method"), [(False, "GET"), (True, "POST")])
def test_a_migration_is_only_done_on_request(do: bool, method: str) -> None:
    seen: list[tuple[str, str]] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append((request.method, str(request.url)))
        return httpx.Response(200, json={})

    door(answer).migration("restaurant", 3, do=do)
    assert seen == [(method, "http://gateway.test/deployments/migrations/restaurant?version=3")]


def definition(process: str, version: int, *, changed: bool) -> dict[str, Any]:
    """One definition of a receipt."""
    return {"kind": "process", "id": process, "version": version, "changed": changed}


def test_a_receipt_tells_new_versions_unchanged_ones_and_what_goes_on_as_it_was() -> None:
    receipt = {
        "key": "77",
        "deployed_by": "李四",
        "definitions": [definition("shared", 1, changed=False), definition("restaurant", 3, changed=True)],
        "findings": [],
        "running": [{"process": "restaurant", "version": 2, "instances": 5}],
    }
    assert report.deployed(receipt, COMMIT).splitlines() == [
        "已部署（部署编号 77，提交 0123456789ab，有未提交的修改，部署人 李四）。",
        "新版本 1 个：",
        "  流程 restaurant 第 3 版",
        "没有变化、沿用原版本 1 个：",
        "  流程 shared 第 1 版",
        "5 个流程实例仍按旧版本办完，不受影响：",
        "  restaurant 第 2 版 5 个",
    ]


def running(**changes: Any) -> dict[str, Any]:
    """One instance of a migration."""
    usual = {
        "key": "9",
        "case_no": "YL1",
        "version": 1,
        "elements": ["Task_A"],
        "obstacles": [],
        "outcome": None,
    }
    return {**usual, **changes}


@pytest.mark.parametrize(
    ("instance", "state", "closing"),
    [
        (running(), "可以迁移，对应元素：Task_A", "可以迁移 1 个。加上 --do 执行。"),
        (running(obstacles=["含事件子流程。"]), "不能迁移，按原版本办完", "可以迁移 0 个。"),
        (running(outcome="migrated"), "已迁移", "已迁移 1 个，未迁移 0 个。"),
        (running(outcome="ended"), "已办完，不必迁移", "已迁移 0 个，未迁移 1 个。"),
    ],
)
def test_a_migration_tells_of_each_instance(instance: dict[str, Any], state: str, closing: str) -> None:
    view = {"process": "restaurant", "version": 2, "instances": [instance], "more": False}
    lines = report.migration(view).splitlines()
    assert lines[1] == f"  YL1（第 1 版）：{state}"
    assert lines[-1] == closing


def test_a_process_without_older_instances_says_so() -> None:
    view = {"process": "restaurant", "version": 2, "instances": [], "more": False}
    assert report.migration(view) == "restaurant 没有在第 2 版之前的版本上办理的流程实例。"
