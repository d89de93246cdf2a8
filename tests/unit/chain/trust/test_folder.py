"""The folder of what is trusted: roots alone are, what lies beneath them is evidence, and changes are followed."""

from datetime import timedelta
from pathlib import Path

import pytest

from chain.crypto.x509 import Certificate
from chain.trust.folder import read_trust
from chain.trust.path import NoPath, find_path
from chain.trust.path import Path as Chain
from tests.unit.chain.trust.houses import DAY, NOW, Authority

ROOT = Authority.root()
ISSUING = ROOT.authority()
SIGNER = Certificate(ISSUING.certify().certificate)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A root, and an authority beneath it."""
    for name in ("intermediates", "crl"):
        (tmp_path / name).mkdir()
    (tmp_path / "root.der").write_bytes(ROOT.der)
    (tmp_path / "intermediates" / "issuing.der").write_bytes(ISSUING.der)
    return tmp_path


def chain_of(folder: Path) -> Chain | NoPath:
    """From the signer to a root of the folder."""
    trusted = read_trust(folder)
    return find_path(
        SIGNER, [Certificate(each) for each in trusted.roots], trusted.evidence.intermediates, NOW
    )


def test_a_chain_leads_through_the_authority_to_the_root(folder: Path) -> None:
    assert isinstance(chain_of(folder), Chain)


def test_an_authority_is_not_trusted_for_itself(folder: Path) -> None:
    (folder / "root.der").unlink()
    assert isinstance(chain_of(folder), NoPath)


def test_who_makes_seals_is_named_in_the_folder(folder: Path) -> None:
    assert read_trust(folder).evidence.seal_makers == ()
    (folder / "makers").mkdir()
    (folder / "makers" / "1.der").write_bytes(SIGNER.der)
    assert [each.der for each in read_trust(folder).evidence.seal_makers] == [SIGNER.der]


def test_revocation_is_asked_about_once_a_list_is_there_and_by_the_newest(folder: Path) -> None:
    assert not read_trust(folder).evidence.asks_revocation
    file = folder / "crl" / "issuing.crl"
    moments = []
    for issued in (NOW - DAY, NOW):
        (folder / "new").write_bytes(ISSUING.crl(issued=issued, lasts=timedelta(days=7)))
        (folder / "new").replace(file)
        evidence = read_trust(folder).evidence
        assert evidence.asks_revocation
        moments.append([each.this_update for each in evidence.on(SIGNER, ISSUING.certificate)])
    assert moments == [[NOW - DAY], [NOW]]


def test_what_did_not_change_is_read_once(folder: Path) -> None:
    assert read_trust(folder) is read_trust(folder)
