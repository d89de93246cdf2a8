"""Each handler against the documented answers of the gateway and the keeper."""

import base64
import json
from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest

from chain.cases import Outcome
from chain.certificates.data import MalformedCertificateData
from chain.clock import BEIJING
from chain.crypto.sm2 import PrivateKey
from chain.crypto.x509 import Purpose, Subject, Validity, make_root, make_signer
from chain.errors import ChainError
from chain.ofd import handover
from chain.ofd.model import Document, Page, Shape
from chain.ofd.package import read_packed
from chain.ofd.reader import OfdReader
from chain.ofd.writer import write_ofd
from chain.seal.making import SealOrder, SealPicture, make_seal
from chain.seal.reading import read_signature
from chain.seal.signer import KeySigner
from chain.trust.errors import TimestampNotGiven
from chain.trust.timestamping import TimestampAuthority
from chain.trust.token import TimestampToken
from tests.conformance.samples import sample
from tests.unit.workers.service import BODY, CASE, NOW, DocumentedService, FixedClock, problem, slice_of
from workers.acceptance import handlers as acceptance
from workers.archive import handlers as archive
from workers.clock import handlers as clock
from workers.data_sharing import handlers as data_sharing
from workers.e_certificate import handlers as e_certificate
from workers.e_seal import handlers as e_seal
from workers.errors import GatewayAnswerInvalid, GatewayRefused, JobInputInvalid, NoticeTooLate
from workers.notice import handlers as notice
from workers.obligation import handlers as obligation
from workers.review import handlers as review
from workers.runtime.failures import Failure, Kind, classify

LATER = datetime(2026, 3, 9, 23, 59, 59, tzinfo=BEIJING)
LATER_TEXT = LATER.isoformat()
CASE_PATH = f"/worker/cases/{CASE}"
ITEM_PATH = f"{CASE_PATH}/items/signboard"
ITEM = {"case_no": CASE, "item": "signboard"}


async def test_a_claim_names_the_process_instance_and_passes_the_answer_on() -> None:
    service = DocumentedService({f"POST {CASE_PATH}/claim": {"claimed": False}})
    result = await acceptance.claim(service.context("acceptance.claim", {"case_no": CASE}))
    assert result.claimed is False
    assert service.sent() == {"process_instance_key": 99}


@pytest.mark.parametrize(
    "answer",
    [
        {
            "outcome": "accepted",
            "accepted_at": NOW.isoformat(),
            "inspection_due_at": LATER_TEXT,
            "notice": None,
        },
        {"outcome": "not_accepted", "accepted_at": None, "inspection_due_at": None, "notice": None},
        {
            "outcome": "told",
            "accepted_at": None,
            "inspection_due_at": None,
            "notice": {"notice_no": "BZ01", "due_at": LATER_TEXT},
        },
    ],
)
async def test_an_acceptance_brings_its_outcome_its_moment_its_limits_and_the_notice_that_is_open(
    answer: dict[str, Any],
) -> None:
    service = DocumentedService({f"POST {CASE_PATH}/acceptance": answer})
    result = await acceptance.accept(service.context("acceptance.accept", {"case_no": CASE}))
    assert result.model_dump(mode="json") == answer


@pytest.mark.parametrize(
    ("code", "failure"),
    [
        ("NotAccepted", Failure(Kind.WAIT, "AcceptanceTooEarly")),
        ("NotYourCase", Failure(Kind.PERMANENT, "NotYourCase")),
    ],
)
async def test_an_acceptance_that_the_engines_clock_asks_for_too_early_waits_for_the_gateways(
    code: str, failure: Failure
) -> None:
    service = DocumentedService({f"POST {CASE_PATH}/acceptance": problem(409, code)})
    with pytest.raises(ChainError) as refused:
        await acceptance.accept(service.context("acceptance.accept", {"case_no": CASE}))
    assert classify(refused.value) == failure


