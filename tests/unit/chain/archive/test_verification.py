"""A package proves itself with nothing but its bytes and a root, and nothing that was changed in it passes."""

import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chain.archive import container
from chain.archive.__main__ import main
from chain.archive.model import MANIFEST, METADATA, SEALED_MANIFEST, UNCOUNTED, Manifest, Metadata, dump
from chain.archive.verification import verify_package
from chain.archive.writing import Content, close, lay_together
from chain.certificates.data import Issuer
from chain.certificates.verification import Result, Verdict
from chain.documents.kinds import DocumentKind, SealKind
from tests.conformance.document_samples import sample_document
from tests.conformance.rehearsal_pki import NOW, RehearsalPki, sealed_document
from tests.fonts import fonts_or_skip
from tests.unit.chain.archive.packages import (
    CHAIN,
    Kept,
    contents,
    count_pdf,
    item,
    kept,
    manifest_page,
    unsealed,
)

LATER = NOW + timedelta(days=3000)


@pytest.fixture(scope="module")
def filed() -> Kept:
    """One sound package."""
    fonts_or_skip()
    return kept(RehearsalPki())


def verdict(filed: Kept, package: bytes) -> Verdict:
    """Verified years later."""
    return verify_package(package, [filed.root], LATER)


def failed(filed: Kept, package: bytes) -> set[str]:
    """Keys of what did not pass."""
    return {each.key for each in verdict(filed, package).findings if not each.passed}


def test_a_sound_package_passes_with_everything_in_it(filed: Kept) -> None:
    found = verdict(filed, filed.package)
    assert found.result is Result.PASSED
    assert (found.identifier, found.issuer) == (CHAIN.archive_no, CHAIN.responsible)
    keys = {each.key for each in found.findings}
    looked_at = {"WS01", "item.food_license", "food_license.WS02", "item.business_license"}
    assert looked_at | {"business_license.business_license.ofd", "manifest_digest"} <= keys


def test_pages_and_files_are_counted_and_stand_in_the_manifest(filed: Kept) -> None:
    metadata = Metadata.parse(filed.unsealed.contents[METADATA])
    assert metadata.files == len(filed.unsealed.contents)
    listed = {entry.path: entry.pages for entry in Manifest.parse(filed.unsealed.manifest).files}
    assert (listed["materials/M1-1.pdf"], listed["application.json"]) == (2, None)
    assert isinstance(listed["documents/WS01.ofd"], int)
    inner = container.read(filed.unsealed.contents["items/food_license.zip"])
    own = {entry.path: entry.pages for entry in Manifest.parse(inner[MANIFEST]).files}
    certificate = container.read(filed.unsealed.contents["items/business_license.zip"])
    theirs = [entry.pages for entry in Manifest.parse(certificate[MANIFEST]).files]
    every = [*listed.values(), *own.values(), *theirs]
    assert metadata.pages == sum(each for each in every if isinstance(each, int))
    assert filed.unsealed.uncounted == 0


def test_pages_that_cannot_be_counted_are_said_to_be_unknown(filed: Kept) -> None:
    files = {"a.pdf": b"no PDF", "b.pdf": b"%PDF", "c.png": b"", "d.ofd": b"no OFD", "e.json": b"{}"}
    laid = lay_together(Content(CHAIN, files), {"x": item("x", {"f.pdf": b"no PDF"})}, count_pdf)
    listed = {entry.path: entry.pages for entry in Manifest.parse(laid.manifest).files}
    assert {name: listed[name] for name in files} == {
        "a.pdf": UNCOUNTED,
        "b.pdf": 2,
        "c.png": 1,
        "d.ofd": UNCOUNTED,
        "e.json": None,
    }
    assert (laid.metadata.pages, laid.uncounted) == (3, 3)


