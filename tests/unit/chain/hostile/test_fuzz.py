"""Whatever is done to a sound file, there is a verdict; it passes only with the very same content; the work is bounded."""

import sys
from collections.abc import Callable
from contextlib import suppress
from types import FrameType

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chain.certificates.compose import seal_place
from chain.certificates.verdict import Verdict
from chain.errors import ChainError
from chain.ofd.package import read_package
from chain.ofd.reader import OfdReader
from chain.ofd.render import render_page
from chain.seal.reading import Edition
from tests.conformance.other_makers import Manner, seal_in
from tests.unit.chain.hostile import mutations
from tests.unit.chain.hostile.verdicts import TEMPLATE, Sound
from tests.unit.chain.hostile.work import counted

MOST_CALLS = 60_000
"""Of functions, in Python and C, in one verification; a sound file with one seal takes nine thousand."""
VERIFICATIONS = 4
UNSEALED = ("/Signatures.xml", "/SignedValue.dat")
MUTATED = settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
"""A file with a font in it is large to hypothesis."""
LEVELS: dict[str, Callable[[bytes], st.SearchStrategy[bytes]]] = {
    "bytes": mutations.raw_bytes,
    "container": mutations.containers,
    "XML": mutations.documents,
    "ASN.1": mutations.values,
}


class Spoiled(bytes):
    """A file that hypothesis may show without filling the screen; how it is made again it tells anyway."""

    def __repr__(self) -> str:
        return f"<{len(self)} bytes>"


def sealed_content(data: bytes) -> dict[str, bytes]:
    """What a seal vouches for. The list of an open file and the frame around a signature's value are nobody's word."""
    return {name: content for name, content in read_package(data).items() if not name.endswith(UNSEALED)}


@pytest.fixture(scope="module")
def starts(sound: Sound) -> dict[str, Spoiled]:
    """The sound files that are spoiled: ours, another maker's, and one under seals of two editions."""
    older = Manner(edition=Edition.V1, relative=True)
    both = seal_in(older, sound.open, sound.pki, seal_place(TEMPLATE))
    files = {"locked": sound.locked, "open": sound.open, "two editions": both}
    assert all(sound.verdict(file).passed for file in files.values())
    return {name: Spoiled(file) for name, file in files.items()}


def judged_within_bounds(sound: Sound, data: bytes) -> Verdict:
    """The verdict; fails where reaching it took more than the size of the file warrants."""
    calls = 0

    def count(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    before = sys.getprofile()
    with counted() as work:
        sys.setprofile(count)
        try:
            verdict = sound.verdict(data)
        finally:
            sys.setprofile(before)
    # Two signatures at most are in a start, and a mutation can double them twice.
    assert work["verified"] <= VERIFICATIONS * 8
    assert work["hashed"] + work["parsed"] <= 8 * max(work["unpacked"], len(data))
    assert calls <= MOST_CALLS
    assert verdict.findings
    assert all(finding.reason for finding in verdict.findings)
    return verdict


@pytest.mark.parametrize("level", LEVELS)
@MUTATED
@given(data=st.data())
def test_a_spoiled_file_is_answered_and_passes_only_with_its_content(
    level: str, sound: Sound, starts: dict[str, Spoiled], data: st.DataObject
) -> None:
    start = starts[data.draw(st.sampled_from(sorted(starts)))]
    spoiled = data.draw(LEVELS[level](start).map(Spoiled))
    if judged_within_bounds(sound, spoiled).passed:
        assert sealed_content(spoiled) == sealed_content(start)


@pytest.mark.parametrize("edition", list(Edition))
@settings(MUTATED, max_examples=30)
@given(data=st.data())
def test_what_was_spoiled_before_it_was_sealed_is_answered(
    edition: Edition, sound: Sound, data: st.DataObject
) -> None:
    """An accomplice seals it: no digest is wrong, and whatever reads the content has to cope."""
    spoiled = data.draw(mutations.documents(Spoiled(sound.unsealed)).map(Spoiled))
    sealed = seal_in(Manner(edition=edition), spoiled, sound.pki, seal_place(TEMPLATE))
    judged_within_bounds(sound, sealed)


@pytest.mark.parametrize("level", LEVELS)
@settings(MUTATED, max_examples=25)
@given(data=st.data())
def test_a_spoiled_file_is_drawn_or_refused(
    level: str, starts: dict[str, Spoiled], data: st.DataObject
) -> None:
    start = starts[data.draw(st.sampled_from(sorted(starts)))]
    spoiled = data.draw(LEVELS[level](start).map(Spoiled))
    with suppress(ChainError):
        render_page(OfdReader(spoiled), dpi=10)
