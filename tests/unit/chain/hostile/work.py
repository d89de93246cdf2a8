"""Counting what a verification costs: bytes unpacked, parsed and hashed, signatures verified. Nothing is timed."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from lxml import etree

from chain.crypto import sm3 as sm3_module
from chain.crypto.libcrypto import PKey
from chain.ofd import unpacking


@contextmanager
def counted() -> Iterator[Counter[str]]:
    """Within: ``unpacked``, ``parsed`` and ``hashed`` in bytes, ``verified`` in SM2 verifications."""
    work: Counter[str] = Counter()
    content, parse, digest, verify = unpacking._content, etree.fromstring, sm3_module.sm3, PKey.verify

    def unpacks(*arguments: Any) -> bytes:
        found = content(*arguments)
        work["unpacked"] += len(found)
        return found

    def parses(data: bytes, *arguments: Any) -> Any:
        work["parsed"] += len(data)
        return parse(data, *arguments)

    def hashes(data: bytes) -> bytes:
        work["hashed"] += len(data)
        return digest(data)

    def verifies(*arguments: Any) -> bool:
        work["verified"] += 1
        return verify(*arguments)

    with (
        patch.object(unpacking, "_content", unpacks),
        patch("chain.ofd.xml.etree.fromstring", parses),
        patch("chain.ofd.package.sm3", hashes),
        patch("chain.crypto.sm2.sm3", hashes),
        patch("chain.seal.reading.sm3", hashes),
        patch.object(PKey, "verify", verifies),
    ):
        yield work
