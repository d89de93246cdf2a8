"""Encryption of personal columns and files where they rest: AES-256-GCM with the data key.

A ciphertext is ``version (1) | key id (4) | nonce (12) | ciphertext and tag``. The associated data name the
place the value belongs to (``table.column``), so that a value moved to another column does not decrypt.
"""

import hashlib
import os
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

import orjson
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import LargeBinary, String
from sqlalchemy.engine import Dialect, Engine
from sqlalchemy.types import TypeDecorator

from gateway.keyfile import create_once
from gateway.store.errors import DataDamaged, DataKeyInvalid

KEY_BYTES = 32
_VERSION = b"\x01"
_HEADER = 1 + 4
_NONCE = 12


class Cipher:
    """Encrypts and decrypts with one data key of 32 bytes."""

    def __init__(self, key: bytes) -> None:
        if len(key) != KEY_BYTES:
            raise DataKeyInvalid
        self._gcm = AESGCM(key)
        self._key = key
        self.key_id = hashlib.sha256(b"key id" + key).digest()[:4]

    @classmethod
    def from_file(cls, file: Path) -> "Cipher":
        """The cipher whose key stands in ``file`` (hexadecimal). Raises ``DataKeyInvalid``."""
        try:
            key = bytes.fromhex(file.read_text(encoding="ascii").strip())
        except (OSError, ValueError) as error:
            raise DataKeyInvalid from error
        return cls(key)

    def encrypt(self, plain: bytes, place: str) -> bytes:
        """Encrypt ``plain`` for the place it will stand in."""
        nonce = os.urandom(_NONCE)
        head = _VERSION + self.key_id
        return head + nonce + self._gcm.encrypt(nonce, plain, head + place.encode())

    def decrypt(self, stored: bytes, place: str) -> bytes:
        """Decrypt what :meth:`encrypt` made for the same place. Raises ``DataDamaged``."""
        head, nonce, body = stored[:_HEADER], stored[_HEADER : _HEADER + _NONCE], stored[_HEADER + _NONCE :]
        if head != _VERSION + self.key_id:
            raise DataDamaged
        try:
            return self._gcm.decrypt(nonce, body, head + place.encode())
        except (InvalidTag, ValueError) as error:
            raise DataDamaged from error

    def fingerprint(self, content: bytes) -> str:
        """A keyed digest (hexadecimal) that names content without telling what it is."""
        return hashlib.blake2b(content, key=self._key, digest_size=32, person=b"yilian files").hexdigest()


def create_key_file(file: Path) -> Cipher:
    """The cipher of ``file``; makes its key (mode 0600) when there is none, also when two processes race."""
    if not file.exists():
        create_once(file, os.urandom(KEY_BYTES).hex())
    return Cipher.from_file(file)


_CIPHERS: WeakKeyDictionary[Dialect, Cipher] = WeakKeyDictionary()


def use_cipher(engine: Engine, cipher: Cipher) -> None:
    """Encrypted columns read and written through ``engine`` use ``cipher``."""
    _CIPHERS[engine.dialect] = cipher


def _cipher_of(dialect: Dialect) -> Cipher:
    cipher = _CIPHERS.get(dialect)
    if cipher is None:
        raise DataKeyInvalid
    return cipher


class EncryptedText(TypeDecorator[str]):
    """Text that is encrypted where it rests; ``place`` is ``table.column``."""

    impl = LargeBinary
    cache_ok = True

    def __init__(self, place: str) -> None:
        super().__init__()
        self.place = place

    def process_bind_param(self, value: str | None, dialect: Dialect) -> bytes | None:
        """Encrypt on the way in."""
        return None if value is None else _cipher_of(dialect).encrypt(value.encode(), self.place)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> str | None:
        """Decrypt on the way out."""
        return None if value is None else _cipher_of(dialect).decrypt(value, self.place).decode()


class EncryptedJSON(TypeDecorator[Any]):
    """A JSON value that is encrypted where it rests; ``place`` is ``table.column``. ``None`` is SQL NULL."""

    impl = LargeBinary
    cache_ok = True

    def __init__(self, place: str) -> None:
        super().__init__()
        self.place = place

    def process_bind_param(self, value: Any, dialect: Dialect) -> bytes | None:
        """Encrypt on the way in."""
        return None if value is None else _cipher_of(dialect).encrypt(orjson.dumps(value), self.place)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> Any:
        """Decrypt on the way out."""
        return None if value is None else orjson.loads(_cipher_of(dialect).decrypt(value, self.place))


class KeyedDigest(TypeDecorator[str]):
    """A value kept as its keyed digest only: equal values are found, none is told. ``place`` is ``table.column``."""

    impl = String(64)
    cache_ok = True

    def __init__(self, place: str) -> None:
        super().__init__()
        self.place = place

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """The digest, on the way in and when compared."""
        plain = None if value is None else f"{self.place} {value}".encode()
        return None if plain is None else _cipher_of(dialect).fingerprint(plain)
