"""Where long texts are cut."""

from __future__ import annotations

from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.render.splitting import clipped, sendable, shows, split, utf16_units
from tests.render.replies import FAMILY, long, texts


def escaped(text: str) -> int:
    return len(escape(text, quote=False))


@given(texts, st.integers(12, 5000), st.sampled_from([len, escaped, utf16_units]))
def test_parts_fit_and_only_whitespace_between_them_is_lost(text: str, limit: int, measure) -> None:  # type: ignore[no-untyped-def]
    parts = split(text, limit, measure=measure)

    rest = text.lstrip()
    for part in parts:
        assert 0 < measure(part) <= limit
        assert rest.startswith(part)
        rest = rest[len(part) :].lstrip()
    assert rest == ""


@given(long, st.integers(12, 400))
def test_parts_are_not_much_smaller_than_they_might_be(text: str, limit: int) -> None:
    parts = split(text, limit, measure=len)

    assert len(parts) <= 2 + 4 * len(text) / limit


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("One two.\n\nThree. Four\nfive", ("One two.", "Three. Four\nfive")),
        ("One two three\nfour. Five six", ("One two three", "four. Five six")),
        ("One two three. Four five six", ("One two three.", "Four five six")),
        ("He said “so it is.” Then he left", ("He said “so it is.”", "Then he left")),
        ("One two three four five six", ("One two three four", "five six")),
        ("No " + "o" * 25, ("No", "o" * 20, "o" * 5)),
        ("twenty characters ok then", ("twenty characters ok", "then")),
        (" \n ", ()),
    ],
)
def test_a_cut_is_made_where_a_reader_pauses(text: str, parts: tuple[str, ...]) -> None:
    assert split(text, 20, measure=len) == parts


@pytest.mark.parametrize("sign", [FAMILY, "🇩🇪", "👍🏽", "e\u0301", "❤\ufe0f", "🏴\U000e0067\U000e0062\U000e007f"])
def test_what_people_see_as_one_sign_is_not_cut_in_half(sign: str) -> None:
    for limit in range(12, 40):
        parts = split(sign * 30, limit)

        assert all(part == sign * (len(part) // len(sign)) for part in parts)
        assert "".join(parts) == sign * 30


def test_a_sign_without_end_is_cut_all_the_same() -> None:
    assert [len(part) for part in split("e" + "\u0301" * 299, 100, measure=len)] == [100, 100, 100]


def test_a_limit_below_one_character_is_refused() -> None:
    with pytest.raises(ValueError, match="over the limit of 4"):
        split("a & b", 4, measure=escaped)


def test_an_emoji_counts_two_and_an_umlaut_one() -> None:
    assert [utf16_units(text) for text in ("abc", "äöü", "🙂", FAMILY)] == [3, 3, 2, 11]


def test_what_is_cut_ends_in_dots() -> None:
    assert clipped("One two three four", 20) == "One two three four"
    assert clipped("One two three four five", 20) == "One two three four…"
    assert utf16_units(clipped("🙂" * 50, 20)) == 19


def test_what_no_channel_shows_becomes_a_space() -> None:
    assert sendable("a\0b\x1bc\rd\ud83de\x85") == "a b c d e "
    assert sendable(f"a\n\tb{FAMILY}\u200f\u200b") == f"a\n\tb{FAMILY}\u200f\u200b"


@pytest.mark.parametrize(("text", "whether"), [("", False), (" \n\u200b\u2060\ufe0f\u0301", False), (" .", True)])
def test_a_text_shows_only_if_something_leaves_a_mark(text: str, whether: bool) -> None:
    assert shows(text) is whether
