"""One protocol, three places for the key: a signer's signatures are its certificate's, and nothing else gets through."""

import asyncio
import json
from base64 import b64decode, b64encode
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from chain.clock import SystemClock
from chain.crypto.errors import WrongPassphrase
from chain.crypto.keyfile import open_private_key, seal_private_key
from chain.crypto.sm2 import PrivateKey
from chain.crypto.sm3 import sm3
from chain.crypto.x509 import Certificate, Subject, Validity, make_root, make_signer
from chain.seal.errors import SignatureNotTheirs, TokenAway
from chain.seal.hsm import HsmSigner, RehearsalToken
from chain.seal.signer import KeySigner, RemoteSigner, Signer
from tests.unit.workers.test_keeper import PASSPHRASE, folder
from workers.e_seal.keeper.api import create_app
from workers.e_seal.keeper.vault import Vault

__all__ = ["folder"]

NOW = datetime(2026, 3, 9, 2, 0, tzinfo=UTC)
YEAR = Validity(NOW, NOW + timedelta(days=365))
Made = Callable[[Path], Signer]


def certified(key: PrivateKey) -> bytes:
    """A certificate of the key."""
    return make_root(key, Subject("演练签章人", "演练"), YEAR)


def from_key_file(_: Path) -> Signer:
    """The key in an encrypted file."""
    key = PrivateKey.generate()
    return KeySigner(open_private_key(seal_private_key(key, PASSPHRASE), PASSPHRASE), certified(key))


def from_the_keeper(folder: Path) -> Signer:
    """The key with the keeper, asked over HTTP."""
    app = create_app(Vault(folder, PASSPHRASE), SystemClock())
    headers = {"Authorization": f"Bearer {(folder / 'tokens' / 'register.token').read_text()}"}

    async def answer(method: str, path: str, order: dict[str, str] | None) -> Any:
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(
            transport=transport, base_url="http://keeper", headers=headers
        ) as keeper:
            return (await keeper.request(method, path, json=order)).json()

    def ask(digest: bytes) -> bytes:
        order = {"digest": digest.hex(), "purpose": "protocol-test"}
        return b64decode(asyncio.run(answer("POST", "/v1/register/sign", order))["signature"])

    chain = asyncio.run(answer("GET", "/v1/register", None))["certificates"]
    return RemoteSigner(b64decode(chain[0]), ask)


def from_a_module(_: Path) -> Signer:
    """The key in a module."""
    token = RehearsalToken()
    token.generate("seal")
    issuer = PrivateKey.generate()
    certificate = make_root(issuer, Subject("演练根", "演练"), YEAR)
    return HsmSigner(token, "seal", signed_for(token, issuer, certificate))


def signed_for(token: RehearsalToken, issuer: PrivateKey, root: bytes) -> bytes:
    """The certificate of a module's key."""
    return make_signer(token.public_key("seal"), Subject("演练签章人", "演练"), YEAR, issuer, root)


@pytest.fixture(params=[from_key_file, from_the_keeper, from_a_module], ids=["file", "remote", "module"])
def signer(request: pytest.FixtureRequest, folder: Path) -> Signer:
    """Each of them in turn."""
    made: Made = request.param
    return made(folder)


def test_a_digest_is_signed_with_the_key_of_the_certificate(signer: Signer) -> None:
    key, digest = Certificate(signer.certificate).public_key, sm3(b"what is signed")
    signature = signer.sign_digest(digest)
    assert key.verify_digest(signature, digest)
    assert not key.verify_digest(signature, sm3(b"something else"))


def test_a_message_is_signed_with_the_key_of_the_certificate(signer: Signer) -> None:
    key = Certificate(signer.certificate).public_key
    assert key.verify(signer.sign(b"message"), b"message")
    assert not key.verify(signer.sign(b"message"), b"another")


def test_no_two_signatures_are_alike(signer: Signer) -> None:
    assert signer.sign_digest(sm3(b"x")) != signer.sign_digest(sm3(b"x"))


def test_a_signature_of_another_key_does_not_get_through() -> None:
    other = PrivateKey.generate()
    certificate, token = certified(PrivateKey.generate()), RehearsalToken()
    token.generate("seal")
    for signer in (RemoteSigner(certificate, other.sign_digest), HsmSigner(token, "seal", certificate)):
        with pytest.raises(SignatureNotTheirs):
            signer.sign_digest(sm3(b"x"))


def test_a_module_without_the_key_says_so() -> None:
    with pytest.raises(TokenAway):
        HsmSigner(RehearsalToken(), "seal", certified(PrivateKey.generate())).sign_digest(sm3(b"x"))


def test_a_key_file_opens_with_its_passphrase_alone() -> None:
    container = seal_private_key(PrivateKey.generate(), PASSPHRASE)
    for spoilt, passphrase in (
        (container, b"wrong"),
        (container[:-40] + b"AAAA" + container[-36:], PASSPHRASE),
    ):
        with pytest.raises(WrongPassphrase):
            open_private_key(spoilt, passphrase)


def test_a_key_file_of_the_first_kind_still_opens() -> None:
    key, salt, nonce, kind = PrivateKey.generate(), bytes(16), bytes(12), "yilian-sm2-key-1"
    derived = Scrypt(salt=salt, length=32, n=2**15, r=8, p=1).derive(PASSPHRASE)
    ciphertext = AESGCM(derived).encrypt(nonce, key.pkcs8(), kind.encode())
    parts = {"salt": salt, "nonce": nonce, "ciphertext": ciphertext}
    container = json.dumps({"kind": kind, **{name: b64encode(each).decode() for name, each in parts.items()}})
    assert open_private_key(container.encode(), PASSPHRASE).pkcs8() == key.pkcs8()
