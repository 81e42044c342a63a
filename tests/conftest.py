"""What many tests share: the real content, and the real perception, loaded once a run."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

from bot import wiring
from bot.perception import encoder, heads, understanding
from bot.perception.understanding import CoachPerception
from content.library import Library
from tests.postgres import empty_postgres_url, postgres, postgres_url
from tests.secrecy import WATCH, hear_everything
from tests.secrets import SECRETS

__all__ = ["empty_postgres_url", "postgres", "postgres_url"]  # fixtures, for all tests below


DEAR = ("copy", "reader", "walked")  # fixtures that a worker has once, and then cheaply for every test


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give tests of one dear fixture to one worker (`--dist loadgroup`)."""
    for item in items:
        for name in DEAR:
            if name in getattr(item, "fixturenames", ()):
                item.add_marker(pytest.mark.xdist_group(name))


@pytest.fixture(scope="session")
def perception() -> CoachPerception:
    """
    The judge and the customers' understanding as they ship, with the prepared language model.

    It remembers more than the one that ships: bots say the same line in many calls, and calls of a customer are alike.
    """
    with pytest.MonkeyPatch.context() as patch:
        for module in (encoder, heads, understanding):
            patch.setattr(module, "MOST_REMEMBERED", 16_384)
        patch.setattr(encoder, "MOST_TOKENS_REMEMBERED", 1_024)  # 60 MB
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
