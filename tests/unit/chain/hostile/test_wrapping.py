"""Signature wrapping: a good signature, and content that it does not mean."""

from base64 import b64encode
from collections.abc import Callable

import pytest

from chain.certificates.compose import seal_place
from chain.certificates.questions import Question, answers
from chain.certificates.verdict import Result
from chain.crypto.sm3 import sm3
from chain.ofd.package import read_package, write_package
from tests.conformance.other_makers import LIST, Manner, everything, seal_in, sealed_files
from tests.conformance.rehearsal_pki import RehearsalPki
from tests.conformance.samples import ISSUER
from tests.unit.chain.hostile.verdicts import (
    DESCRIPTION,
    DOCUMENT,
    PAGE,
    SIGN,
    TEMPLATE,
    VALUE,
    Sound,
    findings,
)

PLACE = seal_place(TEMPLATE)
SECOND_PAGE = "Doc_0/Pages/Page_1/Content.xml"
BODY = b"<ofd:DocBody><ofd:DocRoot>Doc_1/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>"


def sealed_with(sound: Sound, manner: Manner, files: dict[str, bytes]) -> bytes:
    """These files under a seal of the issuing body, made by somebody who has its key and means no good."""
    return write_package(sealed_files(manner, files, sound.pki, PLACE, sound.pki.signer(ISSUER.name)))


ADDED = [
    "Doc_1/Document.xml",
    "Doc_0/OFD.xml",
    "Doc_0/Res/extra.png",
    SECOND_PAGE,
    "Doc_0/Signs/Sign_1/Signature.xml",
]


@pytest.mark.parametrize("name", ADDED)
def test_a_file_that_was_added_is_not_covered(name: str, sound: Sound) -> None:
    for sealed in (sound.locked, sound.open):
        assert "未受签名保护" in sound.failure(sound.changed(sealed, {name: b"<added/>"}), "coverage")


@pytest.mark.parametrize(
    "suffix", [".png", ".ttf", "metadata.json", "Content.xml", "DocumentRes.xml", "PublicRes.xml"]
)
def test_a_file_that_was_replaced_is_noticed(suffix: str, sound: Sound) -> None:
    files = read_package(sound.unsealed)
    files.setdefault("Doc_0/Res/picture.png", b"\x89PNG before")
    sealed = sealed_with(sound, Manner(), files)
    name = next(name for name in files if name.endswith(suffix))
    another = files[name] + b"\n"
    assert "被改动" in sound.failure(sound.changed(sealed, {name: another}), "digests")
    assert sound.verdict(sound.changed(sealed, {name: None})).result is Result.FAILED


def test_a_second_document_beside_the_sealed_one_is_refused(sound: Sound) -> None:
    files = {**read_package(sound.open), "Doc_1/Document.xml": read_package(sound.open)[DOCUMENT]}
    data = sound.edited(write_package(files), "OFD.xml", b"</ofd:OFD>", BODY)
    assert "一个文档" in sound.failure(data, "structure")


def test_a_second_document_is_refused_even_under_a_seal_over_all_of_it(sound: Sound) -> None:
    files = {**read_package(sound.unsealed), "Doc_1/Document.xml": read_package(sound.unsealed)[DOCUMENT]}
    files["OFD.xml"] = files["OFD.xml"].replace(b"</ofd:OFD>", BODY)
    assert "一个文档" in sound.failure(sealed_with(sound, Manner(), files), "structure")


LEFT_OUT: dict[str, Callable[[str], bool]] = {
    "the second page": lambda name: everything(name) and name != SECOND_PAGE,
    "the fonts": lambda name: everything(name) and not name.endswith(".ttf"),
    "the entry file": lambda name: everything(name) and name != "OFD.xml",
    "all but one page": lambda name: name == PAGE,
    "everything": lambda _: False,
}


@pytest.mark.parametrize("kind", LEFT_OUT)
def test_a_seal_that_leaves_something_out_does_not_pass(kind: str, sound: Sound) -> None:
    files = read_package(sound.unsealed)
    files[SECOND_PAGE] = files[PAGE]
    entry = b'<ofd:Page ID="99" BaseLoc="Pages/Page_1/Content.xml"/></ofd:Pages>'
    files[DOCUMENT] = files[DOCUMENT].replace(b"</ofd:Pages>", entry)
    assert sound.verdict(sealed_with(sound, Manner(), files)).passed
    assert "未受签名保护" in sound.failure(
        sealed_with(sound, Manner(covers=LEFT_OUT[kind]), files), "coverage"
    )


