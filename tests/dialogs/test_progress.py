"""The progress card: counts and what they rest on; why something comes next; nothing that grades a person."""

from __future__ import annotations

import re

from dialogs.replies import LIMITS, Card
from tests.dialogs.coaching import Coach


def card(coach: Coach) -> Card:
    return next(reply for reply in coach.replies if isinstance(reply, Card))


def test_a_newcomer_s_card_says_what_comes_first_and_why(coach: Coach) -> None:
    coach.starts("menu")

    coach.says("progress")

    assert coach.state == "menu.choosing"
    assert (
        card(coach).plain_text().startswith("Nothing judged yet. Only you will see this.\nNext: Hearing the phase: new")
    )


def test_a_miss_and_a_pass_are_told_with_what_they_were_on(coach: Coach) -> None:
    coach.drills("pick_first_minute")
    coach.picks("comparing")
    coach.drills("pick_phase_border_pallets", run="d2")
    coach.picks("fix")

    coach.says("progress")

    told = card(coach).plain_text()
    assert "Hearing the phase: not yet on “" in told
    assert "passed on “Export manager at a family-" in told
    assert "” (2 March). 1 of the last 2 passed." in told  # the day of the last of them
    assert not re.search(r"\d ?%|rank|streak|score", told)


def test_only_the_first_verdict_of_a_run_counts(coach: Coach) -> None:
    coach.drills("line_implication_two_lists")
    coach.says("How many lists?", label="situation")
    coach.says("What does keeping two lists lead to?", label="implication", linked=0)
    coach.says("menu")

    coach.says("progress")

    assert "0 of the last 1 passed" in card(coach).plain_text()


def test_the_fullest_card_fits(coach: Coach) -> None:
    for number, item in enumerate(sorted(coach.library.drills.values(), key=lambda item: item.id)):
        if item.kind == "PICK" and item.reason is None:
            coach.drills(item.id, run=f"d{number}")
            coach.picks(item.options[0].id)

    coach.says("menu")
    coach.says("progress")

    assert len(card(coach).plain_text()) <= LIMITS["brief"]


def test_a_rep_may_choose_the_skill(coach: Coach) -> None:
    coach.starts("menu")
    coach.says("topics")
    coach.picks("strategy")
    assert len(coach.ids) <= 5

    coach.picks("reassessing")

    assert coach.session is not None
    item = coach.session.frames[-1].data["args"]["item"]
    assert coach.library.drills[item].skill == "reassessing"


def test_more_leads_through_all_skills_of_a_group_and_round_again(coach: Coach) -> None:
    coach.starts("menu")
    coach.says("topics")
    coach.picks("questions")
    first, shown = coach.ids, set(coach.ids)
    coach.picks("more")
    shown |= set(coach.ids)
    coach.picks("more")

    assert coach.ids == first
    assert shown - {"more"} == {skill.id for skill in coach.library.skills.values() if skill.group == "questions"}


def test_a_skill_that_rests_is_told_with_the_days_of_its_last_try_and_of_its_return(coach: Coach) -> None:
    for number, item in enumerate(("pick_first_minute", "pick_phase_border_pallets")):
        coach.drills(item, run=f"d{number}")
        coach.picks("fix")

    coach.says("progress")

    assert "(2 March). Resting; due again on 9 March." in card(coach).plain_text()
