"""A sitting from its first question to the brief: what it asks, what it keeps, how it goes on, what it shows."""

from __future__ import annotations

from datetime import date

import pytest

from dialogs.reassessment.model import Answer, Snapshot
from dialogs.replies import LIMITS, Card
from tests.dialogs.account_ways import FIRST, NAME, begun, kept
from tests.dialogs.coaching import Coach, faults_of

TYPED = (
    "worried: the CFO moved the meeting twice, 27 Feb",
    "Jo Ruiz told us on 25 Feb that the board wants a second bid",
    "none",
    "yes, because the board has a budget",
    "They fear a stopped line",
    "Help plant heads see what a stop costs and avoid it",
    "prove: they rank uptime first",
    "Carla Ruiz, sends the stop log, by 9 March; Lee Novak books the trial by 20 March",
    "If the CFO skips the trial review by 12 March, then we will pause",
    "nothing yet",
    "met: Carla Ruiz, 12 Feb",
)


def answer(coach: Coach, item: str) -> Answer:
    """Return an answer of the draft."""
    return next(file.draft.answers[item] for file in coach.desk.files.values() if file and file.draft)


def last(coach: Coach) -> Snapshot:
    return coach.made[-1].snapshot


def finishes(coach: Coach, *, send: bool = False) -> None:
    """Take what is left of a sitting that has asked all, up to Send or Keep."""
    if coach.state == "reassessment.closing":
        coach.says("finish")
    coach.says("go on to the brief")
    if coach.state == "reassessment.doubting":
        coach.says("none of these")
    coach.says("continue")
    coach.says("send to my manager" if send else "keep it to myself")


def typed_through(coach: Coach) -> None:
    begun(coach)
    for line in TYPED:
        coach.says(line)


# --- the first sitting


def test_a_first_sitting_asks_eleven_questions_and_each_can_be_typed(coach: Coach) -> None:
    begun(coach)
    asked = []
    for line in TYPED:
        asked.append(coach.text)
        assert faults_of(coach.says(line)) == []

    assert len(asked) == FIRST
    assert [place for place, text in enumerate(asked, 1) if f"{place} of 11." in text] == list(range(1, FIRST + 1))
    assert coach.state == "reassessment.closing"


def test_a_typed_sitting_ends_in_a_snapshot_with_what_was_understood(coach: Coach) -> None:
    typed_through(coach)

    finishes(coach)

    made = last(coach)
    where, power, actions = made.answers["a1"], made.answers["b4"], made.answers["a8"]
    assert (where.choice, where.basis, where.who, where.day) == ("worried", "did", "CFO", date(2026, 2, 27))
    assert where.act == "the CFO moved the meeting twice"
    assert (power.choice, power.who, power.day) == ("met", "Carla Ruiz", date(2026, 2, 12))
    assert [entry.fields["day"] for entry in actions.entries] == ["2026-03-09", "2026-03-20"]
    assert made.answers["a9"].entries[0].fields["action"] == "pause"
    assert (made.answers["c1"].choice, made.answers["c1"].is_known) == ("none", True)
    assert (made.number, made.sent, made.decision, made.phase) == (1, False, "continue", "concerns")
    assert set(made.answers) == set(made.checked)
    assert coach.desk.accounts()[0].phase == "concerns"  # where the customer is says the phase
    assert coach.made[-1].strategy


def test_what_was_read_is_said_back_and_back_corrects_it(coach: Coach) -> None:
    begun(coach)
    coach.says("worried: the CFO moved the meeting, 27 Feb")
    assert coach.reads("CFO", "Fri 27 Feb", "type back")

    coach.says("back")
    assert coach.reads("1 of 11.", "worried")
    coach.says("comparing: the CFO asked for a second offer, 26 Feb")

    assert (answer(coach, "a1").choice, answer(coach, "a1").day) == ("comparing", date(2026, 2, 26))
    assert coach.reads("Thu 26 Feb", "2 of 11.")


