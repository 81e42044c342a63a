"""More time, reminders, results, and what a manager never sees: by typing, with a store."""

from __future__ import annotations

from datetime import timedelta

from bot import wiring
from bot.service.people import People
from dialogs.people import Standing
from dialogs.replies import MOST_CHOICES, Ask
from tests.service.assigning_there import HERE, NOW, OPEN, REPS, Assigning, does_run, in_days, text

# --- more time, taken back, reminded


def test_more_time_is_told_to_those_who_have_not_met_the_bar(firm: Assigning) -> None:
    given = firm.gives_row("Ann", "Bo")
    for _ in range(3):
        does_run(firm, "ann")
    firm.reads("ann"), firm.reads("bo")

    firm.types("lena", "results", "extend", "in three weeks")

    assert firm.assignment().due_on == in_days(21)
    assert [(one.before, one.after) for one in firm.assignment().extended] == [(given.due_on, in_days(21))]
    assert firm.assignment().due_at == NOW.replace(hour=0) + timedelta(days=22)
    assert len(firm.reads("bo")) == 1
    assert firm.reads("ann") == []
    assert "it was due by Mon 9 Mar" in _card(firm, "bo")


def _card(firm: Assigning, who: str) -> str:
    firm.types(who, "assignments")
    return firm.taps(who, firm.assignment().id)


def test_an_earlier_day_is_no_more_time(firm: Assigning) -> None:
    firm.gives_row("Ann")

    assert text("assign.no_later_day") in firm.types("lena", "results", "extend", "tomorrow")
    assert firm.assignment().extended == ()


def test_what_is_taken_back_is_told_and_counts_no_more(firm: Assigning) -> None:
    firm.gives_row("Ann")
    firm.reads("ann")
    firm.types("ann", "assignments")
    firm.taps("ann", firm.assignment().id)
    firm.types("ann", "begin")

    firm.types("lena", "results", "withdraw", "yes, withdraw it")

    assert firm.reads("ann") == [text("assign.you_withdrawn", title=firm.assignment().title)]
    firm.types("ann", "repeat")
    said = firm.types("ann", OPEN) if firm.state.endswith("writing") else firm.taps("ann", _some(firm, "ann"))
    assert text("assign.run_gone") in said
    assert firm.assignee("ann").runs == ()
    assert text("assign.none_given") in firm.types("ann", "assignments")
    assert text("assign.result_withdrawn") in firm.types("lena", "results")


def _some(firm: Assigning, who: str) -> str:
    firm.types(who, "repeat")
    assert firm.last is not None
    (asked,) = [reply for reply in firm.last.replies if isinstance(reply, Ask)]
    return asked.choices[0].id if asked.choices else ""


def test_a_reminder_goes_once_to_each_who_is_not_done_in_the_managers_name(firm: Assigning) -> None:
    given = firm.gives_row("Ann", "Bo")
    for _ in range(3):
        does_run(firm, "ann")
    firm.reads("ann"), firm.reads("bo")

    assert text("assign.reminded", names="Bo") in firm.types("lena", "results", "remind")
    assert "Remind them" not in firm.text
    names = {"by": "Lena", "title": given.title, "bar": given.bar.words, "day": "Mon 9 Mar"}
    assert firm.reads("bo") == [text("assign.you_reminded", **names)]
    assert firm.reads("ann") == []

    firm.days = 3
    firm.types("lena", "results", "remind them")
    assert firm.reads("bo") == []


# --- results


def test_one_message_says_who_is_how_far_and_nothing_of_how(firm: Assigning) -> None:
    given = firm.gives_row("Ann", "Bo", "Cy")
    for _ in range(3):
        does_run(firm, "ann")
    does_run(firm, "bo")

    said = firm.types("lena", "results")

    assert firm.last is not None
    (only,) = firm.last.replies
    assert isinstance(only, Ask)
    assert len(only.text) <= 350
    assert len(only.choices) <= MOST_CHOICES
    assert said.startswith(
        f"{given.title} (North)\n3 asked · 1 done · 1 trying, below the bar · 1 not started. By Mon 9 Mar.\n"
        "Trying: Bo.\nNot started: Cy.\n" + text("assign.result_few")
    )
    assert OPEN not in said


