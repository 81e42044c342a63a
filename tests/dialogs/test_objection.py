"""A conversation with a customer who doubts aloud: won, lost, each sin and fault, baited, and what must come before."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest

from content.library import Library
from content.topics import TopicCustomer
from dialogs.model import Heard
from dialogs.play import Act, Course, Played
from dialogs.plays import objection
from dialogs.plays.objection import OBJECTION, PLAY
from dialogs.plays.topics.answering import Mood, lines_of
from dialogs.plays.topics.rules import Kind, Rules
from dialogs.wording import LACKS, signs
from tests.dialogs.coaching import Coach, faults_of, replied

CUSTOMER = "packaging_plant_manager"
MONEY, MACHINES, PROOF = "reason.spent_before", "reason.old_machines", "evidence.runs_on_old"
STOP, NIGHTS, WEEK, SUNDAY = "effect.stopped_line", "effect.night_calls", "worth.week_ahead", "benefit.sunday_repair"
BLUFF, SETTLES = "bluff.catches_all", "settled.settles_it"
METHOD = {
    MONEY: "What did you see in the quote that makes it look too dear?",
    MACHINES: "Forty thousand for screens. Is there something besides the money?",
    PROOF: "A mill has them on presses from 1974, and their engineer takes calls.",
    STOP: "When the corrugator stops, what does that lead to?",
    WEEK: "If you knew a week before, what would that be worth to you?",
    SUNDAY: "That week is what they are for: you do it on a Sunday, and Alun sleeps.",
    SETTLES: "Have I answered the doubt that you began with?",
}
FAULTS = {
    "minimise": ("Forty-eight thousand is small beer for a plant like yours.", "obj_no_sins"),
    "prescribe": ("You should begin with the converting lines.", "obj_no_sins"),
    "pressure": ("After Friday the price goes up.", "obj_no_sins"),
    "attack": ("That firm's sensors fall off within a month.", "obj_no_attack"),
    "concede": ("I could take ten percent off.", "obj_no_concession"),
    "pitch": ("The box has an app, a dashboard and reports.", "obj_need"),
}


def plays(coach: Coach) -> None:
    coach.starts("role_play", scenario=f"{CUSTOMER}_objection", run="p1")
    coach.picks("start")


def says(coach: Coach, node: str) -> None:
    if coach.state == "role_play.talking":
        coach.answers(METHOD[node], "explore", heard=node)


def goes_on(coach: Coach, *nodes: str) -> None:
    """Say the lines of the method for these nodes, or for all."""
    for node in nodes or METHOD:
        says(coach, node)


def wraps_up(coach: Coach) -> None:
    if coach.state == "role_play.talking":
        coach.picks("wrap_up")


def is_told(coach: Coach, node: str) -> bool:
    assert coach.session is not None
    return any(key.startswith(f"{node}#") for key in coach.session.frames[-1].data["mood"]["said"])


def answers_with(coach: Coach, place: str) -> bool:
    """Whether the customer's last answer is one of the wordings of a place."""
    found = coach.library.customers[CUSTOMER]
    assert isinstance(found, TopicCustomer)
    return any(coach.reads(line) for line in lines_of(found, place))


def checks(coach: Coach) -> dict[str, bool | None]:
    return {score.check: score.passed for score in coach.scores}


@pytest.fixture
def customer(library: Library) -> TopicCustomer:
    found = library.customers[CUSTOMER]
    assert isinstance(found, TopicCustomer)
    return found


def test_the_rubric_is_that_of_rubrics() -> None:
    assert [(check.id, check.points) for check in OBJECTION] == [
        ("obj_asked_first", 1),
        ("obj_kind", 2),
        ("obj_need", 2),
        ("obj_proof", 2),
        ("obj_no_attack", 2),
        ("obj_no_sins", 2),
        ("obj_no_concession", 2),
        ("obj_settled", 1),
    ]


def test_a_call_that_asks_first_and_answers_each_doubt_in_its_own_way_is_won(coach: Coach) -> None:
    plays(coach)

    goes_on(coach)

    assert coach.state == "role_play.debrief"
    assert coach.reads("Passed, 8 of 8", "Every check that could be seen has passed")
    assert set(checks(coach).values()) == {True}
    assert coach.last is not None
    assert faults_of(coach.last) == []


