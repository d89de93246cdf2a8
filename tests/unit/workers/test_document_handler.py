"""Documents are composed and sealed by the body that makes them out, with the seal that their page data name."""

import json
from dataclasses import replace
from typing import Any

import pytest

from chain.certificates.errors import FontsMissing
from chain.certificates.fonts import find_fonts
from chain.documents.errors import MalformedPageData
from chain.documents.kinds import DocumentKind, SealKind
from chain.documents.page import PageData
from chain.ofd.reader import OfdReader
from tests.conformance.document_samples import sample_document
from tests.unit.workers.service import BODY, CASE, NOW
from tests.unit.workers.test_workers_handlers import Keeper, SealingService
from workers.document import handlers as document
from workers.errors import JobInputInvalid

PATH = f"/worker/cases/{CASE}/documents/WS02"
VARIABLES = {"case_no": CASE, "document_no": "WS02"}


@pytest.fixture(autouse=True)
def _fonts() -> None:
    try:
        find_fonts()
    except FontsMissing:
        pytest.skip("the certificates' fonts are not installed: run scripts/test once")


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