def test_four_who_finished_are_counted_and_three_are_not(firm: Assigning) -> None:
    firm.gives_row()
    _note_runs(firm, {"ann": False, "bo": False, "cy": True})
    assert text("assign.result_few") in firm.types("lena", "results")
    assert "missed" not in firm.text

    _note_runs(firm, {"di": False})
    said = firm.types("lena", "menu", "results")
    assert text("assign.result_hardest", check=text("assign.exercise_right"), missed=3, of=4) in said

    _note_runs(firm, {"ed": False})  # a fifth alone would be seen in the difference
    assert text("assign.result_hardest", check=text("assign.exercise_right"), missed=3, of=4) in firm.types(
        "lena", "menu", "results"
    )


def _note_runs(firm: Assigning, right: dict[str, bool]) -> None:
    from bot.service.assignments import of_member
    from dialogs.assigning.counting import EXERCISE
    from dialogs.assigning.model import Run

    with firm.store.unit_of_work() as work:
        done = sum(len(firm.assignee(who).runs) for who in REPS)
        for minutes, (who, good) in enumerate(right.items(), done):
            at = firm.now + timedelta(minutes=minutes)
            member = work.member(HERE, "slack", who)
            assert member is not None
            run = Run("s-" + who, "a1", "x", at, good, {EXERCISE: good})
            of_member(work, member, firm.now, wiring.library()).finish(firm.assignment().id, run)
        work.commit()


def test_every_look_at_a_person_is_in_the_log(firm: Assigning) -> None:
    firm.gives_row("Ann", "Bo")
    before = len(firm.logged())

    firm.types("lena", "results")

    looks = firm.logged()[before:]
    status = [(act, form, who) for act, kind, form, who in looks if kind == "assigned_status"]
    assert sorted(status) == sorted([("read", "status", firm.member("ann")), ("read", "status", firm.member("bo"))])
    assert ("read", "assigned_checks", "counts", None) in looks


def test_who_left_the_team_or_is_to_be_erased_is_seen_no_more(firm: Assigning) -> None:
    firm.gives_row("Ann", "Bo", "Cy")
    firm.types("ann", "team leave")
    firm.types("bo", "erase")
    firm.taps("bo", "erase_all")

    said = firm.types("lena", "results")

    assert "1 asked" in said
    assert "Cy" in said
    assert "Ann" not in said
    assert "Bo" not in said


def test_a_team_that_is_closed_asks_nothing_and_a_run_begun_there_is_free(firm: Assigning) -> None:
    firm.gives_row("Ann")
    firm.types("ann", "assignments")
    firm.taps("ann", firm.assignment().id)
    firm.types("ann", "begin")
    given = firm.assignment().id
    with firm.store.unit_of_work() as work:
        People(work, Standing(HERE, operator=True), firm.now, text).close_team("North")
        work.commit()

    firm.types("ann", "repeat")
    said = firm.types("ann", OPEN) if firm.state.endswith("writing") else firm.taps("ann", _some(firm, "ann"))

    assert text("assign.run_gone") in said
    assert text("assign.none_given") in firm.types("ann", "assignments")
    with firm.store.unit_of_work() as work:
        assert [one.runs for one in work.assignments(HERE).assignees(given)] == [()]


def test_the_huddle_has_a_guide_and_a_question_for_one(firm: Assigning) -> None:
    firm.gives_row("Ann")

    said = firm.types("lena", "results", "huddle")

    assert text("huddle.problem_questions") in said
    assert text("coaching.problem_questions") in said


def test_another_manager_sees_nothing_of_it(firm: Assigning) -> None:
    firm.gives_row("Ann")

    assert text("assign.no_results") in firm.types("max", "results")
    assert "Ann" not in firm.types("max", "assign")


def test_every_answer_on_the_way_is_in_order(firm: Assigning) -> None:
    """No message is too long, no more than five buttons, one thing to do at a time: read from the replies."""
    lines = ("assign", "Ann, Bo", "help", "hint", "objections", "back", "back", "who", "stop", "continue", "why")
    for line in lines:
        firm.types("lena", line)
        assert firm.last is not None
        asked = [reply for reply in firm.last.replies if isinstance(reply, Ask)]
        assert len(asked) == (0 if line == "stop" else 1), line
        assert all(len(reply.choices) <= MOST_CHOICES for reply in asked)
