"""Each kind of quick item, tried as a rep would: SPOT, SORT, FIX, PLAN, a reason behind a tap, one's own mark."""

from __future__ import annotations

import pytest

from content.practice import FixItem, LineItem, PickItem, PlanItem, SortItem, SpotItem
from dialogs.drilling.sorting import SLIPS
from dialogs.replies import LIMITS, Card
from tests.dialogs.coaching import Coach, faults_of


def items(coach: Coach, kind: type) -> list[str]:
    return sorted(key for key, item in coach.library.drills.items() if isinstance(item, kind))


def test_every_moment_of_every_transcript_explains_itself(coach: Coach) -> None:
    for key in items(coach, SpotItem):
        item = coach.library.drills[key]
        assert isinstance(item, SpotItem)
        for number, moment in enumerate(item.moments, start=1):
            coach.session = None
            step = coach.drills(key)
            assert all(len(reply.plain_text()) <= LIMITS["prompt"] + 120 for reply in step.replies), key

            step = coach.picks(f"m{number}")

            assert faults_of(step) == [], key
            assert coach.reads(moment.why)
            assert coach.attempts[-1].verdict == ("passed" if moment.correct else "missed")


def test_every_card_and_stage_in_its_place_passes_and_is_explained(coach: Coach) -> None:
    for key in items(coach, SortItem):
        item = coach.library.drills[key]
        assert isinstance(item, SortItem)
        coach.session = None
        coach.drills(key)
        asked = len(item.cards) or len(item.stages) - 1
        for place in range(asked):
            step = coach.picks(_right(coach, item, place))

            assert faults_of(step) == [], key
        assert coach.reads(f"{asked} of {asked} where they belong")
        assert coach.attempts[-1].verdict == "passed"


def _right(coach: Coach, item: SortItem, place: int) -> str:
    if item.stages:
        return item.stages[place].id
    return next(card.bucket for card in item.cards if f"“{card.text}”" in coach.replies[-1].plain_text())


