"""Both databases, as in tests/storage."""

from tests.storage.conftest import sqlite_url, store, url

__all__ = ["sqlite_url", "store", "url"]