def reference(location: str) -> str:
    """A reference to whatever this is, with some digest."""
    return f'<ofd:Reference FileRef="{location}"><ofd:CheckValue>AA==</ofd:CheckValue></ofd:Reference>'


@pytest.mark.parametrize(
    "location",
    ["/OFD.xml#a", "/OFD.xml?a", "#a", "", "/", "//OFD.xml", "/../OFD.xml", "../../../../OFD.xml", "/Doc_0%2fDocument.xml",
     "\\OFD.xml", "file:///OFD.xml", "http://127.0.0.1/OFD.xml", "/Doc_0", "/ofd.xml"],
)  # fmt: skip
def test_a_reference_that_is_no_path_of_the_package_is_refused(location: str, sound: Sound) -> None:
    manner = Manner(references=reference(location))
    reason = sound.failure(sealed_with(sound, manner, read_package(sound.unsealed)), "digests")
    assert "不是包内文件的路径" in reason


def test_two_references_to_one_file_are_refused(sound: Sound) -> None:
    manner = Manner(references=reference("/Doc_0/../OFD.xml"))
    assert "重复" in sound.failure(sealed_with(sound, manner, read_package(sound.unsealed)), "digests")


@pytest.mark.parametrize("stated", ["", "AA==", "§", "A" * 10**6, "=" * 44])
def test_a_digest_that_is_none_is_refused(stated: str, sound: Sound) -> None:
    manner = Manner(covers=lambda name: everything(name) and name != "OFD.xml")
    entry = reference("/OFD.xml").replace("AA==", stated)
    manner = Manner(covers=manner.covers, references=entry)
    assert sound.failure(sealed_with(sound, manner, read_package(sound.unsealed)), "digests")


def test_a_weaker_digest_is_refused(sound: Sound) -> None:
    manner = Manner(check_method="MD5")
    assert "SM3" in sound.failure(sealed_with(sound, manner, read_package(sound.unsealed)), "digests")


def forged(sound: Sound) -> dict[str, bytes]:
    """Another page under the seal of somebody whose keys nobody trusts."""
    files = read_package(sound.unsealed)
    files[PAGE] = files[PAGE].replace("海岱小馆".encode(), "别家小馆".encode())
    stranger = RehearsalPki()
    return sealed_files(Manner(), files, stranger, PLACE, stranger.signer(ISSUER.name))


def test_a_good_signature_that_the_list_no_longer_names_lends_nothing(sound: Sound) -> None:
    """The genuine signature lies in the package unlisted, the listed one is a stranger's."""
    genuine, other = read_package(sound.open), forged(sound)
    kept = {f"Doc_0/Signs/Kept/{name.rpartition('/')[2]}": genuine[name] for name in (DESCRIPTION, VALUE)}
    data = write_package({**other, **kept})
    assert sound.failure(data, "coverage")
    assert [each.result for each in findings(sound.verdict(data), "trust")] == [Result.INDETERMINATE]


def test_a_good_signature_beside_a_forged_one_does_not_save_it(sound: Sound) -> None:
    """Both are listed; the genuine one does not mean the page that is shown."""
    kept = seal_in(Manner(relative=True), sound.unsealed, sound.pki, PLACE)
    genuine, other = read_package(kept), forged(sound)
    moved = {name.replace("Sign_0", "Sign_1"): genuine[name] for name in genuine if name.startswith(SIGN)}
    entry = (
        b'<ofd:Signature ID="s9" Type="Seal" BaseLoc="/Doc_0/Signs/Sign_1/Signature.xml"/></ofd:Signatures>'
    )
    listed = other[LIST].replace(b"</ofd:Signatures>", entry)
    data = write_package({**other, **moved, LIST: listed})
    assert sound.failure(data, "digests")
    assert sound.failure(data, "bound")


def test_a_list_without_signatures_is_a_file_without_a_seal(sound: Sound) -> None:
    empty = b'<ofd:Signatures xmlns:ofd="http://www.ofdspec.org/2016"><ofd:a>%s</ofd:a></ofd:Signatures>'
    hidden = read_package(sound.open)[LIST].partition(b">")[2].removesuffix(b"</ofd:Signatures>")
    assert "没有加盖" in sound.failure(sound.changed(sound.open, {LIST: empty % hidden}), "signed")