@settings(deadline=None, max_examples=60)
@given(data=st.data())
def test_a_byte_changed_anywhere_is_refused(filed: Kept, data: st.DataObject) -> None:
    position = data.draw(st.integers(0, len(filed.package) - 1))
    bit = 1 << data.draw(st.integers(0, 7))
    changed = bytearray(filed.package)
    changed[position] ^= bit
    assert verdict(filed, bytes(changed)).result is Result.FAILED


def rewritten(filed: Kept, **changes: bytes | None) -> bytes:
    """The package with files exchanged, added or left out, and its own checksum made anew, as a forger would."""
    files = container.read(filed.package)
    for key, content in changes.items():
        name = key.replace("__", "/").replace("_dot_", ".")
        if content is None:
            del files[name]
        else:
            files[name] = content
    return container.write(files)


def test_a_forger_who_mends_the_checksum_still_meets_the_digests(filed: Kept) -> None:
    assert failed(filed, rewritten(filed, application_dot_json=b"{}")) == {"digests", "contents"}
    assert failed(filed, rewritten(filed, added_dot_json=b"{}")) == {"listing", "contents"}
    assert failed(filed, rewritten(filed, materials__M1_dot_json=b"{}")) == {"listing", "contents"}
    assert failed(filed, rewritten(filed, application_dot_json=None)) == {"listing", "contents"}


@pytest.mark.parametrize("missing", [MANIFEST, METADATA, SEALED_MANIFEST])
def test_a_package_without_its_frame_is_none(filed: Kept, missing: str) -> None:
    assert failed(filed, rewritten(filed, **{missing.replace(".", "_dot_"): None})) == {"structure"}


def test_a_forger_who_writes_the_manifest_anew_still_meets_the_seal(filed: Kept) -> None:
    files = container.read(filed.package) | {"application.json": b"{}"}
    listed = {name: files[name] for name in files if name not in (MANIFEST, SEALED_MANIFEST)}
    forged = Manifest.of(CHAIN.case_no, "", listed).dump()
    assert failed(filed, container.write(files | {MANIFEST: forged})) == {"manifest_digest", "contents"}


@pytest.mark.parametrize("raw", [b"", b"[]", b"{}", b'{"files": [1]}', b"[" * 100_000, b"\xff"])
def test_a_manifest_or_metadata_that_cannot_be_read_is_no_exception(filed: Kept, raw: bytes) -> None:
    assert failed(filed, rewritten(filed, manifest_dot_json=raw)) >= {"listing"}
    assert failed(filed, rewritten(filed, metadata_dot_json=raw)) == {"structure"}
    assert "sealed_manifest" in failed(filed, rewritten(filed, manifest_dot_ofd=raw))


@pytest.mark.parametrize(
    "changes",
    [
        {"kind": DocumentKind.PERMIT_DECISION},
        {"case_no": "YL379901-20260302-ZZZZZZZZZZ"},
        {"issuer": Issuer("演练市消防救援支队", "11370000MB1234567X")},
    ],
    ids=["another kind of paper", "of another case", "of another body"],
)
def test_a_sealed_paper_that_is_not_this_manifest_does_not_vouch(
    filed: Kept, changes: dict[str, object]
) -> None:
    page = manifest_page(filed.unsealed.digest, **changes)
    package = close(filed.unsealed, sealed_document(page, filed.pki))
    assert "manifest_issuer" in failed(filed, package)


def test_the_seal_of_acceptance_does_not_vouch_for_a_file(filed: Kept) -> None:
    page = replace(manifest_page(filed.unsealed.digest), seal=SealKind.ACCEPTANCE)
    package = close(filed.unsealed, sealed_document(page, filed.pki))
    assert failed(filed, package) == {"manifest_issuer", "contents"}


def with_chain_files(filed: Kept, files: dict[str, bytes]) -> bytes:
    """A package sealed over ``files`` beside the usual ones."""
    chain, items = contents(filed.pki)
    packed = {key: item(key, inner) for key, inner in items.items()}
    laid = lay_together(Content(CHAIN, {**chain, **files}), packed, count_pdf)
    return close(laid, sealed_document(manifest_page(laid.digest), filed.pki))


