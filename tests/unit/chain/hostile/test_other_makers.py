"""Sound files of other makers pass beneath the same strictness: every edition, list, path and prefix that the standards allow."""

from datetime import timedelta
from hashlib import sha256

import pytest

from chain.certificates.compose import seal_place
from chain.certificates.questions import Question, answers
from chain.certificates.verdict import Result
from chain.certificates.verification import verify_ofd
from chain.crypto.sm3 import sm3
from chain.ofd.package import read_package, write_package
from chain.ofd.reader import OfdReader
from chain.ofd.render import render_page
from chain.seal.moments import moment_in, moment_within
from chain.seal.reading import Edition, read_signature
from chain.trust.time_proof import CLOCKS_APART
from tests.conformance.other_makers import Manner, in_words, renamed, seal_in, sealed_files
from tests.conformance.rehearsal_pki import NOW
from tests.conformance.samples import ISSUER
from tests.unit.chain.hostile.verdicts import TEMPLATE, VALUE, Sound, findings

PLACE = seal_place(TEMPLATE)
TOKEN = b"\x30\x06\x06\x01\x2a\xa0\x01\x00"
"""Stands for a time stamp: it is no point in time that could be read without whom it is from."""

MANNERS = {
    "version 4": Manner(),
    "version 4, digests": Manner(digests=True),
    "version 5": Manner(edition=Edition.V5),
    "version 5, digests": Manner(edition=Edition.V5, digests=True),
    "version 1": Manner(edition=Edition.V1),
    "version 1, time in words": Manner(edition=Edition.V1, wording=in_words(NOW)),
    "version 1, UTCTime": Manner(edition=Edition.V1, wording=b"\x17\x0d" + NOW.strftime("%y%m%d%H%M%SZ").encode()),
    "version 1, a time stamp": Manner(edition=Edition.V1, wording=TOKEN),
    "relative paths": Manner(relative=True),
    "version 1, relative paths": Manner(edition=Edition.V1, relative=True),
    "the seal in the signature alone": Manner(seal_file=False),
    "the digest's name in words": Manner(check_method="SM3"),
    "version 4, digests by another name": Manner(digests=True, listed_by=("SM3", sm3)),
    "version 4, digests of SHA-256": Manner(digests=True, listed_by=("SHA256", lambda each: sha256(each).digest())),
    "the digest's name in small letters": Manner(check_method="sm3"),
    "the signature's name in words": Manner(signature_method="<ofd:SignatureMethod>SM3WithSM2</ofd:SignatureMethod>"),
    "the signature's name with dashes": Manner(signature_method="<ofd:SignatureMethod>sm2-with-sm3</ofd:SignatureMethod>"),
    "the signature's algorithm is the key's": Manner(
        signature_method="<ofd:SignatureMethod>1.2.156.10197.1.301</ofd:SignatureMethod>"
    ),
    "no name of the signature": Manner(signature_method=""),
    "broken lines": Manner(between_digits="\r\n    "),
    "another property than a path": Manner(property_info="DOC-20260309-0001"),
    "no property": Manner(edition=Edition.V1, property_info=""),
    "a path as Windows writes it": Manner(property_info="Doc_0\\Signs\\Sign_0\\Signature.xml"),
}  # fmt: skip


@pytest.mark.parametrize("manner", MANNERS)
def test_a_sound_file_of_any_manner_passes_and_the_finding_names_its_standard(
    manner: str, sound: Sound
) -> None:
    verdict = sound.verdict(seal_in(MANNERS[manner], sound.unsealed, sound.pki, PLACE))
    assert verdict.result is Result.PASSED
    (structure,) = findings(verdict, "seal_structure")
    assert MANNERS[manner].edition.value in structure.reason


@pytest.mark.parametrize("prefix", ["", "x"])
@pytest.mark.parametrize("manner", ["version 4", "version 1", "relative paths"])
def test_any_prefix_of_the_namespace_is_sealed_and_read(prefix: str, manner: str, sound: Sound) -> None:
    """The files are renamed first; what the sealing adds keeps its own prefix, as where two programs worked on one file."""
    files = read_package(sound.unsealed)
    kept = {"OFD.xml": files["OFD.xml"]}
    renamed_files = {**renamed(files, prefix), **kept}
    sealed = sealed_files(MANNERS[manner], renamed_files, sound.pki, PLACE, sound.pki.signer(ISSUER.name))
    assert sound.verdict(write_package(sealed)).passed


@pytest.mark.parametrize(
    "first", ["version 1", "version 4", "relative paths", "the seal in the signature alone"]
)
@pytest.mark.parametrize("second", ["version 4, digests", "version 1", "version 5"])
def test_two_seals_of_different_makers_both_count(first: str, second: str, sound: Sound) -> None:
    once = seal_in(MANNERS[first], sound.unsealed, sound.pki, PLACE)
    verdict = sound.verdict(seal_in(MANNERS[second], once, sound.pki, PLACE))
    assert verdict.passed
    assert len(verdict.seals) == 2


@pytest.mark.parametrize(
    "manner",
    [Manner(signature_method="<ofd:SignatureMethod>1.2.840.113549.1.1.11</ofd:SignatureMethod>"), Manner(check_method="")],
    ids=["another signature", "the default digest"],
)  # fmt: skip
def test_a_description_that_names_another_algorithm_is_refused(manner: Manner, sound: Sound) -> None:
    assert "SM3" in sound.failure(seal_in(manner, sound.unsealed, sound.pki, PLACE), "digests")


