"""Which sentences of a line say something, and when a whole line does although it ends in a question mark."""

from __future__ import annotations

import pytest

from bot.perception.understanding import CoachPerception
from dialogs.judging.pipeline import judge
from dialogs.judging.plain import only_says, said_in, takes_back


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


@pytest.mark.parametrize(
    ("text", "back"),
    [
        ("I called your leak peanuts, that was stupid.", True),
        ("It was wrong of me to push you to Friday.", True),
        ("I take back what I said of the others.", True),
        ("I made your flood sound small.", True),
        ("That was rude of them.", False),
        ("I called because the pumps fail.", False),
        ("Sorry, but I need an answer by Friday.", False),
        ("", False),
    ],
)
def test_who_takes_a_fault_back_names_it(text: str, back: bool) -> None:
    assert takes_back(text.lower()) is back


def test_a_fault_that_is_taken_back_is_none(perception: CoachPerception) -> None:
    """Whatever its words are."""
    worry = "One in forty of our labels is wrong."

    def named(text: str) -> tuple[str, ...]:
        return judge(text, task="reply", worry=worry, model=perception.model).named

    assert "minimise" in named("That's peanuts.")
    assert "minimise" not in named("I called it peanuts. I take it back, that was stupid of me.")
