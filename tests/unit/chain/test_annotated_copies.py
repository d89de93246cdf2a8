"""An annotated copy says for what, for whom and until when, on its face and in its metadata, and counts no day longer."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from chain.certificates.annotation import CAUSE, UNTIL, Annotation
from chain.certificates.annotation_strip import STRIP_HEIGHT
from chain.certificates.certificate_types import certificate_types
from chain.certificates.compose import compose_certificate, seal_place
from chain.certificates.data import CertificateData
from chain.certificates.preview import sample_of
from chain.certificates.questions import Question, answers
from chain.certificates.verdict import Result
from chain.certificates.verification import verify_ofd
from chain.clock import BEIJING
from chain.ofd.reader import OfdReader, read_box
from chain.ofd.xml import tag
from tests.conformance.rehearsal_pki import RehearsalPki, apply_seal
from tests.conformance.samples import ISSUER
from tests.fonts import fonts_or_skip

NOW = datetime(2026, 3, 10, 9, 0, tzinfo=BEIJING)
LAST = date(2026, 4, 10)
ANNOTATION = Annotation(NOW, "演练市示范区海岱小馆（个体工商户）", "办理租赁合同备案", "示例物业公司", LAST)
TYPES = sorted(certificate_types())


@pytest.fixture(autouse=True)
def _fonts() -> None:
    fonts_or_skip()


def copy_of(kind: str, annotation: Annotation = ANNOTATION) -> tuple[CertificateData, bytes]:
    about = certificate_types()[kind]
    data = replace(sample_of(about), annotation=annotation)
    return data, compose_certificate(about.template, data)


def size_of(reader: OfdReader) -> tuple[float, float]:
    area = reader.xml(reader.pages[0].file).find("/".join(map(tag, ("Area", "PhysicalBox"))))
    if area is None:
        area = reader.document.find("/".join(map(tag, ("CommonData", "PageArea", "PhysicalBox"))))
    assert area is not None
    box = read_box(area.text or "")
    return box.width, box.height


@pytest.mark.parametrize("kind", TYPES)
def test_it_is_the_certificate_with_a_strip_beneath(kind: str) -> None:
    data, content = copy_of(kind)
    template = certificate_types()[kind].template
    plain = OfdReader(compose_certificate(template, replace(data, annotation=None)))
    copy = OfdReader(content)
    assert copy.metadata == plain.metadata | {
        "JZJZZSJ": "2026-03-10T09:00:00+08:00",
        "JZJZZZ": ANNOTATION.creator,
        CAUSE: "供示例物业公司用于办理租赁合同备案",
        UNTIL: "2026-04-10",
    }
    said, before = "".join(copy.text().split()), "".join(plain.text().split())
    assert "本加注件仅供示例物业公司用于办理租赁合同备案，有效期至2026年4月10日，他用无效。" in said
    assert before in said
    assert size_of(copy) == (size_of(plain)[0], size_of(plain)[1] + STRIP_HEIGHT)


def test_its_data_travel_as_json() -> None:
    data, _ = copy_of("signboard")
    assert CertificateData.from_json(data.to_json()) == data


def test_each_copy_is_a_document_of_its_own() -> None:
    later = replace(ANNOTATION, created=NOW + timedelta(minutes=1))
    copies = {copy_of("signboard")[1], copy_of("signboard", later)[1], copy_of("signboard")[1]}
    assert len(copies) == 2


def test_a_character_without_a_glyph_is_shown_as_one_and_kept_in_the_metadata() -> None:
    _, content = copy_of("signboard", replace(ANNOTATION, recipient="示例\U0001f600公司"))
    reader = OfdReader(content)
    assert "供示例〓公司用于" in "".join(reader.text().split())
    assert reader.metadata[CAUSE] == "供示例\U0001f600公司用于办理租赁合同备案"


@pytest.mark.parametrize("kind", TYPES)
def test_the_longest_words_fit(kind: str) -> None:
    longest = replace(ANNOTATION, purpose="用" * 60, recipient="单" * 60, creator="名" * 100)
    _, content = copy_of(kind, longest)
    assert "用" * 60 in "".join(OfdReader(content).text().split())


class Unreadable(Annotation):
    """An annotation whose last day is no date, as another maker might write it."""

    def metadata(self) -> dict[str, str]:
        return Annotation.metadata(self) | {UNTIL: "明年春天"}


def sealed(annotation: Annotation = ANNOTATION) -> tuple[RehearsalPki, bytes]:
    pki = RehearsalPki()
    _, content = copy_of("signboard", annotation)
    signer = pki.signer(ISSUER.name)
    return pki, apply_seal(content, pki.seal(signer), signer, seal_place("signboard"))


def test_it_counts_to_the_end_of_its_last_day_and_tells_its_purpose() -> None:
    pki, content = sealed()
    at_the_end = datetime(2026, 4, 10, 23, 59, tzinfo=BEIJING)
    verdict = verify_ofd(content, [pki.root], at_the_end)
    assert verdict.result is Result.PASSED
    assert (
        "用途：本文件是证照加注件，仅供示例物业公司用于办理租赁合同备案，期限至2026-04-10。" in verdict.notes
    )

    over = verify_ofd(content, [pki.root], at_the_end + timedelta(minutes=1))
    assert over.result is Result.FAILED
    (status,) = (each for each in answers(over) if each.question is Question.STATUS)
    assert (status.result, status.reason) == (
        Result.FAILED,
        "本文件是证照加注件，使用期限至2026年4月10日，已经届满。",
    )


def test_a_last_day_that_is_no_date_leaves_it_open() -> None:
    unreadable = Unreadable(NOW, "示例小馆", "办理租赁合同备案", "示例物业公司", LAST)
    pki, content = sealed(unreadable)
    assert verify_ofd(content, [pki.root], NOW).result is Result.INDETERMINATE