@pytest.mark.parametrize(("due", "when"), [(LATER_TEXT, LATER), (None, None)])
async def test_the_clock_says_when_to_look_again_or_not_any_more(
    due: str | None, when: datetime | None
) -> None:
    service = DocumentedService({f"POST {ITEM_PATH}/clock": {"state": "yellow", "next": due}})
    result = await clock.check(service.context("clock.check", ITEM))
    assert (result.state, result.next) == ("yellow", when)


@pytest.mark.parametrize("officer", [True, False])
async def test_a_precheck_hands_in_every_gap_and_says_whether_an_officer_is_to_look(officer: bool) -> None:
    material = {"material": "sign_design", "name": "招牌效果图", "required": True, "files": []}
    service = DocumentedService(
        {
            f"GET {ITEM_PATH}/slice": slice_of("signboard", materials=[material]),
            f"POST {ITEM_PATH}/precheck": {"complete": False, "officer": officer},
        }
    )
    result = await review.precheck(service.context("review.precheck", ITEM))
    assert (result.complete, result.officer) == (False, officer)
    assert [(gap["kind"], gap["target"]) for gap in service.sent()["gaps"]] == [("material", "sign_design")]


async def test_a_check_hands_in_what_the_rules_say_and_returns_what_was_recorded() -> None:
    service = DocumentedService(
        {
            f"GET {ITEM_PATH}/slice": slice_of("signboard"),
            f"POST {ITEM_PATH}/check": {
                "outcome": "granted",
                "due_at": LATER_TEXT,
                "clock_next": LATER_TEXT,
                "certificate": True,
            },
        }
    )
    result = await review.check(service.context("review.check", ITEM))
    assert service.sent() == {"outcome": "undecided", "reason": None}
    assert (result.outcome, result.due_at, result.clock_next) == (Outcome.GRANTED, LATER, LATER)
    assert result.certificate


@pytest.mark.parametrize(
    ("uscc", "name", "outcome"),
    [
        ("92379901MADEMA019D", "示例一区老街饭店", "granted"),
        ("92379901madema019d ", "示例一区 老街饭店", "granted"),
        ("92379901MADEMA019D", "示例一区新街饭店", "refused"),
        ("92379901MADEM02066", "示例一区歇业小吃店", "refused"),
        ("92379901MADEM0302F", "示例一区违规饭店", "refused"),
        ("91330000755918469E", "没有登记的饭店", "refused"),
        (None, None, "refused"),
    ],
)
async def test_a_licence_is_verified_at_the_register_and_the_evidence_kept(
    uscc: str | None, name: str | None, outcome: str
) -> None:
    form = {"uscc": uscc, "business_name": name}
    service = DocumentedService(
        {
            f"GET {CASE_PATH}/items/business_license/slice": slice_of("business_license", form=form),
            f"POST {CASE_PATH}/items/business_license/verification": {"outcome": outcome},
        }
    )
    variables = {"case_no": CASE, "item": "business_license"}
    result = await data_sharing.verify_licence(service.context("data_sharing.verify_licence", variables))
    assert result.outcome == outcome
    assert service.sent() == {
        "outcome": outcome,
        "register": "市场主体登记信息（演练）",
        "consulted_at": NOW.isoformat(),
    }


@pytest.mark.parametrize("scope", ["chain", "signboard"])
async def test_a_supplement_notice_is_sent_for_its_scope(scope: str) -> None:
    service = DocumentedService({f"POST {CASE_PATH}/notices": {"notice_no": "1", "due_at": LATER_TEXT}})
    context = service.context("notice.supplement", {"case_no": CASE, "item": scope})
    result = await notice.supplement(context)
    assert (result.notice_no, result.due_at) == ("1", LATER)
    assert service.sent() == {"scope": scope, "kind": "supplement", "result": None}


async def test_a_supplement_notice_without_a_limit_would_wait_for_ever_and_is_refused() -> None:
    service = DocumentedService({f"POST {CASE_PATH}/notices": {"notice_no": "1", "due_at": None}})
    with pytest.raises(GatewayAnswerInvalid):
        await notice.supplement(service.context("notice.supplement", ITEM))


