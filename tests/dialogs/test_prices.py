"""The amounts of a typed line, and what its words ask back."""

from __future__ import annotations

import pytest

from content.library import Library
from dialogs.prices import amounts, offered
from dialogs.trading import (
    ACCEPTS,
    BACK,
    CHECKS,
    CLOSES,
    GIVES,
    GRANTS,
    HURRIES,
    SUPPOSES,
    WALL,
    amounts_in,
    as_offer,
    signs_of_trade,
)

TOP, LIMIT = 480, 450
NAMED = {
    "412k": 412,
    "R$ 412,000 then": 412,
    "I could go to 412.000": 412,
    "412 000 reais": 412,
    "four hundred and twelve thousand": 412,
    "four hundred seventy-five thousand": 475,
    "four twelve": 412,
    "four seventy-two if you sign": 472,
    "412": 412,
    "472,5": 472.5,
    "472.500": 472.5,
    "0.47 million": 470,
    "from 480 down to 470": 470,
    "470 instead of 480": 470,
    "I can't go below 462": 462,
    "if you want 470, give me three years": 470,
    "3 %": 465.6,
    "3 % off": 465.6,
    "2 per cent discount": 470.4,
    "ten thousand less, if you take three years": 470,
    "another 6k off": 474,
    "I'd lower it by 10": 470,
    "the price is 480 thousand": 480,
    "I could lower it by ten if you sign": 470,
    "five off, provided you sign": 475,
    "one thousand less if you sign": 479,
    "I come three thousand towards you, if you sign": 477,
    "4k closer, then": 476,
}
NOTHING = (
    "I can't go to 440",
    "450 is not possible",
    "you wanted 440",
    "2,300 members and 14 dryers since 2019",
    "a hundred and ten days",
    "pay 3 percent interest",
    "in 48 hours, on the 30th of May",
    "three years of service",
    "what counts most?",
    "can we go over the points one by one",
    "1 by 1 then, bring your notes",
    "two by two, down the list",
    "You put 10k towards the cabling yourselves",
    "The bank gives 50k towards the silo.",
    "The depot is 3 nearer now",
    "another three questions before that",
    "let me bring one more point",
    "that makes two worries less for you",
    "knock one off the list",
    "",
)


@pytest.mark.parametrize("text", NAMED)
def test_an_amount_is_read_in_whatever_way_it_is_typed(text: str) -> None:
    assert offered(amounts(text, top=TOP, limit=LIMIT), last=480, top=TOP) == NAMED[text]


@pytest.mark.parametrize("text", NOTHING)
def test_a_number_that_is_refused_or_no_price_offers_nothing(text: str) -> None:
    assert offered(amounts(text, top=TOP, limit=LIMIT), last=480, top=TOP) is None


def test_a_share_is_taken_off_the_last_price_and_off_the_top_before_any() -> None:
    found = amounts("5 % off", top=TOP, limit=LIMIT)

    assert offered(found, last=470, top=TOP) == 446.5
    assert offered(found, last=None, top=TOP) == 456


def signs(library: Library, text: str) -> frozenset[str]:
    return signs_of_trade(text, customer=library.customers["coop_purchasing"])


@pytest.mark.parametrize(
    "text",
    [
        "Let us build in winter and I'll make it 471.",
        "472 for a field day",
        "Sign for three years, then it's 470.",
        "should you take the service for three years we'd go to 470",
        "470k - only with the service agreement",
        "I can do 470. What do I get for it?",
        "We'd need three years of service for that: 470",
        "you can pay in May, provided we get the field day",
        "If you could give us three years, you pay after the harvest",
        "for four years I'd go down to 471",
        "And for the field day I could go to 470",
        "with the field day on top I could do 470",
        "5 thousand off if service comes along",
        "take four years instead of two and pay 469",
        "470, and you do a talk for us",
        "payment in May, and four years of service for us",
        "470, but then I want four years",
        "470 if we may build in the quiet months",
        "Could I have the field day then? It'd be 470",
        "you'd have to sign for 3 years",
        "473 against the field day",
        "474 when the service is part of it",
        "if we're allowed to build in winter it is 474",
        "472k, if other farms may visit",
        "473 plus a field day from your side",
        "472, and I'd like your plant for a field day",
        "make it four years and it's 470",
        "470 if both plants come along",
        "470 when your own men mount the sensors",
        "if all the farms order together I can do 470",
        "i could do 470, but then you show us round",
        "470. My side of it: the neighbours come and look.",
    ],
)
def test_something_asked_back_is_seen(library: Library, text: str) -> None:
    assert BACK in signs(library, text)


