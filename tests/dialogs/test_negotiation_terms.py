"""What is a term given, and what only says back what the customer told: by the words around it, not by nearness."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.perception.understanding import CoachPerception
from content.library import Library
from content.negotiation import NegotiationCustomer
from dialogs.model import Form, Heard, Percept
from dialogs.play import Act
from dialogs.plays.negotiation import PLAY
from dialogs.plays.negotiation.bargaining import Bargain, mark
from dialogs.plays.topics.answering import Mood
from dialogs.wording import signs
from tests.dialogs.coaching import replied

LEVER, STEP, SUMMARY = "lever.after_harvest", "step.down", "summary.terms"
TOLD = ("barrier.harvest", "objection.price", "fear.alone", "weight.most")


@pytest.fixture
def customer(library: Library) -> NegotiationCustomer:
    found = library.customers["coop_purchasing"]
    assert isinstance(found, NegotiationCustomer)
    return found


def asked(customer: NegotiationCustomer) -> Mood:
    """Return where the customer stands once all has been asked and the price was named."""
    mood = PLAY.opening_mood(customer)
    assert isinstance(mood, Bargain)
    return replace(mood, told=(*TOLD, "offer.first_price"), openness=5.0, offers=(480.0,))


def act(customer: NegotiationCustomer, text: str, *near: str, moves: tuple[str, ...] = ()) -> Act:
    """Return what a line did that the judge reads as *moves*, and that is nearest to *near*, in this order."""
    heard = tuple(Heard(node, 0.8 - 0.1 * place) for place, node in enumerate(near))
    percept = replace(replied(*moves), heard=heard, signs=signs(text, told=(), customer=customer))
    return PLAY.understand(percept, customer=customer, mood=asked(customer)).act


@pytest.mark.parametrize("moves", [("acknowledge",), ()])
@pytest.mark.parametrize(
    "text",
    [
        "So before May you can't pay anyone, whatever you sign.",
        "If you paid before May you'd break your own statutes, I see that.",
        "You'd have to borrow, and that's not allowed.",
        "Nobody there may pay a bill before the soy is sold, I get that.",
    ],
)
def test_the_barrier_said_back_is_no_term_given(
    customer: NegotiationCustomer, text: str, moves: tuple[str, ...]
) -> None:
    assert act(customer, text, LEVER, moves=moves) == Act("acknowledge")


@pytest.mark.parametrize("move", ["pressure", "concede"])
def test_the_barrier_said_back_is_neither_a_push_nor_giving_in(customer: NegotiationCustomer, move: str) -> None:
    said = "So before May you can't pay anyone."

    assert act(customer, said, "barrier.harvest", moves=(move,)).kind in ("acknowledge", "statement")
    assert act(customer, said, moves=(move,)).kind == move
    assert act(customer, "You can't wait, sign today.", LEVER, moves=("pressure",)).kind == "pressure"


@pytest.mark.parametrize("moves", [("acknowledge",), ()])
@pytest.mark.parametrize(
    "text",
    [
        "payment in May if you take three years of service",
        "we can wait till May if you pay the rest up front",
        "we can wait till May if you pay within ten days of it",
        "take the spare parts in as well and id wait till May",
        "after the harvest then, if you sign 3 years",
        "You can't pay before May, so we wait for the money, if you host a field day.",
        "nothing is due before the soy is sold, provided you open the plant",
        "Payment in May, not before. But then please show the dryers to your neighbours.",
    ],
)
def test_a_term_given_for_something_is_one_whoever_is_named(
    customer: NegotiationCustomer, text: str, moves: tuple[str, ...]
) -> None:
    assert act(customer, text, LEVER, moves=moves) == Act("lever", LEVER, mark(back=True))


def test_a_term_given_for_nothing_is_one_as_well(customer: NegotiationCustomer) -> None:
    text = "We wait for the money until May, no problem."

    assert act(customer, text, LEVER, moves=("acknowledge",)) == Act("lever", LEVER, mark())


def test_a_term_given_for_the_price_to_stay_is_one_before_any_price(customer: NegotiationCustomer) -> None:
    mood = PLAY.opening_mood(customer)
    heard = (Heard("offer.first_price", 0.7), Heard(LEVER, 0.6))

    def act_of(text: str) -> Act:
        percept = replace(replied(), heard=heard, signs=signs(text, told=(), customer=customer))
        return PLAY.understand(percept, customer=customer, mood=mood).act

    assert act_of("You pay it all in May. In return I'd need it to stay at 480.") == Act(
        "lever", LEVER, mark(back=True)
    )
    assert act_of("The price is 480 for everything.").kind == "offer"
    assert act_of("You pay it all in May. In return I need your signature, and it's 440.") == Act(
        "offer", "offer.first_price", mark(440.0, back=True)
    )


def test_their_trouble_said_back_gives_no_term_though_it_names_a_time(customer: NegotiationCustomer) -> None:
    text = "I understand: the money comes when you sell the soy in May."

    assert act(customer, text, "barrier.harvest", LEVER, moves=("acknowledge",)).kind != "lever"


def test_a_term_that_ends_in_a_handshake_is_given_all_the_same(customer: NegotiationCustomer) -> None:
    assert act(customer, "We can wait until May. Deal?", LEVER) == Act("lever", LEVER, mark())
    assert act(customer, "So do we have a deal?", LEVER) == Act("rushed")


def test_a_term_put_as_a_bargain_asks_for_none_of_their_troubles(customer: NegotiationCustomer) -> None:
    def act_of(text: str) -> Act:
        closed = replace(replied("hand_back", heard="barrier.harvest").judgement, form="closed")
        heard = (Heard("barrier.harvest", 0.8), Heard(LEVER, 0.7))
        percept = replace(replied(), judgement=closed, heard=heard, signs=signs(text, told=(), customer=customer))
        return PLAY.understand(percept, customer=customer, mood=PLAY.opening_mood(customer)).act

    assert act_of("All of it in May, and you let us pick the week, deal?") == Act("lever", LEVER, mark(back=True))
    assert act_of("What keeps you from paying before May?").kind == "barrier"


def test_a_word_given_is_a_return(customer: NegotiationCustomer) -> None:
    text = "Give me your word that the spare parts come from us, and it's 472."

    assert act(customer, text, STEP) == Act("step", STEP, mark(472.0, back=True))
    assert act(customer, "It would be 472 then.", STEP) == Act("step", STEP, mark(472.0))


@pytest.mark.parametrize("moves", [("proof",), ("acknowledge",), ()])
def test_a_term_for_a_return_is_none_of_their_troubles_said_back(
    customer: NegotiationCustomer, moves: tuple[str, ...]
) -> None:
    text = "Nothing before the soy is sold, I'll write it down. In return you show us to your neighbours."

    assert act(customer, text, "barrier.harvest", LEVER, moves=moves) == Act("lever", LEVER, mark(back=True))


@pytest.mark.parametrize("near", [STEP, SUMMARY])
def test_a_term_without_a_price_is_given_though_it_lies_near_to_another(
    customer: NegotiationCustomer, near: str
) -> None:
    text = "We could wait until May. In return I'd like three years of service."

    assert act(customer, text, near, LEVER) == Act("lever", LEVER, mark(back=True))


def test_a_price_that_is_held_is_firm(customer: NegotiationCustomer) -> None:
    assert act(customer, "The price stays as it is.", STEP) == Act("firm")
    assert act(customer, "It is 480 thousand.", STEP, "offer.first_price") == Act("firm")


@pytest.mark.parametrize("text", ["The operator course is yours.", "There'd be a course at no charge."])
def test_an_extra_is_given_without_a_we(customer: NegotiationCustomer, text: str) -> None:
    assert act(customer, text, "extra.training").kind == "extra"


def test_a_summary_point_by_point_names_no_price(customer: NegotiationCustomer) -> None:
    text = "Can I go over it one by one: May, three years, the last price. Is that right?"

    assert act(customer, text, SUMMARY) == Act("summary", SUMMARY)


@pytest.mark.parametrize(
    "text",
    [
        "ill throw in a screen for the hall",
        "As for spare parts, have a set for free.",
        "i could have an engineer stay with you all season",
        "a set of probes in your drawer, my treat",
        "And the course for your people goes on our account.",
        "Would a fitter on site calm you? Then he stays, you don't have to pay for him.",
    ],
)
@pytest.mark.parametrize("moves", [("acknowledge",), ("proof",), ()])
def test_a_gift_that_nobody_had_in_mind_is_given_away_all_the_same(
    customer: NegotiationCustomer, text: str, moves: tuple[str, ...]
) -> None:
    assert act(customer, text, moves=moves).kind == "concede"


def test_a_gift_is_not_what_is_asked_about_or_refused(customer: NegotiationCustomer) -> None:
    assert act(customer, "I see, the harvest comes in at no extra cost to anyone.", moves=("pitch",)).kind != "concede"
    for text in (
        "I see, you don't have to pay before May.",
        "I hear you. You don't owe me an answer.",
        "Please don't wait on my account.",
        "I understand, you don't pay in advance, ever.",
        "They were counted as present at the meeting.",
    ):
        assert act(customer, text, moves=()).kind != "concede"
    assert act(customer, "No, I won't throw in anything without a discount.", moves=()).kind != "concede"


@pytest.mark.parametrize(
    "text",
    [
        "In your place I would borrow for a week.",
        "you should ask the board to pay early",
        "Can I give you a friendly piece of advice: sell some soy in March.",
        "What you oughta do is keep a spare man at night.",
        "You'd be better off with a bank behind you.",
        "The best thing for you would be to pay in April.",
        "you have to explain the members that it cannot wait",
        "ok ill wait, ill ring, ill write, ill come, ill go, ill be back. You should sell.",  # each becomes "i'll"
    ],
)
def test_advice_in_so_many_words_is_that_however_near_to_a_term(customer: NegotiationCustomer, text: str) -> None:
    assert act(customer, text, LEVER).kind == "prescribe"


@pytest.mark.parametrize(
    "text",
    [
        "Is there someone you have to explain it to?",
        "Would you have to sort that out first?",
        "So you have to explain every real to the members.",
        "The members you have to convince are the old ones, I hear.",
        "If you want to talk it over with the board first, fine.",
        "You had better prices last year, you said.",
        "Tell me what you need to do before May.",
        "Do you have some advice for me?",
        "The best thing would be if you tell me what weighs most.",
        "Do you think you'd be better off with payment in May?",
    ],
)
def test_what_they_have_to_do_is_asked_about_without_advice(customer: NegotiationCustomer, text: str) -> None:
    assert act(customer, text, "barrier.harvest").kind != "prescribe"


def test_a_proposal_with_something_in_return_tells_nobody_what_to_do(customer: NegotiationCustomer) -> None:
    text = "How about this: we wait until May, and you open the plant to a field day."

    assert act(customer, text, LEVER, moves=("prescribe",)) == Act("lever", LEVER, mark(back=True))


@pytest.mark.parametrize("move", ["pressure", "minimise"])
def test_an_open_question_about_a_topic_presses_nobody(customer: NegotiationCustomer, move: str) -> None:
    def act_of(near: float, form: Form, *, beside: bool = False) -> str:
        percept = replied(move, heard="planned.waiting", near=near)
        percept = percept if beside else replace(percept, parts=())
        asked_so = replace(percept, judgement=replace(percept.judgement, form=form))
        return PLAY.understand(asked_so, customer=customer, mood=asked(customer)).act.kind

    assert act_of(0.38, "open") == "planned"
    assert act_of(0.38, "leading") == move
    assert act_of(0.30, "open") == move
    assert act_of(0.38, "open", beside=True) == move  # a sentence of its own does it


def test_a_line_is_judged_as_a_reply_to_what_was_said_last(customer: NegotiationCustomer) -> None:
    mood = PLAY.opening_mood(customer)

    assert PLAY.listen(customer, mood).worry == customer.opening


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("That firm before us was a disgrace, everybody in the trade says so.", "attack"),
        ("Oh, one wet night, that dries again.", "minimise"),
        ("A man of ours at the dryers all season, of course that is included.", "extra"),
        ("A cooperative near Rosario works with us since 2019, ask them.", "proof"),
    ],
)
def test_who_hears_only_the_words_does_not_take_a_slight_for_listening(
    perception: CoachPerception, shipped: Library, text: str, kind: str
) -> None:
    coop = shipped.customers["coop_purchasing"]
    assert isinstance(coop, NegotiationCustomer)
    mood = asked(coop)
    percept = perception.perceive(text, PLAY.listen(coop, mood))

    assert PLAY.understand(percept, customer=coop, mood=mood).act.kind == kind


def test_an_attack_in_doubt_gives_way_to_a_price_and_to_what_is_given(customer: NegotiationCustomer) -> None:
    def act_of(text: str, near: str, *moves: str) -> str:
        said = replied(*moves)
        doubtful = replace(said.judgement, moves={**(said.judgement.moves or {}), "attack": 0.4})
        percept = replace(said, judgement=doubtful if not moves else said.judgement, heard=(Heard(near, 0.8),))
        percept = replace(percept, signs=signs(text, told=(), customer=customer))
        return PLAY.understand(percept, customer=customer, mood=asked(customer)).act.kind

    assert act_of("It comes to 472 thousand.", STEP) == "step"
    assert act_of("A man of ours on the spot, that's included.", "extra.technician") == "extra"
    assert act_of("Their machines are what they are.", "objection.price") == "attack"
    assert act_of("It comes to 472 thousand, and they are crooks.", STEP, "attack") == "attack"


def test_who_says_it_all_back_and_asks_whether_it_is_right_asks_for_none_of_it(customer: NegotiationCustomer) -> None:
    """Once a term was given and the price has moved."""
    text = "The price is in the budget. You pay in May. Correct?"
    check, said = replied("explore", heard="objection.price"), replied(heard="objection.price")
    check = replace(check, judgement=replace(check.judgement, questions=1))
    said = replace(said, judgement=replace(said.judgement, questions=0))
    percept = replace(check, parts=(said, said, check), signs=signs(text, told=(), customer=customer))
    early = asked(customer)
    assert isinstance(early, Bargain)
    late = replace(early, told=(*early.told, LEVER), offers=(480.0, 472.0))

    def act_in(mood: Bargain, percept: Percept) -> Act:
        return PLAY.understand(percept, customer=customer, mood=mood).act

    assert act_in(late, percept) == Act("summary", SUMMARY)
    assert act_in(early, percept).kind == "objection"
    assert act_in(late, replace(percept, parts=())).kind == "objection"


def test_a_gift_put_as_a_question_is_given(customer: NegotiationCustomer) -> None:
    def act_of(text: str, *near: str) -> str:
        heard = tuple(Heard(node, 0.8 - 0.1 * place) for place, node in enumerate(near))
        percept = replace(replied("explore"), heard=heard, signs=signs(text, told=(), customer=customer))
        return PLAY.understand(percept, customer=customer, mood=asked(customer)).act.kind

    assert act_of("How about a man at the gate all season? My treat.", "planned.board", "extra.technician") == "extra"
    assert act_of("What about the board dinner? Our shout.", "planned.board") == "concede"
    assert act_of("How does the board decide?", "planned.board") == "planned"


@pytest.mark.parametrize(("how_sure", "kind"), [(0.89, "statement"), (0.95, "pressure")])
def test_a_push_that_the_judge_is_sure_of_sets_no_condition(
    customer: NegotiationCustomer, how_sure: float, kind: str
) -> None:
    """Where it is near to no term and no price."""
    text = "I need an answer from you, otherwise the crew goes to another yard."
    said = replied("pressure")
    moves = {**(said.judgement.moves or {}), "pressure": how_sure}
    percept = replace(
        said, judgement=replace(said.judgement, moves=moves), signs=signs(text, told=(), customer=customer)
    )

    assert PLAY.understand(percept, customer=customer, mood=asked(customer)).act.kind == kind


def test_a_summary_that_sounds_like_orders_is_one_and_a_push_is_none(customer: NegotiationCustomer) -> None:
    assert act(
        customer, "Recap: you pay in May, board on Thursday. Ok like this?", SUMMARY, moves=("pressure",)
    ) == Act("summary", SUMMARY)
    assert act(customer, "You pay by Thursday or it's gone.", SUMMARY, moves=("pressure",)).kind == "pressure"


@pytest.mark.parametrize(("tail", "kind"), [(", fair?", "lever"), (". Who decides that with you?", "planned")])
def test_a_term_with_a_tag_is_given_though_it_lies_near_to_a_question(
    customer: NegotiationCustomer, tail: str, kind: str
) -> None:
    text = f"Nobody sends a bill before May, but then I'd like three years of service{tail}"
    said = replied()
    percept = replace(
        said,
        judgement=replace(said.judgement, questions=1),
        heard=(Heard("planned.board", 0.8), Heard(LEVER, 0.7)),
        signs=signs(text, told=(), customer=customer),
    )

    assert PLAY.understand(percept, customer=customer, mood=asked(customer)).act.kind == kind
