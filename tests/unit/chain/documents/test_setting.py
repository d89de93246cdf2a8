"""Documents on paper: everything on the page and inside its margins, the signature never alone, the same bytes each time."""

from dataclasses import replace

import pytest

from chain.certificates.data import Issuer, chinese_date
from chain.certificates.fonts import Fonts
from chain.certificates.typesetting import GETA
from chain.documents.compose import compose_document
from chain.documents.kinds import DocumentKind, Nature
from chain.documents.layout import lay_out
from chain.documents.page import PageData, Part
from chain.documents.words import SPECIMEN, full_text
from chain.ofd.model import Text
from chain.ofd.reader import OfdReader
from tests.conformance.document_samples import sample_document

LEFT, RIGHT, TOP, BOTTOM = 28.0, 184.0, 37.0, 262.0
CLOSING = "。，、；：！？）》”"


def texts(data: PageData, fonts: Fonts) -> list[list[Text]]:
    """The text on each page, its feet left out."""
    return [
        [item for item in page.items if isinstance(item, Text) and item.baseline < 270]
        for page in lay_out(data, fonts).pages
    ]


def notice(rows: int) -> PageData:
    """A supplement notice of so many gaps."""
    return sample_document(DocumentKind.SUPPLEMENT_NOTICE, rows=rows)


@pytest.mark.parametrize("nature", Nature)
@pytest.mark.parametrize("kind", DocumentKind)
def test_a_document_of_every_kind_stands_whole_within_its_margins(
    kind: DocumentKind, nature: Nature, fonts: Fonts
) -> None:
    data = sample_document(kind, nature, rows=12)
    pages = texts(data, fonts)
    for text in (each for page in pages for each in page):
        assert text.x >= LEFT - 0.01
        assert text.x + sum(text.advances) - text.spacing <= RIGHT + 0.01
        assert TOP < text.baseline <= BOTTOM
    said = "".join("".join(text.text for page in pages for text in page).split())
    assert said == full_text(data)


@pytest.mark.parametrize("rows", range(1, 30))
def test_the_signature_never_stands_alone_on_a_page_nor_beneath_its_edge(rows: int, fonts: Fonts) -> None:
    data = notice(rows)
    layout = lay_out(data, fonts)
    last = texts(data, fonts)[-1]
    (seal,) = layout.seals
    assert seal.y + seal.height <= 270
    above = [
        text
        for text in last
        if text.text not in (data.issuer.name if data.issuer else "", chinese_date(data.issued))
    ]
    assert len(above) >= 2


def test_the_seal_covers_the_date_and_the_issuer_below_its_middle(fonts: Fonts) -> None:
    data = notice(2)
    layout = lay_out(data, fonts)
    name, day = texts(data, fonts)[-1][-2:]
    (seal,) = layout.seals
    assert (name.text, day.text) == ("演练市行政审批服务局", "2026年3月9日")
    assert seal.y + seal.height / 2 < name.baseline < day.baseline < seal.y + seal.height
    for text in (name, day):
        middle = text.x + sum(text.advances) / 2
        assert middle == pytest.approx(seal.x + seal.width / 2, abs=0.1)
    body = [text for text in texts(data, fonts)[-1] if text.baseline < name.baseline]
    assert body[-1].baseline <= seal.y + 1, "the seal covers text"


def test_no_line_begins_with_a_closing_mark(fonts: Fonts) -> None:
    for page in texts(notice(25), fonts):
        assert not [text.text for text in page if text.text[0] in CLOSING]


def test_paragraphs_are_indented_by_two_characters_and_the_number_stands_right(fonts: Fonts) -> None:
    data = notice(1)
    page = texts(data, fonts)[0]
    number = next(text for text in page if text.text == data.number)
    assert number.x + sum(number.advances) == pytest.approx(RIGHT, abs=0.01)
    first = next(text for text in page if "收悉" in text.text or "提出的" in text.text)
    assert first.text.startswith("　　")
    addressee = next(text for text in page if text.text == data.addressee)
    assert addressee.x == pytest.approx(LEFT)


def test_every_page_says_which_it_is_and_that_a_fictitious_body_made_it_out(fonts: Fonts) -> None:
    layout = lay_out(notice(25), fonts)
    assert len(layout.pages) > 2
    for index, page in enumerate(layout.pages, 1):
        said = [item.text for item in page.items if isinstance(item, Text)]
        assert said[-2:] == [f"第{index}页 共{len(layout.pages)}页", SPECIMEN]


def test_the_same_page_data_give_the_same_bytes(fonts: Fonts) -> None:
    first, second = compose_document(notice(9), fonts), compose_document(notice(9), fonts)
    assert first == second


def test_the_seal_goes_on_the_last_page(fonts: Fonts) -> None:
    composed = compose_document(notice(20), fonts)
    place = composed.seal_place
    assert place is not None
    assert str(place.page_ref) == OfdReader(composed.ofd).pages[-1].page_id


def test_a_paper_of_the_applicant_bears_no_seal_and_no_issuer(fonts: Fonts) -> None:
    data = sample_document(DocumentKind.TOLERANCE_UNDERTAKING)
    assert compose_document(data, fonts).seal_place is None
    assert "承诺人：张演示" in full_text(data)


def test_a_character_that_the_typeface_lacks_is_marked_and_stays_in_the_page_data(fonts: Fonts) -> None:
    rare = "\U0002b8cb"
    data = replace(notice(1), addressee=f"张{rare}：", parts=(Part("😀已收悉。"),))
    said = "".join(text.text for text in texts(data, fonts)[0])
    assert f"张{GETA}：" in said
    assert f"{GETA}已收悉。" in said
    assert rare in data.dump().decode()


def test_the_longest_name_of_a_body_stays_on_the_page(fonts: Fonts) -> None:
    long = Issuer("示例一区" + "国家税务总局某某市某某区税务局第一税务所" * 2, "1", fictitious=False)
    name = texts(replace(notice(1), issuer=long), fonts)[-1][-2]
    assert name.text == long.name
    assert name.x >= LEFT - 0.01
    assert name.x + sum(name.advances) <= RIGHT + 0.01