def test_the_checks_can_be_read_before_the_call(coach: Coach) -> None:
    coach.starts("role_play", scenario=f"{CUSTOMER}_objection", run="p1")

    coach.picks("checks")

    assert coach.reads(*(coach.message(f"check.{check.id}") for check in OBJECTION))


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_fails_its_check_and_is_answered_as_one(coach: Coach, fault: str) -> None:
    text, check = FAULTS[fault]
    plays(coach)
    says(coach, MONEY)

    coach.answers(text, fault)
    assert answers_with(coach, fault)
    goes_on(coach, MACHINES, MACHINES, MACHINES, *list(METHOD)[2:])
    wraps_up(coach)

    assert checks(coach)[check] is False
    assert [found for found in checks(coach) if checks(coach)[found] is False] == [check]
    assert coach.reads(coach.message(f"focus.{check}"), f"To redo, turn 2: “{text}”")


def test_a_bluff_is_neither_proof_nor_an_admission(coach: Coach) -> None:
    plays(coach)
    says(coach, MONEY)

    coach.answers("It catches every fault there is.", "minimise", heard=BLUFF, claims=True)
    goes_on(coach, MACHINES, MACHINES, MACHINES, *list(METHOD)[2:])
    wraps_up(coach)

    assert checks(coach)["obj_proof"] is False
    assert checks(coach)["obj_no_sins"] is True  # it is one fault, not two
    assert coach.reads(coach.message("focus.obj_need"))  # and it spoke of what is on offer before the need


def test_proof_of_what_nobody_doubted_yet_tells_nothing(coach: Coach) -> None:
    plays(coach)

    says(coach, PROOF)

    assert answers_with(coach, "guarded.runs_on_old")
    goes_on(coach)
    assert checks(coach)["obj_asked_first"] is False
    assert checks(coach)["obj_proof"] is True


def test_a_benefit_before_the_need_is_no_way_back_to_it(coach: Coach) -> None:
    plays(coach)
    says(coach, MONEY)
    says(coach, SUNDAY)
    goes_on(coach, *list(METHOD)[1:])

    assert checks(coach)["obj_need"] is False
    assert coach.reads(coach.message("focus.obj_need"))


def test_a_doubt_that_was_not_asked_for_keeps_the_call_open(coach: Coach) -> None:
    plays(coach)
    goes_on(coach, MONEY, STOP, WEEK, SUNDAY, SETTLES)
    assert answers_with(coach, "guarded.settles_it")

    coach.picks("wrap_up")

    assert checks(coach)["obj_kind"] is False
    assert checks(coach)["obj_proof"] is False
    assert checks(coach)["obj_need"] is True
    assert checks(coach)["obj_settled"] is False
    assert coach.reads(coach.message("focus.obj_kind"))


def test_a_question_without_a_subject_opens_one_doubt_and_no_second(coach: Coach) -> None:
    plays(coach)
    coach.answers("What makes you say that?", "explore")
    assert answers_with(coach, MONEY)

    coach.answers("What makes you say that?", "explore")

    assert answers_with(coach, "vague")


def test_the_bait_for_a_discount_is_refused_by_asking_on(coach: Coach) -> None:
    plays(coach)
    says(coach, MONEY)
    assert coach.reads("What would you knock off it, then?")

    goes_on(coach, *list(METHOD)[1:])

    assert checks(coach)["obj_no_concession"] is True


def test_a_concession_after_the_value_was_said_is_no_early_one(coach: Coach) -> None:
    plays(coach)
    goes_on(coach, *list(METHOD)[:5])
    coach.answers("I could take ten percent off.", "concede")
    goes_on(coach, SUNDAY, SETTLES)

    assert checks(coach)["obj_no_concession"] is True


