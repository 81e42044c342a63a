"""What many tests share: the real content, and the real perception, loaded once a run."""

from __future__ import annotations

import pytest

from bot import wiring
from bot.perception.understanding import CoachPerception
from content.library import Library
from tests.postgres import empty_postgres_url, postgres, postgres_url

__all__ = ["empty_postgres_url", "postgres", "postgres_url"]  # fixtures, for all tests below


@pytest.fixture(scope="session")
def perception() -> CoachPerception:
    """The judge and the customers' understanding as they ship, with the prepared language model."""
    loaded = wiring.load_perception()
    if loaded.notice:
        pytest.fail(f"these tests need the language model: {loaded.notice}")
    return loaded


@pytest.fixture(scope="session")
def shipped() -> Library:
    return wiring.library()
