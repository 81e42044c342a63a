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
    HURRIES,
    SUPPOSES,
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
    ],
)
def test_nothing_asked_back_is_seen_as_well(library: Library, text: str) -> None:
    assert BACK not in signs(library, text)


def test_the_other_signs_of_trade(library: Library) -> None:
    assert CHECKS in signs(library, "So you pay in May. Have I got that right?")
    assert CLOSES in signs(library, "So do we have a deal?")
    assert CLOSES not in signs(library, "That's no big deal.")
    assert ACCEPTS in signs(library, "Okay, you've got it.")
    assert ACCEPTS not in signs(library, "Okay, what is it about the payment?")
    assert SUPPOSES in signs(library, "If we found a way with the date, what else is there?")
    assert HURRIES in signs(library, "It's only valid until Friday.")
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
