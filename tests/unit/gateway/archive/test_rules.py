"""Each rule of the file check finds what it is for, and nothing in a file that is in order."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from chain.clock import BEIJING
from chain.procedure import Act
from gateway.archive.checking import look_through
from gateway.archive.facts import FileFacts
from gateway.archive.rules import RULES
from gateway.store.models import (
    Case,
    CaseMaterial,
    Certificate,
    Decision,
    Delivery,
    Document,
    ItemCase,
    LicenceRequest,
    Obligation,
    ProcedureAct,
    Publication,
)

BODY = "approval_379901"
NOW = datetime(2026, 3, 20, 10, 0, tzinfo=BEIJING)
ITEM = "food_license"


def at(day: int) -> datetime:
    """A moment in March 2026."""
    return datetime(2026, 3, day, 9, 0, tzinfo=BEIJING)


def act(number: int, kind: Act, day: int, document_no: str | None = None, **changes: Any) -> ProcedureAct:
    """An act on the item."""
    values = {
        "case_no": "C1",
        "item": ITEM,
        "number": number,
        "act": kind,
        "at": at(day),
        "effective_at": at(day),
        "body": BODY,
        "role": "worker",
        "actor": "w",
        "detail": {},
        "reason": None,
        "key": str(number),
        "document_no": document_no,
    }
    return ProcedureAct(**(values | changes))


def document(place: str, kind: str, day: int, seal: str = "acceptance", **changes: Any) -> Document:
    """A sealed document."""
    values = {
        "case_no": "C1",
        "document_no": place,
        "kind": kind,
        "items": [ITEM],
        "body": BODY,
        "number": f"〔2026〕第{place}号",
        "seal": seal,
        "content": {},
        "key": place,
        "drafted_at": at(day),
        "state": "sealed",
        "sealed_at": at(day),
        "blob_ref": "0" * 64,
        "sha256": "0" * 64,
    }
    return Document(**(values | changes))


def item(**changes: Any) -> ItemCase:
    """An item that was granted."""
    values = {
        "case_no": "C1",
        "item": ITEM,
        "name": "食品经营许可",
        "body": BODY,
        "department": "approval",
        "stage": "concluded",
        "certificate_template": "food_license",
        "due_at": None,
    }
    return ItemCase(**(values | changes))


def certificate(**changes: Any) -> Certificate:
    """Its certificate."""
    values = {
        "identifier": "1.2",
        "case_no": "C1",
        "item": ITEM,
        "name": "食品经营许可证",
        "number": "JY1",
        "state": "sealed",
        "issued_on": date(2026, 3, 10),
    }
    return Certificate(**(values | changes))


GRANTED = (
    act(1, Act.RECEIVE, 2, "WS01"),
    act(2, Act.NOTIFY_SUPPLEMENT, 3, "WS02"),
    act(3, Act.TAKE_SUPPLEMENT, 4, "WS03"),
    act(4, Act.ACCEPT, 5, "WS04"),
    act(5, Act.BEGIN_REVIEW, 5),
    act(6, Act.CONCLUDE, 10, "WS05", detail={"outcome": "granted"}),
    act(7, Act.DELIVER, 12, "WS06"),
)
PAPERS = (
    document("WS01", "receipt", 2),
    document("WS02", "supplement_notice", 3),
    document("WS03", "supplement_receipt", 4),
    document("WS04", "acceptance_notice", 5),
    document("WS05", "permit_decision", 10, "official"),
    document("WS06", "delivery_receipt", 12),
)
ORDERLY = FileFacts(
    now=NOW,
    case=Case(case_no="C1"),
    items=[item()],
    acts={ITEM: GRANTED},
    documents=PAPERS,
    certificates={ITEM: certificate()},
    materials=[],
    files=[],
    papers=[],
    obligations=[],
    decisions=[],
    answered=True,
    clocks={},
)


def changed_act(number: int, **changes: Any) -> dict[str, Any]:
    """The acts with one of them otherwise."""
    kept = {each.number: each for each in GRANTED}
    old = kept[number]
    same = {name: getattr(old, name) for name in ("detail", "document_no", "body", "role", "reason")}
    moment = {"at": old.at, "effective_at": old.effective_at}
    kept[number] = act(number, Act(old.act), 1, **(same | moment | changes))
    return {"acts": {ITEM: tuple(kept.values())}}


def papers(document_no: str, **changes: Any) -> dict[str, Any]:
    """The documents with one of them otherwise; without any change it is left out."""
    rest = [each for each in PAPERS if each.document_no != document_no]
    old = next(each for each in PAPERS if each.document_no == document_no)
    if not changes:
        return {"documents": rest}
    seal = changes.pop("seal", old.seal)
    return {"documents": [*rest, document(document_no, old.kind, 2, seal, **changes)]}


def row(model: Callable[..., Any], **values: Any) -> Any:
    """A row with what a rule looks at."""
    return model(case_no="C1", **values)


OWED = row(Obligation, obligation_no="RQ01", item=ITEM, material="m", state="open", closed_at=None)
MATERIAL = row(CaseMaterial, material="m", name="平面图", required=True, items=[ITEM])
WAITING = row(Delivery, delivery_no="SD01", items=[ITEM], state="waiting", delivered_at=None)
LATE = row(
    Publication, item=ITEM, licence="食品经营许可", published_at=None, withdrawn_at=None, due_at=at(19)
)
VOID = row(Delivery, delivery_no="SD01", items=[], state="void", delivered_at=None)
REFUSED_IN_THE_END = (
    *GRANTED[:6],
    act(7, Act.ANNUL, 10, detail={"number": 6, "document_no": "WS05"}),
    act(8, Act.CONCLUDE, 11, "WS05", detail={"outcome": "refused"}, reason="不符合要求"),
    act(9, Act.DELIVER, 12, "WS06"),
)
ASKED = row(LicenceRequest, request_no="SQ01", item=ITEM, kind="change", state="open")
FOREIGN = row(Decision, item=ITEM, body="fire_379901", officer_sub="o")
REFUSED = changed_act(6, detail={"outcome": "refused"})

BROKEN: tuple[tuple[str, Mapping[str, Any]], ...] = (
    ("every_item_ended", {"items": [item(stage="in_review")]}),
    ("answered", {"answered": False}),
    ("documents_there", papers("WS01")),
    ("documents_there", papers("WS02")),
    ("documents_there", papers("WS05")),
    ("documents_there", papers("WS06")),
    ("documents_there", changed_act(4, document_no=None)),
    ("documents_sealed", papers("WS05", state="drafted", blob_ref=None)),
    ("right_seal", papers("WS05", seal="acceptance")),
    ("right_seal", papers("WS04", seal="official")),
    ("numbers", papers("WS04", number=None)),
    ("numbers", papers("WS04", number="〔2026〕第WS05号")),
    ("numbers", {"certificates": {ITEM: certificate(number="")}}),
    ("certificate_issued", {"certificates": {}}),
    ("certificate_issued", {"certificates": {ITEM: certificate(state="composed")}}),
    ("dates_in_order", changed_act(4, effective_at=at(1))),
    ("dates_in_order", changed_act(6, effective_at=at(4))),
    ("dates_in_order", changed_act(7, effective_at=at(9))),
    ("dates_in_order", changed_act(2, at=at(1))),
    ("dates_in_order", changed_act(2, at=at(6))),
    ("nothing_in_the_future", changed_act(7, effective_at=NOW + timedelta(days=1))),
    ("nothing_in_the_future", papers("WS06", drafted_at=NOW + timedelta(hours=1))),
    ("nothing_in_the_future", {"certificates": {ITEM: certificate(issued_on=date(2026, 3, 21))}}),
    ("limits_as_computed", {"items": [item(due_at=at(9))]}),
    ("materials_there", {"materials": [MATERIAL]}),
    ("kept_intact", {"damaged": frozenset({"文书WS01"})}),
    ("decided_by_the_body", changed_act(6, body="fire_379901")),
    ("decided_by_the_body", changed_act(6, role="applicant")),
    ("decided_by_the_body", {"decisions": [FOREIGN]}),
    ("delivered", {"deliveries": [WAITING]}),
    ("published", {"publications": [LATE]}),
    ("versions_made", {"versions": [certificate(version=2, state="allocated", status="valid")]}),
    ("requests_decided", {"filed": frozenset({"act/x/1"}), "requests": [ASKED]}),
    ("refusals_reasoned", REFUSED),
    ("obligations_settled", {"obligations": [OWED]}),
)


def found(facts: FileFacts) -> set[str]:
    """Rules that find something."""
    return {each.rule.key for each in look_through(facts)}


def test_a_file_in_order_is_found_in_order() -> None:
    assert found(ORDERLY) == set()


@pytest.mark.parametrize(("rule", "broken"), BROKEN)
def test_what_is_missing_or_wrong_is_found_by_its_rule(rule: str, broken: Mapping[str, Any]) -> None:
    assert rule in found(replace(ORDERLY, **broken))


@pytest.mark.parametrize(
    "fine",
    [
        {"materials": [MATERIAL], "obligations": [row(Obligation, material="m", state="met", item=ITEM)]},
        {"items": [item(certificate_template="industry_permit")], **changed_act(6, document_no=None)},
        {
            "items": [item(verification_outcome="granted")],
            "certificates": {},
            **changed_act(6, document_no=None),
        },
        changed_act(4, effective_at=at(2), detail={"manner": "deemed"}),
        {"publications": [row(Publication, published_at=None, withdrawn_at=None, due_at=at(25), licence="")]},
        {"items": [item(stage=None)], "documents": []},
        {"versions": [certificate(version=2, state="allocated", status="revoked")]},
        {"requests": [ASKED]},
        {"deliveries": [VOID]},
        {"acts": {ITEM: REFUSED_IN_THE_END}, "certificates": {}},
    ],
    ids=[
        "undertaken instead of handed in",
        "a joint permit has no decision of its own",
        "a licence confirmed by its register",
        "a deemed acceptance is back-dated",
        "not due to be public yet",
        "older than its acts",
        "no new version of what was ended",
        "the first package does not wait for what was asked for since",
        "nothing left to deliver",
        "a grant that never took effect brings no certificate",
    ],
)
def test_what_the_law_allows_is_no_finding(fine: Mapping[str, Any]) -> None:
    assert found(replace(ORDERLY, **fine)) == set()


def test_the_later_part_of_a_file_is_judged_without_what_is_filed() -> None:
    acts = {f"act/{ITEM}/{each.number}" for each in GRANTED}
    filed = frozenset(acts | {f"document/{each.document_no}" for each in PAPERS})
    later = document("WS07", "correction_notice", 15, "official", state="drafted", blob_ref=None)
    faulty = replace(ORDERLY, materials=[MATERIAL], documents=[*PAPERS[1:], later], filed=filed)
    assert found(faulty) > {"documents_there", "materials_there"}
    assert found(faulty.later()) == {"documents_sealed"}


def test_every_rule_is_broken_above_and_explained_on_a_page() -> None:
    assert {rule for rule, _ in BROKEN} == {rule.key for rule in RULES}
    for rule in RULES:
        assert rule.page.startswith(f"# {rule.name}\n")
        assert "**怎样整改**" in rule.page
