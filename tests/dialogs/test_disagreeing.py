"""An objection: what the rep says that the line was, whether a reviewer may read it, and that nothing else changes."""

from __future__ import annotations

import pytest

from content.library import Library
from dialogs.disagreeing import SOMETHING_ELSE, Objected, readings
from dialogs.model import MOVES, QUESTION_LABELS
from dialogs.replies import MOST_CHOICES
from tests.dialogs.coaching import WEIGHTS, Coach, faults_of
from tests.dialogs.test_quick_drill import ASKED, ITEM
from tests.dialogs.test_role_play import LATE, METHOD, says_all


def judged(coach: Coach, text: str = ASKED) -> Coach:
    """Bring a rep to a verdict that reads an implication question as a problem question."""
    coach.drills(ITEM)
    coach.says(text, label="problem")
    return coach


def debriefed(coach: Coach) -> Coach:
    coach.plays()
    coach.says("Our software plans in minutes.", kind="pitch")
    says_all(coach, METHOD[:2])
    coach.picks("wrap_up")
    return coach


def said(coach: Coach) -> list[tuple[str | None, bool]]:
    """What was noted of the rep's own label and of sharing, note by note."""
    return [(one.own, one.shared) for one in coach.disagreements]


def test_every_other_label_is_offered_and_one_way_out(coach: Coach) -> None:
    judged(coach).picks("disagree")

    assert coach.ids == ["situation", "implication", "need_payoff", "none", SOMETHING_ELSE]


def test_a_line_is_shared_only_after_the_rep_has_said_so(coach: Coach) -> None:
    judged(coach).picks("disagree")
    coach.says("an implication question")
    assert coach.reads("May a reviewer read this line?", f"“{ASKED}”")
    assert coach.ids == ["share", "keep"]
    assert said(coach) == [(None, False), ("implication", False)]

    coach.says("Share it")

    assert said(coach)[-1] == ("implication", True)
    assert (coach.state, coach.reads(coach.message("disagree.shared"))) == ("quick_drill.judged", True)


@pytest.mark.parametrize("typed", ["yes", "Yes.", "yes, please", "1", "share"])
def test_a_plain_yes_shares(coach: Coach, typed: str) -> None:
    judged(coach).picks("disagree")
    coach.picks("implication")

    coach.says(typed)

    assert said(coach)[-1] == ("implication", True)


@pytest.mark.parametrize(
    "typed", ["keep it to myself", "2", "no", "who would that be?", "yes or no?", "share it not", "skip", ASKED]
)
def test_anything_else_keeps_the_line_to_oneself_and_the_label(coach: Coach, typed: str) -> None:
    judged(coach).picks("disagree")
    coach.picks("implication")

    coach.says(typed)

    assert said(coach)[-1] == ("implication", False)
    assert (coach.state, coach.reads(coach.message("disagree.kept"))) == ("quick_drill.judged", True)
    assert coach.ids == ["again", "next", "disagree"]
    assert [a.verdict for a in coach.attempts] == ["missed", "disagreed"]  # the words were no try


@pytest.mark.parametrize("word", ["stop", "menu", "next", "again", "restart"])
def test_whoever_leaves_in_between_has_been_heard_and_has_shared_nothing(coach: Coach, word: str) -> None:
    for labels in ((), ("implication",)):
        coach.session = None
        coach.disagreements.clear()
        judged(coach).picks("disagree")
        for label in labels:
            coach.picks(label)

        step = coach.says(word)

        assert said(coach)[-1] == ((labels or (None,))[0], False)
        assert faults_of(step) == []
        assert not step.state.endswith(("labelling", "sharing"))


def test_what_a_line_was_need_not_be_said(coach: Coach) -> None:
    judged(coach).picks("disagree")

    coach.says("skip")
    coach.picks("share")

    assert said(coach)[-1] == (None, True)


def test_an_objection_names_the_attempt_that_was_judged(coach: Coach) -> None:
    judged(coach).picks("disagree")

    (tried, marked), (one,) = coach.attempts, coach.disagreements
    assert tried.detail["judged"]["place"] == one.place
    assert tried.detail["judged"] | {"place": ""} == {
        "place": "",
        "verdict": "given",
        "p": [0.01, 0.96, 0.01, 0.01, 0.01],
        "weights": WEIGHTS,
    }
    assert (one.run, one.content_id, one.task, one.label) == ("d1", ITEM, "question", "problem")
    assert (marked.verdict, "judged" in marked.detail) == ("disagreed", False)


def test_a_doubt_keeps_what_the_judge_made_of_the_line(coach: Coach) -> None:
    coach.drills(ITEM)
    coach.says(ASKED, label="problem", verdict="ask", candidates=("problem", "implication"))
    coach.picks("implication")

    coach.picks("disagree")

    kept = coach.attempts[0].detail["judged"]
    assert (kept["verdict"], kept["p"][1], kept["place"]) == ("ask", 0.96, coach.disagreements[0].place)


def test_disagreeing_again_is_about_the_same_verdict_and_takes_sharing_back(coach: Coach) -> None:
    judged(coach).picks("disagree")
    coach.picks("implication")
    coach.picks("share")

    coach.picks("disagree")
    assert said(coach)[-1] == ("implication", True)  # until something else is said
    coach.picks("none")
    coach.picks("keep")

    assert len({(one.run, one.place) for one in coach.disagreements}) == 1
    assert said(coach)[-1] == ("none", False)
    assert [a.verdict for a in coach.attempts].count("disagreed") == 1