def test_a_wrong_bucket_says_the_right_one_and_why_and_one_slip_in_five_is_forgiven(coach: Coach) -> None:
    key = next(key for key in items(coach, SortItem) if len(coach.library.drills[key].cards) >= SLIPS)  # type: ignore[union-attr]
    item = coach.library.drills[key]
    assert isinstance(item, SortItem)
    for slips, verdict in ((1, "passed"), (1 + len(item.cards) // SLIPS, "missed")):
        coach.session = None
        coach.drills(key)
        for place in range(len(item.cards)):
            right = _right(coach, item, place)
            wrong = next(bucket.id for bucket in item.buckets if bucket.id != right)
            coach.picks(wrong if place < slips else right)
            assert coach.reads("but “") == (place < slips)
        assert coach.attempts[-1].verdict == verdict


def test_the_cards_come_in_an_order_of_the_run_and_not_of_the_file(coach: Coach) -> None:
    key = next(key for key in items(coach, SortItem) if len(coach.library.drills[key].cards) >= 6)  # type: ignore[union-attr]
    first = [coach.drills(key, run=f"d{n}").replies[-1].plain_text() for n in range(6)]

    assert len(set(first)) > 1


def test_a_tap_and_its_reason_have_keys_of_their_own(coach: Coach) -> None:
    key = next(k for k in items(coach, PickItem) if coach.library.drills[k].reason)  # type: ignore[union-attr]
    item = coach.library.drills[key]
    assert isinstance(item, PickItem)
    assert item.reason is not None
    right = next(option.id for option in item.options if option.correct)
    for option in item.reason.options:
        coach.session = None
        coach.drills(key)
        coach.picks(right)
        assert coach.state == "quick_drill.reasoning"

        step = coach.picks(option.id)

        assert faults_of(step) == []
        assert coach.reads(option.why)
        assert coach.attempts[-1].verdict == ("passed" if option.correct else "missed")
        assert coach.attempts[-1].text == f"{right} {option.id}"


def test_a_line_that_lacks_what_a_check_asks_for_is_told_what_and_may_be_written_again(coach: Coach) -> None:
    key = next(
        k
        for k in items(coach, FixItem)
        if not coach.library.drills[k].wants and coach.library.drills[k].checks[0].check == "names"  # type: ignore[union-attr]
    )
    item = coach.library.drills[key]
    assert isinstance(item, FixItem)
    coach.drills(key)
    assert coach.reads(f"To repair: “{item.flawed}”")

    coach.says("Something else altogether", label="none")
    assert coach.reads("You wrote: “Something else altogether”", item.checks[0].miss)
    assert coach.attempts[-1].verdict == "missed"

    coach.says(item.better[0], label="none")
    assert coach.reads("What was asked for is there", item.why)
    assert coach.attempts[-1].verdict == "passed"


def test_an_objection_to_a_check_offers_the_other_verdict(coach: Coach) -> None:
    key = next(k for k in items(coach, FixItem) if not coach.library.drills[k].wants)  # type: ignore[union-attr]
    coach.drills(key)
    coach.says("Nothing of that kind", label="none")
    coach.picks("disagree")
    assert coach.reads("I read it as a line that lacks something. What was it?")

    coach.picks(coach.ids[0])
    coach.picks("keep")

    assert coach.disagreements[-1].own in ("met", "lacking")
    assert coach.state == "quick_drill.judged"


def test_what_nothing_can_judge_is_the_rep_s_own_to_mark_and_no_score(coach: Coach) -> None:
    key = next(k for k in items(coach, LineItem) if coach.library.drills[k].self_check)  # type: ignore[union-attr]
    item = coach.library.drills[key]
    assert isinstance(item, LineItem)
    for mark in ("met", "not_met"):
        coach.drills(key)
        coach.says("I would begin with the Tuesday that went wrong.", label="none")
        assert coach.reads("Nobody but you can judge this one", item.better[0], *item.self_check)

        coach.picks(mark)

        assert coach.attempts[-1].verdict == "self"
        assert "skills" not in coach.practice


@pytest.mark.parametrize("word", ["keeps", "mends", "skips"])
def test_a_plan_is_taken_line_by_line_and_never_graded(coach: Coach, word: str) -> None:
    key = next(k for k in items(coach, PlanItem) if coach.library.drills[k].fields[0].checks)  # type: ignore[union-attr]
    item = coach.library.drills[key]
    assert isinstance(item, PlanItem)
    coach.drills(key)
    coach.says("nothing yet", label="none")
    assert coach.reads(item.fields[0].checks[0].miss) or coach.reads("keep it as it is")

    first = {"keeps": "nothing yet", "mends": item.fields[0].better, "skips": "still open"}[word]
    _answer(coach, word, item.fields[0].better)
    for field in item.fields[1:]:
        step = coach.says(field.better, label="none")
        assert faults_of(step) == []

    shown = next(reply for reply in coach.replies if isinstance(reply, Card))
    assert shown.fields[0][0] == item.fields[0].label
    assert shown.fields[0][1][:20] == first[:20]
    assert coach.attempts[-1].verdict == "kept"
    assert coach.reads("not at whether the plan is good")


def _answer(coach: Coach, word: str, better: str) -> None:
    match word:
        case "keeps":
            coach.picks("as_is")
        case "mends":
            coach.says(better, label="none")
        case _:
            coach.says("skip")


def test_back_in_a_plan_asks_for_the_line_before(coach: Coach) -> None:
    key = items(coach, PlanItem)[0]
    item = coach.library.drills[key]
    assert isinstance(item, PlanItem)
    coach.drills(key)
    coach.says("skip")
    assert coach.reads(item.fields[1].prompt)

    coach.says("back")

    assert coach.reads(item.fields[0].prompt)
    assert coach.state == "quick_drill.planning"


def test_the_fullest_plan_fits_a_row(coach: Coach) -> None:
    key = max(items(coach, PlanItem), key=lambda k: len(coach.library.drills[k].fields))  # type: ignore[union-attr]
    coach.drills(key)
    for _ in range(len(coach.library.drills[key].fields)):  # type: ignore[union-attr]
        step = coach.says("größere Verspätungen für Märkte " * 100, label="none")
        assert faults_of(step) == []
        if coach.state == "quick_drill.planning" and "as_is" in coach.ids:
            assert faults_of(coach.picks("as_is")) == []
