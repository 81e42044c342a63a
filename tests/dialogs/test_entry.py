"""A first call with a friendly contact: won, lost, each fault, baited, a step without a day; and searched."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from bot.perception.understanding import CoachPerception
from content.library import Library
from content.topics import TopicCustomer
from dialogs.model import Percept
from dialogs.play import Act
from dialogs.plays.entry import ENTRY, FOCUS_ORDER, PLAY, RULES
from dialogs.plays.topics.answering import Mood, opening_mood, respond
from dialogs.plays.topics.rules import kind_of
from tests.dialogs.coaching import Coach, faults_of, perceived

ID = "store_ops_analyst"
PURPOSE, UNHAPPY, DECIDES = "purpose.why_calling", "unhappy.who_suffers", "decides.way_of_a_yes"
INSIGHT, INTRO, STEP = "insight.old_offers", "intro.to_gemma", "step.next_step"
FAVOUR, PUSH, PAPER = "favour.a_favour", "push.over_the_head", "brochure.paper"
COUNT, NIGHT, WRONG = "fact.label_count", "fact.tuesday_night", "fact.wrong_prices"
LATE = "fact.late_list"
ASKED = {
    "Which tickets change in a week, and how many?": COUNT,
    "How do they get onto the shelf?": NIGHT,
    "What share of them differs from the till?": WRONG,
}
WITH_A_DAY = "Shall we three speak on Thursday about her nights?"
FOCUS = "focus.ent_"


@pytest.fixture
def colin(library: Library) -> TopicCustomer:
    customer = library.customers[ID]
    assert isinstance(customer, TopicCustomer)
    return customer


def begins(coach: Coach) -> None:
    coach.starts("role_play", scenario=f"{ID}_entry", run="p1")
    coach.picks("start")


def says(coach: Coach, text: str, heard: str = "", **known: object) -> None:
    """Say something that asks nothing."""
    coach.says(text, heard, **{"questions": 0, **known})


def presents(coach: Coach) -> None:
    says(coach, "Our labels change every price in seconds.", kind="pitch")


def learns(coach: Coach, facts: int = 3) -> None:
    for text, node in list(ASKED.items())[:facts]:
        coach.says(text, node)


def finds_gemma(coach: Coach) -> None:
    coach.says("Who is fed up with those nights?", UNHAPPY)


def is_introduced(coach: Coach) -> None:
    coach.says("Would you introduce me to Gemma, since her people leave?", INTRO)


def wraps_up(coach: Coach) -> None:
    if coach.state == "role_play.talking":
        coach.picks("wrap_up")


def passed(coach: Coach) -> dict[str, bool | None]:
    return {score.check.removeprefix("ent_"): score.passed for score in coach.scores}


def goes_through(coach: Coach, *without: str) -> None:
    """The method, without some of it."""
    if "purpose" not in without:
        says(coach, "I call to learn how your prices reach the shelf.", PURPOSE)
    learns(coach, 2 if "facts" in without else 3)
    if "unhappy" not in without:
        finds_gemma(coach)
    if "decides" not in without:
        coach.says("How would such a change be decided?", DECIDES)
    if "insight" not in without:
        says(coach, "In 60 shops most wrong prices were old offers.", INSIGHT)
    if "intro" not in without:
        is_introduced(coach)
    if "next_step" not in without:
        coach.says(WITH_A_DAY, STEP)
    wraps_up(coach)


def test_the_rubric_is_that_of_the_product() -> None:
    assert [(check.id, check.points) for check in ENTRY] == [
        ("ent_purpose", 1),
        ("ent_facts", 2),
        ("ent_unhappy", 2),
        ("ent_presented_nothing", 2),
        ("ent_decides", 1),
        ("ent_intro", 3),
        ("ent_insight", 1),
        ("ent_next_step", 2),
    ]
    assert sorted(FOCUS_ORDER) == sorted(check.id for check in ENTRY)


def test_a_call_that_learns_and_is_introduced_is_won(coach: Coach) -> None:
    begins(coach)
    assert coach.reads("Very interesting", "(turn 1 of 10)")

    goes_through(coach)

    assert coach.state == "role_play.debrief"
    assert coach.reads("asked 5, acknowledged 0, faults 0", "Passed, 8 of 8")
    assert set(passed(coach).values()) == {True}
    assert sum(score.points for score in coach.scores) == 14
    assert coach.last is not None
    assert faults_of(coach.last) == []


@pytest.mark.parametrize("check", ["purpose", "facts", "decides", "insight", "next_step"])
def test_what_was_left_out_fails_its_check_alone_and_is_what_to_work_on(coach: Coach, check: str) -> None:
    begins(coach)

    goes_through(coach, check)

    assert [name for name, good in passed(coach).items() if not good] == [check]
    assert coach.reads(coach.message(FOCUS + check))


def test_without_anybody_unhappy_there_is_no_introduction_and_no_step(coach: Coach) -> None:
    begins(coach)

    goes_through(coach, "unhappy")

    assert {name for name, good in passed(coach).items() if not good} == {"unhappy", "intro", "next_step"}
    assert coach.reads(coach.message(FOCUS + "unhappy"))


def test_an_introduction_without_a_reason_gets_a_polite_nothing(coach: Coach, colin: TopicCustomer) -> None:
    begins(coach)
    learns(coach)
    finds_gemma(coach)

    coach.says("Could you introduce me to Gemma?", FAVOUR)
    assert any(coach.reads(line) for line in colin.topics["a_favour"].say)
    coach.says(WITH_A_DAY, STEP)
    wraps_up(coach)

    assert passed(coach)["intro"] is False
    assert passed(coach)["next_step"] is False
    assert coach.reads("faults 1", coach.message(FOCUS + "intro"))


def test_pushing_for_the_decider_closes_and_fails_how_it_is_decided(coach: Coach) -> None:
    begins(coach)
    coach.says("How would such a change be decided?", DECIDES)

    says(coach, "Just put me through to your director.", PUSH)
    assert coach.session is not None
    assert coach.session.frames[-1].data["mood"]["openness"] == 0.5
    wraps_up(coach)

    assert passed(coach)["decides"] is False
    assert coach.reads(coach.message("topic.entry_push", name="Colin"))


@pytest.mark.parametrize("taken", ["pitch", "paper"])
def test_a_bait_taken_fails_and_loses_the_call(coach: Coach, taken: str) -> None:
    begins(coach)
    learns(coach, 2)
    assert coach.reads("So what does your thing actually do?")

    if taken == "pitch":
        presents(coach)
        assert coach.reads("interesting") or coach.reads("clever")
    else:
        says(coach, "I'll send you a leaflet to pass round.", PAPER)
    goes_through(coach, "purpose", "decides", "insight")

    assert passed(coach)["presented_nothing"] is False
    assert coach.reads("faults 1", coach.message(FOCUS + "presented_nothing"))


def test_both_baits_refused_by_asking_on_present_nothing(coach: Coach) -> None:
    begins(coach)
    learns(coach)
    coach.says("When does the list of offers come?", LATE)
    assert coach.reads("Send me a brochure and I'll pass it round.")

    finds_gemma(coach)
    wraps_up(coach)

    assert passed(coach)["presented_nothing"] is True


def test_a_pitch_in_front_of_a_good_question_is_still_one(coach: Coach) -> None:
    begins(coach)
    pitch = replace(perceived(kind="pitch").judgement, questions=0)
    coach.turn(
        text="Our labels do it all. How many change?", percept=replace(perceived(COUNT), parts=(Percept(pitch),))
    )

    learns(coach)
    finds_gemma(coach)
    wraps_up(coach)

    assert passed(coach)["presented_nothing"] is False


def test_a_next_step_without_a_day_is_put_off_until_one_is_named(coach: Coach, colin: TopicCustomer) -> None:
    begins(coach)
    learns(coach)
    finds_gemma(coach)
    is_introduced(coach)

    coach.says("Shall we three speak some time about her nights?", STEP)
    assert any(coach.reads(line) for line in colin.topics["next_step"].guarded)
    assert coach.state == "role_play.talking"
    coach.says(WITH_A_DAY, STEP)

    assert coach.state == "role_play.debrief"
    assert passed(coach)["next_step"] is True


def test_the_purpose_counts_in_a_sentence_before_the_first_question(coach: Coach) -> None:
    begins(coach)
    said = replace(perceived(PURPOSE), judgement=replace(perceived().judgement, questions=0))
    coach.turn(
        text="I call to learn how prices reach the shelf. How many change?",
        percept=replace(perceived(COUNT), parts=(said, perceived(COUNT))),
    )
    wraps_up(coach)

    assert passed(coach)["purpose"] is True


def test_interest_is_no_progress(coach: Coach) -> None:
    begins(coach)
    for _ in range(4):
        says(coach, "There is a lot going on in your trade these days.")

    wraps_up(coach)

    assert True not in passed(coach).values()


def test_hints_follow_the_conversation(coach: Coach) -> None:
    begins(coach)
    hints = []
    for turn in ("", *ASKED, "unhappy"):
        coach.picks("hint")
        hints.append(coach.text.partition("\n")[0])
        if turn == "":
            says(coach, "I call to learn how your prices reach the shelf.", PURPOSE)
        else:
            coach.says(turn, ASKED.get(turn, UNHAPPY))

    kinds = ("purpose", "fact", "fact", "fact", "unhappy")
    assert hints == [coach.message(f"play.hint_entry_{kind}", name="Colin") for kind in kinds]


def test_the_checks_can_be_read_before_the_call(coach: Coach) -> None:
    coach.starts("role_play", scenario=f"{ID}_entry", run="p1")

    coach.picks("checks")

    assert coach.reads(*(coach.message(f"check.{check.id}") for check in ENTRY))


def acts(customer: TopicCustomer) -> list[Act]:
    nodes = [Act(kind_of(node), node) for node, _ in customer.nodes() if node != "out_of_scope"]
    return [*nodes, Act("step", STEP, "bare"), *map(Act, ("pitch", "statement", "lost"))]


def after(customer: TopicCustomer, *done: Act) -> Mood:
    mood = opening_mood(customer)
    for act in done:
        mood = respond(customer, mood, act, seed=1, rules=RULES).mood
    return mood


def reached(customer: TopicCustomer, *, depth: int) -> set[Mood]:
    """Return every mood after at most *depth* acts; what was said and how often does not tell moods apart."""
    seen, edge = {opening_mood(customer)}, {opening_mood(customer)}
    for _ in range(depth):
        going_on = [mood for mood in edge if not mood.ended]
        found = {respond(customer, mood, act, seed=1, rules=RULES).mood for mood in going_on for act in acts(customer)}
        edge = {replace(mood, said=(), turns=0, impatience=0.0, trust=0.0, baited=()) for mood in found} - seen
        seen |= edge
    return seen


def test_no_path_ends_well_but_through_a_fact_somebody_unhappy_and_an_introduction(colin: TopicCustomer) -> None:
    """Exhaustive to depth 5 on acts, with ideal understanding."""
    order = ("fact", "unhappy", "intro", "step")
    moods = reached(wide_open(colin), depth=5)

    ended = [mood for mood in moods if mood.ended]

    assert ended  # it can be reached at all
    for mood in ended:
        told = [kind_of(node) for node in mood.told]
        places = [told.index(kind) for kind in order]
        assert places == sorted(places)


def wide_open(customer: TopicCustomer) -> TopicCustomer:
    """Return the customer so open that nothing but what needs what stands in the way."""
    return customer.model_copy(
        update={"start": {**customer.start, "openness": 5.0}, "limits": {"impatience_end": 99.0}}
    )


def test_favours_pushing_and_paper_tell_nothing_however_often(colin: TopicCustomer) -> None:
    for node in (FAVOUR, PUSH, PAPER):
        mood = after(colin, *[Act(kind_of(node), node)] * 8)

        assert mood.told == ()
        assert mood.ended in ("", "left")


def test_a_stored_mood_equals_the_live_one(colin: TopicCustomer) -> None:
    live = after(colin, *acts(colin))

    assert PLAY.mood_from_json(json.loads(json.dumps(live.to_json()))) == live


def test_a_remark_in_passing_is_no_introduction(colin: TopicCustomer) -> None:
    """What is won must be near for sure: "so Gemma wrote twice" asks for nothing."""
    near = perceived(INTRO, near=0.34, questions=0)
    mood = after(colin, *(Act("fact", node) for node in ASKED.values()), Act("unhappy", UNHAPPY))

    understood = PLAY.understand(near, customer=colin, mood=mood)

    assert understood.act.kind == "statement"


def act_of(customer: TopicCustomer, node: str, *moves: str, told: tuple[str, ...] = ()) -> str:
    """Return what a line did that asks nothing, is nearest to *node*, and reads as *moves* when taken for a reply."""
    said = perceived(node)
    percept = replace(said, judgement=replace(said.judgement, questions=0), faults=frozenset(moves))
    return PLAY.understand(percept, customer=customer, mood=replace(opening_mood(customer), told=told)).act.kind


def test_what_asks_nothing_may_make_small_whatever_it_is_about(colin: TopicCustomer) -> None:
    assert act_of(colin, COUNT, "minimise") == "minimise"
    assert act_of(colin, PURPOSE, "minimise") == "minimise"
    assert act_of(colin, PURPOSE) == "purpose"


@pytest.mark.parametrize("move", ["pressure", "prescribe", "attack"])
def test_a_request_for_an_introduction_presses_nobody_and_a_remark_about_nothing_may(
    colin: TopicCustomer, move: str
) -> None:
    assert act_of(colin, INTRO, move, told=(COUNT, NIGHT, WRONG, UNHAPPY)) == "intro"
    assert act_of(colin, "", move) == move


def with_sentence(question: Percept, node: str, *moves: str, pitch: bool = False) -> Percept:
    """Return a question with a sentence before it that asks nothing and is nearest to *node*."""
    said = perceived(node, questions=0)
    judged = replace(said.judgement, kind="pitch", probabilities={"none": 0.9}) if pitch else said.judgement
    return replace(question, parts=(replace(said, judgement=judged, faults=frozenset(moves)), question))


@pytest.mark.parametrize("move", ["pressure", "minimise"])
def test_a_sentence_before_a_question_may_press_or_make_small_unless_it_says_what_counts(
    colin: TopicCustomer, move: str
) -> None:
    mood = opening_mood(colin)

    def act(node: str) -> str:
        percept = with_sentence(perceived(COUNT, questions=1), node, move)
        return PLAY.understand(percept, customer=colin, mood=mood).act.kind

    assert act("") == move
    assert act(PURPOSE) == "fact"


def test_one_sentence_makes_nothing_small_that_the_whole_does_not(colin: TopicCustomer) -> None:
    said = perceived(PURPOSE, questions=0)
    percept = replace(said, parts=(replace(said, faults=frozenset({"minimise"})), said))

    assert PLAY.understand(percept, customer=colin, mood=opening_mood(colin)).act.kind == "purpose"


def test_a_sentence_about_the_very_thing_that_is_asked_makes_nothing_small(colin: TopicCustomer) -> None:
    """ "Somebody is losing sleep over this. Who would that be?" """
    mood = replace(opening_mood(colin), told=(COUNT,))

    def act(node: str) -> str:
        percept = with_sentence(perceived(UNHAPPY, questions=1), node, "minimise")
        return PLAY.understand(percept, customer=colin, mood=mood).act.kind

    assert act(UNHAPPY) == "unhappy"
    assert act(COUNT) == act("") == "minimise"


@pytest.mark.parametrize(("how_likely", "kind"), [(0.34, "fact"), (0.35, "pitch")])
def test_a_sentence_that_likely_presents_does_so_beside_a_question(
    colin: TopicCustomer, how_likely: float, kind: str
) -> None:
    asked = perceived(COUNT, questions=1)
    said = perceived(questions=0)
    presents = replace(said, judgement=replace(said.judgement, kind="statement", kinds={"pitch": how_likely}))

    percept = replace(asked, parts=(presents, asked))

    assert PLAY.understand(percept, customer=colin, mood=opening_mood(colin)).act.kind == kind


def test_what_is_presented_beside_an_insight_is_presented(colin: TopicCustomer) -> None:
    insight = perceived(INSIGHT, questions=0)
    beside = with_sentence(insight, "", pitch=True)
    itself = with_sentence(insight, INSIGHT, pitch=True)

    def act(percept: Percept) -> str:
        return PLAY.understand(percept, customer=colin, mood=opening_mood(colin)).act.kind

    assert act(beside) == "pitch"
    assert act(itself) == "insight"


def test_a_first_contact_reacts_to_being_brushed_aside(perception: CoachPerception, colin: TopicCustomer) -> None:
    mood = opening_mood(colin)
    percept = perception.perceive("Wrong prices happen everywhere, don't worry about it.", PLAY.listen(colin, mood))

    assert PLAY.understand(percept, customer=colin, mood=mood).act.kind == "minimise"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("who's above you? get them on the phone please", "push"),
        ("Who suffers most from the wrong prices, would you say?", "unhappy"),
        ("What's the direct line of whoever signs?", "push"),
        ("How does a decision like that come about at Larkmoor?", "decides"),
    ],
)
def test_asking_to_be_put_through_pushes_past_the_contact_however_it_sounds(
    perception: CoachPerception, colin: TopicCustomer, text: str, kind: str
) -> None:
    mood = replace(opening_mood(colin), told=(COUNT, NIGHT, WRONG), openness=5.0)
    percept = perception.perceive(text, PLAY.listen(colin, mood))

    assert PLAY.understand(percept, customer=colin, mood=mood).act.kind == kind


def test_what_asks_nothing_and_lies_near_to_a_question_may_press_or_give_away(colin: TopicCustomer) -> None:
    """ "I have to know by tonight." "I'd do the first shops for free." """
    assert act_of(colin, COUNT, "pressure") == "pressure"
    assert act_of(colin, COUNT, "concede") == "concede"
    assert act_of(colin, PURPOSE, "pressure") == "purpose"


def test_giving_something_away_costs_patience_where_nothing_is_sold(colin: TopicCustomer) -> None:
    mood = opening_mood(colin)
    given = PLAY.respond(colin, mood, Act("concede"), seed=1).mood

    assert given.impatience == mood.impatience + 1.0
    assert given.openness == mood.openness - 0.5
