"""Advice in plain words is heard whatever the model hears; who was asked for it, or only tells a duty, gives none."""

from __future__ import annotations

import pytest

from dialogs.judging.advising import advises
from dialogs.judging.reply_moves import SAID_PLAINLY, read_moves
from dialogs.judging.segment import clauses_of
from dialogs.model import MOVES

ADVICE = (
    "You should move the night count to Sunday.",
    "honestly you just need to put one person in charge of the gate",
    "What your board must do is cut the list in half.",
    "My advice would be to ring the council first.",
    "My advice: leave the old line alone.",
    "If I were you, Selma, I'd print the photos and hang them up.",
    "In your place I'd sell the second van.",
    "If it was my orchard, I would start with the west rows.",
    "The best thing for you would be to rent a hall for November.",
    "I'd strongly recommend that you write to the landlord.",
    "You'd be better off sorting out the rota.",
    "What you need is a second pair of hands at the weighbridge.",
    "What I'd do here, ring the harbour master tonight.",
    "what I would do is move her to days",
    "Please, you should write to the owner yourself.",
    "You'd do best to close the old gate.",
    "Just tell the drivers to come at six.",
    "Two men more at the ramp, that's the solution.",
    "Best you ring the council tonight.",
)
NO_ADVICE = (
    "Should you move the night count?",
    "What should it do for you, above all?",
    "You should know that we only rent them out.",
    "You need to sign here for the helmet.",
    "You should be careful with anyone who promises that.",
    "If I were you I'd feel the same.",
    "If it were my name on the report I'd not be sleeping.",
    "We should meet on Tuesday at ten.",
    "So nobody has to hold the ladder.",
    "What would you advise me to read first?",
    "You must put it on one page, and answer for each word.",
    "What I'd do is send you the drawing first.",
    "Just tell them I called, will you.",
    "Is that the way it goes at your ramp?",
    "That's the way you described it.",
    "What I would do is gladly show you one that runs.",
    "",
)


@pytest.mark.parametrize("text", ADVICE)
def test_advice_in_plain_words_is_heard(text: str) -> None:
    assert advises(text, text.lower(), likely=False)


@pytest.mark.parametrize("text", NO_ADVICE)
def test_what_only_sounds_like_advice_is_left_to_the_model(text: str) -> None:
    assert not advises(text, text.lower(), likely=False)


@pytest.mark.parametrize(
    ("text", "questions"),
    [
        ("What Brimsea must do is close the gate on Sundays.", 0),
        ("What your yard has to do is count twice.", 0),
        ("What must the yard do on Sundays?", 1),
    ],
)
def test_what_somebody_must_do_is_said_and_not_asked(text: str, questions: int) -> None:
    assert len(clauses_of(text, text.lower())) == questions


def test_a_duty_is_advice_only_where_the_model_thinks_so_too() -> None:
    text = "You must close the yard on Saturdays."

    assert not advises(text, text.lower(), likely=False)
    assert advises(text, text.lower(), likely=True)
    assert not advises("Then we must leave the room.", "then we must leave the room.", likely=True)


@pytest.mark.parametrize(
    ("worry", "named"),
    [("I can't stop the line in May.", True), ("I can't stop the line in May. Please give me an advice.", False)],
)
def test_advice_that_was_asked_for_is_no_sin(worry: str, named: bool) -> None:
    text = "my advice: stop it in july"
    moves = read_moves(
        dict.fromkeys(MOVES, 0.0), text, told=(), worry=worry, target_nearness=None, plain=("prescribe",)
    )

    assert (moves["prescribe"] == SAID_PLAINLY["prescribe"]) is named