def test_each_try_and_each_redo_is_a_verdict_of_its_own(coach: Coach) -> None:
    judged(coach).picks("disagree")
    coach.says("back")
    coach.says("What else follows?", label="problem")
    coach.picks("disagree")
    debriefed(coach).picks("disagree")
    for _ in range(2):
        coach.says("redo")
        coach.says("What gets in the way of leaving on time?", LATE)
        coach.picks("disagree")

    places = [(one.run, one.place) for one in coach.disagreements]
    judged_at = [(a.run, a.detail["judged"]["place"]) for a in coach.attempts if "judged" in a.detail]
    assert len(set(places)) == len(places) == 5
    assert set(places) <= set(judged_at)
    assert len(set(judged_at)) == len(judged_at)


def test_the_quoted_turn_of_a_call_is_named_by_its_number(coach: Coach) -> None:
    debriefed(coach).picks("disagree")

    assert coach.reads("“Our software plans in minutes.”", "none of the four questions")
    assert [(one.run, one.place, one.label) for one in coach.disagreements] == [("p1", "1", "none")]


@pytest.mark.parametrize("word", ["redo", "Redo that turn", "same", "other", "Another customer"])
@pytest.mark.parametrize("labels", [(), ("problem",)])
def test_what_the_debrief_offers_can_be_typed_in_between(coach: Coach, word: str, labels: tuple[str, ...]) -> None:
    debriefed(coach).picks("disagree")
    for label in labels:
        coach.picks(label)

    step = coach.says(word)

    led = "role_play.redoing" if word.lower().startswith("redo") else "role_play.briefing"
    assert (step.state, faults_of(step)) == (led, [])


def test_a_call_left_in_between_goes_on_there_and_back_to_its_debrief(coach: Coach) -> None:
    debriefed(coach)
    scored = list(coach.scores)
    coach.picks("disagree")
    coach.says("stop")
    coach.returns()

    coach.picks("continue")
    assert coach.reads("You wrote:\n“Our software plans in minutes.”")
    coach.picks("problem")
    coach.picks("share")

    assert coach.state == "role_play.debrief"
    assert coach.scores == scored
    assert len({(one.run, one.place) for one in coach.disagreements}) == 1


def test_one_is_led_back_to_the_verdict_that_one_objected_to(coach: Coach) -> None:
    debriefed(coach).picks("disagree")
    coach.picks("problem")
    coach.picks("keep")
    assert coach.state == "role_play.debrief"
    coach.picks("redo")
    coach.says("What gets in the way of leaving on time?", LATE)
    coach.picks("disagree")
    coach.picks("situation")

    coach.picks("share")

    assert coach.state == "role_play.redone"
    assert coach.disagreements[-1].place not in ("", "1")


def test_a_verdict_from_before_this_release_can_be_objected_to(coach: Coach) -> None:
    """Its place was not kept, so only the label is known."""
    judged(coach)
    assert coach.session is not None
    data = dict(coach.session.frames[-1].data)
    data["judged"] = data["judged"][:2]
    frames = (*coach.session.frames[:-1], type(coach.session.frames[-1])("quick_drill", "judged", data))
    coach.session = type(coach.session)(**{**_fields(coach), "frames": frames})

    coach.picks("disagree")
    coach.picks("implication")

    assert [(one.place, one.label, one.own) for one in coach.disagreements][-1] == ("", "problem", "implication")


def _fields(coach: Coach) -> dict[str, object]:
    return {name: getattr(coach.session, name) for name in type(coach.session).__slots__}  # type: ignore[attr-defined]


def reply(*named: str, likely: tuple[str, ...] = ()) -> Objected:
    return Objected("r", "1", "c", "Don't worry.", task="reply", named=named, likely=likely)


@pytest.mark.parametrize("named", [("minimise",), ("minimise", "pressure", "prescribe"), ("explore",), MOVES])
def test_of_a_reply_five_readings_are_offered_at_most_each_once(library: Library, named: tuple[str, ...]) -> None:
    likely = tuple(move for move in MOVES if move not in named)

    choices = readings(library, reply(*named, likely=likely))

    ids = [choice.id for choice in choices]
    assert len(ids) == len(set(ids)) == MOST_CHOICES
    assert (ids[0], ids[-1]) == ("none", SOMETHING_ELSE)


def test_a_rep_who_is_accused_may_say_that_there_is_no_sin(library: Library) -> None:
    def first(objected: Objected) -> str:
        return readings(library, objected)[0].label

    assert first(reply("acknowledge", "pressure")) == "No sin there"
    assert first(reply("acknowledge")) == "None of these"


def test_of_several_moves_one_alone_can_be_meant(library: Library) -> None:
    ids = [choice.id for choice in readings(library, reply("minimise", "explore", likely=("acknowledge",)))]

    assert ids == ["none", "minimise", "explore", "acknowledge", SOMETHING_ELSE]


def test_no_reading_repeats_what_the_judge_said_alone(library: Library) -> None:
    for label in QUESTION_LABELS:
        objected = Objected("r", "1", "c", "And then?", label=label)
        assert label not in [choice.id for choice in readings(library, objected)]
    assert "minimise" not in [choice.id for choice in readings(library, reply("minimise", likely=("explore",)))]


def test_where_no_move_was_told_none_is_asked_about(library: Library) -> None:
    assert [choice.id for choice in readings(library, reply())] == [SOMETHING_ELSE]


def test_an_objection_in_a_call_whose_turns_are_no_moves_asks_plainly(coach: Coach) -> None:
    coach.starts("role_play", scenario="packaging_plant_manager_objection", run="p1")
    coach.picks("start")
    coach.answers("Nothing ever gets past our sensors.", heard="bluff.catches_all")
    coach.picks("wrap_up")

    coach.picks("disagree")

    assert coach.reads("Was I wrong about what it did?")
    assert not coach.reads("None of these")