async def test_a_supplement_notice_that_comes_too_late_waits_for_the_timer_that_accepts_the_case() -> None:
    service = DocumentedService({f"POST {CASE_PATH}/notices": problem(409, "TooLateToTell")})
    with pytest.raises(NoticeTooLate) as refused:
        await notice.supplement(service.context("notice.supplement", ITEM))
    assert classify(refused.value).kind is Kind.WAIT


async def test_a_supplement_notice_that_is_refused_otherwise_is_an_incident() -> None:
    service = DocumentedService({f"POST {CASE_PATH}/notices": problem(409, "NothingToTell")})
    with pytest.raises(GatewayRefused) as refused:
        await notice.supplement(service.context("notice.supplement", ITEM))
    assert classify(refused.value) == Failure(Kind.PERMANENT, "NothingToTell")


@pytest.mark.parametrize("opened", [True, False])
async def test_the_gate_before_a_certificate_is_the_stores_to_open(opened: bool) -> None:
    service = DocumentedService({f"POST {ITEM_PATH}/obligations/gate": {"open": opened}})
    assert (await obligation.gate(service.context("obligation.gate", ITEM))).open is opened


@pytest.mark.parametrize(
    ("answer", "found"),
    [
        ({"settled": False, "next": LATER_TEXT}, (False, LATER)),
        ({"settled": True, "next": None}, (True, None)),
    ],
)
async def test_an_obligation_is_settled_or_looked_at_again(
    answer: dict[str, object], found: tuple[bool, datetime | None]
) -> None:
    service = DocumentedService({f"POST {CASE_PATH}/obligations/R-1/check": answer})
    context = service.context("obligation.check", {"case_no": CASE, "obligation_no": "R-1"})
    result = await obligation.check(context)
    assert (result.settled, result.next) == found


@pytest.mark.parametrize("number", [None, 7, "", "a/b", "张三"])
async def test_an_obligation_without_its_number_is_asked_of_nobody(number: object) -> None:
    service = DocumentedService({})
    context = service.context("obligation.check", {"case_no": CASE, "obligation_no": number})
    with pytest.raises(JobInputInvalid):
        await obligation.check(context)
    assert service.requests == []


async def test_the_one_answer_carries_the_result_that_the_diagram_names() -> None:
    service = DocumentedService({f"POST {CASE_PATH}/notices": {"notice_no": "2", "due_at": None}})
    context = service.context("notice.answer", {"case_no": CASE}, {"result": "completed"})
    assert (await notice.answer(context)).notice_no == "2"
    assert service.sent() == {"scope": "chain", "kind": "answer", "result": "completed"}


async def test_the_answer_to_a_withdrawal_claims_a_case_that_may_not_have_been_claimed_yet() -> None:
    answers = {
        f"{CASE_PATH}/claim": {"claimed": True},
        f"{CASE_PATH}/notices": {"notice_no": "1", "due_at": None},
    }
    service = DocumentedService({f"POST {path}": answer for path, answer in answers.items()})
    context = service.context("notice.answer", {"case_no": CASE}, {"result": "withdrawn"})
    assert (await notice.answer(context)).notice_no == "1"
    assert [request.url.path for request in service.requests] == list(answers)
    assert service.sent(0) == {"process_instance_key": 99}


IDENTIFIER = "1.2.156.3005.2.11100000000013338W004.11379901MADEMO"
CERTIFICATE: dict[str, Any] = {
    "identifier": IDENTIFIER,
    "type": "11100000000013338W004",
    "template": "signboard",
    "data": {},
    "state": "composed",
    "sealed_at": None,
}
REFERENCE = {"identifier": IDENTIFIER, "type": "11100000000013338W004"}