@pytest.mark.parametrize(
    "text",
    [
        "I can do 470",
        "okay 470 if you want",
        "470 and you have a deal",
        "for a customer like you I can do 470",
        "we ask 470",
        "we can let you pay in May, no problem",
        "If you could pay after the harvest, would that help?",
        "because it's you, 465",
        "could you live with 470?",
        "if you need it lower, 470",
        "for the whole job I could go down to 470",
        "for the fourteen dryers we ask 480",
        "I get that",
        "you can't pay anyone before May, whatever you sign",
        "make it four seventy",
        "472, because I like you",
        "you can pay once the harvest is in",
        "if all you want is a lower price, 470",
        "470 if both of us are happy",
        "470 if all works out",
        "I can do 470, but then I have no margin left.",
        "470, but then the price is final",
        "470, that's my side of it",
        "470 when your customers doubt it",
        "470 once your new digital scale is in",
        "I'd like 480",
        "I need a yes now",
        "I'd want four hundred and eighty",
        "that's the reason for a late payment",
        "that's no problem for us",
    ],
)
def test_nothing_asked_back_is_seen_as_well(library: Library, text: str) -> None:
    assert BACK not in signs(library, text)


@pytest.mark.parametrize(
    "text",
    [
        "We can wait for the money.",
        "our fitters come in July",
        "we don't charge anything before May",
        "I'd gladly move the date",
        "the reserve set is yours",
        "there'd be a panel at no charge",
        "the course would be a present from the house",
        "on top comes a panel, gratis",
        "you can have the course",
        "no problem",
    ],
)
def test_a_gift_is_seen_with_and_without_a_we(library: Library, text: str) -> None:
    assert GRANTS in signs(library, text)


@pytest.mark.parametrize(
    "text",
    [
        "So before May you can't pay anyone, whatever I say.",
        "If we came before May you'd lose the money, I see that.",
        "I understand that there is nothing in the till.",
        "We'd be stuck in front of an empty till.",
        "Whatever date I put on it, the till is empty.",
        "They would never let our people in.",
        "You'd put the whole harvest at risk.",
    ],
)
def test_what_is_only_said_back_grants_nothing(library: Library, text: str) -> None:
    assert GRANTS not in signs(library, text)


def test_a_wall_is_what_the_customer_cannot_do(library: Library) -> None:
    assert WALL in signs(library, "So before May you can't pay anyone.")
    assert WALL in signs(library, "You'd have to borrow.")
    assert WALL in signs(library, "Nobody there may touch the money.")
    assert WALL not in signs(library, "You'd have to sign for three years.")
    assert WALL not in signs(library, "Nothing is due before the soy is sold.")


def test_the_other_signs_of_trade(library: Library) -> None:
    assert CHECKS in signs(library, "So you pay in May. Have I got that right?")
    assert CLOSES in signs(library, "So do we have a deal?")
    assert CLOSES not in signs(library, "That's no big deal.")
    assert CLOSES not in signs(library, "Let me ask about the price: is that a deal-breaker?")
    assert ACCEPTS in signs(library, "Okay, you've got it.")
    assert ACCEPTS not in signs(library, "Okay, what is it about the payment?")
    assert SUPPOSES in signs(library, "If we found a way with the date, what else is there?")
    assert HURRIES in signs(library, "It's only valid until Friday.")
    assert HURRIES not in signs(library, "You pay in May and the price goes down a little.")
    assert GIVES in signs(library, "I'll knock something off the price.")
    assert GIVES not in signs(library, "There's no discount on it.")
    assert amounts_in(signs(library, "470, down from 480")) == (("price", 470.0), ("price", 480.0))


def test_a_bare_figure_is_an_offer_and_no_other_short_line_is(library: Library) -> None:
    customer = library.customers["coop_purchasing"]

    assert as_offer("470k", customer=customer) == "I can make it 470k for you."
    assert as_offer("ok", customer=customer) == "ok"
    assert as_offer("470", customer=library.customers["cold_chain_ops"]) == "470"


def test_a_customer_of_another_role_play_shows_none(library: Library) -> None:
    assert signs_of_trade("470 if you sign", customer=library.customers["cold_chain_ops"]) == frozenset()
