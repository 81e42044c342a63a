"""The real content, once."""

from __future__ import annotations

import pytest

from content.library import Library


@pytest.fixture(scope="session")
def library(shipped: Library) -> Library:
    return shipped
