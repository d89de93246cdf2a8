"""``scripts/verify`` with evidence in files: what it is asked, and what it answers."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from asn1crypto import pem

from chain.certificates.status_list import Listed, SignedList, StatusList, name_of
from chain.clock import CLOCK_FILE_VARIABLE, SystemClock, write_offset
from chain.crypto.x509 import Certificate, Purpose
from chain.seal.signer import KeySigner
from chain.trust.statements import Reason, Revocation
from scripts.tools.verify import main
from tests.conformance.samples import sample
from tests.unit.chain.trust.houses import DAY, NOW, YEARS, Authority
from tests.unit.chain.trust.sealed import seal_for, sealed

ROOT = Authority.root()
BETWEEN = ROOT.authority()
REGISTER = BETWEEN.certify("演练登记服务", purpose=Purpose.REGISTER)
HOUR = timedelta(hours=1)
SIGNER, MAKER = BETWEEN.certify(), BETWEEN.certify("演练印章制作系统")


def signed_list(content: StatusList, signer: KeySigner) -> bytes:
    """A list as it is downloaded."""
    payload = content.dump()
    return SignedList(payload, signer.sign(payload), (signer.certificate,)).dump()


@pytest.fixture(autouse=True)
def _an_hour_later(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = tmp_path / "clock"
    write_offset(clock, NOW + timedelta(hours=1) - SystemClock().now())
    monkeypatch.setenv(CLOCK_FILE_VARIABLE, str(clock))


@pytest.fixture
def command(tmp_path: Path) -> list[str]:
    """Verify a sealed file whose signer stands beneath an authority."""
    files = {
        "a.ofd": sealed(seal_for(SIGNER, MAKER, YEARS), SIGNER),
        "root.der": ROOT.der,
        "between.der": BETWEEN.der,
        "root.crl": ROOT.crl(),
        "between.crl": BETWEEN.crl(),
        "revoked.ocsp": BETWEEN.ocsp(
            Certificate(SIGNER.certificate), Revocation(NOW - DAY, Reason.SUPERSEDED)
        ),
    }
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    between = ["--intermediate", str(tmp_path / "between.der")]
    return [str(tmp_path / "a.ofd"), "--root", str(tmp_path / "root.der"), *between]


def test_without_lists_it_says_that_revocation_was_not_looked_at(
    command: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(command) == 0
    said = capsys.readouterr().out
    assert "[-] 吊销状态：" in said
    assert "[-] 签章时间：" in said
    assert "印章证书是否未被吊销：无法确定。" in said
    assert "目前是否有效（登记状态）：无法确定。" in said
    assert "印章证书链是否可信：通过。" in said


def test_evidence_is_taken_in_pem_too(
    command: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, kind in {
        "root.der": "CERTIFICATE", "between.der": "CERTIFICATE", "root.crl": "X509 CRL", "between.crl": "X509 CRL"
    }.items():  # fmt: skip
        file = tmp_path / name
        file.write_bytes(b"issued by hand\n" + pem.armor(kind, file.read_bytes()))
    lists = [part for name in ("root.crl", "between.crl") for part in ("--crl", str(tmp_path / name))]
    assert main([*command, *lists]) == 0
    assert "[√] 吊销状态：" in capsys.readouterr().out


@pytest.mark.parametrize(
    "root",
    [
        b"",
        b"-----BEGIN CERTIFICATE-----\n",
        b"-----BEGIN CERTIFICATE-----\n\xff\n-----END CERTIFICATE-----\n",
    ],
)
def test_a_root_that_is_none_is_a_wrong_use_of_the_command(
    root: bytes, command: list[str], tmp_path: Path
) -> None:
    (tmp_path / "root.der").write_bytes(root)
    assert main(command) == 2


def test_with_the_lists_of_all_who_issued_it_passes(
    command: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lists = [part for name in ("root.crl", "between.crl") for part in ("--crl", str(tmp_path / name))]
    assert main([*command, *lists]) == 0
    assert "[√] 吊销状态：" in capsys.readouterr().out
    assert main([*command, *lists[:2]]) == 1
    assert "[?] 吊销状态：" in capsys.readouterr().out


def test_with_the_makers_named_a_seal_of_nobody_else_passes(
    command: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, signer, code, mark in (("maker", MAKER, 0, "√"), ("signer", SIGNER, 1, "?")):
        (tmp_path / name).write_bytes(signer.certificate)
        assert main([*command, "--maker", str(tmp_path / name)]) == code
        assert f"[{mark}] 信任链：" in capsys.readouterr().out


def test_an_answer_that_the_signer_is_revoked_fails(
    command: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*command, "--ocsp", str(tmp_path / "revoked.ocsp")]) == 1
    assert "[×] 吊销状态：" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("listed", "code", "answer"),
    [
        ({}, 0, "目前是否有效（登记状态）：通过。"),
        ({"revoked": "2026-03-08"}, 1, "目前是否有效（登记状态）：不通过。登记状态为“已撤销”"),
        ({"superseded": "2026-03-08"}, 1, "是否仍为最新版本：不通过。"),
    ],
)
def test_a_status_list_in_hand_says_whether_it_counts_without_a_network(
    command: list[str],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    listed: dict[str, str],
    code: int,
    answer: str,
) -> None:
    identifier = sample("signboard").identifier
    entries = {name_of(identifier): Listed(key, date.fromisoformat(day)) for key, day in listed.items()}
    content = StatusList(
        1, NOW, NOW + 2 * HOUR, frozenset({identifier.issuer}), {"revoked": "已撤销"}, entries
    )
    (tmp_path / "list.json").write_bytes(signed_list(content, REGISTER))
    assert main([*command, "--status-list", str(tmp_path / "list.json")]) == code
    assert answer in capsys.readouterr().out


def test_a_status_list_that_cannot_be_relied_on_leaves_the_status_open(
    command: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    identifier = sample("signboard").identifier
    content = StatusList(1, NOW, NOW + 2 * HOUR, frozenset({identifier.issuer}), {}, {})
    (tmp_path / "forged.json").write_bytes(signed_list(content, SIGNER))
    (tmp_path / "broken.json").write_bytes(b"{")
    for name, reason in (("forged", "扩展密钥用途"), ("broken", "状态清单格式不正确")):
        assert main([*command, "--status-list", str(tmp_path / f"{name}.json")]) == 1
        said = capsys.readouterr().out
        assert "[?] 登记状态：" in said
        assert reason in said
    assert main([*command, "--status-list", str(tmp_path / "nothing.json")]) == 2


def test_a_list_that_is_not_there_is_a_wrong_use_of_the_command(command: list[str], tmp_path: Path) -> None:
    assert main([*command, "--crl", str(tmp_path / "nothing.crl")]) == 2