def test_not_knowing_is_an_answer_and_becomes_a_question_for_them(coach: Coach) -> None:
    begun(coach)

    coach.says("I don't know")

    assert (answer(coach, "a1").basis, answer(coach, "a1").is_known) == ("unknown", False)
    assert coach.reads("You could ask them", coach.library.checklist.items["a1"].customer)


def test_a_question_that_is_skipped_was_not_asked(coach: Coach) -> None:
    begun(coach)
    for _ in range(FIRST):
        coach.says("skip")
    finishes(coach)

    assert last(coach).answers == {}
    assert last(coach).flags == ()


def test_a_line_that_takes_no_option_is_kept_for_the_button(coach: Coach) -> None:
    begun(coach)
    coach.says("hard to say, Lee Novak wanted a trial on 24 Feb")
    assert coach.reads("Your words are kept")

    coach.picks("comparing")

    taken = answer(coach, "a1")
    assert (taken.choice, taken.act) == ("comparing", "hard to say, Lee Novak wanted a trial on 24 Feb")


@pytest.mark.parametrize(
    ("sentence", "framework"),
    [
        ("We become the number one vendor for them", "F19"),
        ("Plant heads and their uptime every single day of the year", "F17"),
        ("Help plant heads cut stops with a pilot and a discount", "F18"),
        ("Help plant heads see what stops cost " + "and then again " * 8, "F16"),
    ],
)
def test_the_strategy_sentence_is_looked_at_once(coach: Coach, sentence: str, framework: str) -> None:
    begun(coach)
    for _ in range(5):
        coach.says("skip")
    coach.says(sentence)
    assert coach.reads(f"({framework})", "6 of 11.")

    coach.picks("as_is")

    assert answer(coach, "a6").text == sentence.strip()
    assert coach.reads("7 of 11.")


def test_a_sound_strategy_sentence_is_taken_at_once(coach: Coach) -> None:
    begun(coach)
    for _ in range(5):
        coach.says("skip")

    coach.says(TYPED[5])

    assert coach.reads("7 of 11.")


# --- evidence


def evidence_of_a5(coach: Coach) -> None:
    begun(coach)
    for _ in range(4):
        coach.says("skip")
    coach.says("They fear a stopped line")
    for _ in range(6):
        coach.says("skip")
    coach.picks("evidence")


def test_an_assumption_gets_who_said_it_and_when(coach: Coach) -> None:
    evidence_of_a5(coach)

    coach.says("Lee Novak told me on 24 Feb")

    told = answer(coach, "a5")
    assert (told.basis, told.who, told.day) == ("said", "Lee Novak", date(2026, 2, 24))
    assert coach.reads("Tue 24 Feb")


def test_a_missing_day_is_asked_for_once_and_then_counts_as_assumed(coach: Coach) -> None:
    evidence_of_a5(coach)
    coach.says("Lee Novak told me")
    assert coach.reads("Which day was that?")

    coach.picks("as_is")

    assert answer(coach, "a5").day is None
    assert coach.state == "reassessment.closing"


def test_the_day_alone_completes_what_was_said(coach: Coach) -> None:
    evidence_of_a5(coach)
    coach.says("Lee Novak told me the line stood still")
    coach.says("24 Feb")

    told = answer(coach, "a5")
    assert (told.who, told.act) == ("Lee Novak", "Lee Novak told me the line stood still")
    assert told.day == date(2026, 2, 24)


def test_a_day_to_come_is_no_evidence(coach: Coach) -> None:
    evidence_of_a5(coach)

    coach.says("Lee Novak told me, 20 March 2026")

    assert coach.reads("Fri 20 Mar", "still to come")
    assert answer(coach, "a5").day is None


def test_our_own_act_is_no_evidence(coach: Coach) -> None:
    evidence_of_a5(coach)

    coach.says("we sent a proposal on 24 Feb")

    assert coach.reads("That is what we did")
    assert answer(coach, "a5").basis == "assumed"


# --- a later sitting


