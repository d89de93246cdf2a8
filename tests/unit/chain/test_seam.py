"""A seal across the edges of all pages: each shows a strip, together they show it whole."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageChops

from chain.certificates.fonts import find_fonts
from chain.certificates.verdict import Result
from chain.documents.compose import compose_document
from chain.documents.kinds import DocumentKind
from chain.documents.page import PageData
from chain.documents.verification import verify_document
from chain.ofd.model import Box
from chain.ofd.package import read_package, write_package
from chain.ofd.reader import OfdReader, Stamp
from chain.ofd.render import render_page
from chain.ofd.sealing import prepare_seal
from chain.ofd.seam import MOST_PAGES, seam
from tests.conformance.document_samples import sample_document
from tests.conformance.rehearsal_pki import NOW, RehearsalPki, apply_seal, sealed_document

SIZE = 40.0
A4 = Box(0, 0, 210, 297)
DPI = 127
PIXELS = DPI / 25.4
"""In a millimetre: five, so that a strip of two pages ends on a whole one."""


@pytest.fixture(scope="module")
def pki() -> RehearsalPki:
    return RehearsalPki()


@pytest.fixture(scope="module")
def notice() -> PageData:
    return sample_document(DocumentKind.SUPPLEMENT_NOTICE, rows=3)


def pages(number: int) -> list[tuple[str, Box]]:
    return [(str(page), A4) for page in range(1, number + 1)]


@given(st.integers(2, 100))
def test_every_page_shows_a_strip_within_it_and_the_strips_make_up_whole_seals(number: int) -> None:
    stamps = seam(pages(number), SIZE)
    assert [stamp.page_ref for stamp in stamps] == [page for page, _ in pages(number)]
    shown = 0.0
    for stamp in stamps:
        assert stamp.clip is not None
        assert stamp.clip.x == pytest.approx(shown % SIZE) or stamp.clip.x == pytest.approx(0)
        assert stamp.shown.x + stamp.shown.width == pytest.approx(A4.width)
        assert stamp.shown.width >= SIZE / MOST_PAGES - 1e-9
        shown += stamp.clip.width
    assert shown == pytest.approx(SIZE * -(-number // MOST_PAGES))


def test_a_single_page_has_no_seam(pki: RehearsalPki) -> None:
    assert seam(pages(1), SIZE) == ()
    data = sample_document(DocumentKind.REFUSAL_DECISION)
    [entry] = OfdReader(sealed_document(data, pki)).signatures
    assert len(entry.stamps) == 1


@pytest.mark.parametrize(
    ("clip", "shown"),
    [
        (None, Box(10, 20, 40, 40)),
        (Box(5, 0, 10, 40), Box(15, 20, 10, 40)),
        (Box(30, 30, 40, 40), Box(40, 50, 10, 10)),
        (Box(-5, -5, 10, 10), Box(10, 20, 5, 5)),
        (Box(50, 50, 10, 10), Box(60, 70, 0, 0)),
    ],
)
def test_a_clip_shows_no_more_than_the_seal_has(clip: Box | None, shown: Box) -> None:
    assert Stamp("1", Box(10, 20, 40, 40), clip).shown == shown


def test_a_document_of_several_pages_bears_one_signature_on_its_last_page_and_over_all_edges(
    pki: RehearsalPki, notice: PageData
) -> None:
    content = sealed_document(notice, pki)
    reader = OfdReader(content)
    assert len(reader.pages) == 2
    [entry] = reader.signatures
    first, last = (page.page_id for page in reader.pages)
    assert [(stamp.page_ref, stamp.clip is not None) for stamp in entry.stamps] == [
        (last, False),
        (first, True),
        (last, True),
    ]
    assert verify_document(content, notice, [pki.root], NOW + timedelta(days=1)).result is Result.PASSED


def test_pages_laid_side_by_side_show_the_seal_whole(pki: RehearsalPki, notice: PageData) -> None:
    reader = OfdReader(sealed_document(notice, pki))
    left, right = (render_page(reader, number, DPI) for number in (0, 1))
    edge, top, strip = round(210 * PIXELS), round(128.5 * PIXELS), round(20 * PIXELS)
    joined = Image.new("RGB", (2 * strip, 2 * strip))
    joined.paste(left.crop((edge - strip, top, edge, top + 2 * strip)), (0, 0))
    joined.paste(right.crop((edge - strip, top, edge, top + 2 * strip)), (strip, 0))
    [entry] = reader.signatures
    whole = entry.stamps[0].box
    corner = round(whole.x * PIXELS), round(whole.y * PIXELS)
    alone = right.crop((*corner, corner[0] + 2 * strip, corner[1] + 2 * strip))
    upper = (0, 0, 2 * strip, strip // 2)  # above the issuer's name, which the whole seal is set over
    difference = ImageChops.difference(joined.crop(upper), alone.crop(upper)).convert("L")
    assert sum(difference.histogram()[96:]) < 0.03 * strip * strip
    assert joined.getpixel((strip, 2)) != (255, 255, 255)


def test_a_strip_that_was_taken_off_breaks_the_signature(pki: RehearsalPki, notice: PageData) -> None:
    files = read_package(sealed_document(notice, pki))
    name = "Doc_0/Signs/Sign_0/Signature.xml"
    before = files[name]
    files[name] = before.replace(b' Clip="0 0 20 40"', b' Clip="0 0 0 40"')
    assert files[name] != before
    verdict = verify_document(write_package(files), notice, [pki.root], NOW + timedelta(days=1))
    assert verdict.result is Result.FAILED


def test_a_second_bodys_seal_covers_the_first_and_no_number_is_used_twice(
    pki: RehearsalPki, notice: PageData
) -> None:
    composed = compose_document(notice, find_fonts())
    place = composed.seal_place
    assert place is not None
    ofd = composed.ofd
    for body, last in (("演练市行政审批服务局", False), ("演练市消防救援支队", True)):
        signer = pki.signer(body)
        seal = pki.seal(signer, body=body)
        ofd = apply_seal(ofd, seal, signer, place, seam=composed.seam, lock=last)
    reader = OfdReader(ofd)
    first, second = reader.signatures
    assert {first.file, first.value_file} <= {file for file, _ in second.references}
    described = (reader.xml(name) for name in (str(reader.signature_list_file), first.file, second.file))
    numbers = [node.get("ID") for root in described for node in root.iter() if node.get("ID")]
    assert len(set(numbers)) == len(numbers) == 2 + 2 * 3


@pytest.mark.parametrize(("stated", "next_number"), [("s004", "s005"), ("7", "s008"), ("", "s002")])
def test_numbers_go_on_after_those_of_another_maker(
    stated: str, next_number: str, pki: RehearsalPki, notice: PageData
) -> None:
    composed, signer = compose_document(notice, find_fonts()), pki.signer("演练单位")
    place = composed.seal_place
    assert place is not None
    files = read_package(apply_seal(composed.ofd, pki.seal(signer), signer, place, lock=False))
    name = "Doc_0/Signs/Signatures.xml"
    files[name] = files[name].replace(b"s002</ofd:MaxSignId>", f"{stated}</ofd:MaxSignId>".encode())
    prepared = prepare_seal(
        write_package(files), pki.seal(signer), signer.certificate, place.page_ref, place.box, NOW
    )
    assert f'ID="{next_number}" Type="Seal"'.encode() in prepared.files[name]