def test_what_only_shows_that_the_doubt_was_heard_proves_nothing(coach: Coach) -> None:
    plays(coach)
    goes_on(coach, MONEY, MACHINES)

    doubted = replace(replied("acknowledge"), heard=(Heard(PROOF, 0.44),))  # near to what would prove it
    coach.turn(text="A machine that rattles when it is well: no wonder you doubt it.", percept=doubted)

    assert answers_with(coach, "acknowledge")


def test_a_formula_or_an_apology_is_never_taken_for_minimising(coach: Coach) -> None:
    plays(coach)
    says(coach, MONEY)

    coach.answers("I hear you, that's a fair point.", "minimise")
    assert answers_with(coach, "empty_acknowledge")
    coach.answers("Sorry, that was pushy of me.", "minimise")
    goes_on(coach, *list(METHOD)[1:])

    assert checks(coach)["obj_no_sins"] is True


def test_a_sin_in_doubt_costs_nothing_and_leaves_its_check_open(coach: Coach) -> None:
    plays(coach)
    says(coach, MONEY)
    said = replied()
    doubted = replace(said, judgement=replace(said.judgement, candidates=("minimise",)))

    coach.turn(text="There are bigger sums about.", percept=doubted)
    goes_on(coach, *list(METHOD)[1:])

    assert checks(coach)["obj_no_sins"] is None
    assert {passed for check, passed in checks(coach).items() if check != "obj_no_sins"} == {True}
    assert coach.reads("Passed, 7 of 7")


def test_a_question_about_what_is_doubted_is_no_pitch(coach: Coach) -> None:
    plays(coach)
    says(coach, MONEY)

    coach.turn(
        text="Could our sensors cope with your machines?", percept=replace(replied("pitch", heard=MACHINES), parts=())
    )

    assert is_told(coach, MACHINES)


def test_a_reply_is_judged_beside_the_doubt_that_was_voiced_last_and_no_bait(customer: TopicCustomer) -> None:
    mood = PLAY.opening_mood(customer)
    assert PLAY.listen(customer, mood).worry == customer.opening

    mood = PLAY.respond(customer, mood, Act("reason", MONEY), seed=0).mood
    mood = PLAY.respond(customer, mood, Act("statement"), seed=0).mood

    listening = PLAY.listen(customer, mood)
    assert listening.worry in customer.topics["spent_before"].say
    assert listening.alone
    assert customer.baits[0].say in listening.told[1]


def test_the_stored_mood_is_the_live_one(customer: TopicCustomer) -> None:
    mood = PLAY.opening_mood(customer)
    acts = [Act(node.partition(".")[0], node) for node in (MONEY, SETTLES, MACHINES, PROOF, BLUFF, STOP)]
    for act in (*acts, Act("proof"), Act("acknowledge"), Act("concede")):
        mood = PLAY.respond(customer, mood, act, seed=3).mood
        assert PLAY.mood_from_json(mood.to_json()) == mood


def reached(customer: TopicCustomer, depth: int) -> list[tuple[int, Mood]]:
    """Return every mood that ended well within *depth* acts, understood ideally, with the number of acts."""
    acts = [Act(f"{topic.kind}", f"{topic.kind}.{name}") for name, topic in customer.topics.items()]
    acts += [Act(kind) for kind in ("acknowledge", "minimise", "concede", "pitch", "proof", "statement")]
    moods, ended = [PLAY.opening_mood(customer)], []
    for turn in range(1, depth + 1):
        new = [PLAY.respond(customer, mood, act, seed=0).mood for mood in moods for act in acts]
        ended += [(turn, mood) for mood in new if mood.ended == objection.SETTLED]
        kept = {(frozenset(m.told), m.openness, m.impatience, m.heard): m for m in new if not m.ended}
        moods = list(kept.values())
    return ended


def test_no_call_ends_well_before_all_that_must_come_first(customer: TopicCustomer) -> None:
    ended = reached(customer, 7)

    assert {turn for turn, _ in ended} == {7}
    for _, mood in ended:
        assert set(mood.told) >= {MONEY, MACHINES, PROOF, WEEK, SUNDAY}
        assert {STOP, NIGHTS} & set(mood.told)