@pytest.mark.parametrize(
    ("name", "old", "new"), [(LIST, b'Type="Seal"', b'Type="Sign"'), (VALUE, b"\x30", b"\x31")]
)
def test_digests_that_were_written_anew_do_not_show_a_page_intact(
    name: str, old: bytes, new: bytes, sound: Sound
) -> None:
    """The page, its digest in the description, and the signature made one that nobody can verify."""
    files = read_package(sound.open)
    page = files[PAGE].replace("海岱小馆".encode(), "别家小馆".encode())
    before, after = (b64encode(sm3(each)) for each in (files[PAGE], page))
    files |= {
        PAGE: page,
        DESCRIPTION: files[DESCRIPTION].replace(before, after),
        name: files[name].replace(old, new, 1),
    }
    verdict = sound.verdict(write_package(files))
    assert [each.result for each in findings(verdict, "digests")] == [Result.PASSED]
    answered = {each.question: each.result for each in answers(verdict)}
    assert answered[Question.INTACT] is Result.INDETERMINATE
    assert answered[Question.SEALED_BY] is Result.FAILED


def test_one_signature_that_is_listed_twice_is_refused(sound: Sound) -> None:
    entry = b'<ofd:Signature ID="s9" Type="Seal" BaseLoc="Sign_0/Signature.xml"/></ofd:Signatures>'
    data = sound.edited(sound.open, LIST, b"</ofd:Signatures>", entry)
    assert "重复" in sound.failure(data, "structure")


def test_the_value_of_another_signature_is_refused(sound: Sound) -> None:
    twice = read_package(seal_in(Manner(), sound.open, sound.pki, PLACE))
    other = VALUE.replace("Sign_0", "Sign_1")
    swapped = {**twice, VALUE: twice[other], other: twice[VALUE]}
    assert "不是对本文件" in sound.failure(write_package(swapped), "bound")


def test_a_signature_of_another_document_is_refused(sound: Sound) -> None:
    data = sound.changed(sound.open, {VALUE: read_package(sound.locked)[VALUE]})
    assert sound.failure(data, "bound")


@pytest.mark.parametrize("named", [VALUE, DESCRIPTION, LIST, "OFD.xml", "Doc_0/Res", "", "/missing"])
def test_a_description_that_names_something_else_as_its_value_is_refused(named: str, sound: Sound) -> None:
    """The description is not what was signed any more, wherever it points."""
    old, new = f"/{VALUE}</ofd:SignedValue>", f"{named}</ofd:SignedValue>"
    data = sound.edited(sound.open, DESCRIPTION, old.encode(), new.encode())
    assert sound.verdict(data).result is Result.FAILED


def test_signatures_that_refer_to_each_other_are_refused(sound: Sound) -> None:
    """No two descriptions can hold each other's digest: one of them is wrong, and neither is followed further."""
    first = sealed_with(sound, Manner(), read_package(sound.unsealed))
    both = read_package(seal_in(Manner(), first, sound.pki, PLACE))
    second = DESCRIPTION.replace("Sign_0", "Sign_1")
    mutual = both[DESCRIPTION].replace(
        b"</ofd:References>", f"{reference('/' + second)}</ofd:References>".encode()
    )
    data = write_package({**both, DESCRIPTION: mutual})
    assert [each.result for each in findings(sound.verdict(data), "digests")] == [
        Result.FAILED,
        Result.FAILED,
    ]


def test_a_signature_that_refers_to_itself_is_refused(sound: Sound) -> None:
    manner = Manner(references=reference("Signature.xml"))
    assert sound.failure(sealed_with(sound, manner, read_package(sound.unsealed)), "digests")


def test_a_list_of_signatures_that_is_no_list_is_refused(sound: Sound) -> None:
    for named in (DOCUMENT, DESCRIPTION, "OFD.xml"):
        old, new = f">/{LIST}<", f">/{named}<"
        assert sound.failure(sound.edited(sound.open, "OFD.xml", old.encode(), new.encode()), "structure")


@pytest.mark.parametrize(
    "boundary", ["", "1 2 3", "a b c d", "0 0 -1 5", "nan 0 1 1", "1e400 0 1 1", "1 " * 10**5]
)
def test_a_stamp_that_is_nowhere_is_refused(boundary: str, sound: Sound) -> None:
    files = read_package(sound.open)
    start = files[DESCRIPTION].index(b'Boundary="') + len('Boundary="')
    end = files[DESCRIPTION].index(b'"', start)
    changed = files[DESCRIPTION][:start] + boundary.encode() + files[DESCRIPTION][end:]
    assert sound.verdict(sound.changed(sound.open, {DESCRIPTION: changed})).result is Result.FAILED