def second(coach: Coach) -> None:
    """Come back to a typed first sitting after a week."""
    typed_through(coach)
    finishes(coach)
    coach.days = 7
    coach.says("accounts")


def test_a_week_in_which_nothing_changed_takes_at_most_sixteen_taps(coach: Coach) -> None:
    second(coach)
    coach.taps = coach.lines = 0
    coach.picks(coach.ids[0])
    coach.picks("reassess")
    while coach.state == "reassessment.asking":
        coach.picks("true") if "true" in coach.ids else coach.picks("later") if "later" in coach.ids else coach.says(
            "skip"
        )
    for choice in ("finish", "on", "undecided", "continue", "keep"):
        if choice in coach.ids:
            coach.picks(choice)

    assert last(coach).number == 2
    assert coach.taps + coach.lines + 1 <= 16  # the 1 opens the list of accounts


def test_still_true_moves_only_the_day_of_looking(coach: Coach) -> None:
    second(coach)
    before = last(coach).answers["a1"]
    coach.picks(coach.ids[0])
    coach.picks("reassess")

    coach.picks("true")

    now = answer(coach, "a1")
    assert (now.kept, now.given, now.day, now.act) == (date(2026, 3, 9), before.given, before.day, before.act)


def walks_the_first_section(coach: Coach) -> None:
    second(coach)
    coach.picks(coach.ids[0])
    coach.picks("reassess")
    coach.picks("changed")


def test_what_changed_asks_what_who_when_and_said_or_did(coach: Coach) -> None:
    walks_the_first_section(coach)
    coach.picks("changed")
    coach.picks("comparing")
    assert coach.ids == ["said", "did", "assumed"]
    coach.picks("did")
    coach.says("Lee Novak asked two other firms for offers")
    assert coach.reads("Which day was that?")
    coach.says("last Tuesday")

    now = answer(coach, "a1")
    assert (now.choice, now.basis, now.who, now.day) == ("comparing", "did", "Lee Novak", date(2026, 3, 3))
    assert coach.reads("Tue 3 Mar", "Still true?")


def test_what_is_not_known_is_still_not_known_or_changed(coach: Coach) -> None:
    begun(coach)
    coach.says("unknown")
    for _ in range(FIRST - 1):
        coach.says("skip")
    finishes(coach)
    coach.days = 7
    coach.says("accounts")
    coach.picks(coach.ids[0])
    coach.picks("reassess")
    coach.picks("changed")

    assert coach.ids == ["still", "changed"]


def test_a_new_sign_confirms_an_answer(coach: Coach) -> None:
    walks_the_first_section(coach)
    coach.picks("renewed")
    coach.picks("did")
    coach.says("the CFO cancelled again on 6 March")

    now = answer(coach, "a1")
    assert (now.choice, now.act, now.day) == ("worried", "the CFO cancelled again", date(2026, 3, 6))


def test_a_new_sign_that_is_left_out_leaves_the_answer_as_it_was(coach: Coach) -> None:
    walks_the_first_section(coach)
    before = last(coach).answers["a1"]
    coach.picks("renewed")
    coach.picks("said")
    coach.says("skip")

    now = answer(coach, "a1")
    assert (now.basis, now.who, now.act, now.day) == (before.basis, before.who, before.act, before.day)


def test_not_sure_goes_down_a_step_and_keeps_the_words(coach: Coach) -> None:
    walks_the_first_section(coach)

    coach.picks("unsure")

    now = answer(coach, "a1")
    assert (now.basis, now.choice, now.day, now.who) == ("assumed", "worried", None, "")
    assert coach.reads("You could ask them")


def test_only_the_modules_of_the_customers_phase_open(coach: Coach) -> None:
    second(coach)
    coach.picks(coach.ids[0])
    coach.picks("reassess")
    shown = []
    while coach.state == "reassessment.asking":
        shown.append(coach.text)
        coach.picks("true") if "true" in coach.ids else coach.picks("later") if "later" in coach.ids else coach.says(
            "skip"
        )

    said = "\n".join(shown)
    assert "Resolution of concerns" in said  # A1: worried
    assert "Recognition of needs" not in said
    assert "Evaluation of options" not in said