def missing(customer: TopicCustomer) -> TopicCustomer:
    """Return a customer whose doubt is about something that is really missing."""
    topics = {name: customer.topics[name] for name in ("spent_before", "old_machines", "catches_all")}
    stand_in = customer.topics["runs_on_old"]
    topics["admits"] = stand_in.model_copy(update={"kind": "admit"})
    topics["purpose"] = stand_in.model_copy(update={"kind": "criterion", "needs": ("admits",)})
    settled = customer.topics["settles_it"].model_copy(update={"needs": ("old_machines", "purpose")})
    return customer.model_copy(update={"topics": topics | {"settles_it": settled}})


def test_a_capability_that_is_missing_is_admitted_and_its_criterion_worked_on(customer: TopicCustomer) -> None:
    other, mood, turns = missing(customer), PLAY.opening_mood(customer), []
    assert [PLAY.next_step(other, mood)[0]] == ["reason"]
    while not mood.ended:
        kind, node = PLAY.next_step(other, mood)
        reaction = PLAY.respond(other, mood, Act(kind, node), seed=0)
        turns.append(kind)
        mood = reaction.mood

    assert turns == ["reason", "reason", "admit", "criterion", "settled"]


def test_a_check_about_value_is_no_bar_where_the_doubt_is_about_something_missing(customer: TopicCustomer) -> None:
    other, mood, turns = missing(customer), PLAY.opening_mood(customer), []
    while not mood.ended:
        kind, node = PLAY.next_step(other, mood)
        reaction = PLAY.respond(other, mood, Act(kind, node), seed=0)
        turns.append(Played("a line", "none", kind, node, reaction.event, reaction.credit, "given"))
        mood = reaction.mood
    course = Course(other, tuple(turns), mood)

    decided = PLAY.decide(course)
    assert decided.pop("obj_need") is None
    assert set(decided.values()) == {True}
    assert PLAY.won(course)


def test_a_kind_of_topic_is_never_called_as_an_act_that_tells_nothing() -> None:
    with pytest.raises(ValueError, match="proof"):
        Rules(rubric="objection", task="reply", kinds={"proof": Kind()}, plan=(("proof", 1),))


def test_what_is_said_back_and_asked_about_is_no_claim(library: Library) -> None:
    customer = library.customers[CUSTOMER]
    assert isinstance(customer, TopicCustomer)
    mood = PLAY.opening_mood(customer)
    percept = replied("explore", heard=BLUFF, near=0.66, claims=True)

    def act(text: str) -> str:
        read = replace(percept, signs=signs(text, told=(), customer=customer))
        return PLAY.understand(read, customer=customer, mood=mood).act.kind

    assert act("So it's the old presses. Could you live without them?") != "bluff"
    assert act("So it's the old presses, and we catch them all. Does that settle it?") == "bluff"
    percept = replied("explore", heard=BLUFF, near=0.66)
    assert act("Would you want them all caught?") != "bluff"


PLAIN_NO, SEATS_ALL = "admit.plain_no", "bluff.it_does_that"


def taken(library: Library, text: str, *heard: Heard) -> str:
    """Return what the registrar, who has told the reason, takes a line for that comes as near as this."""
    customer = library.customers["university_registrar"]
    assert isinstance(customer, TopicCustomer)
    mood = replace(PLAY.opening_mood(customer), told=("reason.not_in_there",), openness=3.0)
    percept = replace(replied(), heard=heard, signs=signs(text, told=(), customer=customer))
    return PLAY.understand(percept, customer=customer, mood=mood).act.kind


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Straight answer: we don't do seating plans, not on one campus.", "admit"),
        ("That's a no from me.", "admit"),
        ("Absolutely not, it doesn't seat exams.", "admit"),
        ("No, it doesn't seat exams, and we'll put that in writing.", "admit"),
        ("I'm not sure it ever will, and today it doesn't.", "admit"),
        ("Yeah it does exams too, just wasn't in the pdf.", "bluff"),
        ("Oh, the seating is in there, you only didn't see it.", "bluff"),
        ("The exam module makes the seating, it just isn't described in the pages.", "bluff"),
    ],
)
@pytest.mark.parametrize("nearest", [PLAIN_NO, SEATS_ALL])
def test_a_no_is_no_bluff_and_a_yes_no_admission_however_near(
    library: Library, text: str, kind: str, nearest: str
) -> None:
    other = SEATS_ALL if nearest == PLAIN_NO else PLAIN_NO

    assert taken(library, text, Heard(nearest, 0.7), Heard(other, 0.66)) == kind


