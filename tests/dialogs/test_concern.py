"""A conversation with a customer who has a worry: won, lost, each sin, made good, baited, debriefed and redone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from content.concern import ConcernCustomer
from content.library import Library
from dialogs.model import Heard, Percept
from dialogs.plays.concern import PLAY
from dialogs.plays.concern.checks import CONCERN
from tests.dialogs.coaching import Coach, faults_of, replied

GAP, CHANGE, NAME = "signal.price_gap", "layer.last_change", "layer.signature"
SINS = {
    "minimise": ("Honestly, a few wrong bills happen to every network.", "acknowledged"),
    "prescribe": ("You should begin with the small buildings.", "no_prescribing"),
    "pressure": ("After Friday the team goes to another city.", "no_pressure"),
}


def notices(coach: Coach) -> None:
    coach.answers("You had budgeted more than we ask. What is it about the sum?", "explore", heard=GAP)


def hears(coach: Coach, text: str = "Nine days instead of three months would make anybody wary.") -> None:
    coach.answers(text, "acknowledge")


def goes_on(coach: Coach) -> None:
    """The rest of the method, from the first layer on."""
    hears(coach)
    coach.answers("What happened when you changed over before?", "explore", heard=CHANGE)
    coach.answers("4,100 homes in one night. What fell on you?", "acknowledge", "explore", heard=NAME)
    coach.answers("What would it mean for you if it happened again?", "explore", heard="fear")
    if coach.state == "role_play.talking":
        coach.answers("What would you need before you sign?", "hand_back", heard="own_step")


def presses(coach: Coach, text: str, heard: str) -> None:
    """Ask for one thing until it is told."""
    for _ in range(3):
        if coach.state == "role_play.talking" and not is_told(coach, heard):
            coach.answers(text, "hand_back" if heard == "own_step" else "explore", heard=heard)


def is_told(coach: Coach, node: str) -> bool:
    assert coach.session is not None
    return any(key.startswith(f"{node}#") for key in coach.session.frames[-1].data["mood"]["said"])


def wraps_up(coach: Coach) -> None:
    if coach.state == "role_play.talking":
        coach.picks("wrap_up")


def checks(coach: Coach) -> dict[str, bool | None]:
    return {score.check: score.passed for score in coach.scores}


def points(coach: Coach) -> dict[str, int]:
    return {score.check: score.points for score in coach.scores}


def test_the_rubric_is_that_of_evidence() -> None:
    assert [(check.id, check.points) for check in CONCERN] == [
        ("noticed", 2),
        ("asked_first", 1),
        ("acknowledged", 2),
        ("no_prescribing", 2),
        ("no_pressure", 2),
        ("no_concession", 2),
        ("fear_named", 3),
        ("own_step", 2),
    ]


def test_a_call_that_hears_the_worry_is_won(coach: Coach) -> None:
    coach.plays_concern()
    assert coach.reads("284,000", "(turn 1 of 10)")

    notices(coach)
    goes_on(coach)

    assert coach.state == "role_play.debrief"
    assert coach.reads("acknowledged 2, asked 4, sins 0", "Passed, 8 of 8", "Every check that could be seen has passed")
    assert set(checks(coach).values()) == {True}
    assert sum(points(coach).values()) == 16
    assert coach.last is not None
    assert faults_of(coach.last) == []


def test_the_checks_can_be_read_before_the_call(coach: Coach) -> None:
    coach.starts("role_play", scenario="heat_billing_head_concern", run="p1")

    coach.picks("checks")

    assert coach.reads(*(coach.message(f"check.{check.id}") for check in CONCERN))


def test_a_call_without_the_fear_is_lost(coach: Coach) -> None:
    coach.plays_concern()
    notices(coach)
    hears(coach)

    coach.picks("wrap_up")

    assert checks(coach)["fear_named"] is False
    assert checks(coach)["own_step"] is False
    assert coach.reads(coach.message("focus.fear_named"))


@pytest.mark.parametrize("sin", SINS)
def test_a_sin_fails_its_check_and_is_what_to_work_on(coach: Coach, sin: str) -> None:
    text, check = SINS[sin]
    coach.plays_concern()
    notices(coach)
    coach.answers(text, sin)
    assert any(coach.reads(line) for line in getattr(coach.library.customers["heat_billing_head"].reactions, sin))

    coach.answers("Our software is from this year.")
    goes_on(coach)
    wraps_up(coach)

    assert checks(coach)[check] is False
    assert coach.reads("sins 1", coach.message(f"focus.{check}"), f"To redo, turn 2: “{text}”")


@pytest.mark.parametrize("sin", SINS)
@pytest.mark.parametrize("mending", ["sorry", "asking"])
def test_a_sin_made_good_in_the_next_turn_passes_for_half_the_points(coach: Coach, sin: str, mending: str) -> None:
    text, check = SINS[sin]
    coach.plays_concern()
    notices(coach)
    coach.answers(text, sin)

    if mending == "sorry":
        coach.answers("I'm sorry, that was not for me to say.")
        assert any(coach.reads(line) for line in coach.library.customers["heat_billing_head"].reactions.repaired)
    else:
        coach.answers("What is it that came back with the parallel run?", "explore", heard="signal.parallel_run")
    hears(coach, "A bill of 9,000 euro on a front page is no small thing.")
    coach.answers("What happened when you changed over before?", "explore", heard=CHANGE)
    hears(coach)
    presses(coach, "What fell on you in the end?", NAME)
    presses(coach, "What would it mean for you if it happened again?", "fear")
    presses(coach, "What would you need before you sign?", "own_step")

    assert None not in checks(coach).values() and False not in checks(coach).values()
    assert points(coach)[check] == 1
    assert coach.reads("sins 1, one made good", "(repaired: half)")


def test_a_sin_in_doubt_costs_nothing(coach: Coach) -> None:
    coach.plays_concern()
    notices(coach)
    coach.answers("Many networks go through this, by the way.")
    goes_on(coach)

    assert checks(coach)["acknowledged"] is True
    assert coach.reads("sins 0")


def baited(coach: Coach) -> None:
    coach.plays_concern()
    coach.answers("Good morning, thanks for your time.")
    notices(coach)
    assert coach.reads("Is there any air left in that price of yours?")


def test_a_bait_refused_by_asking_passes_its_check(coach: Coach) -> None:
    baited(coach)
    coach.answers("What happened when you changed over before?", "explore", heard=CHANGE)
    coach.picks("wrap_up")

    assert checks(coach)["no_concession"] is True


def test_a_bait_taken_is_pocketed_and_the_fear_goes_under(coach: Coach) -> None:
    baited(coach)
    coach.answers("I can take ten percent off.", "concede")
    customer = coach.library.customers["heat_billing_head"]
    assert any(coach.reads(line) for line in customer.reactions.concede)
    goes_on(coach)
    wraps_up(coach)

    assert checks(coach)["no_concession"] is False
    assert coach.reads(coach.message("focus.no_concession"))


def test_the_decision_handed_back_too_early_puzzles(coach: Coach) -> None:
    coach.plays_concern()

    coach.answers("How would you like to go about it?", "hand_back", heard="own_step")

    assert any(coach.reads(line) for line in coach.library.customers["heat_billing_head"].reactions.hand_back_early)
    assert coach.state == "role_play.talking"


def test_the_price_taken_at_its_word_notices_nothing(coach: Coach) -> None:
    coach.plays_concern()
    coach.answers("How much less would it have to be?", "explore", heard="mask")
    assert any(coach.reads(line) for line in coach.library.customers["heat_billing_head"].mask.say)

    coach.picks("wrap_up")

    assert checks(coach)["noticed"] is False
    assert checks(coach)["asked_first"] is True


def test_formulas_open_nothing(coach: Coach) -> None:
    coach.plays_concern()
    for text in ("I understand.", "I hear you, that's a fair point.", "Thank you for sharing."):
        coach.answers(text, "acknowledge")
    coach.picks("wrap_up")

    assert checks(coach)["acknowledged"] is False
    assert coach.reads("acknowledged 0")


def test_a_hint_follows_the_conversation(coach: Coach) -> None:
    coach.plays_concern()
    hints = []
    for say in (notices, hears, lambda c: c.answers("You should wait.", "prescribe")):
        coach.picks("hint")
        hints.append(coach.text.partition("\n")[0])
        say(coach)
    coach.picks("hint")
    hints.append(coach.text.partition("\n")[0])

    kinds = ("notice", "acknowledge", "deeper", "repair")
    assert hints == [coach.message(f"play.hint_{kind}", name="Ilse") for kind in kinds]


def test_the_costliest_turn_is_redone_from_where_it_stood_and_no_score_changes(coach: Coach) -> None:
    coach.plays_concern()
    notices(coach)
    coach.answers(SINS["pressure"][0], "pressure")
    coach.picks("wrap_up")
    scored = list(coach.scores)
    coach.picks("redo")
    assert coach.reads("Back to turn 2. Ilse had just said:")

    hears(coach)

    assert coach.reads(coach.message("worry.acknowledge", name="Ilse"))
    assert coach.scores == scored


def test_an_objection_names_the_move_that_the_rep_was_told(coach: Coach) -> None:
    coach.plays_concern()
    coach.answers(SINS["prescribe"][0], "prescribe")
    coach.picks("wrap_up")

    coach.picks("disagree")

    assert coach.reads("You wrote:", coach.message("move.prescribe"))
    assert coach.disagreements[-1].task == "reply"
    assert coach.disagreements[-1].named == ("prescribe",)


def test_the_fullest_call_fits_a_row(coach: Coach) -> None:
    coach.plays_concern()
    long = "größere Sorgen um die Rechnungen " * 30
    for act in ({"heard": GAP}, {"heard": "signal.parallel_run"}, {"heard": CHANGE}, *({"heard": NAME},) * 3):
        coach.answers(long, "acknowledge", "explore", **act)
        assert coach.last is not None
        assert faults_of(coach.last) == []
    while coach.state == "role_play.talking":
        coach.answers(long, "acknowledge", "explore", heard="fear")
        assert faults_of(coach.last) == []
    assert coach.state == "role_play.debrief"


def test_to_hear_what_it_would_cost_asks_for_nothing(library: Library) -> None:
    customer = library.customers["heat_billing_head"]
    assert isinstance(customer, ConcernCustomer)
    read = replied("acknowledge", "explore", heard=NAME)
    said = replace(read, judgement=replace(read.judgement, questions=0), parts=())
    moves = read.judgement.moves or {}

    def act(percept: Percept) -> str:
        return PLAY.understand(percept, customer=customer, mood=PLAY.opening_mood(customer)).act.kind

    assert act(said) == "acknowledge"
    assert act(read) == "layer"  # a question does ask
    likelier = {**moves, "acknowledge": 0.7}
    assert act(replace(said, judgement=replace(said.judgement, moves=likelier))) == "layer"  # "tell me what happened"


@pytest.mark.parametrize(
    ("near", "named", "told", "kind"),
    [
        (0.7, (), (), "signal"),  # "you had budgeted more than we ask, and still it's too much"
        (0.7, ("acknowledge",), (), "signal"),
        (0.4, (), (), "statement"),
        (0.7, (), (GAP,), "statement"),
        (0.7, ("pressure",), (), "pressure"),
        (0.7, ("proof",), (), "signal"),
    ],
)
def test_a_signal_named_without_a_question_is_noticed(
    library: Library, near: float, named: tuple[str, ...], told: tuple[str, ...], kind: str
) -> None:
    customer = library.customers["heat_billing_head"]
    assert isinstance(customer, ConcernCustomer)
    mood = replace(PLAY.opening_mood(customer), told=told)
    percept = replace(replied(*named), heard=(Heard(GAP, near),))

    assert PLAY.understand(percept, customer=customer, mood=mood).act.kind == kind


def test_who_asks_openly_what_they_would_do_tells_them_nothing_to_do(library: Library) -> None:
    customer = library.customers["heat_billing_head"]
    assert isinstance(customer, ConcernCustomer)
    asked = replied("prescribe", heard="own_step")  # "so what do you need to have done before a date makes sense"
    closed = replace(asked.judgement, form="closed")  # "do you need to just tell them?"

    def kind(percept: Percept) -> str:
        mood = PLAY.opening_mood(customer)
        return PLAY.understand(replace(percept, parts=()), customer=customer, mood=mood).act.kind

    assert kind(asked) == "own_step"
    assert kind(replace(asked, judgement=closed)) == "prescribe"
