"""Others run down in plain words, rivals or the customer's own people; a word of the customer's is only taken up."""

from __future__ import annotations

import pytest

from dialogs.judging.rivals import runs_down

RUN_DOWN = (
    "Those other guys are clowns.",
    "Your last supplier, honestly, a bunch of swindlers.",
    "Whoever drew the old route was an idiot.",
    "your night crew must be lazy then",
    "With respect, your management is clueless about the harbour.",
    "The people who built that ramp should be ashamed of themselves.",
    "I wouldn't let the competition near a bicycle.",
    "Your last installer took you for a ride.",
    "A bunch of fools, that other lot.",
    "You're hiding behind the committee.",
    "That is just an excuse.",
)
NOT_RUN_DOWN = (
    "Whoever drew the old route knew the harbour.",
    "Your night crew is short of two men.",
    "Was your last supplier useless?",
    "I felt stupid in that meeting too.",
    "They're not stupid, they saw it coming.",
    "Thank you for not hiding behind the committee.",
    "Are you hiding behind the committee?",
    "Your people work while everybody is asleep.",
    "",
)


@pytest.mark.parametrize("text", RUN_DOWN)
def test_a_bad_word_for_others_is_an_attack(text: str) -> None:
    assert runs_down(text, text.lower(), told=(), worry=None)


@pytest.mark.parametrize("text", NOT_RUN_DOWN)
def test_what_calls_nobody_names_is_none(text: str) -> None:
    assert not runs_down(text, text.lower(), told=(), worry=None)


def test_a_bad_word_of_the_customers_own_is_taken_up() -> None:
    text = "Whoever planned that was careless, and you had to stand for it."

    assert runs_down(text, text.lower(), told=(), worry=None)
    assert not runs_down(text, text.lower(), told=("The planners were careless.",), worry=None)
    assert not runs_down(text, text.lower(), told=(), worry="I call that careless.")
