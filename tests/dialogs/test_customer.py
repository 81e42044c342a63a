"""What the simulated customer tells to which act, whatever words the act came in (customer.md, what must hold)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import wiring
from content.library import Library
from content.schema import Customer
from dialogs.customer import (
    Act,
    Mood,
    line,
    lines_of,
    mood_from_json,
    opening_mood,
    problem_of,
    replay,
    respond,
    told_lines,
)

CUSTOMERS = {name: c for name, c in wiring.library().customers.items() if isinstance(c, Customer)}
NAMES = sorted(CUSTOMERS)
OTHER = ("advance", "close", "pitch", "statement", "small_talk", "echo", "scatter", "unclear", "vague", "lost")
KINDS = ("situation", "problem", "implication", "payoff")
each_customer = pytest.mark.parametrize("customer", [CUSTOMERS[name] for name in NAMES], ids=NAMES)


def asks(customer: Customer) -> list[Act]:
    return [Act(kind, node) for node, _ in customer.nodes() if (kind := node.partition(".")[0]) in KINDS]


def acts(customer: Customer) -> list[Act]:
    nodes = [act.node for act in asks(customer) if problem_of(act.node)]
    pitches = [Act("pitch", node) for node in nodes if node.startswith("payoff")]
    return [*asks(customer), *(Act(kind) for kind in OTHER), *pitches, Act("unclear", nodes[0], nodes[-1])]


def patient(customer: Customer) -> Customer:
    return customer.model_copy(update={"limits": {**customer.limits, "impatience_end": 999.0}})


def needs_of(customer: Customer, told: frozenset[str], *, depth: int) -> Iterator[tuple[frozenset[str], str]]:
    """
    Yield every set of told nodes within *depth* acts, and the act's node that led there.

    The mood is held wide open and without impatience: a superset of every path that a real mood allows,
    so what holds here holds there, and the told set alone tells two moods apart. Facts open nothing more
    then, and the acts that ask for no node tell none (the next test), so they are left out.
    """
    opening = opening_mood(customer)
    deep = [act for act in asks(customer) if problem_of(act.node)]
    seen, edge = {told}, [told]
    for _ in range(depth):
        reached = []
        for known in edge:
            mood = replace(opening, openness=9.0, told=tuple(known))
            for act in deep:
                after = respond(customer, mood, act, seed=1).mood
                new = frozenset(after.told)
                if new != known:
                    yield known, act.node
                if after.need and not mood.need:
                    yield known, f"need {after.need}"
                reached += [] if new in seen or after.ended else [new]
                seen.add(new)
        edge = reached


@each_customer
def test_no_path_of_six_acts_leads_to_a_need_but_by_an_implication_on_a_problem_told_before(customer: Customer) -> None:
    needs = 0
    for told, node in needs_of(customer, frozenset(), depth=6):
        wanted = node.removeprefix("need ")
        name = problem_of(wanted)
        if wanted.startswith("implication"):
            assert f"problem.{name}" in told, node
        if wanted.startswith("payoff"):
            needs += node.startswith("need ")
            after = customer.problems[name].payoffs[wanted.rpartition(".")[2]].after
            assert f"problem.{name}" in told, node
            assert any(f"implication.{name}.{i}" in told for i in after), node

    assert needs > 0


@each_customer
def test_an_act_that_asks_for_nothing_tells_nothing(customer: Customer) -> None:
    told = tuple(node for node, _ in customer.nodes() if problem_of(node) and not node.startswith("payoff"))
    for mood in (opening_mood(customer), replace(opening_mood(customer), openness=9.0, told=told)):
        for act in acts(customer):
            if act.kind in KINDS:
                continue
            after = respond(customer, mood, act, seed=1).mood

            assert (after.told, after.need) == (mood.told, "")


@each_customer
def test_a_need_comes_from_asking_its_worth_and_from_no_other_act(customer: Customer) -> None:
    name, problem = next(iter(customer.problems.items()))
    told = (f"problem.{name}", *(f"implication.{name}.{i}" for i in problem.implications))
    mood = replace(opening_mood(customer), told=told)

    voiced = {act.node for act in acts(customer) if respond(customer, mood, act, seed=1).mood.need}

    assert voiced == {f"payoff.{name}.{payoff}" for payoff in problem.payoffs}


@each_customer
def test_only_after_the_need_is_a_step_with_a_date_agreed(customer: Customer) -> None:
    mood = opening_mood(customer)
    need = next(act.node for act in asks(customer) if act.kind == "payoff")
    early, late = (respond(customer, replace(mood, need=n), Act("advance"), seed=1) for n in ("", need))
    dateless = respond(customer, replace(mood, need=need), Act("close"), seed=1)

    assert (early.event, early.credit, early.mood.ended) == ("close_early", False, "")
    assert (late.event, late.credit, late.mood.ended) == ("agree", True, "advance")
    assert (dateless.event, dateless.credit, dateless.mood.ended) == ("no_date", False, "")


@each_customer
def test_a_pitch_answers_the_need_or_it_does_not(customer: Customer) -> None:
    needs = [act.node for act in asks(customer) if act.kind == "payoff"]
    mood = opening_mood(customer)
    voiced = replace(mood, need=needs[0])

    assert respond(customer, mood, Act("pitch", needs[0]), seed=1).event == "pitch"
    assert respond(customer, voiced, Act("pitch", needs[0]), seed=1).event == "pitch_ok"
    assert respond(customer, voiced, Act("pitch", needs[-1]), seed=1).event == "pitch_off"
    assert respond(customer, voiced, Act("pitch"), seed=1).event == "pitch_off"


@each_customer
def test_a_fact_is_free_within_the_budget_and_costs_patience_after_it(customer: Customer) -> None:
    facts = [f"situation.{name}" for name, fact in customer.situation.items() if not fact.in_briefing]
    known = [f"situation.{name}" for name, fact in customer.situation.items() if fact.in_briefing]
    spent = replace(opening_mood(customer), facts_asked=int(customer.limits["situation_budget"]))

    told = respond(customer, opening_mood(customer), Act("situation", facts[0]), seed=1)
    briefed = respond(customer, opening_mood(customer), Act("situation", known[0]), seed=1)
    late = respond(customer, spent, Act("situation", facts[0]), seed=1)

    assert (told.event, told.credit, told.mood.impatience) == ("told", True, opening_mood(customer).impatience)
    assert (briefed.event, briefed.credit, briefed.mood.impatience) == ("in_briefing", False, 1.0)
    assert (late.event, late.credit, late.mood.impatience) == ("impatient", False, 1.0)


@each_customer
def test_a_problem_is_guarded_until_the_customer_is_open_enough_and_a_fact_opens_the_way(customer: Customer) -> None:
    closed = replace(opening_mood(customer), openness=-1.0)
    for name, problem in customer.problems.items():
        act = Act("problem", f"problem.{name}")
        guarded = respond(customer, closed, act, seed=1)
        opened = replace(closed, openness=problem.openness)

        assert (guarded.event, guarded.credit) == ("guarded", False)
        assert line(customer, guarded.said[0]) in problem.guarded
        assert respond(customer, opened, act, seed=1).credit
        surfacing = [f"situation.{i}" for i, fact in customer.situation.items() if fact.surfaces == name]
        for fact in surfacing:
            nearly = replace(closed, openness=problem.openness - 1.0, told=(fact,))
            assert respond(customer, nearly, act, seed=1).credit


@each_customer
def test_what_is_asked_before_its_ground_is_laid_earns_nothing(customer: Customer) -> None:
    for act in asks(customer):
        reaction = respond(customer, opening_mood(customer), act, seed=1)

        if act.kind == "implication":
            assert (reaction.event, reaction.credit, reaction.mood.told) == ("puzzled", False, ())
        if act.kind == "payoff":
            assert (reaction.event, reaction.credit, reaction.mood.told) == ("no_need", False, ())


@each_customer
def test_what_was_told_is_repeated_shortly_and_earns_nothing(customer: Customer) -> None:
    told = tuple(act.node for act in asks(customer))
    mood = replace(opening_mood(customer), told=told)
    for act in asks(customer):
        reaction = respond(customer, mood, act, seed=1)

        assert (reaction.event, reaction.credit, reaction.mood.told) == ("repeat", False, told)


@each_customer
def test_all_wordings_come_before_any_again_and_none_twice_in_a_row(customer: Customer) -> None:
    calm = patient(customer)
    for act in [
        Act(kind) for kind in ("statement", "small_talk", "echo", "scatter", "vague", "lost", "pitch", "close")
    ]:
        for seed in range(20):
            mood = opening_mood(calm)
            said: list[str] = []
            for _ in range(13):
                reaction = respond(calm, mood, act, seed=seed)
                mood = reaction.mood
                said.append(reaction.said[0])
            size = len(lines_of(calm, said[0].partition("#")[0]))
            rounds = [said[start : start + size] for start in range(0, 13 - 13 % size, size)]

            assert all(len(set(one)) == size for one in rounds), (act.kind, seed, said)
            assert all(first != second for first, second in pairwise(said)), (act.kind, seed, said)


@each_customer
def test_an_impatient_customer_leaves_at_the_limit_politely(customer: Customer) -> None:
    limit = customer.limits["impatience_end"]
    near = replace(opening_mood(customer), impatience=limit - 1.0)

    stays = respond(customer, replace(near, impatience=limit - 1.5), Act("scatter"), seed=1)
    leaves = respond(customer, near, Act("scatter"), seed=1)

    assert stays.mood.ended == ""
    assert (leaves.event, leaves.mood.ended, leaves.bait) == ("leave", "left", "")
    assert line(customer, leaves.said[0]) in customer.reactions.leave


@each_customer
def test_a_bait_comes_once_before_the_need_and_never_makes_the_line_too_long(customer: Customer) -> None:
    mood = replace(opening_mood(patient(customer)), openness=9.0)
    baits = []
    for act in [act for act in asks(customer) if act.kind in ("problem", "implication")]:
        reaction = respond(patient(customer), mood, act, seed=3)
        mood = reaction.mood
        baits += [reaction.bait] if reaction.bait else []
        assert reaction.credit
        assert len(" ".join(line(customer, key) for key in reaction.said)) <= 220

    assert baits == [bait.id for bait in customer.baits]
    late = replace(opening_mood(customer), turns=9)
    fact = short_fact(customer)
    assert respond(customer, late, fact, seed=3).bait == customer.baits[0].id
    assert respond(customer, replace(late, need="payoff.x.y"), fact, seed=3).bait == ""


def short_fact(customer: Customer) -> Act:
    """Return the fact that is told in the fewest words, so that a bait has room beside it."""
    facts = {name: fact for name, fact in customer.situation.items() if not fact.in_briefing}
    return Act("situation", f"situation.{min(facts, key=lambda name: max(map(len, facts[name].say)))}")


@each_customer
def test_a_bait_is_added_to_what_was_told_or_guarded_and_to_nothing_else(customer: Customer) -> None:
    told = tuple(act.node for act in asks(customer))
    opening = replace(opening_mood(patient(customer)), turns=9)
    moods = (opening, replace(opening, openness=-9.0), replace(opening, openness=9.0), replace(opening, told=told))

    reactions = [respond(patient(customer), mood, act, seed=3) for mood in moods for act in acts(customer)]

    assert {reaction.event for reaction in reactions if reaction.bait} == {"told", "guarded"}
    silent = {"repeat", "in_briefing", "puzzled", "no_need", *OTHER} - {"advance", "close"}
    assert silent <= {reaction.event for reaction in reactions if not reaction.bait}


@each_customer
def test_a_customer_asks_back_by_name_only_about_what_was_told(customer: Customer) -> None:
    first, second, hidden = customer.problems
    unclear = Act("unclear", f"implication.{hidden}.x", f"problem.{second}")
    opening = opening_mood(customer)
    for stated in ((), (first,), (hidden,)):
        mood = replace(opening, told=tuple(f"problem.{name}" for name in stated))
        reaction = respond(customer, mood, unclear, seed=1)

        assert (reaction.event, reaction.credit, reaction.mood.impatience) == ("vague", False, mood.impatience)
        assert not any(problem.name in line(customer, reaction.said[0]) for problem in customer.problems.values())

    both = replace(opening, told=(f"problem.{first}", f"problem.{second}"))
    for seed in range(10):
        reaction = respond(customer, both, unclear, seed=seed)
        words = line(customer, reaction.said[0])
        named = {name for name, problem in customer.problems.items() if problem.name in words}

        assert (reaction.event, named) == ("unclear", {first, second})


@each_customer
def test_every_line_that_can_be_said_is_short_enough(customer: Customer) -> None:
    for act in acts(customer):
        for mood in (opening_mood(customer), replace(opening_mood(customer), openness=9.0, turns=5)):
            said = respond(customer, mood, act, seed=1).said

            assert len(" ".join(line(customer, key) for key in said)) <= 220


COURSES = st.tuples(st.sampled_from(NAMES), st.lists(st.integers(0, 10**6), max_size=14), st.integers(0, 50))


@settings(max_examples=80, deadline=None)
@given(course=COURSES)
def test_any_call_moves_in_half_steps_survives_json_and_is_replayed_the_same(
    course: tuple[str, list[int], int],
) -> None:
    name, numbers, seed = course
    customer = CUSTOMERS[name]
    every = acts(customer)
    chosen = [every[number % len(every)] for number in numbers]
    mood = opening_mood(customer)
    for act in chosen:
        before = mood
        mood = respond(customer, mood, act, seed=seed).mood

        assert mood_from_json(json.loads(json.dumps(mood.to_json()))) == mood
        assert all(float(2 * value).is_integer() for value in (mood.trust, mood.openness, mood.impatience))
        assert mood.impatience >= before.impatience
        assert len(mood.told) - len(before.told) <= 1
        assert len(told_lines(customer, mood)) == len(mood.told)

    assert replay(customer, chosen, seed=seed) == mood


def test_two_customers_of_two_industries_are_there(library: Library) -> None:
    assert len({customer.industry for customer in library.customers.values()}) >= 2
    assert isinstance(opening_mood(library.customers[NAMES[0]]), Mood)
