"""The lint of customers, of their held-out lines, and of the scenarios that they play in."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.content.conftest import Copy

Finds = Callable[[str, int, str], None]
SKILL = "skills/need_payoff_questions.yaml"
CUSTOMER = "customers/cold_chain_ops.yaml"
HELD = "customers/held_out/cold_chain_ops.yaml"
FROZEN = "customers/held_out/frozen.sha256"
SCENARIO = "scenarios/cold_chain_ops_discovery.yaml"
WORRIED = "customers/heat_billing_head.yaml"
WORRY = "scenarios/heat_billing_head_concern.yaml"
HELD_WORRIED = "customers/held_out/heat_billing_head.yaml"


# --- customers


def test_lines_that_differ_by_a_word_are_found_within_a_node_and_across(copy: Copy, finds: Finds) -> None:
    first = copy.value(CUSTOMER, "situation", "plan_method", "ask", 0)
    within = copy.change(CUSTOMER, "situation", "plan_method", "ask", 5, to=f"and {first}")
    problem = next(iter(copy.value(CUSTOMER, "problems")))
    across = copy.change(CUSTOMER, "problems", problem, "ask", 2, to=f"{first} then")

    finds(CUSTOMER, within, "situation.plan_method: ")
    finds(CUSTOMER, across, f"problem.{problem}: ")


def test_an_ask_line_is_no_out_of_scope_line(copy: Copy, finds: Finds) -> None:
    line = copy.change(CUSTOMER, "out_of_scope", 0, to=copy.value(CUSTOMER, "advance", "ask", 3))

    finds(CUSTOMER, line, "nearly the line of advance")


def test_three_lines_of_a_node_do_not_begin_with_the_same_three_words(copy: Copy, finds: Finds) -> None:
    texts = ["Zebras in winter eat hay, no?", "zebras in winter: any trouble?", "Zebras, in winter; who feeds them"]
    lines = [copy.change(CUSTOMER, "situation", "crew_mix", "ask", n, to=text) for n, text in enumerate(texts)]

    finds(CUSTOMER, lines[2], "3 lines begin with 'zebras in winter'")


def test_too_few_lines_and_a_line_too_long_are_found(copy: Copy, finds: Finds) -> None:
    line = copy.document(CUSTOMER).line_of(("situation", "crew_mix", "ask"))
    while len(copy.value(CUSTOMER, "situation", "crew_mix", "ask")) > 11:
        copy.drop(CUSTOMER, "situation", "crew_mix", "ask", 0)
    long = copy.change(CUSTOMER, "situation", "crew_mix", "say", 0, to="x" * 221)

    finds(CUSTOMER, line, "ask: needs at least 12, it has 11")
    finds(CUSTOMER, long, "has room for at most 220 characters, it has 221")


@pytest.mark.parametrize(
    "text",
    ["You mean the {one}?", "You mean {one} or {other} or {third}?", "{one} {other} }", "{one} {other} {one}"],
)
def test_asking_back_names_both_problems_and_nothing_else(copy: Copy, finds: Finds, text: str) -> None:
    finds(CUSTOMER, copy.change(CUSTOMER, "reactions", "unclear", 1, to=text), "{one} and {other}")


def test_asking_back_fits_with_the_longest_names(copy: Copy, finds: Finds) -> None:
    line = copy.change(CUSTOMER, "reactions", "unclear", 1, to="{one} or {other}?" + "x" * 195)

    finds(CUSTOMER, line, "longer than 220")


def test_a_bait_fits_with_half_of_what_is_told(copy: Copy, finds: Finds) -> None:
    line = copy.change(CUSTOMER, "baits", 1, to={"id": "long", "after_turn": 2, "say": "x" * 200})

    finds(CUSTOMER, line, "bait 'long' fits")


def test_two_problems_have_different_names(copy: Copy, finds: Finds) -> None:
    first, second, *_ = copy.value(CUSTOMER, "problems")
    line = copy.change(CUSTOMER, "problems", second, "name", to=copy.value(CUSTOMER, "problems", first, "name"))

    finds(CUSTOMER, line, f"same name as {first}")


def test_a_mood_without_a_number_is_found(copy: Copy, finds: Finds) -> None:
    finds(CUSTOMER, copy.change(CUSTOMER, "start", to={"trust": 1, "openness": 1}), "impatience is missing")


# --- held-out lines


def test_a_held_out_line_is_no_ask_line(copy: Copy, finds: Finds) -> None:
    line = copy.change(HELD, "nodes", "advance", 1, to="So, " + copy.value(CUSTOMER, "advance", "ask", 2))

    finds(HELD, line, "nearly the customer's own")


def test_a_held_out_line_stands_once(copy: Copy, finds: Finds) -> None:
    first = copy.document(HELD).line_of(("nodes", "situation.crew_mix", 0))
    text = copy.value(HELD, "nodes", "situation.crew_mix", 0)

    finds(HELD, copy.change(HELD, "nodes", "advance", 1, to=text), f"nearly the line on line {first}")


def test_each_node_has_five_held_out_lines(copy: Copy, finds: Finds) -> None:
    while len(copy.value(HELD, "nodes", "situation.crew_mix")) > 4:
        copy.drop(HELD, "nodes", "situation.crew_mix", 0)
    line = copy.document(HELD).line_of(("nodes", "situation.crew_mix"))

    finds(HELD, line, "nodes.situation.crew_mix: 4 lines; at least 5")


def test_a_node_without_held_out_lines_and_lines_without_a_node_are_found(copy: Copy, finds: Finds) -> None:
    rows = (copy.folder / HELD).read_text("utf-8").replace("situation.crew_mix:", "situation.crew_mx:")
    copy.write(HELD, rows.replace("benefits:\n  payoff.", "benefits:\n  problem."))
    benefit = next(iter(copy.value(HELD, "benefits")))

    finds(HELD, copy.document(HELD).line_of(("nodes",)), "situation.crew_mix is missing")
    finds(HELD, copy.document(HELD).line_of(("nodes", "situation.crew_mx")), "is no node")
    finds(HELD, copy.document(HELD).line_of(("benefits", benefit)), "is no payoff")


def test_another_author_writes_held_out_lines(copy: Copy, finds: Finds) -> None:
    finds(HELD, copy.change(HELD, "author", to=copy.value(CUSTOMER, "author")), "another author")


def test_a_customer_has_held_out_lines(copy: Copy, finds: Finds) -> None:
    (copy.folder / HELD).unlink()

    finds(CUSTOMER, copy.document(CUSTOMER).line_of(("id",)), "no held-out lines")


def test_a_held_out_file_that_was_changed_after_freezing_is_found(copy: Copy, finds: Finds) -> None:
    copy.write(HELD, (copy.folder / HELD).read_bytes() + b"\n")

    finds(FROZEN, 1, "has been changed since it was frozen")


def test_what_is_frozen_is_there_and_what_is_there_is_frozen(copy: Copy, finds: Finds) -> None:
    rows = copy.freeze()
    copy.write(FROZEN, "\n".join([*rows, "f00  x.yaml"]))
    (copy.folder / HELD).rename((copy.folder / HELD).with_name("another.yaml"))

    finds(FROZEN, 1, "is frozen and gone")
    finds(FROZEN, len(rows) + 1, "no row of sha256sum")
    finds("customers/held_out/another.yaml", 1, "is not frozen")


def test_without_a_hash_file_there_is_a_finding(copy: Copy, finds: Finds) -> None:
    (copy.folder / FROZEN).unlink()

    finds(FROZEN, 1, "is missing")


# --- customers with a worry


def test_what_lies_deeper_asks_for_more_openness(copy: Copy, finds: Finds) -> None:
    line = copy.change(WORRIED, "fear", "openness", to=1.5)

    finds(WORRIED, line, "fear: openness 1.5 is not above that of layers.")


def test_a_worried_customers_lines_are_compared_as_all_others_are(copy: Copy, finds: Finds) -> None:
    first = copy.value(WORRIED, "fear", "ask", 0)
    line = copy.change(WORRIED, "own_step", "ask", 3, to=f"{first} then")

    finds(WORRIED, line, "own_step: ")


def test_a_scenario_is_of_the_play_that_its_customer_is_made_for(copy: Copy, finds: Finds) -> None:
    line = copy.line_of(WORRY, "rubric")
    copy.change(WORRY, "customer", to="cold_chain_ops")

    finds(WORRY, line, "its customer is made for 'discovery'")


def test_held_out_replies_hold_every_move(copy: Copy, finds: Finds) -> None:
    copy.drop(HELD_WORRIED, "replies", "apology")

    finds(HELD_WORRIED, copy.line_of(HELD_WORRIED, "replies"), "replies: apology is missing")


# --- scenarios and skills


@pytest.mark.parametrize("block", ["exemplar", "counter_exemplar"])
def test_a_model_conversation_copies_no_ask_line(copy: Copy, finds: Finds, block: str) -> None:
    line = copy.change(SCENARIO, block, 2, to=copy.value(CUSTOMER, "situation", "plan_method", "ask", 0).title())

    finds(SCENARIO, line, f"{block}: ")


def test_a_model_conversation_says_nothing_twice(copy: Copy, finds: Finds) -> None:
    line = copy.change(SCENARIO, "exemplar", 2, to=copy.value(SCENARIO, "exemplar", 1))

    finds(SCENARIO, line, "is nearly turn 2 of exemplar")


def test_a_briefing_tells_who_it_is_and_what_the_customer_takes_as_told(copy: Copy, finds: Finds) -> None:
    line = copy.change(SCENARIO, "briefing", to="Somebody gives you twenty minutes.")

    finds(SCENARIO, line, "the customer's name")
    finds(SCENARIO, line, "the customer's company")
    finds(SCENARIO, line, "situation.fleet_size")


def test_a_skill_that_nothing_trains_is_found(copy: Copy, finds: Finds) -> None:
    rows = (copy.folder / SKILL).read_text("utf-8").replace("need_payoff_questions", "juggling")
    copy.write("skills/juggling.yaml", rows)

    finds("skills/juggling.yaml", copy.document("skills/juggling.yaml").line_of(("id",)), "no drill and no scenario")


def test_a_customer_that_no_scenario_has_is_found(copy: Copy, finds: Finds) -> None:
    (copy.folder / SCENARIO).unlink()

    finds(CUSTOMER, copy.document(CUSTOMER).line_of(("id",)), "no scenario")