@pytest.mark.parametrize("state", ["composed", "sealed"])
async def test_a_certificate_that_was_composed_is_not_composed_again(state: str) -> None:
    service = DocumentedService({f"POST {ITEM_PATH}/certificate": {**CERTIFICATE, "state": state}})
    result = await e_certificate.issue(service.context("e_certificate.issue", ITEM))
    assert result.model_dump() == REFERENCE
    assert len(service.requests) == 1


async def test_a_certificate_is_composed_from_its_data_and_stored() -> None:
    data = sample("signboard")
    allocated = {**CERTIFICATE, "state": "allocated", "data": data.to_json()}
    stored = {"identifier": IDENTIFIER, "sha256": "0" * 64, "sealed_at": None}
    service = DocumentedService(
        {
            f"POST {ITEM_PATH}/certificate": allocated,
            f"PUT /worker/certificates/{IDENTIFIER}/original": stored,
        }
    )
    result = await e_certificate.issue(service.context("e_certificate.issue", ITEM))
    assert result.model_dump() == REFERENCE
    assert OfdReader(service.requests[-1].content).metadata["ZZBS"] == str(data.identifier)


async def test_a_certificate_whose_data_cannot_be_read_is_not_composed() -> None:
    service = DocumentedService({f"POST {ITEM_PATH}/certificate": {**CERTIFICATE, "state": "allocated"}})
    with pytest.raises(MalformedCertificateData):
        await e_certificate.issue(service.context("e_certificate.issue", ITEM))


class Keeper:
    """A body's seal and key, made for this test; signs as the keeper's contract says."""

    def __init__(self) -> None:
        span = Validity(NOW - timedelta(days=1), NOW + timedelta(days=365))
        root_key, key = PrivateKey.generate(), PrivateKey.generate()
        root = make_root(root_key, Subject("演练根", "演练"), span)
        certificate = make_signer(key.public_key, Subject("演练签章人", "演练"), span, root_key, root)
        order = SealOrder("ES1", "YL", "演练专用章", [certificate], SealPicture(b"png", 40, 40), span, NOW)
        self._signer = KeySigner(key, certificate)
        stamper = PrivateKey.generate()
        stamping = make_signer(
            stamper.public_key, Subject("演练时间戳", "演练"), span, root_key, root, Purpose.TIME_STAMPING
        )
        self.stamps: TimestampAuthority | None = TimestampAuthority(
            KeySigner(stamper, stamping), FixedClock()
        )
        self.seal = make_seal(order, KeySigner(root_key, root))
        self.certificate = certificate

    def answers(self) -> dict[str, Any]:
        """What the keeper answers, but for the signature."""
        return {
            "seal": base64.b64encode(self.seal).decode(),
            "certificate": base64.b64encode(self.certificate).decode(),
            "seal_id": "ES1",
            "name": "演练专用章",
            "width_mm": 40,
            "height_mm": 40,
        }

    def sign(self, request: httpx.Request) -> httpx.Response:
        """Sign the digest of the request."""
        digest = bytes.fromhex(json.loads(request.content)["digest"])
        return httpx.Response(
            200, json={"signature": base64.b64encode(self._signer.sign_digest(digest)).decode()}
        )

    def stamp(self, request: httpx.Request) -> httpx.Response:
        """Stamp what the request asks for; a service without time stamps says what it is not asked for."""
        if self.stamps is None:
            return httpx.Response(200, content=b"\x30\x03\x02\x01\x02")
        return httpx.Response(200, content=self.stamps.answer(request.content))


class SealingService(DocumentedService):
    """Gateway and keeper for one sealing."""

    keeper_of_seal: Keeper

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("/sign"):
            self.requests.append(request)
            return self.keeper_of_seal.sign(request)
        if request.url.path == "/v1/timestamp":
            self.requests.append(request)
            return self.keeper_of_seal.stamp(request)
        return super().__call__(request)


