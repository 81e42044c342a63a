"""What is made small in plain words is heard whatever the model hears; what is said to be no small thing is not."""

from __future__ import annotations

import pytest

from dialogs.judging.belittling import belittles
from dialogs.judging.reply_moves import ASKED_ABOUT, SAID_PLAINLY, read_moves
from dialogs.model import MOVES

SMALL = (
    "I wouldn't lose any sleep over a scratch like that.",
    "You worry far too much about the neighbours.",
    "Honestly, it's no big deal.",
    "That's ancient history.",
    "You're making it bigger than it is.",
    "It sounds worse on paper than it was, surely.",
    "Every bakery has one of those, no?",
    "That happens in every yard.",
    "They'll get over it.",
    "It's only a small matter, isn't it?",
    "The form is a mere formality.",
    "There's nothing to be nervous about... nothing to worry about at all.",
    "It isn't the end of the world.",
    "For a harbour of this size that's peanuts.",
    "A dark night never hurt anyone.",
    "I wouldn't make such a fuss about one late barge.",
    "I'd not build on it; nothing serious there.",
    "There are worse things than a wet cellar.",
    "That's quite normal in a yard.",
    "By autumn it's long forgotten.",
    "It isn't half as bad as it smells.",
    "A rather harmless leak, if you ask me.",
)
NOT_SMALL = (
    "That's no small thing to carry.",
    "It is not a small matter, eighty people on one signature.",
    "You said it's no big deal, and yet you came back to it twice.",
    "Is it a big deal for your crew?",
    "Nobody gets over it in a week.",
    "How bad is it, on a bad day?",
    "I'd lose sleep over that too.",
    "Does every yard have one of those?",
    "Which of them happens in every season?",
    "It isn't as bad as I feared, and still bad enough, you say?",
    "There is really nothing to excuse.",
    "It looks bigger from the quay than from the road, the new hall.",
    "",
)


@pytest.mark.parametrize("text", SMALL)
def test_what_is_made_small_in_plain_words_is_heard(text: str) -> None:
    assert belittles(text, text.lower())


@pytest.mark.parametrize("text", NOT_SMALL[:-2])
def test_what_is_no_small_thing_is_left_to_the_model(text: str) -> None:
    assert not belittles(text, text.lower())


def read(text: str, *, worry: str | None = None, **heard: float) -> float:
    probabilities = dict.fromkeys(MOVES, 0.0) | heard
    plain = ("minimise",) if belittles(text, text.lower()) else ()
    found = read_moves(probabilities, text.lower(), told=(), worry=worry, target_nearness=0.0, plain=plain)
    return found["minimise"]


def test_it_is_named_whatever_the_model_hears_but_for_the_parking() -> None:
    assert read("Honestly, it's no big deal.") == SAID_PLAINLY["minimise"]
    assert read("Don't worry about the parking, really.", worry="If the vines freeze, we lose the year.") == 0.0


def test_what_may_take_the_worry_up_and_makes_nothing_small_is_asked_about() -> None:
    assert read("a third of the spring, and they remember", minimise=0.9, acknowledge=0.3) == ASKED_ABOUT
    assert read("a third of the spring, and they remember", minimise=0.9, acknowledge=0.1) == 0.9
    assert read("a third of the spring, but they forget", minimise=0.9, acknowledge=0.3) == 0.9
    assert read("it's no big deal, I hear you", minimise=0.9, acknowledge=0.3) == 0.9
