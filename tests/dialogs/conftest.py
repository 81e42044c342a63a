"""The real content, once, and a coach to talk to."""

from __future__ import annotations

import pytest

from content.library import Library
from tests.dialogs.coaching import Coach


@pytest.fixture(scope="session")
def library(shipped: Library) -> Library:
    return shipped


@pytest.fixture
def coach(library: Library) -> Coach:
    return Coach(library)