def test_a_tripwire_whose_day_has_come_is_asked_about(coach: Coach) -> None:
    typed_through(coach)
    finishes(coach)
    coach.days = 20
    coach.picks("reassess")
    coach.picks("true")
    coach.picks("true")
    assert coach.reads("tripwire", "Has the sign shown?")
    coach.picks("yes")
    while "true" in coach.ids or "later" in coach.ids or coach.reads("steps of our plan"):
        coach.picks("true") if "true" in coach.ids else coach.picks("later") if "later" in coach.ids else coach.says(
            "skip"
        )
    finishes(coach)

    assert last(coach).answers["a9"].entries[0].fields["seen"] == "yes"


# --- resting and going back


def test_a_sitting_rests_for_days_and_goes_on_at_the_same_question(coach: Coach) -> None:
    begun(coach)
    coach.says(TYPED[0])
    coach.says(TYPED[1])
    coach.says("stop")
    coach.days = 3
    coach.returns()
    coach.says("accounts")
    coach.says(NAME)
    coach.picks("reassess")
    assert coach.reads("Mon 2 Mar", "with 2 answered")

    coach.picks("go_on")

    assert coach.reads("3 of 11.")
    assert answer(coach, "a2").who == "Jo Ruiz"


def test_menu_and_continue_lead_back_to_the_question(coach: Coach) -> None:
    begun(coach)
    coach.says(TYPED[0])
    coach.says("menu")

    coach.picks("continue")

    assert coach.reads("2 of 11.")


def test_starting_again_drops_the_draft_alone(coach: Coach) -> None:
    kept(coach)
    coach.picks("reassess")
    coach.says("skip")
    coach.says("accounts")
    coach.says(NAME)
    coach.picks("reassess")
    coach.picks("start_over")

    file = next(file for file in coach.desk.files.values() if file)
    assert file.draft is not None
    assert (file.draft.answers, len(file.snapshots)) == ({}, 1)


def test_back_leads_through_every_question_to_the_account(coach: Coach) -> None:
    typed_through(coach)
    seen = 0
    while coach.state.startswith("reassessment"):
        coach.says("back")
        seen += 1

    assert seen == FIRST + 1
    assert answer(coach, "b4").choice == "met"  # nothing that was answered is lost


# --- what comes of it


def test_the_rep_sees_changes_flags_and_brief_before_anything_is_written(coach: Coach) -> None:
    begun(coach)
    coach.says("worried: we sent the proposal, 25 Feb")
    for _ in range(FIRST - 1):
        coach.says("skip")
    coach.picks("finish")

    cards = [reply for reply in coach.replies if isinstance(reply, Card)]
    assert len(cards[0].plain_text()) <= LIMITS["diff"]
    assert coach.reads("RF6", "Ask them:", "Trains it:")
    assert coach.made == []

    coach.picks("on")
    coach.picks("continue")
    assert len(coach.replies[0].plain_text()) <= LIMITS["brief"]
    assert coach.ids == ["edit", "send", "keep"]
    assert coach.made == []


def test_a_flag_offers_the_drill_that_trains_it_and_comes_back(coach: Coach) -> None:
    begun(coach)
    coach.says("worried: we sent the proposal, 25 Feb")
    for _ in range(FIRST - 1):
        coach.says("skip")
    coach.picks("finish")
    assert coach.ids == ["hearing_the_phase", "on"]

    coach.picks("hearing_the_phase")
    assert coach.state.startswith("quick_drill.")
    coach.says("skip")

    assert coach.state == "reassessment.result"


