"""Lines that a person typed who met these customers for the first time, and what they are taken for."""

from __future__ import annotations

import pytest

from content.library import Library
from dialogs.model import Percept
from dialogs.play import Act
from dialogs.plays import play_of
from dialogs.ports import Perception


def taken(perception: Perception, shipped: Library, customer_id: str, text: str) -> Act:
    customer = shipped.customers[customer_id]
    play = play_of(customer)
    mood = play.opening_mood(customer)
    percept: Percept = perception.perceive(text, play.listen(customer, mood))
    return play.understand(percept, customer=customer, mood=mood).act


@pytest.mark.parametrize(
    ("customer_id", "text", "node"),
    [
        (
            "hotel_linen_director",
            "Hi Liana, lovely to meet you. How does the laundry get handled across your nine hotels today?",
            "situation.laundry_houses",
        ),
        (
            "cold_chain_ops",
            "Morning Dana. Where do mornings get difficult for you at the depots?",
            "problem.late_departures",
        ),
        (
            "hotel_linen_director",
            "do you have a lot of trouble with the sea air making stuff dirty",
            "problem.worn_linen",
        ),
        ("store_ops_analyst", "who has problems with the stores", "unhappy.who_suffers"),
        ("store_ops_analyst", "no no, who is unhappy about shelf prices?", "unhappy.who_suffers"),
    ],
)
def test_a_first_line_is_taken_for_what_it_asks(
    perception: Perception, shipped: Library, customer_id: str, text: str, node: str
) -> None:
    assert taken(perception, shipped, customer_id, text).node == node


def test_a_doubt_said_back_with_a_question_is_no_bluff(perception: Perception, shipped: Library) -> None:
    line = "So it's the exam seating. Is it a must have or could you live without it?"

    assert taken(perception, shipped, "university_registrar", line).kind != "bluff"


def test_the_opening_given_back_is_an_echo(perception: Perception, shipped: Library) -> None:
    assert taken(perception, shipped, "cold_chain_ops", "You wanted to talk operations. Go on.").kind == "echo"
