"""What a customer with a worry tells to which act, whatever words it came in (customer.md, what must hold)."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from itertools import pairwise

import pytest

from bot import wiring
from content.concern import ConcernCustomer
from dialogs.model import SINS
from dialogs.play import Act
from dialogs.plays.concern import PLAY
from dialogs.plays.concern.answering import (
    HEARD,
    MOST_HEARD,
    SIN_CLOSES,
    Mood,
    line,
    mood_from_json,
    opening_mood,
    respond,
    told_lines,
    worry_of,
)

CUSTOMERS = {name: c for name, c in wiring.library().customers.items() if isinstance(c, ConcernCustomer)}
each_customer = pytest.mark.parametrize("customer", CUSTOMERS.values(), ids=list(CUSTOMERS))
HEAR, MORE, BACK, SORRY = Act("acknowledge"), Act("explore"), Act("own_step", "own_step"), Act("apologise")
TALK = ("empty_acknowledge", "statement", "small_talk", "echo", "scatter", "vague", "lost", "attack", "pitch", "proof")


def patient(customer: ConcernCustomer) -> ConcernCustomer:
    return customer.model_copy(update={"limits": {**customer.limits, "impatience_end": 999.0}})


def asks(customer: ConcernCustomer) -> list[Act]:
    names = [name for name, _ in customer.nodes() if name not in ("own_step", "out_of_scope")]
    return [MORE, *(Act(name.partition(".")[0], name) for name in names)]


def acts(customer: ConcernCustomer) -> list[Act]:
    heard = [replace(act, other=HEARD) for act in asks(customer)]
    return [*asks(customer), *heard, HEAR, BACK, SORRY, *(Act(kind) for kind in (*SINS, "concede", *TALK))]


def after(customer: ConcernCustomer, *done: Act, seed: int = 3) -> Mood:
    mood = opening_mood(customer)
    for act in done:
        mood = respond(customer, mood, act, seed=seed).mood
    return mood


def reached(customer: ConcernCustomer, choices: Iterable[Act], *, depth: int) -> set[Mood]:
    """Return every mood after at most *depth* acts; what was said and how often does not tell moods apart."""
    choices = list(choices)
    seen, edge = {opening_mood(customer)}, {opening_mood(customer)}
    for _ in range(depth):
        found = {respond(customer, mood, act, seed=1).mood for mood in edge for act in choices}
        bare = {replace(mood, said=(), turns=0, impatience=0.0, trust=0.0, baited=()) for mood in found}
        edge = bare - seen
        seen |= edge
    return seen


# To walk every path of all takes minutes: in `make test` the one with fewest nodes stands for them.
FEWEST = min(CUSTOMERS, key=lambda name: len(list(CUSTOMERS[name].nodes())))
DEPTHS = [(name, depth) for name in CUSTOMERS for depth in (5, 6)]


@pytest.mark.parametrize(
    ("customer", "depth"),
    [
        pytest.param(CUSTOMERS[n], d, id=f"{n}-{d}", marks=() if (n, d) == (FEWEST, 5) else pytest.mark.soak)
        for n, d in DEPTHS
    ],
)
def test_no_path_leads_to_the_fear_but_through_every_layer_and_by_being_heard(
    customer: ConcernCustomer, depth: int
) -> None:
    """Exhaustive on acts, with ideal understanding."""
    moods = reached(patient(customer), acts(customer), depth=depth)
    layers = {f"layer.{name}" for name in customer.layers}

    named = [mood for mood in moods if "fear" in mood.told]

    assert named  # it can be reached at all
    assert all(layers <= set(mood.told[: mood.told.index("fear")]) for mood in named)
    assert all(mood.heard >= min(len(layers), MOST_HEARD) for mood in named)
    assert all("fear" in mood.told for mood in moods if "own_step" in mood.told)


@each_customer
def test_questions_alone_never_get_past_the_first_layer(customer: ConcernCustomer) -> None:
    moods = reached(patient(customer), [*asks(customer), BACK], depth=8)

    assert max(sum(node.startswith("layer") for node in mood.told) for mood in moods) == 1
    assert not any("fear" in mood.told for mood in moods)


@each_customer
def test_what_worries_you_in_every_turn_gets_nothing(customer: ConcernCustomer) -> None:
    mood = after(patient(customer), *([Act("fear", "fear")] * 10))

    assert mood.told == ()


@each_customer
def test_acknowledging_alone_gets_nothing_and_the_third_time_opens_nothing(customer: ConcernCustomer) -> None:
    twice, thrice = after(customer, HEAR, HEAR), after(customer, HEAR, HEAR, HEAR)

    assert twice.openness == opening_mood(customer).openness + 2
    assert thrice.openness == twice.openness
    assert thrice.impatience > twice.impatience
    assert thrice.told == ()


@each_customer
@pytest.mark.parametrize("sin", SINS)
def test_a_sin_closes_and_tells_nothing(customer: ConcernCustomer, sin: str) -> None:
    before = after(customer, HEAR, HEAR)

    reaction = respond(customer, before, Act(sin), seed=3)

    assert reaction.mood.openness == before.openness - SIN_CLOSES
    assert reaction.mood.trust < before.trust
    assert reaction.mood.told == before.told
    assert (reaction.event, reaction.credit) == (sin, False)


@each_customer
@pytest.mark.parametrize("mending", [SORRY, HEAR, MORE], ids=lambda act: act.kind)
def test_the_next_turn_gives_back_half_of_what_a_sin_cost(customer: ConcernCustomer, mending: Act) -> None:
    plain = after(customer, HEAR, HEAR)
    hurt = respond(customer, plain, Act("prescribe"), seed=3).mood

    mended = respond(customer, hurt, mending, seed=3).mood
    late = respond(customer, respond(customer, hurt, Act("statement"), seed=3).mood, mending, seed=3).mood

    assert mended.repaired and not mended.hurt
    assert mended.openness - late.openness >= SIN_CLOSES / 2
    assert late.hurt and not late.repaired


@each_customer
def test_a_second_sin_is_not_forgiven(customer: ConcernCustomer) -> None:
    mood = after(customer, HEAR, HEAR, Act("prescribe"), SORRY, Act("pressure"), SORRY)

    assert mood.hurt
    assert mood.said[-1].startswith("statement#")


@each_customer
def test_who_was_hurt_goes_back_to_the_mask(customer: ConcernCustomer) -> None:
    mood = after(patient(customer), Act("minimise"), Act("statement"), MORE)

    assert any(key.startswith("mask#") for key in mood.said)


@each_customer
def test_a_concession_is_taken_and_the_fear_goes_deeper(customer: ConcernCustomer) -> None:
    open_ = after(customer, HEAR, HEAR)
    given = respond(customer, open_, Act("concede"), seed=3)

    assert given.event == "concede"
    assert given.mood.told == ()
    assert respond(customer, open_, MORE, seed=3).event == "told"
    assert given.mood.hidden > open_.hidden


def told_all(customer: ConcernCustomer) -> Mood:
    """The mood after every layer and the fear were told."""
    mood = after(patient(customer), HEAR, HEAR)
    for _ in range(12):
        if "fear" not in mood.told:
            place = next((f"layer.{n}" for n in customer.layers if f"layer.{n}" not in mood.told), "fear")
            mood = respond(patient(customer), mood, Act(place.partition(".")[0], place), seed=3).mood
    return mood


@each_customer
def test_the_decision_handed_back_puzzles_before_the_fear_and_ends_well_after_it(customer: ConcernCustomer) -> None:
    early = respond(customer, opening_mood(customer), BACK, seed=3)
    late = respond(customer, told_all(customer), BACK, seed=3)

    assert (early.event, early.credit, early.mood.ended) == ("hand_back_early", False, "")
    assert (late.event, late.credit, late.mood.ended) == ("told", True, "step")


@each_customer
def test_proof_slides_off_before_the_fear_and_is_welcome_after_it(customer: ConcernCustomer) -> None:
    assert respond(customer, opening_mood(customer), Act("proof"), seed=3).event == "proof_early"
    assert respond(customer, told_all(customer), Act("proof"), seed=3).event == "proof_late"


@each_customer
@pytest.mark.parametrize("kind", ["proof", "statement"])
def test_answering_for_the_customer_closes_before_the_fear_was_named(customer: ConcernCustomer, kind: str) -> None:
    mood = opening_mood(customer)

    assert respond(customer, mood, Act(kind), seed=3).mood.openness < mood.openness


@each_customer
def test_proof_after_the_fear_was_named_closes_nobody(customer: ConcernCustomer) -> None:
    mood = told_all(customer)

    assert respond(customer, mood, Act("proof"), seed=3).mood.openness == mood.openness


@each_customer
def test_a_customer_whose_patience_is_used_up_leaves(customer: ConcernCustomer) -> None:
    mood = after(customer, *([Act("pitch")] * 10))

    assert mood.ended == "left"


@each_customer
def test_no_line_is_too_long_or_said_twice_in_a_row(customer: ConcernCustomer) -> None:
    for act in acts(customer):
        mood, said = opening_mood(customer), []
        for _ in range(6):
            reaction = respond(patient(customer), mood, act, seed=5)
            mood = reaction.mood
            said.append(" ".join(line(customer, key) for key in reaction.said))
            if mood.ended:
                break
        assert max(map(len, said)) <= 220
        assert all(one != other for one, other in pairwise(said))


@each_customer
def test_a_mood_survives_its_row(customer: ConcernCustomer) -> None:
    mood = after(customer, *acts(customer)[:4], HEAR, Act("prescribe"), SORRY, Act("concede"))

    assert mood_from_json(json.loads(json.dumps(mood.to_json()))) == mood


@each_customer
def test_the_worry_is_what_was_voiced_last_and_at_first_the_opening(customer: ConcernCustomer) -> None:
    opening = opening_mood(customer)
    mood = after(customer, HEAR, HEAR, MORE)

    assert worry_of(customer, opening) == customer.opening
    assert worry_of(customer, mood) in next(iter(customer.layers.values())).say
    assert told_lines(customer, mood)[0] == customer.opening
    listening = PLAY.listen(customer, mood)
    assert (listening.task, listening.worry) == ("reply", worry_of(customer, mood))
