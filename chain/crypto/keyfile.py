"""Private keys at rest: PKCS #8 under scrypt and AES-256-GCM, in a small JSON file."""

import json
import os
from base64 import b64decode, b64encode

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from chain.crypto.errors import WrongPassphrase
from chain.crypto.sm2 import PrivateKey

_KIND = "yilian-sm2-key-1"
_N, _R, _P = 2**15, 8, 1


def seal_private_key(key: PrivateKey, passphrase: bytes) -> bytes:
    """The key as an encrypted container."""
    salt, nonce = os.urandom(16), os.urandom(12)
    ciphertext = AESGCM(_derive(passphrase, salt)).encrypt(nonce, key.pkcs8(), _KIND.encode())
    parts = {"salt": salt, "nonce": nonce, "ciphertext": ciphertext}
    content = {name: b64encode(value).decode() for name, value in parts.items()}
    return json.dumps({"kind": _KIND, **content}).encode()


def open_private_key(container: bytes, passphrase: bytes) -> PrivateKey:
    """The key inside a container; raises :class:`WrongPassphrase`, also for a damaged file."""
    try:
        content = json.loads(container)
        if content["kind"] != _KIND:
            raise WrongPassphrase
        salt, nonce, ciphertext = (
            b64decode(content[name], validate=True) for name in ("salt", "nonce", "ciphertext")
        )
        pkcs8 = AESGCM(_derive(passphrase, salt)).decrypt(nonce, ciphertext, _KIND.encode())
    except (InvalidTag, ValueError, KeyError, TypeError) as error:
        raise WrongPassphrase from error
    return PrivateKey.from_pkcs8(pkcs8)


def _derive(passphrase: bytes, salt: bytes) -> bytes:
    return Scrypt(salt=salt, length=32, n=_N, r=_R, p=_P).derive(passphrase)