def test_a_signature_that_names_the_description_of_another_is_refused(sound: Sound) -> None:
    once = seal_in(Manner(), sound.unsealed, sound.pki, PLACE)
    second = Manner(property_info="/Doc_0/Signs/Sign_0/Signature.xml")
    assert sound.failure(seal_in(second, once, sound.pki, PLACE), "bound")


def test_a_later_signature_need_not_cover_the_earlier_one(sound: Sound) -> None:
    """GB/T 33190 leaves it to the maker; what both cover is the document."""
    without = Manner(covers=lambda name: not name.startswith("Doc_0/Signs/"))
    verdict = sound.verdict(seal_in(without, sound.open, sound.pki, PLACE))
    assert verdict.passed
    assert len(findings(verdict, "coverage")) == 2


def test_a_good_second_seal_does_not_mend_a_bad_first(sound: Sound) -> None:
    first = seal_in(Manner(listed=[]), sound.unsealed, sound.pki, PLACE)
    verdict = sound.verdict(seal_in(Manner(), first, sound.pki, PLACE))
    assert [each.result for each in findings(verdict, "listed")] == [Result.FAILED, Result.PASSED]
    assert verdict.result is Result.FAILED


def test_a_signature_without_a_seal_is_said_not_to_be_verified(sound: Sound) -> None:
    data = sound.edited(sound.open, "Doc_0/Signs/Signatures.xml", b'Type="Seal"', b'Type="Sign"')
    verdict = sound.verdict(data)
    assert [each.result for each in findings(verdict, "seal_structure")] == [Result.INDETERMINATE]
    assert not verdict.passed


def test_a_sealed_document_without_metadata_is_left_open_as_a_certificate(sound: Sound) -> None:
    """An invoice, say: the seal is verified, and that it is no certificate is said."""
    files = read_package(sound.unsealed)
    start, end = (files["OFD.xml"].index(mark) for mark in (b"<ofd:CustomDatas>", b"</ofd:DocInfo>"))
    files["OFD.xml"] = files["OFD.xml"][:start] + files["OFD.xml"][end:]
    files["Doc_0/Document.xml"] = files["Doc_0/Document.xml"].replace(b"Attachments", b"Bookmarks")
    sealed = sealed_files(Manner(), files, sound.pki, PLACE, sound.pki.signer(ISSUER.name))
    verdict = sound.verdict(write_package(sealed))
    assert verdict.result is Result.INDETERMINATE
    assert [each.key for each in verdict.findings if not each.passed] == ["identifier"]
    assert {each.question: each.result for each in answers(verdict)}[Question.INTACT] is Result.PASSED


@pytest.mark.parametrize("edition", list(Edition))
def test_the_seal_of_any_edition_is_drawn(edition: Edition, sound: Sound) -> None:
    picture = read_signature(read_package(sound.locked)[VALUE]).seal.picture
    bare = OfdReader(sound.unsealed)
    sealed = OfdReader(seal_in(Manner(edition=edition, picture=picture), sound.unsealed, sound.pki, PLACE))
    assert render_page(sealed, dpi=40).tobytes() != render_page(bare, dpi=40).tobytes()


@pytest.mark.parametrize(
    "text", ["20260309020000Z", "20260309100000", "2026-03-09 10:00:00", "2026-03-09T02:00:00.123Z", "20260309100000+0800",
             "20260309020000.763Z", "2026-03-09T10:00:00+08:00"],
)  # fmt: skip
def test_a_point_in_time_is_read_however_it_is_written(text: str) -> None:
    assert moment_in(text) == NOW
    assert moment_within(text.encode()) == NOW


@pytest.mark.parametrize(
    "text", ["", "soon", "20261309020000Z", "2026-03-09", "0" * 10**6, "２０２６0309020000Z", "\0"]
)
def test_what_is_no_point_in_time_is_none(text: str) -> None:
    assert moment_in(text) is None
    assert moment_within(text.encode()) is None


def test_a_signature_of_tomorrow_is_refused_in_every_edition(sound: Sound) -> None:
    tomorrow = (NOW + timedelta(days=2)).strftime("%Y%m%d%H%M%SZ").encode()
    data = seal_in(Manner(edition=Edition.V1, wording=tomorrow), sound.unsealed, sound.pki, PLACE)
    assert sound.failure(data, "dates")


@pytest.mark.parametrize("ahead", [timedelta(seconds=1), CLOCKS_APART])
def test_a_signer_whose_clock_is_a_little_ahead_is_not_of_the_future(ahead: timedelta, sound: Sound) -> None:
    verdict = verify_ofd(sound.open, [sound.pki.root], NOW - ahead)
    assert verdict.result is Result.PASSED


def test_a_signature_of_the_future_is_said_to_be_one(sound: Sound) -> None:
    verdict = verify_ofd(sound.open, [sound.pki.root], NOW - CLOCKS_APART - timedelta(seconds=1))
    (dates,) = findings(verdict, "dates")
    assert dates.result is Result.FAILED
    assert "晚于核验时间" in dates.reason
