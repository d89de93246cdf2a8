"""Binding of the few functions of OpenSSL 3's libcrypto that SM2 needs; nothing outside this module sees a
pointer.

Found in this order: the file named by ``YILIAN_LIBCRYPTO``; the one this Python's ``ssl`` is already linked
to; the usual sonames; whatever ``ctypes.util`` finds. The first that offers SM2 is taken.
"""

import ctypes
import ctypes.util
import importlib
import os
from collections.abc import Iterator
from ctypes import POINTER, byref, c_char_p, c_int, c_long, c_size_t, c_ulong, c_void_p
from functools import cache
from pathlib import Path

from chain.crypto.errors import CryptoFailure, MalformedKey, Sm2Unavailable

_VARIABLE = "YILIAN_LIBCRYPTO"
_SONAMES = ("libcrypto.so.3", "libcrypto.3.dylib")
_SIGNATURES: dict[str, tuple[type | None, tuple[object, ...]]] = {
    "OpenSSL_version_num": (c_ulong, ()),
    "EVP_PKEY_CTX_new_from_name": (c_void_p, (c_void_p, c_char_p, c_char_p)),
    "EVP_PKEY_CTX_new": (c_void_p, (c_void_p, c_void_p)),
    "EVP_PKEY_CTX_free": (None, (c_void_p,)),
    "EVP_PKEY_keygen_init": (c_int, (c_void_p,)),
    "EVP_PKEY_generate": (c_int, (c_void_p, POINTER(c_void_p))),
    "EVP_PKEY_sign_init": (c_int, (c_void_p,)),
    "EVP_PKEY_sign": (c_int, (c_void_p, c_char_p, POINTER(c_size_t), c_char_p, c_size_t)),
    "EVP_PKEY_verify_init": (c_int, (c_void_p,)),
    "EVP_PKEY_verify": (c_int, (c_void_p, c_char_p, c_size_t, c_char_p, c_size_t)),
    "EVP_PKEY_free": (None, (c_void_p,)),
    "EVP_PKEY2PKCS8": (c_void_p, (c_void_p,)),
    "i2d_PKCS8_PRIV_KEY_INFO": (c_int, (c_void_p, POINTER(c_void_p))),
    "PKCS8_PRIV_KEY_INFO_free": (None, (c_void_p,)),
    "d2i_AutoPrivateKey": (c_void_p, (c_void_p, POINTER(c_char_p), c_long)),
    "d2i_PUBKEY": (c_void_p, (c_void_p, POINTER(c_char_p), c_long)),
    "i2d_PUBKEY": (c_int, (c_void_p, POINTER(c_void_p))),
    "CRYPTO_free": (None, (c_void_p, c_char_p, c_int)),
    "ERR_clear_error": (None, ()),
}


def _candidates() -> Iterator[str]:
    configured = os.environ.get(_VARIABLE)
    if configured:
        yield configured
    yield from _already_loaded()
    yield from _SONAMES
    found = ctypes.util.find_library("crypto")
    if found:
        yield found


def _already_loaded() -> list[str]:
    """Paths of libcrypto that this process holds after importing ``ssl`` (Linux; elsewhere none)."""
    try:
        importlib.import_module("_ssl")
        maps = Path("/proc/self/maps").read_text(encoding="utf-8")
    except (ImportError, OSError, UnicodeDecodeError):
        return []
    paths = {line.split(maxsplit=5)[5] for line in maps.splitlines() if "/libcrypto" in line}
    return sorted(path for path in paths if not path.endswith("(deleted)"))


def _bind(name: str) -> ctypes.CDLL:
    library = ctypes.CDLL(name)
    for function_name, (result, arguments) in _SIGNATURES.items():
        function = getattr(library, function_name)
        function.restype = result
        function.argtypes = arguments
    return library


def _offers_sm2(library: ctypes.CDLL) -> bool:
    context = library.EVP_PKEY_CTX_new_from_name(None, b"SM2", None)
    if not context:
        library.ERR_clear_error()
        return False
    usable = bool(library.EVP_PKEY_keygen_init(context) == 1)
    library.EVP_PKEY_CTX_free(context)
    return usable


