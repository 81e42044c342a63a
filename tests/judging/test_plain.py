"""Which sentences of a line say something, and when a whole line does although it ends in a question mark."""

from __future__ import annotations

import pytest

from dialogs.judging.plain import only_says, said_in


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("We'd do the first ten for free, deal?", True),
        ("Free pumps for a year. Happy?", True),
        ("Pay us in a year, how does that sound?", True),
        ("It is a detail, isn't it?", True),
        ("Who pays for the pumps?", False),
        ("We'd do it for free. Who decides?", False),
        ("whos paying for the pumps", False),
        ("We pay for the pumps.", False),
        ("", False),
    ],
)
def test_a_tag_asks_nothing(text: str, says: bool) -> None:
    assert only_says(text, text.lower()) is says


def test_a_tag_that_stands_alone_is_said() -> None:
    text = "Free pumps for a year. Happy?"

    assert len(list(said_in(text, text.lower()))) == 2
