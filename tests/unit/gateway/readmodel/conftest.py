"""The store's fixtures."""

from tests.unit.gateway.store.support import database, store_url

__all__ = ["database", "store_url"]
