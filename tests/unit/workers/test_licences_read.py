"""Licences read in place of papers: evidence of each, no grant by rules on one that does not count, no review stopped."""

from dataclasses import replace
from typing import Any

import pytest

from chain.certificates.certificate_types import certificate_type
from chain.errors import ChainError
from chain.sharing import Resource
from tests.unit.workers.service import CASE, NOW, DocumentedService, FixedClock, slice_of
from workers.client.transport import TokenSource
from workers.data_sharing.cache import CachedSource
from workers.data_sharing.interfaces import Reading
from workers.data_sharing.judging import LicenceFound, licence_found
from workers.data_sharing.rehearsal_shared import RehearsalSharing
from workers.data_sharing.sources import open_sources
from workers.errors import CredentialsRefused, RegisterAnswerInvalid, RegisterRefused, RegisterUnavailable
from workers.review import handlers as review

ITEM = f"/worker/cases/{CASE}/items/signboard"
VARIABLES = {"case_no": CASE, "item": "signboard"}
TYPE = certificate_type("business_license").code
GOOD, ENDED, UNKNOWN = "92379901MADEMA019D", "92379901MADEM02066", "91330000755918469E"
SIGN: dict[str, Any] = {
    "sign_form": "parallel", "sign_floor": 1, "sign_count": 1,
    "sign_length": 4, "sign_height": 1, "sign_thickness": 0.2,
}  # fmt: skip


class Sources(RehearsalSharing):
    """The rehearsal, as far as a body was granted it; away where told so."""

    def __init__(self, *granted: Resource, away: ChainError | None = None) -> None:
        super().__init__(FixedClock())
        self._granted, self._away = granted, away

    def offers(self, resource: Resource) -> bool:
        return resource in self._granted

    async def licences(self, case_no: str, holder_code: str, type_code: str | None = None) -> Reading:
        if self._away is not None:
            raise self._away
        return await super().licences(case_no, holder_code, type_code)


def service(*holders: str, form: dict[str, Any] | None = None) -> DocumentedService:
    """A gateway that names the licences of these holders in the slice of a signboard that the rules grant."""
    licences = [{"material": "licence_copy", "type_code": TYPE, "holder": holder} for holder in holders]
    return DocumentedService(
        {
            f"GET {ITEM}/slice": slice_of("signboard", form=form or SIGN, licences=licences),
            f"POST {ITEM}/shared-readings": {"confirmed": False, "kept_at": NOW.isoformat()},
            f"POST {ITEM}/check": {
                "outcome": "granted",
                "due_at": None,
                "clock_next": None,
                "certificate": True,
            },
        }
    )


async def checked(gateway: DocumentedService, source: Sources | None) -> tuple[list[Any], str]:
    """The evidence that was left, and what the rules came to."""
    shared = None if source is None else CachedSource(source, FixedClock())
    await review.check(replace(gateway.context("review.check", VARIABLES), shared=shared))
    *before, last = [number for number, request in enumerate(gateway.requests) if request.method == "POST"]
    return [gateway.sent(number) for number in before], gateway.sent(last)["outcome"]


async def test_a_licence_that_counts_is_kept_as_evidence_and_the_rules_grant() -> None:
    evidence, outcome = await checked(service(GOOD), Sources(Resource.LICENCES))
    (kept,) = evidence
    assert outcome == "granted"
    assert kept["licence"]["status"] == "valid"
    assert kept["licence"]["identifier"].endswith("20210506001.001.Y")
    assert (kept["licence"]["material"], kept["licence"]["type_code"]) == ("licence_copy", TYPE)
    assert (kept["resource"], kept["records"], kept["read_at"]) == ("licences", 1, NOW.isoformat())
    assert kept["source"] == "证照信息共享接口（演练）"
    assert GOOD not in str({**kept, "licence": None})


