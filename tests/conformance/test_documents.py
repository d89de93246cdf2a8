"""ofdrw and our verifier agree on documents of several pages: sealed ones are accepted, tampered ones refused."""

from datetime import timedelta
from pathlib import Path

import pytest

from chain.certificates.verification import Result
from chain.documents.kinds import DocumentKind
from chain.documents.page import PageData
from chain.documents.verification import verify_document
from chain.ofd.model import Box
from chain.ofd.package import read_package, write_package
from chain.ofd.reader import OfdReader
from tests.conformance.document_samples import joint_document, sample_document
from tests.conformance.ofdrw_judge import accepts, stamps_of
from tests.conformance.rehearsal_pki import NOW, RehearsalPki, sealed_document

pytestmark = pytest.mark.conformance

LATER = NOW + timedelta(days=1)


def verdicts(data: PageData, content: bytes, pki: RehearsalPki, folder: Path) -> tuple[bool, Result]:
    """The judge's and ours."""
    path = folder / "document.ofd"
    path.write_bytes(content)
    return accepts(path), verify_document(content, data, [pki.root], LATER).result


@pytest.mark.parametrize(
    ("kind", "rows"),
    [(DocumentKind.SUPPLEMENT_NOTICE, 25), (DocumentKind.REFUSAL_DECISION, 1), (DocumentKind.RECEIPT, 9)],
)
def test_a_sealed_document_is_accepted_by_both(
    kind: DocumentKind, rows: int, pki: RehearsalPki, tmp_path: Path
) -> None:
    data = sample_document(kind, rows=rows)
    assert verdicts(data, sealed_document(data, pki), pki, tmp_path) == (True, Result.PASSED)


@pytest.mark.parametrize("rows", [3, 30], ids=["one page", "several pages"])
def test_a_document_under_the_seals_of_three_bodies_is_accepted_by_both(
    rows: int, pki: RehearsalPki, tmp_path: Path
) -> None:
    data = joint_document(rows=rows)
    content = sealed_document(data, pki)
    assert verdicts(data, content, pki, tmp_path) == (True, Result.PASSED)
    ours = [
        (stamp.page_ref, *_sides(stamp.box), *_sides(stamp.clip))
        for entry in OfdReader(content).signatures
        for stamp in entry.stamps
    ]
    assert stamps_of(tmp_path / "document.ofd") == ours


def test_a_joint_document_whose_first_seal_was_exchanged_is_refused_by_both(
    pki: RehearsalPki, tmp_path: Path
) -> None:
    data = joint_document()
    files, other = (read_package(sealed_document(data, pki)) for _ in range(2))
    first = "Doc_0/Signs/Sign_0/SignedValue.dat"
    files[first] = other[first]
    assert verdicts(data, write_package(files), pki, tmp_path) == (False, Result.FAILED)


def test_a_seal_across_the_edges_of_all_pages_is_read_by_ofdrw_as_by_us(
    pki: RehearsalPki, tmp_path: Path
) -> None:
    data = sample_document(DocumentKind.SUPPLEMENT_NOTICE, rows=25)
    content = sealed_document(data, pki)
    path = tmp_path / "document.ofd"
    path.write_bytes(content)
    [entry] = OfdReader(content).signatures
    ours = [(stamp.page_ref, *_sides(stamp.box), *_sides(stamp.clip)) for stamp in entry.stamps]
    assert len(ours) == 1 + len(OfdReader(content).pages)
    assert stamps_of(path) == ours


def _sides(box: Box | None) -> tuple[float, ...]:
    return () if box is None else (box.x, box.y, box.width, box.height)


def test_a_changed_word_on_the_first_of_several_pages_is_refused_by_both(
    pki: RehearsalPki, tmp_path: Path
) -> None:
    data = sample_document(DocumentKind.SUPPLEMENT_NOTICE, rows=25)
    content = sealed_document(data, pki)
    assert len(OfdReader(content).pages) > 2
    files = read_package(content)
    first = "Doc_0/Pages/Page_0/Content.xml"
    assert "一次告知".encode() in files[first]
    files[first] = files[first].replace("一次告知".encode(), "再次告知".encode())
    assert verdicts(data, write_package(files), pki, tmp_path) == (False, Result.FAILED)
