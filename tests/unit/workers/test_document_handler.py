"""Documents are composed and sealed by the body that makes them out, with the seal that their page data name."""

import json
from dataclasses import replace
from typing import Any

import pytest

from chain.documents.compose import compose_document
from chain.documents.errors import MalformedPageData
from chain.documents.kinds import DocumentKind, SealKind
from chain.documents.page import PageData
from chain.documents.verification import says
from chain.ofd.reader import OfdReader
from tests.conformance.document_samples import joint_document, sample_document
from tests.conformance.rehearsal_pki import RehearsalPki, sealed_document
from tests.fonts import fonts_or_skip
from tests.unit.workers.service import BODY, CASE, NOW
from tests.unit.workers.test_workers_handlers import Keeper, SealingService
from workers.document import handlers as document
from workers.errors import GatewayAnswerInvalid, JobInputInvalid

PATH = f"/worker/cases/{CASE}/documents/WS02"
VARIABLES = {"case_no": CASE, "document_no": "WS02"}


@pytest.fixture(autouse=True)
def _fonts() -> None:
    fonts_or_skip()


def service(data: PageData, **changes: Any) -> SealingService:
    """Gateway and keeper for one document."""
    keeper = Keeper()
    answer = {
        "document_no": "WS02",
        "kind": data.kind,
        "items": ["food_license"],
        "seal": data.seal,
        "content": data.to_json(),
        "state": "drafted",
        "sealed_at": None,
        **changes,
    }
    stored = {"document_no": "WS02", "sha256": "0" * 64, "sealed_at": NOW.isoformat()}
    made = SealingService(
        {
            f"GET {PATH}": answer,
            f"PUT {PATH}/sealed": stored,
            f"GET /v1/seals/{BODY}": keeper.answers(),
        }
    )
    made.keeper_of_seal = keeper
    return made


@pytest.mark.parametrize(
    ("kind", "seal"),
    [
        (DocumentKind.ACCEPTANCE_NOTICE, SealKind.ACCEPTANCE),
        (DocumentKind.REFUSAL_DECISION, SealKind.OFFICIAL),
    ],
)
async def test_a_document_is_composed_and_sealed_with_the_seal_of_its_kind(
    kind: DocumentKind, seal: SealKind
) -> None:
    data = replace(sample_document(kind), document_no="WS02")
    made = service(data)
    result = await document.issue(made.context("document.issue", VARIABLES))
    assert result.sealed_at == NOW
    reader = OfdReader(made.requests[-1].content)
    assert len(reader.signatures) == 1
    assert reader.metadata == data.metadata()
    asked, use = made.requests[1], json.loads(made.requests[2].content)
    assert asked.url.params["kind"] == seal
    assert (use["kind"], use["case_no"], use["item"], use["identifier"]) == (
        seal,
        CASE,
        "food_license",
        "WS02",
    )


async def test_a_document_on_several_items_is_registered_for_the_chain() -> None:
    made = service(sample_document(DocumentKind.RECEIPT), items=["food_license", "signboard"])
    await document.issue(made.context("document.issue", VARIABLES))
    assert json.loads(made.requests[2].content)["item"] == "chain"


def joint_service(data: PageData, turn: int, before: PageData | None = None) -> SealingService:
    """Gateway and keeper for the body whose turn is ``turn``; those before it sealed ``before``, or what was drafted."""
    made = service(data, seals_before=turn)
    sealed = sealed_document(before or data, RehearsalPki(), bodies=turn)
    made.answers[f"GET {PATH}/sealed"] = sealed
    return made


@pytest.mark.parametrize("turn", [0, 1, 2])
async def test_each_of_several_bodies_adds_its_seal_at_its_place_to_those_before(turn: int) -> None:
    data = replace(joint_document(), document_no="WS02")
    made = joint_service(data, turn)
    result = await document.issue(made.context("document.issue", VARIABLES))
    reader = OfdReader(made.requests[-1].content)
    places = compose_document(data).seal_places

    assert result.sealed_at == NOW
    boxes = [(entry.stamps[0].box.x, entry.stamps[0].box.y) for entry in reader.signatures]
    assert boxes == [pytest.approx((each.box.x, each.box.y), abs=1e-3) for each in places[: turn + 1]]
    assert [len(entry.stamps) for entry in reader.signatures] == [1 + len(reader.pages)] + [1] * turn
    assert says(made.requests[-1].content, data)
    if turn:
        before = OfdReader(made.answers[f"GET {PATH}/sealed"])
        for entry in before.signatures:
            assert reader.files[entry.value_file] == before.files[entry.value_file]
    uses = [request for request in made.requests if request.url.path.endswith("/sign")]
    assert len(uses) == 1


async def test_the_last_of_several_bodies_locks_the_document_and_the_others_do_not() -> None:
    data = replace(joint_document(), document_no="WS02")
    locked = []
    for turn in range(3):
        made = joint_service(data, turn)
        await document.issue(made.context("document.issue", VARIABLES))
        last = OfdReader(made.requests[-1].content).signatures[-1]
        locked.append("Doc_0/Signs/Signatures.xml" in {file for file, _ in last.references})
    assert locked == [False, False, True]


async def test_nothing_is_sealed_that_says_something_else_than_was_drafted() -> None:
    data = replace(joint_document(), document_no="WS02")
    made = joint_service(data, 1, before=replace(data, remedies="不得申请复议。"))
    with pytest.raises(GatewayAnswerInvalid):
        await document.issue(made.context("document.issue", VARIABLES))
    assert not [request for request in made.requests if request.url.path.endswith("/sign")]


async def test_a_turn_that_no_issuer_has_is_refused() -> None:
    data = replace(joint_document(), document_no="WS02")
    made = joint_service(data, 3)
    with pytest.raises(GatewayAnswerInvalid):
        await document.issue(made.context("document.issue", VARIABLES))


@pytest.mark.parametrize(
    ("state", "sealed_at"), [("sealed", NOW.isoformat()), ("plain", None)], ids=["sealed", "plain"]
)
async def test_what_is_sealed_or_bears_no_seal_is_left_as_it_is(state: str, sealed_at: str | None) -> None:
    made = service(sample_document(DocumentKind.RECEIPT), state=state, sealed_at=sealed_at)
    result = await document.issue(made.context("document.issue", VARIABLES))
    assert result.sealed_at == (NOW if sealed_at else None)
    assert len(made.requests) == 1


async def test_page_data_that_cannot_be_read_are_not_composed() -> None:
    made = service(sample_document(DocumentKind.RECEIPT), content={})
    with pytest.raises(MalformedPageData):
        await document.issue(made.context("document.issue", VARIABLES))


async def test_a_number_that_is_none_reaches_no_address() -> None:
    made = service(sample_document(DocumentKind.RECEIPT))
    with pytest.raises(JobInputInvalid):
        await document.issue(made.context("document.issue", VARIABLES | {"document_no": "../../claim"}))
    assert made.requests == []
