"""What many tests share: the real content, and the real perception, loaded once a run."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

from bot import wiring
from bot.perception.understanding import CoachPerception
from content.library import Library
from tests.postgres import empty_postgres_url, postgres, postgres_url
from tests.secrecy import WATCH, hear_everything
from tests.secrets import SECRETS

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


@pytest.fixture(scope="session", autouse=True)
def _vendors() -> Iterator[tuple[str, ...]]:
    """The loggers that `coach serve` silences; at the end of the run nothing may have leaked late."""
    from bot.commands.serve import VENDORS

    yield VENDORS
    gc.collect()  # "Task exception was never retrieved"
    assert WATCH.taken() == []


@pytest.fixture(autouse=True)
def _no_log_record_holds_a_secret(_vendors: tuple[str, ...]) -> Iterator[None]:
    """No line of any logger at any level holds a token or what a rep wrote, in no test (tests/secrecy.py)."""
    SECRETS.forget()
    hear_everything(WATCH, _vendors)
    yield
    assert WATCH.taken() == []
