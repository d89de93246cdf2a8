"""What a designer reads after a try."""

from collections.abc import Iterator
from typing import Any

import pytest

from bpmn.resources import ROOM
from scripts.tools.flow_coverage import flows_of
from scripts.tools.rehearsal.__main__ import main
from scripts.tools.rehearsal.chains import Chain, read_chain
from scripts.tools.rehearsal.incidents import described
from scripts.tools.rehearsal.report import conclusion

CHAIN = read_chain(ROOM / "themes" / "restaurant")
INCIDENT = {
    "bpmnProcessId": "restaurant",
    "elementId": "Gateway_Licence",
    "errorType": "CONDITION_ERROR",
    "errorMessage": "Expected at least one condition",
}


def record(kind: str, intent: str, **value: Any) -> dict[str, Any]:
    """One record as the engine exports it."""
    return {"valueType": kind, "intent": intent, "value": value}


def walked(chain: Chain, but: str = "") -> Iterator[dict[str, Any]]:
    """Records in which every flow of the chain's diagram is taken but one."""
    for process, flow in flows_of([chain.diagram]):
        if flow != but:
            yield record("PROCESS_INSTANCE", "SEQUENCE_FLOW_TAKEN", bpmnProcessId=process, elementId=flow)


def test_a_chain_whose_every_flow_was_walked_may_be_published() -> None:
    text, whole = conclusion(CHAIN, walked(CHAIN), cases=3, failed=0)
    assert whole
    assert "流程连线共 46 条，走过 46 条。" in text
    assert text.endswith("办件 3 个，3 个符合主题要求。可以发布。")


def test_a_flow_that_nobody_walked_is_named_and_stands_in_the_way() -> None:
    text, whole = conclusion(CHAIN, walked(CHAIN, but="Flow_NotAccepted"), cases=3, failed=0)
    assert not whole
    assert "走过 45 条，未走过：" in text
    assert "Flow_NotAccepted" in text


def test_an_incident_is_told_with_element_and_reason_and_stands_in_the_way() -> None:
    records = [*walked(CHAIN), *[record("INCIDENT", "CREATED", **INCIDENT)] * 2]
    text, whole = conclusion(CHAIN, records, cases=3, failed=0)
    assert not whole
    assert "异常 1 处：" in text
    assert f"{described(INCIDENT)}（2 次）" in text


def test_a_case_that_went_wrong_stands_in_the_way() -> None:
    text, whole = conclusion(CHAIN, walked(CHAIN), cases=3, failed=1)
    assert not whole
    assert text.endswith("2 个符合主题要求。请改正后再试。")


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("CONDITION_ERROR", "没有一个分支的条件成立"),
        ("CALLED_ELEMENT_ERROR", "被调用的流程不存在"),
        ("A_LATER_KIND", "A_LATER_KIND"),
    ],
)
def test_an_incident_says_where_and_why(kind: str, said: str) -> None:
    text = described({**INCIDENT, "errorType": kind})
    assert text.startswith("流程 restaurant 停在 Gateway_Licence：")
    assert said in text
    assert "Expected at least one condition" in text


def test_a_theme_that_is_not_there_is_said_with_those_that_are(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["nowhere"]) == 2
    said = capsys.readouterr().err
    assert "没有主题 nowhere" in said
    assert "restaurant" in said
