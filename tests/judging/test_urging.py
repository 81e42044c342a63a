"""Plain pushes are seen whatever the model hears, and what only sounds like one is left to it."""

from __future__ import annotations

import pytest

from dialogs.judging.reply_moves import CLEARED, read_moves
from dialogs.judging.urging import urges
from dialogs.model import MOVES

PUSHES = (
    "Clock's ticking, Anselm.",
    "I'm not hanging up until you agree to something.",
    "I won't hang up until you agree.",
    "Just a small yes from you and we're done here.",
    "I need some kind of commitment from you today.",
    "need an answer by tonight, my boss is on my back",
    "Every night you wait is one more gamble.",
    "Every week you wait costs you money, okay?",
    "You cannot afford to hesitate here.",
    "You can't afford to wait, can you?",
    "Please decide quickly, the place goes to others.",
    "There's no time left: decide now.",
    "You have nothing to lose, so sign today.",
    "Don't think too long, sign now.",
    "You have to decide this week, or your slot is gone.",
    "If you don't sign this week the crew is gone.",
    "If you wait any longer, you'll be the last.",
    "then sign now",
    "just say yes and it's over",
    "No rush, just say yes and we are done.",
    "it'd be lovely to shake hands on it before I leave",
    "Take your time, I'm not hanging up until you agree.",
    "Yes or no today, I can't carry this file any longer.",
    "I'd need your answer by the end of the month, or the slot's gone.",
    "Sign it this week, otherwise the riggers go to somebody else.",
    "We keep the two vans for you till Monday, after that I can't promise anything.",
    "This rate is only good until Thursday, you know.",
    "The season starts in May, so there's no time to lose.",
    "You really can't put it off any longer.",
    "One more spill and it'll be your neck.",
    "These terms stand only until Friday.",
    "The rate holds only till the end of March, after that I can promise nothing.",
    "If we don't sign before the holidays, the crew is elsewhere.",
    "I'd hate for this to go over your head.",
    "My board is losing patience, I'm afraid.",
    "I need to know by Monday if you're in.",
    "need to know today, there's a queue",
    "Another fine and you did nothing, that won't look good.",
    "Every harvest you wait is another one lost.",
    "It's today or never, Ines.",
    "I can't hold the crane for you any longer.",
    "The offer closes on Friday.",
    "Our prices go up on the first.",
    "Please give me a yes.",
    "Let's just sign it today.",
    "You'd better hurry, the quay is filling up.",
    "You don't want to be the last in the harbour.",
    "Please do not wait.",
)
CALM = (
    "The clock is slow, Anselm.",
    "I know the clock is ticking for you with the audit.",
    "I'm not hanging up on you, go on.",
    "Is that a yes from you?",
    "Whether they say yes or no today is up to the board.",
    "You need just one yes from the board.",
    "The works council would only say yes to a pilot.",
    "I need some kind of drawing from you for the offer.",
    "You'll get an answer from me today.",
    "Let me get an answer from our engineers this afternoon.",
    "I need an answer from our engineers by Friday.",
    "You want an answer by Friday, and you will have it.",
    "Every night you write the numbers down by hand.",
    "Every week you wait for spare parts the press stands still.",
    "You can't afford to wait for the parts, I see.",
    "You told me you cannot afford to wait.",
    "Nobody has to decide quickly here.",
    "We act quickly when an alarm comes in.",
    "Your people act fast, you said.",
    "The drivers sign now on paper.",
    "They decide quickly at head office.",
    "If you don't sign, that's perfectly all right.",
    "If you don't order, I will still send you the numbers.",
    "If you wait for the audit, that's fine.",
    "read it before you sign now",
    "if they just said yes, what then?",
    "let me shake your hand before I leave",
    "Let me close the gate before I leave.",
    "So: sign today?",
    "Would you decide today?",
    "When you sign today is up to you.",
    "The offer is valid until the end of March, as it says on page one.",
    "Shall we meet on Monday, or is that day gone?",
    "In your grading, does it go to another bay after that?",
    "You told me you can't put it off any longer.",
    "Before we begin I need the answer from your engineers by Friday.",
    "It'll be your people who decide.",
    "The key stays only until Friday, then the caretaker has it, you said.",
    "If we don't sign, nothing changes for you.",
    "The lamp hangs over your head, I saw it.",
    "You are losing patience with them, I hear.",
    "What I need to know is how the gate works on Mondays.",
    "That picture won't do, it looks good on paper only.",
    "Every truck you wait for costs you an hour.",
    "Whether it's this spring or next is your choice.",
    "You can't keep the gate open any longer than ten, I know.",
    "The office closes on Friday at noon.",
    "The price goes from 480 to 470.",
    "They gave you a yes.",
    "That would be the last thing I'd ask of you.",
)


@pytest.mark.parametrize("text", PUSHES)
def test_a_push_in_plain_words_is_one(text: str) -> None:
    assert urges(text, text.lower())


@pytest.mark.parametrize("text", CALM)
def test_what_sounds_like_a_push_is_left_to_the_model(text: str) -> None:
    assert not urges(text, text.lower())


def test_who_takes_the_hurry_out_orders_nothing_but_may_threaten() -> None:
    order, threat = "Sign today if you like, there is no deadline.", "You cannot afford to hesitate."

    assert urges(order, order.lower())
    assert not urges(order, order.lower(), patient=True)
    assert urges(threat, threat.lower(), patient=True)


def moved(text: str, move: str) -> float:
    """Return what is left of a move that the model is sure of."""
    surely = dict.fromkeys(MOVES, 0.9) | {"acknowledge": 0.0}
    return read_moves(surely, text.lower(), told=(), worry=None, target_nearness=None)[move]


@pytest.mark.parametrize(
    "text",
    [
        "So it's you who answers for that night. That's a squeeze.",
        "That is a heavy load for one desk.",
        "I'd dread it as well.",
        "That must have felt endless.",
    ],
)
def test_who_only_feels_with_somebody_pushes_nobody(text: str) -> None:
    assert moved(text, "pressure") == CLEARED


@pytest.mark.parametrize(
    "text",
    [
        "That's a squeeze, and it ends if you sign today.",
        "That is a heavy load, and in March it comes again.",
        "I'd want somebody close by as well. Competitors already have that.",
        "I understand you. Sign it and send it back.",
        "I'm sorry, I need your name on the form now.",
        "It makes sense to put your name under it.",
        "I wouldn't want to be in your chair when the press calls.",
        "I'd want your signature as well.",
        "That's a lot of money burnt with each shift you run this way.",
    ],
)
def test_a_kind_word_takes_no_push_back(text: str) -> None:
    assert moved(text, "pressure") == 0.9


@pytest.mark.parametrize(
    "text",
    [
        "That's a load of nonsense.",
        "Fretting over it is a waste of time.",
        "That's a slap on the wrist, no more.",
        "It hurts less than you think.",
        "The crate? It weighs four kilos, stop fussing.",
    ],
)
def test_a_word_of_feeling_turned_round_makes_small_all_the_same(text: str) -> None:
    assert moved(text, "minimise") == 0.9


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("ballpark is fine", CLEARED),
        ("Roughly is fine.", CLEARED),
        ("a rough number will do", CLEARED),
        ("That's all I came for.", CLEARED),
        ("That's all.", CLEARED),
        ("That's all it was, a bit of smoke.", 0.9),
        ("It's only a guess of theirs, forget it.", 0.9),
        ("fine, that's nothing", 0.9),
    ],
)
def test_who_asks_for_little_makes_nothing_small(text: str, left: float) -> None:
    assert moved(text, "minimise") == left