def test_leaving_is_a_decision_with_the_hours_it_frees(coach: Coach) -> None:
    begun(coach)
    for _ in range(3):
        coach.says("skip")
    coach.says("no, they buy every five years")
    for _ in range(FIRST - 4):
        coach.says("skip")
    coach.says("finish")
    coach.says("go on to the brief")
    assert coach.reads("This may be a bad piece of business.")

    coach.says("leave, and tell them kindly")
    coach.says("half a day")
    assert coach.reads("number of hours")
    coach.says("about 3 hours")
    coach.says("keep it to myself")

    assert (last(coach).decision, last(coach).hours) == ("leave", 3.0)


def test_a_pause_moves_the_review_to_its_day(coach: Coach) -> None:
    typed_through(coach)
    coach.says("finish")
    coach.says("go on to the brief")
    coach.says("pause until a day")
    coach.says("yesterday")
    assert coach.reads("day to come")
    coach.says("20 April")
    assert coach.reads("Mon 20 Apr")
    coach.says("send")

    assert coach.desk.accounts()[0].review == date(2026, 4, 20)
    assert (last(coach).until, last(coach).sent) == (date(2026, 4, 20), True)
    assert coach.reads("You are in no team with a manager yet")


def test_an_answer_is_changed_from_the_brief(coach: Coach) -> None:
    typed_through(coach)
    coach.says("finish")
    coach.says("go on to the brief")
    coach.says("continue")
    coach.says("change something")
    coach.says("z9")
    assert coach.reads("no such question")
    coach.says("A5")
    assert coach.reads("So far: “They fear a stopped line”")

    coach.says("Nobody owns the budget")
    finishes(coach)

    assert last(coach).answers["a5"].text == "Nobody owns the budget"


def test_what_is_too_long_to_keep_is_said(coach: Coach) -> None:
    begun(coach)
    coach.says("comparing")

    step = coach.says("They asked for more of everything. " * 300)

    assert coach.reads("first 600 characters", "3 of 11.")
    assert faults_of(step) == []
    assert len(answer(coach, "a2").text) <= 600


def test_every_day_of_a_changed_list_is_said_back(coach: Coach) -> None:
    second(coach)
    coach.picks(coach.ids[0])
    coach.picks("reassess")
    for choice in ("true", "true", "changed", "still", "still", "changed"):
        coach.picks(choice)

    coach.says("Carla Ruiz, sends the stop log, by 28 March; Lee Novak, books the trial, by 2 April")

    assert coach.reads("Sat 28 Mar", "Thu 2 Apr", "what does that rest on?")


def test_a_tripwire_that_has_gone_off_still_counts_when_another_is_set(coach: Coach) -> None:
    second(coach)
    coach.days = 14  # its day was 12 March
    coach.picks(coach.ids[0])
    coach.picks("reassess")
    for choice in ("true", "true", "yes", "changed", "still", "still", "still", "changed"):
        coach.picks(choice)
    coach.says("If the CFO is silent by 27 March, then we leave")
    coach.picks("assumed")
    while coach.state == "reassessment.asking":
        coach.picks("true") if "true" in coach.ids else coach.says("skip")
    if coach.state == "reassessment.closing":
        coach.picks("finish")
    assert not coach.reads("No flag is up today")
    coach.picks("on")

    assert coach.reads("This may be a bad piece of business.", "the CFO skips the trial review", "12 Mar")


def test_a_doubt_that_a_change_from_the_brief_raises_is_told_before_the_brief(coach: Coach) -> None:
    typed_through(coach)
    coach.picks("finish")
    coach.picks("on")
    coach.picks("continue")
    coach.picks("edit")
    coach.says("A4")
    coach.says("no, their budget is gone")
    coach.picks("finish")
    coach.picks("on")

    assert coach.reads("This may be a bad piece of business.", "their budget is gone")
    coach.picks("leave")
    coach.says("skip")
    assert coach.state == "reassessment.briefing"


def test_an_account_that_is_gone_says_so_and_loses_nobody(coach: Coach) -> None:
    begun(coach)
    coach.desk = type(coach.desk)(listed=())

    coach.says("worried")
    assert coach.reads("not in your list any more")
    coach.says("menu")

    assert coach.state == "menu.choosing"
