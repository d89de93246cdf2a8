"""One file of a package: written from the store, or named where it is read."""

import hashlib
from dataclasses import dataclass
from typing import Any, Self

import orjson

from chain.archive.model import dump


@dataclass(frozen=True, slots=True)
class Filed:
    """A file at ``path`` in the package of ``item`` (``None``: the chain's): its ``text``, or ``href`` and ``sha256``;
    ``marks`` of the rows that it holds.
    """

    item: str | None
    path: str
    sha256: str
    text: str | None = None
    href: str | None = None
    marks: tuple[str, ...] = ()

    @classmethod
    def written(cls, item: str | None, path: str, content: bytes, *marks: str) -> Self:
        """A file that is written from the store."""
        digest = hashlib.sha256(content).hexdigest()
        return cls(item, path, digest, text=content.decode(), marks=marks)

    @classmethod
    def record(cls, item: str | None, path: str, values: Any, *marks: str) -> Self:
        """The same from plain values; times become ISO text."""
        return cls.written(item, path, dump(orjson.loads(orjson.dumps(values))), *marks)

    def to_json(self) -> dict[str, Any]:
        """As a worker reads it."""
        return {
            "item": self.item,
            "path": self.path,
            "sha256": self.sha256,
            "text": self.text,
            "href": self.href,
        }


def place(items: list[Any], known: set[str]) -> str | None:
    """In whose package something stands: of the one item it is about, else of the chain."""
    return str(items[0]) if len(items) == 1 and items[0] in known else None
