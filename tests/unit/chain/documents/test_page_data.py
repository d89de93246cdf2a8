"""Page data: what was written is read back, and what is no page data is refused."""

import pytest

from chain.documents.errors import MalformedPageData
from chain.documents.kinds import DocumentKind, Nature, SealKind, common_nature, nature_of
from chain.documents.page import PageData
from tests.conformance.document_samples import sample_document


@pytest.mark.parametrize("kind", DocumentKind)
def test_page_data_are_the_same_after_a_journey(kind: DocumentKind) -> None:
    data = sample_document(kind)
    assert PageData.from_json(data.to_json()) == data


@pytest.mark.parametrize(
    "change", [{"kind": "other"}, {"issued": "today"}, {"parts": 3}, {"seal": "round"}, {"issuer": {}}]
)
def test_what_is_no_page_data_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(MalformedPageData):
        PageData.from_json(sample_document(DocumentKind.RECEIPT).to_json() | change)


def test_what_the_file_says_of_itself_names_no_person() -> None:
    data = sample_document(DocumentKind.RECEIPT)
    assert not any("海岱" in value for value in data.metadata().values())


@pytest.mark.parametrize(
    ("kind", "nature"),
    [
        ("行政许可", Nature.LICENCE),
        ("行政确认", Nature.ADMINISTRATIVE),
        ("行政给付", Nature.ADMINISTRATIVE),
        ("其他行政权力（备案）", Nature.ADMINISTRATIVE),
        ("备案", Nature.ADMINISTRATIVE),
        ("公共服务", Nature.SERVICE),
        ("市政公用服务", Nature.SERVICE),
        ("一业一证集成证照", Nature.SERVICE),
    ],
)
def test_the_kind_of_power_decides_the_wording(kind: str, nature: Nature) -> None:
    assert nature_of(kind) is nature


def test_the_strictest_law_rules_a_document_on_several_items() -> None:
    assert common_nature([Nature.SERVICE, Nature.LICENCE, Nature.ADMINISTRATIVE]) is Nature.LICENCE
    assert common_nature([Nature.SERVICE, Nature.ADMINISTRATIVE]) is Nature.ADMINISTRATIVE
    assert common_nature([]) is Nature.SERVICE


def test_an_official_seal_bears_the_name_alone() -> None:
    names = {kind: kind.name_for("某局") for kind in SealKind}
    assert names == {
        SealKind.CERTIFICATE: "某局电子证照专用章",
        SealKind.OFFICIAL: "某局",
        SealKind.ACCEPTANCE: "某局行政审批受理专用章",
        SealKind.BUSINESS: "某局业务专用章",
        SealKind.PERSONAL: "某局人名章",
    }
