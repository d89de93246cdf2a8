"""One material for several items: asked once, by the tightest of their rules."""

from dataclasses import replace
from typing import Any

import pytest

from bpmn.catalogue.items import Paper
from bpmn.catalogue.materials import MaterialNeed, merged_materials
from bpmn.errors import MaterialConflict

LEASE = MaterialNeed("lease", "租赁合同", False, "applicant", "", ("application/pdf", "image/png"))


def merged(*changes: dict[str, Any]) -> MaterialNeed:
    """The one lease that items a, b, … need, each with a change of its own."""
    parts = [(chr(ord("a") + number), [replace(LEASE, **each)]) for number, each in enumerate(changes)]
    ((need, items),) = merged_materials(parts)
    assert items == tuple(item for item, _ in parts)
    return need


@pytest.mark.parametrize(
    ("changes", "rule", "tightest"),
    [
        ([{}, {}], "required", False),
        ([{}, {"required": True}, {}], "required", True),
        ([{}, {"paper": Paper.COPY}], "paper", Paper.COPY),
        ([{"paper": Paper.ORIGINAL}, {"paper": Paper.COPY}], "paper", Paper.ORIGINAL),
        ([{}, {"accepts": ("image/png", "image/jpeg")}], "accepts", ("image/png",)),
        ([{"tolerable_days": 5}, {"tolerable_days": 3}], "tolerable_days", 3),
        ([{"tolerable_days": 5}, {}], "tolerable_days", None),
        ([{}, {"tolerable_days": 5}], "tolerable_days", None),
        ([{"commitment": True}, {"commitment": True}], "commitment", True),
        ([{"commitment": True}, {}], "commitment", False),
        ([{"note": "加盖公章"}, {"note": "加盖公章"}, {"note": "签字"}], "note", "加盖公章；签字"),
        ([{}, {"name": "房屋证明", "note": "签字"}], "note", "同时用作“房屋证明”；签字"),
        ([{}, {"name": "房屋证明"}], "name", "租赁合同"),
    ],
)
def test_a_material_of_several_items_follows_the_tightest_rule(
    changes: list[dict[str, Any]], rule: str, tightest: object
) -> None:
    assert getattr(merged(*changes), rule) == tightest


def test_items_that_accept_no_common_type_are_told_with_the_material() -> None:
    with pytest.raises(MaterialConflict) as caught:
        merged({}, {"accepts": ("image/png",)}, {"accepts": ("application/pdf",)})
    assert (
        "材料“租赁合同”（lease）在事项 a、b 与 c 中没有共同接受的文件类型：image/png；application/pdf"
        in caught.value.detail
    )
