"""What the keeper signs for the register is relied on by whoever has the root alone; what it signs for a body is not."""

from base64 import b64decode
from datetime import timedelta
from pathlib import Path

import pytest

from chain.certificates.status_list import SignedList, StatusList
from chain.certificates.status_list_trust import StatusListNotTrusted, trusted_list
from chain.clock import SystemClock
from chain.crypto.sm2 import sm2_digest
from chain.crypto.x509 import Certificate
from chain.seal.signer import KeySigner
from tests.unit.workers.test_keeper import PASSPHRASE, client, folder
from workers.e_seal.keeper.vault import Vault

__all__ = ["folder"]

BODY = "approval_379901"


def a_list() -> StatusList:
    """Of a house in which everything counts."""
    now = SystemClock().now()
    return StatusList(1, now, now + timedelta(hours=2), frozenset(), {}, {})


async def test_a_list_that_the_register_signed_is_relied_on(folder: Path) -> None:
    token = (folder / "tokens" / "register.token").read_text(encoding="ascii")
    headers = {"Authorization": f"Bearer {token}"}
    payload = a_list().dump()
    async with client(folder, None) as keeper:
        told = (await keeper.get("/v1/register", headers=headers)).json()["certificates"]
        certificates = tuple(map(b64decode, told))
        digest = sm2_digest(Certificate(certificates[0]).public_key, payload)
        order = {"digest": digest.hex(), "purpose": "status-list"}
        answer = await keeper.post("/v1/register/sign", json=order, headers=headers)
    envelope = SignedList(payload, b64decode(answer.json()["signature"]), certificates).dump()
    root = (folder / "public" / "root.der").read_bytes()
    assert trusted_list(envelope, [root], SystemClock().now()).number == 1


def test_a_list_under_the_seal_of_a_body_is_not(folder: Path) -> None:
    held = Vault(folder, PASSPHRASE).open_for(BODY, (folder / "tokens" / f"{BODY}.token").read_text())
    payload = a_list().dump()
    issuing = (folder / "public" / "intermediates" / "issuing.der").read_bytes()
    signature = KeySigner(held.key, held.certificate).sign(payload)
    envelope = SignedList(payload, signature, (held.certificate, issuing)).dump()
    with pytest.raises(StatusListNotTrusted, match="扩展密钥用途"):
        trusted_list(envelope, [(folder / "public" / "root.der").read_bytes()], SystemClock().now())
