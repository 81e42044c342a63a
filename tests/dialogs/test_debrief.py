"""After the call: what was quoted, redone and objected to, and that no score changes by it."""

from __future__ import annotations

from tests.dialogs.coaching import Coach
from tests.dialogs.test_role_play import LATE, METHOD, SLOTS, says_all


def test_the_debrief_quotes_what_worked_and_what_to_redo(coach: Coach) -> None:
    coach.plays()
    coach.says("What does a late truck cost at the store?", SLOTS)
    says_all(coach, METHOD[:5])

    coach.says("end the call")

    assert coach.reads("This worked: “What does a late truck cost at the store?”")
    assert coach.reads("To redo, turn 1: “What does a late truck cost at the store?”", "One other way at that point")
    assert coach.text.count("One thing to work on") == 1


def test_one_turn_is_redone_from_where_it_stood_and_no_score_changes(coach: Coach) -> None:
    coach.plays()
    coach.says("Our software plans in minutes.", kind="pitch")
    says_all(coach, METHOD[:3])
    coach.picks("wrap_up")
    scored = list(coach.scores)
    coach.picks("redo")
    assert coach.reads("Back to turn 1. Dana had just said:", coach.library.customers["cold_chain_ops"].opening[:40])

    coach.says("What gets in the way of leaving on time?", LATE)

    assert coach.reads("That was a problem question: it got Dana to tell you of a difficulty: the late departures.")
    assert coach.scores == scored
    assert coach.attempts[-1].detail["redo"] is True
    assert coach.ids == ["redo", "same", "other", "disagree", "menu"]


def test_a_redo_that_helps_no_more_than_before_shows_one_other_way(coach: Coach) -> None:
    coach.plays()
    coach.says("Our software plans in minutes.", kind="pitch")
    coach.picks("wrap_up")
    coach.picks("redo")

    coach.says("What does a late truck cost at the store?", SLOTS)

    assert coach.reads("nothing to build on yet", "One other way: “")


def test_a_call_in_which_every_turn_counted_has_none_to_redo(coach: Coach) -> None:
    coach.plays()
    says_all(coach, METHOD[:3])

    coach.picks("wrap_up")

    assert "redo" not in coach.ids
    coach.says("redo that turn")
    assert coach.replies[0].plain_text() == coach.message("engine.unoffered")


def test_a_line_taken_back_gives_its_place_as_a_quote_back(coach: Coach) -> None:
    """Only what may be quoted is kept in words: what the taken-back line had pushed out counts again."""
    coach.plays()
    coach.says("What does a late truck cost at the store?", SLOTS)  # puzzled: to redo
    coach.says(*METHOD[1])
    coach.says("Our software plans in minutes.", kind="pitch")  # costs more: now this is to redo

    coach.says("back")
    coach.picks("wrap_up")

    assert coach.reads("To redo, turn 1: “What does a late truck cost at the store?”")


def test_an_objection_names_the_quoted_turn_and_changes_no_score(coach: Coach) -> None:
    coach.plays()
    coach.says("Our software plans in minutes.", kind="pitch")
    says_all(coach, METHOD[:2])
    coach.picks("wrap_up")
    scored = list(coach.scores)

    coach.picks("disagree")

    assert coach.attempts[-1].text == "Our software plans in minutes."
    assert coach.attempts[-1].detail["disagreed"] is True
    assert coach.reads("You wrote:\n“Our software plans in minutes.”")
    assert coach.scores == scored


def test_an_objection_after_a_redo_is_to_the_new_line(coach: Coach) -> None:
    coach.plays()
    coach.says("Our software plans in minutes.", kind="pitch")
    coach.picks("wrap_up")
    coach.picks("disagree")
    coach.picks("redo")
    coach.says("Nice to talk to you.", kind="statement")

    coach.picks("disagree")

    assert coach.attempts[-1].text == "Nice to talk to you."
    assert coach.reads("You wrote:\n“Nice to talk to you.”")
    coach.says("back")
    assert coach.state == "role_play.redone"


def test_every_customer_of_a_discovery_call_can_be_met_to_the_debrief(coach: Coach) -> None:
    for scenario in (s for s in coach.library.scenarios.values() if s.rubric == "discovery"):
        coach.session = None
        coach.starts("role_play", scenario=scenario.id, run="p1")
        coach.picks("start")
        customer = coach.library.customers[scenario.customer]
        for name in customer.problems:
            coach.says("What gets in your way there?", f"problem.{name}")
        coach.picks("wrap_up")

        assert coach.reads(f"Debrief: {customer.persona.name}")
