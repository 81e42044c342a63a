"""What is given away in plain words is seen whatever the model hears, and what only names it is left to the model."""

from __future__ import annotations

import pytest

from dialogs.judging.conceding import concedes
from dialogs.judging.reply_moves import SAID_PLAINLY, read_moves
from dialogs.model import MOVES

GIVEN = (
    "Since it isn't in there, let's knock a bit off the price and call it even.",
    "first semester free, i'll sort it",
    "Pay us after the exams, in December, no interest, I don't mind.",
    "We could do the five small sites at half price.",
    "I can take ten per cent off, how's that?",
    "I'll give you a small discount for the trouble.",
    "let me shave two thousand off the bill",
    "The first two inspections are on us.",
    "I'll waive the delivery fee, how about that.",
    "We can throw in a spare pump.",
    "I could come down by six per cent, just so we begin well.",
    "We'd repair the first two pumps for free, no strings.",
    "I'd send a man for the whole season, no charge.",
    "The first three yards free, happy?",
    "I can always go lower, just say a number.",
    "We'd match any quote that you have.",
    "no setup fee for you, i take care of it",
    "We could halve the deposit fee.",
    "You try it for six weeks without paying.",
)
NOT_GIVEN = (
    "Would ten per cent off change anything?",
    "I won't knock anything off the price.",
    "If we took 5 % off the price, what then?",
    "You asked whether we give a discount.",
    "A buyer will look at that old system and knock a third off.",
    "We talked the whole year for nothing.",
    "The price stays as it is in the quote.",
    "How many hours does the first shift have free?",
    "Each time you had to explain it again, that's on us.",
    "We could take two per cent off, but then I'd need three years from you.",
    "I'll waive the fee if you sign for both yards.",
    "Can we take this off your list of doubts?",
    "The first night after the free days is the worst.",
    "It costs nothing to ask.",
    "The match begins at noon.",
    "I won't halve the price.",
    "",
)


@pytest.mark.parametrize("text", GIVEN)
def test_a_gift_in_plain_words_is_one(text: str) -> None:
    assert concedes(text, text.lower())


@pytest.mark.parametrize("text", NOT_GIVEN)
def test_what_only_names_it_is_none(text: str) -> None:
    assert not concedes(text, text.lower())


def test_it_is_named_whatever_the_model_hears() -> None:
    text = GIVEN[0].lower()

    moves = read_moves(dict.fromkeys(MOVES, 0.0), text, told=(), worry=None, target_nearness=None, plain=("concede",))

    assert moves["concede"] == SAID_PLAINLY["concede"]
