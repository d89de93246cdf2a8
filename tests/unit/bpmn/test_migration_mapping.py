"""Which running instances can go on in another version of their diagram."""

from dataclasses import replace

import pytest

from bpmn.diagrams import Element, ProcessModel, read_diagram
from bpmn.diagrams.migration import Standing, map_instance
from bpmn.resources import deployable

TASK = Element("Task_A", "serviceTask", "办理", "p")
MESSAGE = Element("Event_M", "boundaryEvent", "来信", "p", event="message", message="m", attached_to="Task_A")
AT_TASK = [Standing("Task_A", "SERVICE_TASK")]


def model(*elements: Element) -> ProcessModel:
    """A process of these elements."""
    return ProcessModel("p", "流程", executable=True, elements={each.id: each for each in elements}, flows={})


def test_a_task_of_the_same_id_and_kind_is_carried_over() -> None:
    carried = map_instance(
        model(TASK), model(TASK, Element("Task_B", "userTask", "", "p")), AT_TASK, called=False
    )
    assert carried.possible
    assert carried.elements == ("Task_A",)


SUB = Element("SubProcess_S", "subProcess", "子流程", "p")


@pytest.mark.parametrize(
    ("before", "after", "reason"),
    [
        ([TASK], [], "没有相同编号的元素"),
        ([TASK], [replace(TASK, kind="userTask")], "由服务任务改成了用户任务"),
        ([replace(TASK, kind="callActivity")], [TASK], "调用活动，引擎不支持"),
        ([replace(TASK, kind="eventBasedGateway")], [TASK], "事件网关，引擎不支持"),
        ([TASK], [SUB, replace(TASK, parent="SubProcess_S")], "移入或者移出了子流程"),
        ([TASK, MESSAGE], [TASK, MESSAGE], "相同消息的边界事件"),
        ([TASK], [TASK, replace(MESSAGE, event="timer", message="")], "消息以外的边界事件"),
        ([TASK], [TASK, replace(SUB, triggered_by_event=True)], "目标版本含事件子流程"),
        ([TASK, replace(SUB, triggered_by_event=True)], [TASK], "原版本含事件子流程"),
        (
            [replace(TASK, kind="userTask", native_user_task=True)],
            [replace(TASK, kind="userTask")],
            "改变了用户任务的实现方式",
        ),
    ],
)
def test_what_the_engine_does_not_support_is_told(
    before: list[Element], after: list[Element], reason: str
) -> None:
    carried = map_instance(model(*before), model(*after), AT_TASK, called=False)
    assert not carried.possible
    assert any(reason in each for each in carried.obstacles), carried.obstacles


def test_a_message_at_the_boundary_may_come_or_go() -> None:
    for before, after in ([TASK], [TASK, MESSAGE]), ([TASK, MESSAGE], [TASK]):
        assert map_instance(model(*before), model(*after), AT_TASK, called=False).possible


def test_a_called_instance_and_a_repeated_one_do_not_migrate() -> None:
    assert not map_instance(model(TASK), model(TASK), AT_TASK, called=True).possible
    several = [Standing("Task_A", "MULTI_INSTANCE_BODY"), *AT_TASK]
    assert not map_instance(model(TASK), model(TASK), several, called=False).possible


def test_a_theme_of_ours_says_that_its_withdrawal_stands_in_the_way() -> None:
    (chain,) = read_diagram(deployable("restaurant")["restaurant.bpmn"], "restaurant.bpmn").processes
    carried = map_instance(chain, chain, [Standing("Task_JointInspection", "USER_TASK")], called=False)
    assert carried.elements == ("Task_JointInspection",)
    assert all("含事件子流程" in each for each in carried.obstacles)
    assert len(carried.obstacles) == 2
