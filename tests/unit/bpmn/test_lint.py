"""The deploy check: our own diagrams pass, and files that could do harm do not."""

import json

import pytest

from bpmn.lint import ERROR, check_resources
from bpmn.resources import ROOM, deployable

CHAIN = "restaurant.bpmn"


def test_our_own_diagrams_pass() -> None:
    demo = ROOM / "demo" / "demo.bpmn"
    assert check_resources({**deployable("restaurant"), demo.name: demo.read_bytes()}) == []


def test_a_theme_alone_may_call_the_shared_processes() -> None:
    assert check_resources({CHAIN: deployable("restaurant")[CHAIN]}) == []


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ("=claim.claimed", "=function(x) external {java: x}", "feel_syntax"),
        ("=claim.claimed", "={f: function(x) x}.f(1)", "feel_syntax"),
        ('target="outcomes.signboard"', 'target="outcomes.sign-board"', "item_keys"),
        ("=items.signboard.item", "=items.sign-board.item", "item_keys"),
    ],
)
def test_what_could_harm_the_engine_is_refused(old: str, new: str, rule: str) -> None:
    text = deployable("restaurant")[CHAIN].decode()
    assert old in text
    findings = check_resources({CHAIN: text.replace(old, new, 1).encode()})
    assert [(each.rule, each.severity) for each in findings] == [(rule, ERROR)]


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("a.bpmn", b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>', "DOCTYPE"),
        ("a.bpmn", b"<!doctype a><a/>", "DOCTYPE"),
        ("a.bpmn", "<!DOCTYPE a><a/>".encode("utf-16"), "UTF-8"),
        ("a.bpmn", b"<a>", "XML"),
        ("a.bpmn", b"", "XML"),
        ("a.bpmn", b"<a/>", "BPMN"),
        ("a.bpmn", b" " * (1024 * 1024 + 1), "KB"),
        ("a.form", b"[]", "JSON"),
        ("a.form", b"{", "JSON"),
        ("a.form", b"[" * 100_000, "JSON"),
        ("a.form", b'{"components": []}', "id"),
        ("a.form", json.dumps({"id": "a b", "components": []}).encode(), "id"),
        ("a.form", b'{"id": "a"}', "components"),
        ("a.form", b'{"id": "b", "components": []}', "与文件名一致"),
        ("a.dmn", b"<a/>", "DMN"),
        ("a.exe", b"<a/>", ".bpmn"),
    ],
)
def test_a_file_that_cannot_be_read_safely_is_refused_with_the_reason(
    name: str, data: bytes, said: str
) -> None:
    findings = check_resources({name: data})
    assert [(finding.rule, finding.resource) for finding in findings] == [("resource", name)]
    assert said in findings[0].message


def test_two_files_with_the_same_process_are_refused() -> None:
    resources = deployable("restaurant")
    resources["again.bpmn"] = resources[CHAIN]
    assert {finding.rule for finding in check_resources(resources)} == {"process"}
