"""The lines that every process writes: one shape, and no way in for a person."""

import json
import subprocess
import sys

import pytest

from chain import logs

PERSON = "张三 379901198503120017"
PROGRAM = """
import logging, threading, warnings
from chain import logs
logs.set_up()
PERSON = "\\u5f20\\u4e09 379901198503120017"
warnings.warn(PERSON)
logging.getLogger("gateway.x").info("told", extra={"case_no": "YL1", "opinion": PERSON})
logging.getLogger("gateway.x").debug("not told at this level")
logging.getLogger("library").warning(PERSON)
logging.getLogger("library").info(PERSON)
logging.getLogger("gateway.x").warning("%d", PERSON)
def fail(): raise ValueError(PERSON)
thread = threading.Thread(target=fail); thread.start(); thread.join()
class Odd:
    def __del__(self): raise ValueError(PERSON)
Odd()
fail()
"""


@pytest.fixture(scope="module")
def lines() -> list[dict[str, object]]:
    """What a process wrote to standard error that met every way of writing there."""
    done = subprocess.run([sys.executable, "-W", "default", "-c", PROGRAM], capture_output=True, check=False)
    assert done.returncode == 1
    return [json.loads(line) for line in done.stderr.decode().splitlines()]


def test_whatever_is_written_is_a_line_of_the_one_shape(lines: list[dict[str, object]]) -> None:
    assert len(lines) == 6
    for line in lines:
        assert list(line)[:4] == ["at", "level", "logger", "message"]
        assert str(line["at"]).endswith("+08:00")


def test_no_line_tells_of_a_person(lines: list[dict[str, object]]) -> None:
    text = json.dumps(lines, ensure_ascii=False)
    assert "379901198503120017" not in text
    assert "张三" not in text


def test_only_the_agreed_members_are_told(lines: list[dict[str, object]]) -> None:
    [told] = [line for line in lines if line["message"] == "told"]
    assert set(told) == {"at", "level", "logger", "message", "case_no"}


def test_exceptions_that_nobody_caught_are_told_by_class_and_place(lines: list[dict[str, object]]) -> None:
    errors = [line for line in lines if "error" in line]
    assert [line["error"] for line in errors] == ["ValueError"] * 3
    assert [line["level"] for line in errors] == ["error", "error", "critical"]
    assert all(line["places"] for line in errors)


def test_a_level_that_nobody_knows_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(logs.LEVEL_VARIABLE, "loud")
    with pytest.raises(logs.LogLevelUnknown):
        logs.set_up()
