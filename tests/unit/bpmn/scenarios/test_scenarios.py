"""Scenario tables: written and read back, what is refused, what the answers lead to."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpmn.errors import DiagramRefused
from bpmn.resources import ROOM
from bpmn.scenarios import Choice, combinations, read_scenario
from bpmn.scenarios.writing import write_scenario

QUESTIONS = [("place", "经营场所是自有的吗？"), ("size", "面积超过300平方米吗？")]
ANSWERS = {"place": ["own", "rented"], "size": ["yes", "no"]}
CONDITIONS = st.sampled_from(["-", '"yes"', '"no"', '"yes","no"', 'not("yes")', "yes"])


def holds(condition: str, answer: str) -> bool:
    """What a condition means, said once more."""
    return {
        "-": True,
        '"yes"': answer == "yes",
        "yes": answer == "yes",
        '"no"': answer == "no",
        '"yes","no"': answer in ("yes", "no"),
        'not("yes")': answer != "yes",
    }[condition]


@given(
    st.lists(
        st.tuples(
            st.fixed_dictionaries({}, optional={"size": CONDITIONS}),
            st.tuples(st.sampled_from(["item_a", "item_b"]), st.sampled_from(["one", "two"])),
        ),
        max_size=6,
    )
)
def test_what_is_written_is_read_and_chooses_what_its_conditions_say(
    rows: list[tuple[Mapping[str, str], tuple[str, str]]],
) -> None:
    scenario = read_scenario(write_scenario("shop", "开店", QUESTIONS, rows), "shop")
    for answers in combinations(ANSWERS):
        expected = dict.fromkeys(
            pair for conditions, pair in rows if holds(conditions.get("size", "-"), answers["size"])
        )
        assert scenario.choose(answers).items == tuple(expected)


def test_conditional_materials_have_a_table_of_their_own() -> None:
    data = write_scenario(
        "shop", "开店", QUESTIONS, [({}, ("item_a", "one"))], [({"place": "rented"}, ("item_a", "lease"))]
    )
    scenario = read_scenario(data)
    assert scenario.choose({"place": "rented", "size": "no"}).materials == (("item_a", "lease"),)
    assert scenario.choose({"place": "own", "size": "no"}).materials == ()


def test_a_choice_comes_back_from_the_store_as_it_was() -> None:
    choice = Choice((("item_a", "one"),), (("item_a", "lease"),))
    assert Choice.from_json(choice.to_json()) == choice


def test_a_theme_without_questions_has_one_combination() -> None:
    assert list(combinations({})) == [{}]


RESTAURANT = (ROOM / "themes/restaurant/scenario.dmn").read_text("utf-8")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('hitPolicy="COLLECT"', 'hitPolicy="UNIQUE"', "COLLECT"),
        ('hitPolicy="COLLECT"', 'hitPolicy="COLLECT" aggregation="COUNT"', "汇总"),
        ("<text>licence</text>", "<text>licence + 1</text>", "问题的编码"),
        ('<text>"new"</text>', "<text>&lt; 300</text>", "第1行"),
        ('<text>"new"</text>', "<text>f(1)</text>", "第1行"),
        ('<text>"business_license"</text>', "<text>business_license</text>", "第1行：输出"),
        ('name="item"', 'name="matter"', "输出列"),
        ("restaurant_scenario", "other_table", "决策编号"),
        ("https://www.omg.org/spec/DMN/20191111/MODEL/", "urn:other", "DMN 1.3"),
    ],
)
def test_what_we_could_read_otherwise_than_the_engine_is_refused_with_its_place(
    old: str, new: str, said: str
) -> None:
    assert old in RESTAURANT
    with pytest.raises(DiagramRefused, match=said):
        read_scenario(RESTAURANT.replace(old, new).encode(), "restaurant")