def test_a_paper_without_its_seal_is_found_under_a_sound_manifest(filed: Kept) -> None:
    page = replace(sample_document(DocumentKind.PERMIT_DECISION), document_no="WS09")
    assert failed(filed, with_chain_files(filed, {"documents/WS09.json": page.dump()})) == {"WS09"}


def test_a_paper_that_says_something_else_than_its_page_data_is_found(filed: Kept) -> None:
    page = replace(sample_document(DocumentKind.PERMIT_DECISION), document_no="WS09")
    other = sealed_document(replace(page, remedies="另有约定。"), filed.pki)
    files = {"documents/WS09.json": page.dump(), "documents/WS09.ofd": other}
    assert failed(filed, with_chain_files(filed, files)) == {"WS09"}


def test_an_item_package_of_another_case_or_damaged_is_found(filed: Kept) -> None:
    foreign = container.write({METADATA: replace(CHAIN, item="signboard", case_no="X").dump()})
    package = with_chain_files(filed, {"items/signboard.zip": foreign, "items/fire.zip": b"PK"})
    assert failed(filed, package) == {"item.signboard", "item.fire"}


def test_an_item_package_with_more_files_than_allowed_is_a_finding_and_no_exception(filed: Kept) -> None:
    many = container.write({f"a{number:04d}": b"" for number in range(container.DEFAULT_LIMITS.files + 1)})
    assert failed(filed, with_chain_files(filed, {"items/fire.zip": many})) == {"item.fire"}


def test_what_a_package_says_of_itself_writes_no_line_of_its_own(
    filed: Kept, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    claimed = replace(CHAIN, archive_no="X\n  [√] 归档清单：通过\x1b[2J")
    package, root = tmp_path / "DA.zip", tmp_path / "root.der"
    package.write_bytes(rewritten(filed, metadata_dot_json=claimed.dump()))
    root.write_bytes(filed.root)
    assert main([str(package), "--root", str(root)]) == 1
    told = capsys.readouterr().out
    assert "\x1b" not in told
    assert "X�  [√] 归档清单：通过�[2J" in told


def test_without_a_trusted_root_nothing_is_certain_and_nothing_inside_is_opened(filed: Kept) -> None:
    found = verify_package(filed.package, [RehearsalPki().root], LATER)
    assert found.result is Result.INDETERMINATE
    assert "WS01" not in {each.key for each in found.findings}


def test_the_same_content_gives_the_same_manifest(filed: Kept) -> None:
    laid = [
        lay_together(
            Content(CHAIN, {"a.json": dump({"b": 1, "a": 2})}), {"x": item("x", {"b": b"1"})}, count_pdf
        )
        for _ in range(2)
    ]
    assert laid[0].manifest == laid[1].manifest
    assert unsealed(filed.pki).digest != filed.unsealed.digest, "other signatures, another package"


def run(*arguments: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    """The program as somebody runs it years later: a process of its own."""
    command = [sys.executable, "-m", "chain.archive", *map(str, arguments)]
    root = str(Path(__file__).parents[4])
    environment = {"PYTHONPATH": root, "PATH": "", "LANG": "C.UTF-8", "PYTHONIOENCODING": "utf-8"}
    return subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, check=False)


def test_the_command_needs_nothing_but_the_package_and_the_root(
    filed: Kept, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    package, root = tmp_path / "DA.zip", tmp_path / "root.der"
    package.write_bytes(filed.package)
    root.write_bytes(filed.root)
    passed = run(package, "--root", root, cwd=tmp_path)
    assert (passed.returncode, "通过" in passed.stdout) == (0, True), passed.stderr
    changed = bytearray(filed.package)
    changed[len(changed) // 2] ^= 1
    package.write_bytes(changed)
    assert main([str(package), "--root", str(root)]) == 1
    assert "不通过" in capsys.readouterr().out
    assert main([str(tmp_path / "none.zip"), "--root", str(root)]) == 2
