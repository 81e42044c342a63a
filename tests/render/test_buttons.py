"""What a button carries there and back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.render.buttons import button_value, read_button
from tests.render.replies import ids


@given(ids, st.integers(0, 10**9), st.integers(0, 10**9))
def test_what_a_button_carries_is_read_back(choice_id: str, ordinal: int, version: int) -> None:
    value = button_value(f"{ordinal}.{version}", choice_id)

    assert len(value.encode()) <= 64
    assert read_button(value) == (f"{ordinal}.{version}", choice_id)


@pytest.mark.parametrize(
    ("stamp", "choice_id"), [("3.17", "a" * 60), ("3.17", "é" * 30), ("3|17", "a"), ("", "a"), ("3.17", "")]
)
def test_a_button_that_could_not_be_read_back_is_not_made(stamp: str, choice_id: str) -> None:
    with pytest.raises(ValueError, match="no button can carry"):
        button_value(stamp, choice_id)


@pytest.mark.parametrize(
    ("value", "read"),
    [
        ("3.17|start", ("3.17", "start")),
        ("3.17|a|b", ("3.17", "a|b")),
        ("start", (None, "start")),
        ("|start", (None, "start")),
        ("", (None, "")),
        ("|", (None, "")),
    ],
)
def test_a_value_that_is_no_buttons_is_still_read(value: str, read: tuple[str | None, str]) -> None:
    assert read_button(value) == read


@given(st.text())
def test_no_value_is_too_strange_to_read(value: str) -> None:
    stamp, choice_id = read_button(value)

    assert value in (choice_id, f"{stamp or ''}|{choice_id}")
