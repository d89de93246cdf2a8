"""A generated chain looks as a designer would keep it, and passes the deploy check whatever its items are."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bpmn.diagrams import read_diagram
from bpmn.errors import CatalogueError
from bpmn.generation import Step, differences, draw_chain, levels
from bpmn.generation.writing import write_chain
from bpmn.lint import check_resources

KEYS = [f"item_{letter}" for letter in "abcdefgh"]


@st.composite
def chains(draw: st.DrawFn) -> list[Step]:
    """Up to eight items, each after some of those before it."""
    steps: list[Step] = []
    for position in range(draw(st.integers(1, len(KEYS)))):
        after = draw(st.lists(st.sampled_from(KEYS[:position]), unique=True)) if position else []
        ending = {step.item for step in steps if step.ends_chain}
        steps.append(
            Step(
                item=KEYS[position],
                name=draw(st.sampled_from(["参保登记", "公众聚集场所投入使用、营业前消防安全检查"])),
                after=tuple(after),
                granted=tuple(key for key in after if key not in ending),
                optional=draw(st.booleans()),
                ends_chain=draw(st.booleans()),
            )
        )
    return steps


def drawn(steps: list[Step]) -> bytes:
    """The file of a theme of these items."""
    return write_chain(draw_chain(steps), "trial", "试验一件事", "试验")


@settings(max_examples=60, deadline=None)
@given(chains())
def test_no_shape_or_label_lies_on_another(steps: list[Step]) -> None:
    boxes = list(draw_chain(steps).boxes())
    overlapping = [
        (name, other)
        for position, (name, box) in enumerate(boxes)
        for other, beside in boxes[:position]
        if box.overlaps(beside)
    ]
    assert overlapping == []


@settings(max_examples=60, deadline=None)
@given(chains())
def test_every_line_runs_straight_across_or_down(steps: list[Step]) -> None:
    for line in draw_chain(steps).lines.values():
        for (x, y), (to_x, to_y) in zip(line.points, line.points[1:], strict=False):
            assert (x == to_x) != (y == to_y), line


@settings(max_examples=40, deadline=None)
@given(chains())
def test_the_deploy_check_has_nothing_to_say(steps: list[Step]) -> None:
    assert check_resources({"trial.bpmn": drawn(steps)}) == []


@settings(max_examples=40, deadline=None)
@given(chains())
def test_a_fresh_diagram_needs_no_change(steps: list[Step]) -> None:
    assert differences(read_diagram(drawn(steps)), steps) == []


def test_the_same_theme_is_drawn_the_same_every_time() -> None:
    steps = [Step("item_a", "甲", (), (), False, True), Step("item_b", "乙", ("item_a",), (), True, False)]
    assert drawn(steps) == drawn(steps)


def test_items_that_wait_for_each_other_are_named() -> None:
    with pytest.raises(CatalogueError, match="item_a、item_b"):
        levels(
            [
                Step("item_a", "甲", ("item_b",), (), False, False),
                Step("item_b", "乙", ("item_a",), (), False, False),
            ]
        )


def test_what_a_designer_drew_is_compared_and_named_not_changed() -> None:
    first = Step("item_a", "甲", (), (), False, True)
    second = Step("item_b", "乙", ("item_a",), (), True, False)
    third = Step("item_c", "丙", (), (), False, False)
    diagram = read_diagram(drawn([first, third]))

    (missing,) = differences(diagram, [first, second, third])
    assert "增加事项 item_b（乙）" in missing.message
    assert "放在 item_a 之后" in missing.message
    assert "=items.item_b != null" in missing.message
    assert missing.elements == ("Call_ItemA",)

    (extra,) = differences(diagram, [first])
    assert "删除事项 item_c" in extra.message
    assert extra.elements == ("Call_ItemC",)

    later = Step("item_a", "甲", ("item_c",), (), False, True)
    (order,) = differences(diagram, [later, third])
    assert "item_a 以 item_c 为前置" in order.message
