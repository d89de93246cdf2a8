"""What is in order is packed by the worker that looked at the matter: every byte checked, the manifest sealed."""

import hashlib
from dataclasses import replace
from typing import Any

import httpx
import pytest

from chain.archive import container
from chain.archive.model import MANIFEST, METADATA, SEALED_MANIFEST, Manifest
from chain.crypto.sm3 import sm3
from chain.documents.kinds import DocumentKind, SealKind
from chain.documents.page import PageData
from chain.ofd.reader import OfdReader
from tests.conformance.document_samples import sample_document
from tests.fonts import fonts_or_skip
from tests.unit.chain.archive.packages import CHAIN
from tests.unit.workers.service import BODY, CASE, problem
from tests.unit.workers.test_workers_handlers import Keeper, SealingService
from workers.archive.filing import DocumentDamaged
from workers.errors import GatewayAnswerInvalid, GatewayRefused, KeeperUnavailable
from workers.matter import handlers as matter

PATH = f"/worker/cases/{CASE}"
PDF = b"%PDF-1.7"
VARIABLES = {"case_no": CASE, "matter_no": "GD01"}


@pytest.fixture(autouse=True)
def _fonts() -> None:
    fonts_or_skip()


def written(item: str | None, path: str, text: str) -> dict[str, Any]:
    """A file that the gateway writes."""
    digest = hashlib.sha256(text.encode()).hexdigest()
    return {"item": item, "path": path, "text": text, "href": None, "sha256": digest}


def dossier(**changes: Any) -> dict[str, Any]:
    """A chain with one item."""
    item = replace(CHAIN, item="food_license")
    fetched = {
        "item": None,
        "path": "materials/M1-F1.pdf",
        "text": None,
        "href": f"{PATH}/files/F1",
        "sha256": hashlib.sha256(PDF).hexdigest(),
    }
    documents = [written(None, "records/application.json", "{}"), fetched]
    return {
        "metadata": {"": CHAIN.dump().decode(), "food_license": item.dump().decode()},
        "documents": [*documents, written("food_license", "records/acts.json", "[]")],
        **changes,
    }


def service(page: PageData, work: str | None = "archive", **changes: Any) -> SealingService:
    """Gateway and keeper for one case that is ready to be filed."""
    keeper = Keeper()
    made = SealingService(
        {
            f"POST {PATH}/matters/GD01/check": {"settled": False, "next": None, "work": work},
            f"GET {PATH}/dossier": dossier(**changes),
            f"GET {PATH}/files/F1": PDF,
            f"POST {PATH}/archive/manifest": {"document_no": "GD01", "content": page.to_json()},
            f"PUT {PATH}/archive": {"reference": "DA-1"},
            f"GET /v1/seals/{BODY}": keeper.answers(),
        }
    )
    made.keeper_of_seal = keeper
    return made


PAGE = sample_document(DocumentKind.ARCHIVE_MANIFEST)


async def test_a_file_that_is_in_order_is_packed_under_the_official_seal() -> None:
    made = service(PAGE)
    await matter.check(made.context("matter.check", VARIABLES))
    files = container.read(made.requests[-1].content)
    inner = container.read(files["items/food_license.zip"])
    assert {"records/application.json", "materials/M1-F1.pdf", METADATA} <= files.keys()
    assert inner["records/acts.json"] == b"[]"
    listed = {entry.path for entry in Manifest.parse(files[MANIFEST]).files}
    assert listed == files.keys() - {MANIFEST, SEALED_MANIFEST}
    assert len(OfdReader(files[SEALED_MANIFEST]).signatures) == 1
    asked = next(each for each in made.requests if each.url.path == f"/v1/seals/{BODY}")
    assert asked.url.params["kind"] == SealKind.OFFICIAL
    digests = [made.sent(place) for place, each in enumerate(made.requests) if "manifest" in each.url.path]
    assert [sent["digest"] for sent in digests] == [sm3(files[MANIFEST]).hex()]


async def test_a_matter_without_work_is_only_looked_at() -> None:
    made = service(PAGE, work=None)
    await matter.check(made.context("matter.check", VARIABLES))
    assert len(made.requests) == 1


@pytest.mark.parametrize(
    ("asked", "code"),
    [(f"GET {PATH}/dossier", "NotReadyToFile"), (f"PUT {PATH}/archive", "ContentsChanged")],
    ids=["before it was read", "while it was packed"],
)
async def test_a_file_that_changed_meanwhile_is_looked_at_again_and_stops_no_watch(
    asked: str, code: str
) -> None:
    made = service(PAGE)
    made.answers[asked] = problem(409, code)
    result = await matter.check(made.context("matter.check", VARIABLES))
    assert result.settled is False


async def test_any_other_refusal_of_a_package_is_for_somebody_to_look_at() -> None:
    made = service(PAGE)
    made.answers[f"PUT {PATH}/archive"] = problem(422, "PackageRefused")
    with pytest.raises(GatewayRefused):
        await matter.check(made.context("matter.check", VARIABLES))


async def test_a_keeper_that_is_away_leaves_nothing_behind_and_the_next_try_packs() -> None:
    made = service(PAGE)
    away, seal = httpx.ConnectError("away"), made.answers[f"GET /v1/seals/{BODY}"]
    made.answers[f"GET /v1/seals/{BODY}"] = away
    with pytest.raises(KeeperUnavailable):
        await matter.check(made.context("matter.check", VARIABLES))
    assert not any(each.method == "PUT" for each in made.requests)
    made.answers[f"GET /v1/seals/{BODY}"] = seal
    await matter.check(made.context("matter.check", VARIABLES))
    assert made.requests[-1].method == "PUT"


async def test_a_document_that_changed_since_it_was_recorded_is_not_archived() -> None:
    made = service(PAGE)
    made.answers[f"GET {PATH}/files/F1"] = b"%PDF-1.7 changed"
    with pytest.raises(DocumentDamaged):
        await matter.check(made.context("matter.check", VARIABLES))


@pytest.mark.parametrize("metadata", [{}, {"": "{}"}], ids=["none", "unreadable"])
async def test_a_dossier_without_sound_metadata_makes_no_package(metadata: dict[str, str]) -> None:
    made = service(PAGE, metadata=metadata, documents=[])
    with pytest.raises(GatewayAnswerInvalid):
        await matter.check(made.context("matter.check", VARIABLES))


async def test_a_manifest_that_asks_for_another_seal_is_not_sealed() -> None:
    made = service(replace(PAGE, seal=SealKind.ACCEPTANCE))
    with pytest.raises(GatewayAnswerInvalid):
        await matter.check(made.context("matter.check", VARIABLES))
