"""Private keys at rest: PKCS #8 under scrypt and an authenticated cipher, in a small JSON file.

Written with SM4 in GCM, the national cipher, as the keys beneath it are SM2's; containers of the first kind (AES-256-GCM) are
read as before.
"""

import json
import os
from base64 import b64decode, b64encode

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.ciphers.algorithms import SM4
from cryptography.hazmat.primitives.ciphers.modes import GCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from chain.crypto.errors import WrongPassphrase
from chain.crypto.sm2 import PrivateKey

_AES_KIND, _SM4_KIND = "yilian-sm2-key-1", "yilian-sm2-key-2"
_AES_BYTES, _SM4_BYTES = 32, 16
_TAG = 16
_N, _R, _P = 2**15, 8, 1


def seal_private_key(key: PrivateKey, passphrase: bytes) -> bytes:
    """The key as an encrypted container."""
    salt, nonce = os.urandom(16), os.urandom(12)
    encryptor = Cipher(SM4(_derive(passphrase, salt, _SM4_BYTES)), GCM(nonce)).encryptor()
    encryptor.authenticate_additional_data(_SM4_KIND.encode())
    ciphertext = encryptor.update(key.pkcs8()) + encryptor.finalize() + encryptor.tag
    parts = {"salt": salt, "nonce": nonce, "ciphertext": ciphertext}
    content = {name: b64encode(value).decode() for name, value in parts.items()}
    return json.dumps({"kind": _SM4_KIND, **content}).encode()


def open_private_key(container: bytes, passphrase: bytes) -> PrivateKey:
    """The key inside a container; raises :class:`WrongPassphrase`, also for a damaged file."""
    try:
        content = json.loads(container)
        opened = {_AES_KIND: _opened_aes, _SM4_KIND: _opened_sm4}[content["kind"]]
        salt, nonce, ciphertext = (
            b64decode(content[name], validate=True) for name in ("salt", "nonce", "ciphertext")
        )
        pkcs8 = opened(passphrase, salt, nonce, ciphertext)
    except (InvalidTag, ValueError, KeyError, TypeError) as error:
        raise WrongPassphrase from error
    return PrivateKey.from_pkcs8(pkcs8)


def _opened_aes(passphrase: bytes, salt: bytes, nonce: bytes, ciphertext: bytes) -> bytes:
    return AESGCM(_derive(passphrase, salt, _AES_BYTES)).decrypt(nonce, ciphertext, _AES_KIND.encode())


def _opened_sm4(passphrase: bytes, salt: bytes, nonce: bytes, ciphertext: bytes) -> bytes:
    sealed, tag = ciphertext[:-_TAG], ciphertext[-_TAG:]
    decryptor = Cipher(SM4(_derive(passphrase, salt, _SM4_BYTES)), GCM(nonce, tag)).decryptor()
    decryptor.authenticate_additional_data(_SM4_KIND.encode())
    return decryptor.update(sealed) + decryptor.finalize()


def _derive(passphrase: bytes, salt: bytes, length: int) -> bytes:
    return Scrypt(salt=salt, length=length, n=_N, r=_R, p=_P).derive(passphrase)
