"""Flags on answers as reps really type them: a line at each item, read as a sitting reads it, and what fires then."""

from __future__ import annotations

from datetime import date

import pytest

from bot.perception.dates import find_dates
from content.library import Library
from dialogs.reassessment import answering, flags, sitting
from dialogs.reassessment.case import Case
from dialogs.reassessment.model import AccountFile, Answer, Phase
from dialogs.reassessment.sitting import Next, Sitting
from tests.reassessment.making import TODAY, account


def typed(library: Library, item: str, text: str) -> Answer:
    """Return what a line makes of an item in a first sitting."""
    file = AccountFile(account())
    now = Sitting(library.checklist, file, sitting.note(sitting.begun(TODAY), all=True), TODAY)
    dates = find_dates(text, today=TODAY, ahead=library.checklist.items[item].ahead)
    found = answering.taken(now, Next("question", item), answering.Input(text=text, dates=dates))
    return found.draft.answers[item]


def fired(library: Library, phase: Phase, **lines: str) -> set[str]:
    answers = {item: typed(library, item, text) for item, text in lines.items()}
    return {flag.id for flag in flags.raised(Case(answers, TODAY, phase, date(2026, 11, 1), "Acme Foods"))}


@pytest.mark.parametrize(
    "text",
    [
        "nothing so far",
        "no concessions",
        "No, nothing yet",
        "nope",
        "nothing at all",
        "not that I know of",
        "we haven't given anything away",
        "n/a",
        "-",
    ],
)
def test_nothing_given_away_is_no_concession_however_it_is_said(library: Library, text: str) -> None:
    assert "rf12" not in fired(library, "evaluation", c1=text)


@pytest.mark.parametrize("text", ["no charge for the training", "nothing but 4 % off", "they get no invoice in June"])
def test_something_given_away_is_a_concession_though_there_is_a_no_in_it(library: Library, text: str) -> None:
    assert "rf12" in fired(library, "evaluation", c1=text)


@pytest.mark.parametrize(
    ("action", "fires"),
    [
        ("no action", True),
        ("nothing agreed", True),
        ("will think about it", True),
        ("said he would get back to us", True),
        ("will let us know next week", True),
        ("will send the stop log", False),
        ("lets us know the board's date by 3 Dec", False),
    ],
)
def test_rf7_takes_just_an_act_of_theirs_for_an_action(library: Library, action: str, fires: bool) -> None:
    contacts = "\n".join(f"{who}, {day} Nov, listener, {action}" for who, day in (("Jo", 12), ("Lee", 3), ("Ann", 1)))

    assert ("rf7" in fired(library, "recognition", b5=contacts)) == fires


@pytest.mark.parametrize(
    ("text", "fires"),
    [
        ("near, Ruiz said so on 3 Nov", False),
        ("far, 20k over", False),
        ("far, $8 more a piece", False),
        ("price came up on 3 Nov, we are near: 4 %", True),
        ("far: Ruiz told us 12 Nov that we are 9 percent up", True),
        ("far, about 8", True),
    ],
)
def test_rf10_takes_no_day_and_no_money_for_a_gap(library: Library, text: str, fires: bool) -> None:
    assert ("rf10" in fired(library, "concerns", r2=text)) == fires


def test_rf1_sees_a_problem_owner_who_is_named_with_their_words_and_a_day(library: Library) -> None:
    named = "Lee Novak, “we lose a shift a week”, 6 hours a week, 12 Nov"

    assert "rf1" not in fired(library, "evaluation", a1="comparing", b3=named)
    assert "rf1" in fired(library, "evaluation", a1="comparing", b3="nobody that we know of")


def test_rf2_takes_a_quotation_that_begins_with_i_for_theirs(library: Library) -> None:
    contacts = "Jo, 12 Nov, listener; Lee, 3 Nov, listener; Ann, 1 Nov, power"
    wanted = "“I'd pay 20k to be rid of it”, Ruiz, 12 Nov"

    assert "rf2" not in fired(library, "recognition", n4=wanted, b5=contacts)
    assert "rf2" in fired(library, "recognition", n4="nobody has said so", b5=contacts)


def test_rf3_does_not_count_who_is_said_not_to_be_a_listener(library: Library) -> None:
    three = "Lee, 3 Nov, listener; Ann, 1 Nov, listener; Bo, 20 Oct, friendly"

    assert "rf3" in fired(library, "recognition", b2="nothing new", b5=f"Jo, 12 Nov, listener; {three}")
    assert "rf3" not in fired(library, "recognition", b2="nothing new", b5=f"Jo, 12 Nov, not a listener; {three}")


def test_rf3_hears_that_nothing_came_from_a_named_listener(library: Library) -> None:
    four = "Jo, 12 Nov, listener; Lee, 3 Nov, listener; Ann, 1 Nov, listener; Bo, 20 Oct, friendly"

    assert "rf3" in fired(library, "recognition", b2="Lee, nothing", b5=four)
    assert "rf3" not in fired(library, "recognition", b2="Lee, nothing; Jo, told us the budget, 12 Nov", b5=four)


@pytest.mark.parametrize(
    "text",
    [
        "we leave if there is no budget by 1 Dec",
        "if nothing new by 1 Dec, pause",
        "if by 1 Dec no answer, we walk away",
        "if they miss the review on 12 Dec -> change",
        "if the budget is cut by 1 Dec → pause",
    ],
)
def test_rf17_finds_sign_day_and_action_wherever_they_stand(library: Library, text: str) -> None:
    assert "rf17" not in fired(library, "evaluation", a9=text)


def test_rf18_hears_that_nobody_owns_the_plan(library: Library) -> None:
    assert "rf18" in fired(library, "implementation", i1="learning", i2="nobody really")


def test_rf19_knows_the_day_of_a_success_that_nobody_is_quoted_on(library: Library) -> None:
    rest = {"i6": "none asked", "i7": "in May, nothing came of it", "i8": "none in sight"}

    assert "rf19" in fired(library, "implementation", i5="12 % fewer stops, 3 June", **rest)
    assert "rf19" not in fired(library, "implementation", i5="12 % fewer stops, 3 Nov", **rest)


@pytest.mark.parametrize(
    ("reason", "fires"),
    [
        ("we are too expensive", True),
        ("not the price, the training", False),
        ("it isn't about price, they fear the change", False),
        ("their milk prices fall and the board freezes spending", False),
    ],
)
def test_rf21_leaves_a_price_that_is_not_called_the_issue(library: Library, reason: str, fires: bool) -> None:
    assert ("rf21" in fired(library, "concerns", a5=reason, r2="near, 4 %")) == fires
