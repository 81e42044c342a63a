"""What no order of acts reaches in a negotiation, and what is kept of one."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace

import pytest

from content.library import Library
from content.negotiation import NegotiationCustomer
from dialogs.play import Act
from dialogs.plays.negotiation import PLAY
from dialogs.plays.negotiation.bargaining import Bargain, mark


@pytest.fixture
def customer(library: Library) -> NegotiationCustomer:
    found = library.customers["coop_purchasing"]
    assert isinstance(found, NegotiationCustomer)
    return found


def acts(customer: NegotiationCustomer) -> list[Act]:
    """Return one act for each thing a rep can do, the figures in all their kinds."""
    named = {topic.kind: f"{topic.kind}.{name}" for name, topic in customer.topics.items()}
    found = [Act(kind, node) for kind, node in named.items() if kind not in ("offer", "step", "lever", "extra")]
    found += [Act("lever", named["lever"], mark(back=back)) for back in (True, False)]
    found += [Act("extra", named["extra"]), Act("concede"), Act("rushed"), Act("acknowledge"), Act("pressure")]
    found += [Act("offer", named["offer"], mark(price)) for price in (480, 470, 440)]
    return [*found, *(Act("step", named["step"], mark(price, back=True)) for price in (472, 460, 440))]


def reached(customer: NegotiationCustomer, first: Bargain, choices: Iterable[Act], *, depth: int) -> set[Bargain]:
    """Return every mood after at most *depth* acts; what was said does not tell moods apart."""
    choices = list(choices)
    seen, edge = {first}, {first}
    for _ in range(depth):
        found = {PLAY.respond(customer, mood, act, seed=1).mood for mood in edge if not mood.ended for act in choices}
        bare = {replace(mood, said=(), turns=0, impatience=0.0, trust=0.0, openness=5.0, heard=0) for mood in found}
        edge = {replace(mood, told=tuple(sorted(mood.told)), baited=()) for mood in bare} - seen
        seen |= edge
    return seen


def test_no_path_leads_to_an_agreement_but_through_the_trigger_and_the_terms(customer: NegotiationCustomer) -> None:
    """Exhaustive to depth 5 on acts: from the opening, and from where all has been asked."""
    patient = customer.model_copy(update={"limits": {"impatience_end": 999.0}})
    opening = PLAY.opening_mood(patient)
    assert isinstance(opening, Bargain)
    choices = acts(patient)
    asked = opening
    for act in choices:
        if act.kind in ("barrier", "objection", "fear", "weight"):
            asked = PLAY.respond(patient, replace(asked, openness=5.0), act, seed=1).mood

    early = reached(patient, opening, choices, depth=5)
    late = reached(patient, asked, choices, depth=5)

    agreed = [mood for mood in late if mood.ended == "agreed"]
    assert agreed
    assert not [mood for mood in early if mood.ended == "agreed"]
    for mood in agreed:
        assert "lever.after_harvest" in mood.told
        assert len(mood.offers) >= 2


def test_a_mood_survives_its_row(customer: NegotiationCustomer) -> None:
    mood = PLAY.opening_mood(customer)
    for act in acts(customer)[:16]:
        reaction = PLAY.respond(customer, mood, act, seed=3)
        mood = mood if reaction.mood.ended else reaction.mood

    assert PLAY.mood_from_json(json.loads(json.dumps(mood.to_json()))) == mood
    assert isinstance(mood, Bargain)
    assert mood.offers


def test_every_mark_is_known_and_no_other_word(customer: NegotiationCustomer) -> None:
    assert all(other in PLAY.others for other in ("480", "472.5+", "+", "", "heard", "pressure"))
    assert not any(other in PLAY.others for other in ("480++", "x", "topic.terms"))
