"""SM3, the Chinese hash function (GB/T 32905-2016)."""

from cryptography.hazmat.primitives.hashes import SM3, Hash

OID = "1.2.156.10197.1.401"
DIGEST_SIZE = 32


def sm3(data: bytes) -> bytes:
    """The 32-byte SM3 digest of ``data``."""
    state = Hash(SM3())
    state.update(data)
    return state.finalize()