@pytest.mark.parametrize("sin", ["pressure", "prescribe"])
@pytest.mark.parametrize(("near", "sure", "accused"), [(0.6, 0.87, False), (0.6, 0.93, True), (0.3, 0.87, True)])
def test_who_surely_says_what_counts_is_accused_only_by_a_judge_who_is_surer_still(
    library: Library, sin: str, near: float, sure: float, accused: bool
) -> None:
    customer = library.customers["university_registrar"]
    assert isinstance(customer, TopicCustomer)
    mood = replace(PLAY.opening_mood(customer), told=("reason.not_in_there",), openness=3.0)
    percept = replace(replied(sin), heard=(Heard(PLAIN_NO, near),), signs=frozenset({LACKS}))
    moves = {**(percept.judgement.moves or {}), sin: sure}
    percept = replace(percept, judgement=replace(percept.judgement, moves=moves))

    assert PLAY.understand(percept, customer=customer, mood=mood).act.kind == (sin if accused else "admit")


def test_what_comes_far_nearer_to_a_bluff_is_one_though_it_says_no(library: Library) -> None:
    assert taken(library, "Nothing it can't seat.", Heard(SEATS_ALL, 0.8), Heard(PLAIN_NO, 0.5)) == "bluff"


@pytest.mark.parametrize(
    ("text", "nearest"),
    [
        ("Nothing easier: the module seats every exam.", SEATS_ALL),
        ("It seats every exam, no exceptions.", SEATS_ALL),
        ("The module never fails to seat an exam.", SEATS_ALL),
        ("Yes, that is missing.", PLAIN_NO),
        ("No. What it can do is book the rooms.", PLAIN_NO),
    ],
)
def test_words_that_show_neither_leave_what_is_nearest(library: Library, text: str, nearest: str) -> None:
    other = SEATS_ALL if nearest == PLAIN_NO else PLAIN_NO

    assert taken(library, text, Heard(nearest, 0.7), Heard(other, 0.66)) == nearest.partition(".")[0]


@pytest.mark.parametrize(
    ("text", "moves", "kind"),
    [
        ("It can't.", (), "admit"),
        ("Sorry, that was out of line.", (), "statement"),
        ("Half your year is exams, and not a word in there about seats.", ("acknowledge",), "acknowledge"),
        ("I hear you, and it doesn't do that.", ("acknowledge",), "admit"),
    ],
)
def test_only_who_says_that_it_is_missing_admits_it(
    library: Library, text: str, moves: tuple[str, ...], kind: str
) -> None:
    customer = library.customers["university_registrar"]
    assert isinstance(customer, TopicCustomer)
    mood = replace(PLAY.opening_mood(customer), told=("reason.not_in_there",), openness=3.0)
    shown = signs(text, told=(), customer=customer)
    percept = replace(replied(*moves), heard=(Heard(PLAIN_NO, 0.7),), signs=shown)

    assert PLAY.understand(percept, customer=customer, mood=mood).act.kind == kind


def test_the_same_fault_costs_more_each_time(library: Library) -> None:
    """Patience in steps of presenting once, twice, three times; what costs half a step always does."""
    customer = library.customers["university_registrar"]
    assert isinstance(customer, TopicCustomer)
    patient = customer.model_copy(update={"limits": {"impatience_end": 99}})

    def patience(kind: str) -> list[float]:
        mood, found = PLAY.opening_mood(patient), [0.0]
        for _ in range(3):
            mood = PLAY.respond(patient, mood, Act(kind), seed=1).mood
            found.append(mood.impatience)
        return [later - earlier for earlier, later in pairwise(found)]

    assert patience("pitch") == [1.0, 2.0, 3.0]
    assert patience("empty_acknowledge") == [0.5, 0.5, 0.5]
