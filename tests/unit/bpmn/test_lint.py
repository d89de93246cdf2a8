"""The deploy check: our own diagrams pass, and one change at a time makes each rule speak."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpmn.lint import Finding, check_resources
from bpmn.lint.feel import ALLOWED_FUNCTIONS, FeelProblem, functions_called
from bpmn.resources import ROOM, deployable

CHAIN = "restaurant.bpmn"


def changed(name: str, old: str, new: str) -> list[Finding]:
    """Findings after one change in one of our own resources."""
    resources = deployable("restaurant")
    text = resources[name].decode()
    assert old in text
    resources[name] = text.replace(old, new, 1).encode()
    return check_resources(resources)


def test_our_own_diagrams_pass() -> None:
    demo = ROOM / "demo" / "demo.bpmn"
    assert check_resources({**deployable("restaurant"), demo.name: demo.read_bytes()}) == []


def test_a_theme_alone_may_call_the_shared_processes() -> None:
    assert check_resources({CHAIN: deployable("restaurant")[CHAIN]}) == []


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ('isExecutable="true"', 'isExecutable="false"', "process"),
        ('bpmnElement="Task_Claim"', 'bpmnElement="Task_Nobody"', "drawing"),
        ('name="受理登记"', 'name="accept"', "identifiers"),
        ('name="有缺漏" ', "", "identifiers"),
        ('name="restaurant.submitted"', 'name="restaurant.started"', "start_message"),
        ("acceptance.accept.", "acceptance.decide.", "job_types"),
        ("&quot;acceptance.claim.", "&quot;claim.", "job_types"),
        ('<zeebe:header key="result" value="returned"/>', "", "job_types"),
        ('value="returned"', 'value="lost"', "job_types"),
        ('<zeebe:input source="=&quot;chain&quot;" target="item"/>', "", "job_types"),
        ('retries="5"', 'retries="0"', "job_types"),
        ('processId="department_precheck"', 'processId="nobody"', "called_processes"),
        ('propagateAllChildVariables="false"', 'propagateAllChildVariables="true"', "called_processes"),
        ('propagateAllParentVariables="false"', "", "called_processes"),
        ("<zeebe:userTask/>", "", "user_tasks"),
        ('formId="joint_inspection"', 'formId="nobody"', "user_tasks"),
        ("=all(prechecks)", "=evil(prechecks)", "feel_functions"),
        ("=all(prechecks)", "=function(x) external {java: x}", "feel_functions"),
        ("=claim.claimed", "={f: function(x) x}.f(1)", "feel_functions"),
        (
            "<bpmn:outgoing>Flow_AwaitLimit</bpmn:outgoing>",
            "",
            "outgoing",
        ),
        ('target="outcomes.signboard"', 'target="outcomes.sign-board"', "item_keys"),
        ("=items.signboard.item", "=items.tobacco.item", "item_keys"),
        ("=items.signboard.item", "=items.sign-board.item", "item_keys"),
    ],
)
def test_each_rule_speaks_when_its_condition_is_broken(old: str, new: str, rule: str) -> None:
    findings = changed(CHAIN, old, new)
    assert rule in {finding.rule for finding in findings}
    assert all(finding.severity == "error" and finding.resource == CHAIN for finding in findings)


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


@pytest.mark.parametrize(
    ("text", "called"),
    [
        ('"review.check." + body', set()),
        ("all(prechecks)", {"all"}),
        ('date and time("2026-11-23T00:00:00+08:00") > now()', {"date and time", "now"}),
        ('if (a = 1) then not(b) else string length("x(y)")', {"not", "string length"}),
        ("every p in prechecks satisfies (p = true)", set()),
        ("事项(1)", {"事项"}),
        ("evil thing(1)", {"thing"}),
    ],
)
def test_calls_are_seen_in_an_expression(text: str, called: set[str]) -> None:
    assert functions_called(text) == called


@pytest.mark.parametrize(
    "text",
    [
        'function(x) external {java: {class: "java.lang.Runtime"}}',
        "function(x) x",
        '{"JAVA": 1}',
        "a.f(1)",
        "f(1)(2)",
        "[f][1](2)",
        "{a: f}(2)",
        '"f"(2)',
        "`f`(1)",
        "f/**/(1)",
        "a // b",
        "a ; b",
        "x" * 2001,
    ],
)
def test_an_expression_that_hides_or_defines_a_function_is_refused(text: str) -> None:
    with pytest.raises(FeelProblem):
        functions_called(text)


@given(st.text(alphabet='abc ()."+-[]{}\\/:=1中', max_size=40))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        called = functions_called(text)
    except FeelProblem:
        return
    assert all(called)


def test_no_allowed_function_reaches_out_of_the_engine() -> None:
    assert not {name for name in ALLOWED_FUNCTIONS if "java" in name or "env" in name or "from" in name}
