"""The operator's page says what is so: every variable, metric and alarm, no more and no less."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from pydantic_core import PydanticUndefined
from pydantic_settings import BaseSettings

from gateway.settings import Settings
from tests.unit.docker import alarms, variables
from tests.unit.docker.dockerfile import PROJECT
from workers.settings import WorkerSettings

PAGE = (PROJECT / "docs" / "operation.md").read_text(encoding="utf-8")
LEVELS = {"critical": "严重", "warning": "警告"}


def section(title: str) -> str:
    """The text below a heading, up to the next heading of that level or a higher one."""
    marks, _, _ = title.partition(" ")
    after = PAGE.split(f"\n{title}\n", 1)[1]
    return re.split(rf"\n#{{1,{len(marks)}}} ", after, maxsplit=1)[0]


def rows(title: str) -> list[list[str]]:
    """The cells of the table below a heading, without its head."""
    lines = [line for line in section(title).splitlines() if line.startswith("|")]
    return [[cell.strip().strip("`") for cell in line.strip("|").split("|")] for line in lines[2:]]


@pytest.mark.parametrize(
    ("title", "reads"),
    [
        ("### 网关和记录接收", variables.gateway),
        ("### 工作进程", variables.worker),
        ("### 印章保管", variables.keeper),
        ("### 流程引擎", variables.engine),
    ],
)
def test_every_variable_of_a_process_is_told_once(title: str, reads: Callable[[], set[str]]) -> None:
    told = [row[0] for row in rows(title)]
    assert len(told) == len(set(told))
    assert set(told) == {name for name in reads() if name.startswith("YILIAN_")}


def shown(value: Any) -> str:
    """A default as the page writes it."""
    if value is None or value == "" or value is PydanticUndefined:
        return "无"
    return str(value).lower() if isinstance(value, bool) else str(value)


@pytest.mark.parametrize(
    ("title", "settings"), [("### 网关和记录接收", Settings), ("### 工作进程", WorkerSettings)]
)
def test_the_defaults_told_are_those_of_the_code(title: str, settings: type[BaseSettings]) -> None:
    told = {row[0]: row[1] for row in rows(title)}
    for name, field in settings.model_fields.items():
        assert told[f"YILIAN_{name.upper()}"] == shown(field.default), name


def test_every_metric_is_told_once() -> None:
    told = [row[0] for row in rows("## 八、看什么")]
    assert len(told) == len(set(told))
    assert set(told) == set(alarms.defined())


def test_every_alarm_is_told_with_its_level_and_how_long_it_waits() -> None:
    told = [row[:3] for row in rows("## 九、告警")]
    written = [
        [rule["alert"], LEVELS[rule["labels"]["severity"]], rule.get("for", "立即")]
        for rule in alarms.rules()
    ]
    assert told == written


def test_every_alarm_says_what_it_means_and_what_to_do() -> None:
    for row in rows("## 九、告警"):
        assert len(row) == 5
        assert all(row)
    for rule in alarms.rules():
        assert re.search(r"[\u4e00-\u9fff]", rule["annotations"]["summary"])


def test_the_alarms_read_metrics_that_exist() -> None:
    known = alarms.shown() | {"zeebe_health"}  # the last: tests/e2e/test_engine_image.py
    assert alarms.metrics_of_alarms() <= known
    assert "yilian_outbox_failed" in alarms.metrics_of_alarms()


@pytest.mark.parametrize("path", sorted(set(re.findall(r"`((?:docker|scripts)/[\w./-]*\w)`", PAGE))))
def test_a_file_that_the_page_names_is_there_or_made_by_set_up(path: str) -> None:
    made_by_set_up = {"docker/.env", "docker/secrets", "docker/state"}
    assert path in made_by_set_up or (PROJECT / path).exists()


def test_the_commands_of_the_page_are_modules_of_the_project() -> None:
    named = set(re.findall(r"python -m ([a-z_.]+)", PAGE))
    assert {"gateway", "gateway.intake", "gateway.store", "gateway.store.audit", "workers"} <= named
    for module in named:
        path = PROJECT / module.replace(".", "/")
        assert path.with_suffix(".py").exists() or (path / "__main__.py").exists(), module
