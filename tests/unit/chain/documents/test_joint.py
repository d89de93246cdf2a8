"""Documents that several bodies issue together (联合发文): their page data, names and seals in rows, one seal after the other."""

from dataclasses import replace
from datetime import timedelta
from itertools import combinations, pairwise

import pytest

from chain.certificates.data import Issuer
from chain.certificates.fonts import Fonts
from chain.certificates.verification import Result
from chain.documents.compose import compose_document, composed_before
from chain.documents.errors import MalformedPageData
from chain.documents.kinds import DocumentKind
from chain.documents.layout import lay_out
from chain.documents.page import MOST_ISSUERS, PageData
from chain.documents.verification import carried_data, says, verify_document
from chain.documents.words import full_text
from chain.ofd.errors import OfdLocked
from chain.ofd.model import Box, Text
from chain.ofd.package import read_package, write_package
from chain.ofd.reader import OfdReader
from tests.conformance.document_samples import ISSUER, JOINT, joint_document, sample_document
from tests.conformance.rehearsal_pki import NOW, RehearsalPki, apply_seal, sealed_document

LATER = NOW + timedelta(days=1)
LEFT, RIGHT, BOTTOM = 28.0, 184.0, 270.0
LONG = "国家税务总局演练市某某高新技术产业开发区税务局第一税务分局"


@pytest.fixture(scope="module")
def pki(fonts: Fonts) -> RehearsalPki:
    """Fresh keys; seals are drawn with the fonts."""
    return RehearsalPki()


def bodies(count: int, name: str = "演练市第{}管理局") -> tuple[Issuer, ...]:
    """So many bodies besides the leading one."""
    return tuple(
        Issuer(name.format("一二三四五六七八九十甲乙"[number]), str(number), fictitious=True)
        for number in range(count)
    )


def touch(one: Box, other: Box) -> bool:
    return (
        one.x <= other.x + other.width
        and other.x <= one.x + one.width
        and one.y <= other.y + other.height
        and other.y <= one.y + one.height
    )


def test_page_data_of_several_bodies_are_the_same_after_a_journey() -> None:
    data = joint_document()
    assert PageData.from_json(data.to_json()) == data
    assert PageData.parse(data.dump()) == data
    assert [each.name for each in data.issuers] == [ISSUER.name, *(each.name for each in JOINT)]
    assert data.metadata()["ZFJG"] == "演练市行政审批服务局、演练市消防救援支队、演练市市场监督管理局"


def test_one_bodys_page_data_are_written_as_before_there_were_joint_ones() -> None:
    data = sample_document(DocumentKind.INSPECTION_RECORD)
    assert "joint" not in data.to_json()
    assert PageData.parse(data.dump()).joint == ()
    assert b'"joint"' not in data.dump()


@pytest.mark.parametrize(
    "change",
    [
        {"joint": 3},
        {"joint": [{"name": "某局"}]},
        {"joint": ["某局"]},
        {"issuer": None},
        {"joint": [{"name": "某局", "code": "1", "fictitious": True}] * MOST_ISSUERS},
    ],
    ids=["number", "half a body", "name", "nobody leads", "too many"],
)
def test_what_is_no_joint_page_data_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(MalformedPageData):
        PageData.from_json(joint_document().to_json() | change)


@pytest.mark.parametrize("count", range(1, MOST_ISSUERS))
@pytest.mark.parametrize(
    "name", ["演练市{}局", "演练市第{}管理局", LONG + "{}"], ids=["short", "usual", "long"]
)
def test_seals_in_rows_touch_nothing_and_stay_in_the_column(count: int, name: str, fonts: Fonts) -> None:
    data = joint_document(others=bodies(count, name))
    layout = lay_out(data, fonts)
    last = [item for item in layout.pages[-1].items if isinstance(item, Text) and item.baseline < BOTTOM]
    *names, day = last[-(count + 2) :]

    assert [text.text for text in names] == [each.name for each in data.issuers]
    assert day.text == "2026年3月9日"
    assert len(layout.seals) == count + 1
    assert not [pair for pair in combinations(layout.seals, 2) if touch(*pair)]
    for text, seal in zip(names, layout.seals, strict=True):
        middle = text.x + sum(text.advances) / 2
        assert middle == pytest.approx(seal.x + seal.width / 2, abs=0.1)
        assert seal.y + seal.height / 2 < text.baseline < seal.y + seal.height
        assert seal.x >= LEFT
        assert seal.x + seal.width <= RIGHT
        assert seal.y + seal.height <= BOTTOM
        assert text.x >= LEFT - 0.01
        assert text.x + sum(text.advances) <= RIGHT + 0.01
    for one, other in combinations(names, 2):
        apart = one.x + sum(one.advances) < other.x or other.x + sum(other.advances) < one.x
        assert apart or abs(one.baseline - other.baseline) > 40
    ends = layout.seals[-1]
    assert ends.y + ends.height / 2 < day.baseline < ends.y + ends.height
    above = last[: -(count + 2)]
    assert len(above) >= 2
    assert above[-1].baseline <= layout.seals[0].y + 1, "a seal covers text"


