"""The coach at the dialogs' own desk, as the tests of the dialogs have it."""

from __future__ import annotations

from tests.dialogs.conftest import coach, library

__all__ = ["coach", "library"]  # fixtures, for all tests below