async def test_on_a_licence_that_does_not_count_an_officer_decides() -> None:
    evidence, outcome = await checked(service(ENDED), Sources(Resource.LICENCES))
    assert (evidence[0]["licence"]["status"], outcome) == ("cancelled", "undecided")


async def test_one_of_several_licences_that_does_not_count_is_enough() -> None:
    evidence, outcome = await checked(service(ENDED, GOOD), Sources(Resource.LICENCES))
    assert [each["licence"]["status"] for each in evidence] == ["cancelled", "valid"]
    assert outcome == "undecided"


async def test_what_is_not_on_record_there_is_said_and_decides_nothing() -> None:
    evidence, outcome = await checked(service(UNKNOWN), Sources(Resource.LICENCES))
    assert evidence[0]["licence"] == {
        "material": "licence_copy", "type_code": TYPE, "identifier": None, "status": None,
    }  # fmt: skip
    assert (evidence[0]["records"], outcome) == (0, "granted")


@pytest.mark.parametrize("source", [None, Sources(Resource.LEGAL_PERSONS)], ids=["no service", "no grant"])
async def test_who_was_granted_no_licences_reads_none(source: Sources | None) -> None:
    assert await checked(service(ENDED), source) == ([], "granted")


@pytest.mark.parametrize(
    "away",
    [
        RegisterUnavailable(),
        RegisterRefused("UseNotGranted", 403),
        RegisterAnswerInvalid(),
        CredentialsRefused(),
    ],
    ids=lambda error: type(error).__name__,
)
async def test_a_service_that_does_not_answer_stops_no_review(
    away: ChainError, caplog: pytest.LogCaptureFixture
) -> None:
    assert await checked(service(GOOD), Sources(Resource.LICENCES, away=away)) == ([], "granted")
    assert "licence not read" in caplog.text
    assert GOOD not in caplog.text


async def test_what_the_rules_left_to_an_officer_stays_with_the_officer() -> None:
    _, outcome = await checked(service(GOOD, form={"sign_form": "screen"}), Sources(Resource.LICENCES))
    assert outcome == "undecided"


def reading(*records: dict[str, str]) -> Reading:
    return Reading(Resource.LICENCES, "某服务", "GX1", "CX1", NOW, "0" * 64, complete=True, records=records)


@pytest.mark.parametrize(
    ("records", "found", "doubtful"),
    [
        ((), LicenceFound(), False),
        (({"ZZBS": "1.2", "ZZZTDM": "valid"},), LicenceFound("1.2", "valid"), False),
        (
            ({"ZZBS": "1.1", "ZZZTDM": "superseded"}, {"ZZBS": "1.2", "ZZZTDM": "valid"}),
            LicenceFound("1.2", "valid"),
            False,
        ),
        (({"ZZBS": "1.1", "ZZZTDM": "suspended"},), LicenceFound("1.1", "suspended"), True),
        (({"ZZMC": "营业执照"},), LicenceFound(), False),
        (({"ZZBS": "张三 1", "ZZZTDM": "<b>有效</b>"},), LicenceFound(), False),
    ],
    ids=["none", "valid", "the valid one of two", "suspended", "fields not granted", "not what it should be"],
)
def test_of_several_the_one_that_counts_is_taken(
    records: tuple[dict[str, str], ...], found: LicenceFound, doubtful: bool
) -> None:
    assert licence_found(reading(*records)) == found
    assert found.doubtful is doubtful


async def test_a_file_offers_the_uses_that_it_names(tmp_path: Any) -> None:
    file = tmp_path / "sharing.toml"
    file.write_text(
        'name = "某服务"\nurl = "http://sharing.test"\n[uses.licences]\ngrant_no = "GX1"\npurpose = "核对"\n',
        encoding="utf-8",
    )
    async with open_sources(file, TokenSource.fixed("token"), FixedClock()) as source:
        assert source is not None
        assert source.offers(Resource.LICENCES)
        assert not source.offers(Resource.LEGAL_PERSONS)