def test_three_bodies_with_names_of_ten_characters_stand_side_by_side(fonts: Fonts) -> None:
    tops = {seal.y for seal in lay_out(joint_document(others=bodies(2)), fonts).seals}
    assert len(tops) == 1


@pytest.mark.parametrize("rows", range(1, 20))
def test_the_signatures_never_stand_alone_on_a_page(rows: int, fonts: Fonts) -> None:
    data = joint_document(rows=rows)
    layout = lay_out(data, fonts)
    texts = [item for item in layout.pages[-1].items if isinstance(item, Text)]
    assert len([text for text in texts if text.baseline < layout.seals[0].y + 1]) >= 2
    said = "".join(
        item.text
        for page in layout.pages
        for item in page.items
        if isinstance(item, Text) and item.baseline < BOTTOM
    )
    assert "".join(said.split()) == full_text(data)


@pytest.mark.parametrize("rows", [3, 30], ids=["one page", "several pages"])
def test_it_passes_under_the_seals_of_all_and_of_no_fewer(rows: int, pki: RehearsalPki) -> None:
    data = joint_document(rows=rows)
    whole, two = sealed_document(data, pki), sealed_document(data, pki, bodies=2)
    verdict = verify_document(whole, data, [pki.root], LATER)

    assert verdict.result is Result.PASSED
    assert verdict.seals == tuple(each.name for each in data.issuers)
    assert verify_document(two, data, [pki.root], LATER).result is Result.FAILED
    assert verify_document(two, data, [pki.root], LATER, sealed=2).result is Result.PASSED
    assert verify_document(two, data, [pki.root], LATER, sealed=1).result is Result.FAILED
    assert carried_data(whole) == data


def test_each_later_seal_covers_the_earlier_ones_and_leaves_their_files_as_they_were(
    pki: RehearsalPki,
) -> None:
    data = joint_document(rows=30)
    composed, files = compose_document(data), list[dict[str, bytes]]()
    ofd = composed.ofd
    for number, (issuer, place) in enumerate(zip(data.issuers, composed.seal_places, strict=True)):
        signer = pki.signer(issuer.name)
        seal = pki.seal(signer, body=issuer.name)
        made = composed_before(ofd, data)
        assert made.seal_places == composed.seal_places
        ofd = apply_seal(ofd, seal, signer, place, seam=made.seam if number == 0 else (), lock=number == 2)
        files.append(read_package(ofd))
    list_file = "Doc_0/Signs/Signatures.xml"
    for before, after in pairwise(files):
        assert {name for name, content in before.items() if after[name] != content} == {list_file}
    entries = OfdReader(ofd).signatures
    for number, later in enumerate(entries):
        covered = {file for file, _ in later.references}
        for earlier in entries[:number]:
            assert {earlier.file, earlier.value_file, earlier.seal_file} <= covered
    assert [len(entry.stamps) for entry in entries] == [1 + len(OfdReader(ofd).pages), 1, 1]


def test_nobody_seals_after_the_last_body(pki: RehearsalPki) -> None:
    data = joint_document()
    signer, place = pki.signer("演练单位"), compose_document(data).seal_places[0]
    with pytest.raises(OfdLocked):
        apply_seal(sealed_document(data, pki), pki.seal(signer), signer, place)


@pytest.mark.parametrize(
    "others",
    [JOINT[::-1], JOINT[:1], (JOINT[0], JOINT[0]), (JOINT[0], bodies(1)[0])],
    ids=["another order", "one is missing", "one twice", "a stranger"],
)
def test_other_seals_than_those_of_the_issuers_in_their_order_are_refused(
    others: tuple[Issuer, ...], pki: RehearsalPki
) -> None:
    wanted = joint_document()
    other = replace(wanted, joint=others)
    verdict = verify_document(sealed_document(other, pki), wanted, [pki.root], LATER)
    assert "seal_kind" in {finding.key for finding in verdict.findings if not finding.passed}


def test_a_file_says_its_page_data_whoever_sealed_it(pki: RehearsalPki) -> None:
    data = joint_document()
    one = sealed_document(data, pki, bodies=1)
    assert says(one, data)
    assert says(compose_document(data).ofd, data)
    assert not says(one, replace(data, joint=JOINT[::-1]))
    assert not says(b"no file", data)


def test_a_first_seal_that_was_taken_off_breaks_what_follows(pki: RehearsalPki) -> None:
    data = joint_document()
    files = read_package(sealed_document(data, pki))
    gone = {name: content for name, content in files.items() if "/Sign_0/" not in name}
    assert verify_document(write_package(gone), data, [pki.root], LATER).result is Result.FAILED
