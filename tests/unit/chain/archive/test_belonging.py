"""A supplement proves itself alone and says what it could not compare; beside its first package it says whether they match."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from chain.archive import container
from chain.archive.__main__ import main
from chain.archive.belonging import Claim, belonging_of
from chain.archive.errors import MalformedPackage
from chain.archive.model import METADATA, Metadata, Supplement, dump, load
from chain.archive.verification import verify_package
from chain.archive.writing import Content, close, lay_together
from chain.certificates.trust_checks import MAKERS_NOT_NAMED, NO_TOKEN, NOT_ASKED
from chain.certificates.verification import Result
from tests.conformance.rehearsal_pki import NOW, RehearsalPki, sealed_document
from tests.fonts import fonts_or_skip
from tests.unit.chain.archive.packages import CHAIN, Kept, count_pdf, kept, manifest_page

FIRST = Claim(CHAIN.archive_no, CHAIN.case_no, "a" * 64, None)
NUMBER = f"{CHAIN.archive_no}-B01"
OF_THE_SEAL = (MAKERS_NOT_NAMED, NO_TOKEN, NOT_ASKED)
"""What is not looked at of the manifest's seal without evidence."""


@pytest.fixture(scope="module")
def filed() -> Kept:
    """One sound first package."""
    fonts_or_skip()
    return kept(RehearsalPki())


def supplement(filed: Kept, **changes: Any) -> bytes:
    """A supplement to it, with ``changes`` of what it says of the package that it supplements."""
    own = Supplement(1, CHAIN.archive_no, Claim.of(filed.package).manifest_sm3)
    metadata = replace(CHAIN, archive_no=NUMBER, supplement=replace(own, **changes))
    laid = lay_together(Content(metadata, {"records/acts.json": b"[]"}), {}, count_pdf)
    return close(laid, sealed_document(manifest_page(laid.digest), filed.pki))


def test_a_supplement_alone_passes_and_says_what_was_not_compared(filed: Kept) -> None:
    verdict = verify_package(supplement(filed), [filed.root], NOW)
    assert verdict.passed
    assert verdict.identifier == NUMBER
    assert verdict.notes == (
        f"本包是第1次补充归档，档号{CHAIN.archive_no}的档案包没有一并提供，是否与之相符没有核对。",
        *OF_THE_SEAL,
    )


def test_beside_its_first_package_a_supplement_says_that_they_belong_together(filed: Kept) -> None:
    later = supplement(filed)
    beside = [Claim.of(filed.package), Claim.of(later)]
    verdict = verify_package(later, [filed.root], NOW, beside)
    assert verdict.passed
    assert (verdict.findings[-1].key, verdict.notes) == ("supplement", OF_THE_SEAL)
    first = verify_package(filed.package, [filed.root], NOW, beside)
    assert first.passed
    assert "supplement" not in {each.key for each in first.findings}


def test_beside_another_package_of_the_same_number_a_supplement_fails(filed: Kept) -> None:
    later = supplement(filed, manifest_sm3="0" * 64)
    verdict = verify_package(later, [filed.root], NOW, [Claim.of(filed.package)])
    assert {each.key for each in verdict.findings if not each.passed} == {"supplement"}


def test_a_package_of_another_case_is_not_what_is_supplemented() -> None:
    own = replace(CHAIN, archive_no=NUMBER, supplement=Supplement(1, FIRST.archive_no, FIRST.manifest_sm3))
    good, _ = belonging_of(own, [FIRST])
    bad, _ = belonging_of(own, [replace(FIRST, case_no="other")])
    assert [each.result for each in (*good, *bad)] == [Result.PASSED, Result.FAILED]


def test_earlier_supplements_that_are_missing_are_named() -> None:
    own = replace(CHAIN, supplement=Supplement(4, FIRST.archive_no, FIRST.manifest_sm3))
    second = Claim("x", FIRST.case_no, "b" * 64, Supplement(2, FIRST.archive_no, FIRST.manifest_sm3))
    assert belonging_of(own, [FIRST, second])[1] == ("第1、3次补充归档没有一并提供。",)


@pytest.mark.parametrize(
    "said",
    [
        {},
        [],
        1,
        {"number": "1", "archive_no": "x", "manifest_sm3": "y"},
        {"number": 0, "archive_no": "x", "manifest_sm3": "y"},
        {"number": 1, "archive_no": ["x"], "manifest_sm3": "y"},
        {"number": 1, "archive_no": "x", "manifest_sm3": "y", "more": 1},
    ],
)
def test_what_a_stranger_says_of_a_supplement_is_refused_and_no_exception(said: Any) -> None:
    values = load(CHAIN.dump()) | {"supplement": said}
    with pytest.raises(MalformedPackage):
        Metadata.parse(dump(values))


def test_metadata_of_a_first_package_are_written_as_ever() -> None:
    assert b"supplement" not in CHAIN.dump()
    assert Metadata.parse(CHAIN.dump()) == CHAIN


def test_the_command_given_both_says_that_they_belong_together(
    filed: Kept, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first, later, root = tmp_path / "DA.zip", tmp_path / "DA-B01.zip", tmp_path / "root.der"
    first.write_bytes(filed.package)
    later.write_bytes(supplement(filed))
    root.write_bytes(filed.root)
    assert main([str(later), "--root", str(root)]) == 0
    assert "没有一并提供" in capsys.readouterr().out
    assert main([str(first), str(later), "--root", str(root)]) == 0
    told = capsys.readouterr().out
    assert "第1次补充归档" in told
    assert "没有一并提供" not in told
    later.write_bytes(supplement(filed, manifest_sm3="0" * 64))
    assert main([str(first), str(later), "--root", str(root)]) == 1
    first.write_bytes(b"PK")
    assert main([str(first), str(later), "--root", str(root)]) == 1
    assert main([str(tmp_path / "none.zip"), str(later), "--root", str(root)]) == 2


def test_a_supplement_explains_itself_in_its_readme(filed: Kept) -> None:
    text = container.read(supplement(filed))["README.txt"].decode()
    assert CHAIN.archive_no in text
    assert Claim.of(filed.package).manifest_sm3 in text
    assert METADATA in text
