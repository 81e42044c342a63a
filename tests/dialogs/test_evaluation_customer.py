"""What a customer who compares offers tells to which act, whatever words it came in (customer.md, what must hold)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace

import pytest

from content.library import Library
from content.topics import TopicCustomer
from dialogs.model import SINS
from dialogs.play import Act
from dialogs.plays.evaluation import AGREED, PLAY, RULES
from dialogs.plays.topics.answering import BARE, Mood, mood_from_json, opening_mood, respond

CUSTOMERS = ("payments_chief", "yard_buyer")  # by name: to load all content here would cost every worker a second


@pytest.fixture(params=CUSTOMERS)
def customer(library: Library, request: pytest.FixtureRequest) -> TopicCustomer:
    found = library.customers[request.param]
    assert isinstance(found, TopicCustomer)
    return found


def test_these_are_all_customers_of_an_evaluation(library: Library) -> None:
    assert {name for name, found in library.customers.items() if found.play == "evaluation"} == set(CUSTOMERS)


def acts(customer: TopicCustomer) -> list[Act]:
    nodes = [Act(topic.kind, f"{topic.kind}.{name}") for name, topic in customer.topics.items()]
    bare = [replace(act, other=BARE) for act in nodes if RULES.kinds[act.kind].sign]
    return [*nodes, *bare, *(Act(kind) for kind in (*SINS, "concede", "attack", "pitch", "acknowledge", "echo"))]


def reached(customer: TopicCustomer, *, depth: int) -> Iterator[Mood]:
    """Yield every mood after at most *depth* acts, by what was told and how it ended."""
    patient = customer.model_copy(update={"limits": {**customer.limits, "impatience_end": 999.0}})
    seen, edge = set[tuple[object, str]](), [opening_mood(customer)]
    for _ in range(depth):
        found = [respond(patient, mood, act, seed=1, rules=RULES).mood for mood in edge for act in acts(customer)]
        fresh = {(frozenset(mood.told), mood.ended): mood for mood in found}
        edge = [mood for key, mood in fresh.items() if key not in seen]
        seen |= set(fresh)
        yield from edge


def test_nothing_is_told_before_what_must_come_before(customer: TopicCustomer) -> None:
    """Exhaustive to depth 5 on acts, with ideal understanding."""
    moods = list(reached(customer, depth=5))
    kinds = [{node.partition(".")[0] for node in mood.told} for mood in moods]

    assert any(mood.ended == AGREED for mood in moods)
    for mood, told in zip(moods, kinds, strict=True):
        assert not told & {"weight", "effect", "worth", "measure"} or "criteria" in told
        assert not told & {"way", "purpose"} or "weight" in told
        assert mood.ended != AGREED or {"criteria", "weight", "way", "summary"} <= told
        ids = {node.partition(".")[2] for node in mood.told}
        assert all(set(customer.topic(node).needs) <= ids for node in mood.told)
        assert not any(RULES.kinds[kind].fault for kind in told)


def test_a_mood_survives_its_row(customer: TopicCustomer) -> None:
    mood = opening_mood(customer)
    for act in acts(customer)[:9]:
        mood = respond(customer, mood, act, seed=3, rules=RULES).mood

    assert mood_from_json(json.loads(json.dumps(mood.to_json())), rules=RULES) == mood


def test_every_hint_and_model_line_can_be_given(customer: TopicCustomer) -> None:
    mood = opening_mood(customer)
    for _ in range(len(RULES.plan)):
        kind, node = PLAY.next_step(customer, mood)
        assert PLAY.model_line(customer, node)
        mood = respond(customer, mood, Act(kind, node), seed=3, rules=RULES).mood
    assert mood.ended == AGREED