def sealing_service(certificate: dict[str, Any]) -> SealingService:
    keeper = Keeper()
    page = Page(210, 297, [Shape("M 10 10 L 100 100", stroke=(200, 0, 0))])
    original = write_ofd(Document("0" * 32, "招牌", NOW.date(), (page,)))
    stored = {"identifier": IDENTIFIER, "sha256": "0" * 64, "sealed_at": NOW.isoformat()}
    service = SealingService(
        {
            f"POST {ITEM_PATH}/certificate": certificate,
            f"GET /worker/certificates/{IDENTIFIER}/original": original,
            f"PUT /worker/certificates/{IDENTIFIER}/sealed": stored,
            f"GET /v1/seals/{BODY}": keeper.answers(),
        }
    )
    service.keeper_of_seal = keeper
    return service


async def test_a_certificate_is_sealed_with_a_signature_of_the_keeper() -> None:
    service = sealing_service(CERTIFICATE)
    result = await e_seal.apply(service.context("e_seal.apply", {**ITEM, "e_certificate": REFERENCE}))
    assert result.sealed_at == NOW
    sealed = service.requests[-1].content
    assert len(OfdReader(sealed).signatures) == 1
    use = next(request for request in service.requests if request.url.path.endswith("/sign"))
    told = json.loads(use.content)
    assert (told["case_no"], told["item"], told["identifier"]) == (CASE, "signboard", IDENTIFIER)


async def test_a_certificate_that_this_process_composed_comes_back_and_is_sealed_without_being_unpacked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    unpacked: list[bytes] = []

    def seeing(data: bytes) -> Any:
        unpacked.append(data)
        return read_packed(data)

    monkeypatch.setattr(handover, "read_packed", seeing)
    service = sealing_service(CERTIFICATE)
    job = {**ITEM, "e_certificate": REFERENCE}
    await e_seal.apply(service.context("e_seal.apply", job))
    assert unpacked == []
    await e_seal.apply(service.context("e_seal.apply", job))
    assert len(unpacked) == 1


async def test_a_certificate_bears_a_time_stamp_over_its_signature() -> None:
    service = sealing_service(CERTIFICATE)
    await e_seal.apply(service.context("e_seal.apply", {**ITEM, "e_certificate": REFERENCE}))
    reader = OfdReader(service.requests[-1].content)
    signature = read_signature(reader.files[reader.signatures[0].value_file])
    assert signature.timestamp is not None
    token = TimestampToken(signature.timestamp)
    assert token.is_over(signature.signature)
    assert token.time == NOW


async def test_without_a_time_stamp_nothing_is_kept_and_the_job_is_brought_again() -> None:
    service = sealing_service(CERTIFICATE)
    service.keeper_of_seal.stamps = None
    with pytest.raises(TimestampNotGiven) as refused:
        await e_seal.apply(service.context("e_seal.apply", {**ITEM, "e_certificate": REFERENCE}))
    assert classify(refused.value).kind is Kind.WAIT
    assert all(request.method != "PUT" for request in service.requests)


async def test_a_sealed_certificate_is_not_sealed_again() -> None:
    service = sealing_service({**CERTIFICATE, "state": "sealed", "sealed_at": NOW.isoformat()})
    result = await e_seal.apply(service.context("e_seal.apply", {**ITEM, "e_certificate": REFERENCE}))
    assert result.sealed_at == NOW
    assert len(service.requests) == 1


@pytest.mark.parametrize("reference", [{"identifier": "1.2", "type": "x"}, {}, "text"])
async def test_a_certificate_other_than_the_diagram_names_is_not_sealed(reference: object) -> None:
    service = sealing_service(CERTIFICATE)
    with pytest.raises(JobInputInvalid):
        await e_seal.apply(service.context("e_seal.apply", {**ITEM, "e_certificate": reference}))
    assert len(service.requests) == 1


async def test_an_answered_case_is_handed_over_to_the_archive() -> None:
    service = DocumentedService({f"POST {CASE_PATH}/handover": {"reference": "DA-1"}})
    result = await archive.file(service.context("archive.file", {"case_no": CASE}))
    assert result.reference == "DA-1"
