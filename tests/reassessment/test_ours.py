"""Whose act a line tells of, and what a strategy sentence is about: by words, and let be where words cannot tell."""

from __future__ import annotations

import pytest

from dialogs.reassessment.ours import is_our_act, is_selling_step
from dialogs.reassessment.strategy import Fault, fault, strategy_of
from tests.reassessment.making import answers, assumed, unknown


@pytest.mark.parametrize(
    "act",
    [
        "demo done",
        "sent proposal v3",
        "We sent the proposal on Monday",
        "proposed a trial",
        "I showed them the platform",
        "the second demo went well",
        "Proposal v2 sent by email",
        "our team presented to the board",
        "presentation",
        "Last week we ran a workshop",
        "gave a demo",
    ],
)
def test_what_we_did_is_ours(act: str) -> None:
    assert is_our_act(act)


@pytest.mark.parametrize(
    "act",
    [
        "",
        "CFO moved the meeting twice",
        "they asked for a demo",
        "sent us their criteria",
        "asked us to come back with prices",
        "Lee Novak invited two other suppliers",
        "procurement issued a tender",
        "our sponsor booked the CFO",
        "we demoed and they asked for a second one",
        "we were invited to the board",
        "proposal accepted by the board",
        "She compared three offers",
        "a second supplier was called in",
        "moved the kick-off to March",
        "night shift stopped twice",
    ],
)
def test_what_the_customer_did_or_nobody_can_tell_is_not_ours(act: str) -> None:
    assert not is_our_act(act)


@pytest.mark.parametrize(
    "step", ["send proposal v3", "Present to the board", "second demo", "push for the contract", "quote a new price"]
)
def test_steps_that_sell(step: str) -> None:
    assert is_selling_step(step)


@pytest.mark.parametrize(
    "step",
    [
        "ask Lee for the stop log",
        "find out who signs",
        "meet the CFO",
        "send Lee the stop log",
        "let them present the offer",
    ],
)
def test_steps_that_ask_or_learn(step: str) -> None:
    assert not is_selling_step(step)


@pytest.mark.parametrize(
    ("sentence", "wrong"),
    [
        ("help plant heads see what a stop costs", ""),
        ("Plant heads learn what a stop costs", ""),
        ("Acme's planners see with our data what late orders cost them", ""),
        ("Their nurses lose an hour a day; they find it and win it back with us", ""),
        ("show our uptime", "seller"),
        ("Show plant heads our uptime", "seller"),
        ("We help plant heads see what a stop costs", "seller"),
        ("Become the number one vendor in packaging", "seller"),
        ("Win the tender before Christmas", "seller"),
        ("Our platform cuts their stops", "seller"),
        ("they " + "learn " * 25, "long"),
        ("they " + "learn " * 24, ""),
        ("", ""),
    ],
)
def test_a_strategy_sentence_is_short_and_about_the_customer(sentence: str, wrong: Fault) -> None:
    assert fault(sentence, names=("Acme",)) == wrong


def test_the_strategy_in_the_list_is_the_sentence_and_the_facts_behind_the_way() -> None:
    given = answers(assumed("a6", text="help them  see"), assumed("a7", "prove", text="two facts"))

    assert strategy_of(given) == "help them see\ntwo facts"
    assert strategy_of(answers(unknown("a6"), assumed("a7", "prove"))) == ""