@cache
def _library() -> ctypes.CDLL:
    """The library; raises :class:`Sm2Unavailable`."""
    for name in _candidates():
        try:
            library = _bind(name)
        except (OSError, AttributeError):
            continue
        if _offers_sm2(library):
            return library
    raise Sm2Unavailable


class PKey:
    """An SM2 key inside OpenSSL, freed with this object. Methods may be called from several threads."""

    def __init__(self, pointer: int) -> None:
        self._pointer = pointer
        self._free = _library().EVP_PKEY_free

    def __del__(self) -> None:
        self._free(self._pointer)

    @classmethod
    def generate(cls) -> "PKey":
        """A new key pair from OpenSSL's generator."""
        library = _library()
        context = _required(library.EVP_PKEY_CTX_new_from_name(None, b"SM2", None))
        try:
            key = c_void_p()
            _required(library.EVP_PKEY_keygen_init(context) == 1)
            _required(library.EVP_PKEY_generate(context, byref(key)) == 1)
        finally:
            library.EVP_PKEY_CTX_free(context)
        return cls(_required(key.value))

    @classmethod
    def from_private(cls, der: bytes) -> "PKey":
        """From PKCS #8 DER; raises :class:`MalformedKey`."""
        return cls._decoded("d2i_AutoPrivateKey", der)

    @classmethod
    def from_public(cls, spki: bytes) -> "PKey":
        """From SubjectPublicKeyInfo DER whose point lies on the curve; raises :class:`MalformedKey`."""
        return cls._decoded("d2i_PUBKEY", spki)

    @classmethod
    def _decoded(cls, function: str, der: bytes) -> "PKey":
        library = _library()
        pointer = getattr(library, function)(None, byref(c_char_p(der)), len(der))
        if not pointer:
            library.ERR_clear_error()
            raise MalformedKey
        return cls(pointer)

    def private_der(self) -> bytes:
        """PKCS #8 DER, not encrypted."""
        library = _library()
        info = _required(library.EVP_PKEY2PKCS8(self._pointer))
        try:
            return _encoded("i2d_PKCS8_PRIV_KEY_INFO", info)
        finally:
            library.PKCS8_PRIV_KEY_INFO_free(info)

    def public_der(self) -> bytes:
        """SubjectPublicKeyInfo DER."""
        return _encoded("i2d_PUBKEY", self._pointer)

    def sign(self, digest: bytes) -> bytes:
        """SM2 signature, DER ``SEQUENCE {r, s}``, over the digest as it is given."""
        library = _library()
        context = _required(library.EVP_PKEY_CTX_new(self._pointer, None))
        try:
            _required(library.EVP_PKEY_sign_init(context) == 1)
            buffer = ctypes.create_string_buffer(128)
            length = c_size_t(len(buffer))
            _required(library.EVP_PKEY_sign(context, buffer, byref(length), digest, len(digest)) == 1)
            return buffer.raw[: length.value]
        finally:
            library.EVP_PKEY_CTX_free(context)

    def verify(self, signature: bytes, digest: bytes) -> bool:
        """Whether the signature is this key's over the digest."""
        library = _library()
        context = _required(library.EVP_PKEY_CTX_new(self._pointer, None))
        try:
            _required(library.EVP_PKEY_verify_init(context) == 1)
            answer: int = library.EVP_PKEY_verify(context, signature, len(signature), digest, len(digest))
            return answer == 1
        finally:
            library.ERR_clear_error()
            library.EVP_PKEY_CTX_free(context)


def _required(result: int | None) -> int:
    """The result, when the call succeeded."""
    if not result:
        _library().ERR_clear_error()
        raise CryptoFailure
    return result


def _encoded(function: str, source: int) -> bytes:
    library = _library()
    output = c_void_p()
    length = _required(max(getattr(library, function)(source, byref(output)), 0))
    try:
        return ctypes.string_at(_required(output.value), length)
    finally:
        library.CRYPTO_free(output, b"", 0)
