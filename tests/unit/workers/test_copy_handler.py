"""An annotated copy is composed with its annotation and sealed by the body that issued the certificate, if it is still to be."""

import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from chain.certificates.annotation import CAUSE, Annotation
from chain.certificates.certificate_types import certificate_types
from chain.certificates.preview import sample_of
from chain.ofd.reader import OfdReader
from tests.fonts import fonts_or_skip
from tests.unit.workers.service import BODY, CASE, NOW
from tests.unit.workers.test_workers_handlers import Keeper, SealingService
from workers.e_certificate import copies
from workers.errors import GatewayAnswerInvalid, JobInputInvalid

PATH = f"/worker/cases/{CASE}/copies/JZ01"
VARIABLES = {"case_no": CASE, "copy_no": "JZ01"}
KIND = certificate_types()["signboard"]
ANNOTATION = Annotation(NOW, "示例小馆", "办理租赁合同备案", "示例物业公司", date(2026, 4, 10))


@pytest.fixture(autouse=True)
def _fonts() -> None:
    fonts_or_skip()


def service(**changes: Any) -> SealingService:
    """Gateway and keeper for one copy."""
    keeper = Keeper()
    data = replace(sample_of(KIND), annotation=ANNOTATION)
    answer = {
        "copy_no": "JZ01",
        "identifier": str(data.identifier),
        "type": KIND.code,
        "item": "signboard",
        "template": KIND.template,
        "data": data.to_json(),
        "state": "ordered",
        "sealed_at": None,
    }
    made = SealingService(
        {
            f"GET {PATH}": answer | changes.pop("ordered", {}),
            f"PUT {PATH}/sealed": {
                "copy_no": "JZ01",
                "sha256": "0" * 64,
                "sealed_at": NOW.isoformat(),
                **changes,
            },
            f"GET /v1/seals/{BODY}": keeper.answers(),
        }
    )
    made.keeper_of_seal = keeper
    return made


async def test_a_copy_is_composed_with_its_annotation_and_sealed_for_its_certificate() -> None:
    made = service()
    result = await copies.copy(made.context("e_certificate.copy", VARIABLES))
    assert result.sealed_at == NOW
    reader = OfdReader(made.requests[-1].content)
    assert len(reader.signatures) == 1
    assert reader.metadata[CAUSE] == "供示例物业公司用于办理租赁合同备案"
    use = json.loads(next(each for each in made.requests if each.url.path.endswith("/sign")).content)
    assert (use["case_no"], use["item"], use["identifier"], use["subject"]) == (
        CASE,
        "signboard",
        str(sample_of(KIND).identifier),
        f"certificate/{KIND.code}",
    )


@pytest.mark.parametrize(("state", "sealed_at"), [("sealed", NOW), ("lapsed", NOW), ("stopped", None)])
async def test_a_copy_that_is_not_to_be_made_is_not_sealed(state: str, sealed_at: Any) -> None:
    told = None if sealed_at is None else sealed_at.isoformat()
    made = service(ordered={"state": state, "sealed_at": told})
    result = await copies.copy(made.context("e_certificate.copy", VARIABLES))
    assert result.sealed_at == sealed_at
    assert [request.url.path for request in made.requests] == [PATH]


@pytest.mark.parametrize("number", ["../WS01", "JZ", "WS01", "JZ01/sealed", ""])
async def test_a_number_that_names_no_copy_is_refused(number: str) -> None:
    made = service()
    with pytest.raises(JobInputInvalid):
        await copies.copy(made.context("e_certificate.copy", VARIABLES | {"copy_no": number}))
    assert made.requests == []


async def test_an_answer_without_a_time_of_sealing_is_no_answer() -> None:
    made = service(sealed_at=None)
    with pytest.raises(GatewayAnswerInvalid):
        await copies.copy(made.context("e_certificate.copy", VARIABLES))
