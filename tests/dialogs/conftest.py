"""The real content, once, and a coach to talk to."""

from __future__ import annotations

import pytest

from content.library import Library
from content.loader import load_library
from tests.dialogs.coaching import Coach


@pytest.fixture(scope="session")
def library() -> Library:
    return load_library()


@pytest.fixture
def coach(library: Library) -> Coach:
    return Coach(library)
