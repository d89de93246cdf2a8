"""How long a file is kept: the longest of its items' (catalogue), counted from the year after it was archived."""

from collections.abc import Iterable

from bpmn.catalogue import Catalogue
from bpmn.errors import UnknownItem
from chain.archive.model import Retention

_ORDER = (Retention.TEN_YEARS, Retention.THIRTY_YEARS, Retention.PERMANENT)


def retention_of(catalogue: Catalogue, item: str) -> Retention:
    """How long the file of an item is kept; an item that is in the catalogue no more is kept as by default."""
    try:
        return catalogue.item(item).kept
    except UnknownItem:
        return Retention.THIRTY_YEARS


def longest(retentions: Iterable[Retention]) -> Retention:
    """The retention of a chain: of its longest kept item."""
    return max(retentions, key=_ORDER.index, default=Retention.THIRTY_YEARS)
