"""Every element template sets what the linter demands, so that what a designer fills in passes the check."""

import json
from collections.abc import Mapping
from pathlib import Path

import pytest
from lxml import etree

from bpmn.lint import check_resources
from bpmn.resources import ROOM
from chain.job_types import JOB_TYPES
from tests.unit.bpmn.kit.applying import FOLDER, NAMES, accepts, apply, template
from tests.unit.bpmn.kit.node import run
from tests.unit.bpmn.test_lint_pages import SHOP, example_catalogue

TEMPLATES = sorted(file.stem for file in FOLDER.glob("*.json"))


def item(key: str) -> dict[str, str]:
    """What a designer enters for an item of the theme."""
    return {"item": f"=items.{key}.item", "body": f"=items.{key}.body", "outcome": f"outcomes.{key}"}


CHAIN: dict[str, tuple[str, dict[str, str]]] = {
    "Event_Submitted": ("start", {"message": "shop.submitted"}),
    "Task_Claim": ("claim", {}),
    "Call_Acceptance": ("unified_acceptance", {}),
    "Task_AnswerReturned": ("answer", {"result": "returned"}),
    "Task_ArchiveReturned": ("archive", {}),
    "Task_AnswerNotAccepted": ("answer", {"result": "not_accepted"}),
    "Task_ArchiveNotAccepted": ("archive", {}),
    "Call_ShopLicence": ("department_item", {"name": "办理示例许可"} | item("shop_licence")),
    "Call_ShopSign": ("department_item", {"name": "办理示例招牌"} | item("shop_sign")),
    "Task_AnswerCompleted": ("answer", {}),
    "Task_ArchiveCompleted": ("archive", {}),
    "Task_AnswerRefused": ("answer", {"result": "refused"}),
    "Task_ArchiveRefused": ("archive", {}),
    "Event_WithdrawalRequested": ("withdrawal", {}),
    "Task_AnswerWithdrawn": ("answer", {"result": "withdrawn"}),
    "Task_ArchiveWithdrawn": ("archive", {}),
}
"""The examples' chain, made of building blocks: which one, and what the designer fills in."""

SHARED: dict[str, dict[str, tuple[str, dict[str, str]]]] = {
    "certificate_issue": {
        "Task_IssueCertificate": ("e_certificate", {}),
        "Task_ApplySeal": ("e_seal", {}),
    },
    "unified_acceptance": {
        "Call_Precheck": ("department_precheck", {}),
        "Task_NotifySupplement": ("notice", {}),
        "Event_Acceptance_Supplemented": ("wait_for_applicant", {}),
        "Task_Accept": ("acceptance", {}),
    },
}
"""The shared processes that can be built of blocks."""

INSTEAD: dict[str, tuple[str, str, dict[str, str]]] = {
    "data of another department": (
        "shared_data",
        "serviceTask",
        {"job": '="data_sharing.verify_licence." + items.shop_sign.body'} | item("shop_sign"),
    ),
    "a certificate of the theme": ("certificate", "callActivity", item("shop_sign")),
}
"""Blocks that stand in the chain in the place of an item's handling."""


def built(file: Path, blocks: Mapping[str, tuple[str, dict[str, str]]]) -> etree._Element:
    """A diagram whose elements are made by templates."""
    document = etree.fromstring(file.read_bytes())
    for identifier, (name, entered) in blocks.items():
        apply(document, identifier, template(name), entered)
    return document


def findings(document: etree._Element) -> list[str]:
    """What the linter says of it."""
    checked = check_resources({"built.bpmn": etree.tostring(document)}, example_catalogue())
    return [f"{each.rule} {each.element}: {each.message}" for each in checked]


def test_the_modeler_accepts_every_template() -> None:
    files = [str(FOLDER / f"{name}.json") for name in TEMPLATES]
    errors = json.loads(run(Path(__file__).with_name("templates.mjs"), *files))
    assert errors == {f"{name}.json": [] for name in TEMPLATES}


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_template_names_its_own_file(name: str) -> None:
    assert template(name)["id"] == f"yilian.{name}"


def test_a_chain_built_of_templates_passes_the_check() -> None:
    assert findings(built(SHOP / "shop.bpmn", CHAIN)) == []


@pytest.mark.parametrize("process", SHARED)
def test_a_called_process_built_of_templates_passes_the_check(process: str) -> None:
    assert findings(built(ROOM / "shared" / f"{process}.bpmn", SHARED[process])) == []


@pytest.mark.parametrize("what", INSTEAD)
def test_a_block_beside_the_items_passes_the_check(what: str) -> None:
    name, tag, entered = INSTEAD[what]
    document = etree.fromstring((SHOP / "shop.bpmn").read_bytes())
    element = document.find(".//*[@id='Call_ShopSign']")
    assert element is not None
    identifier = "Call_ShopSign" if tag == "callActivity" else "Task_ShopSign"
    element.tag = f"{{{NAMES['b']}}}{tag}"
    text = etree.tostring(document).replace(b"Call_ShopSign", identifier.encode())
    document = etree.fromstring(text)
    apply(document, identifier, template(name), entered)
    assert findings(document) == []


def test_each_block_is_in_a_chain_of_these_tests() -> None:
    shared = (block for blocks in SHARED.values() for block in blocks.values())
    used = {name for name, _ in (*CHAIN.values(), *shared)} | {name for name, _, _ in INSTEAD.values()}
    assert used == set(TEMPLATES)


def test_every_job_of_the_chains_has_a_template() -> None:
    written = "".join(file.read_text(encoding="utf-8") for file in FOLDER.glob("*.json"))
    # Done by the shared processes, which are not built of blocks.
    inside = {"review.precheck", "review.check", "review.lapse", "clock.check"}
    inside |= {"obligation.gate", "obligation.check", "matter.check", "document.issue", "e_certificate.copy"}
    wanted = {name for name in JOB_TYPES if not name.startswith("demo.")} - inside
    assert {name for name in wanted if f"{name}." not in written} == set()


@pytest.mark.parametrize(
    ("name", "field", "entry"),
    [
        ("start", "message", "Shop.submitted"),
        ("start", "message", "shop"),
        ("department_item", "name", "handle"),
        ("department_item", "item", "shop_sign"),
        ("department_item", "item", "=items.shop-sign.item"),
        ("department_item", "body", "=items.shop_sign.item"),
        ("department_item", "outcome", "outcome"),
        ("department_item", "outcome", ""),
        ("certificate", "body", "approval_379901"),
        ("shared_data", "job", "data_sharing.verify_licence"),
    ],
)
def test_the_modeler_marks_an_entry_that_the_check_would_refuse(name: str, field: str, entry: str) -> None:
    found = next(each for each in template(name)["properties"] if each.get("id") == field)
    assert not accepts(found, entry)
