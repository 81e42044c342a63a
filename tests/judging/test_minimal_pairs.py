"""
The context rules, by minimal pairs: the same words, told something else, get another result.

The model's probabilities are fixed, so that only the context can tell the two apart.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest

from dialogs.judging.pipeline import judge
from dialogs.model import MOVES, NONE_KINDS, QUESTION_LABELS, STATEMENT_KINDS, Judgement


class FixedModel:
    """Says the same of every line, whatever was told."""

    def __init__(self, **sure: float) -> None:
        self.sure = sure

    def _of(self, names: Sequence[str], other: float) -> Mapping[str, float]:
        return {name: self.sure.get(name, other) for name in names}

    def slips(self, text: str) -> Sequence[tuple[int, int, str]]:
        return ()

    def question(self, text: str, told: Sequence[str]) -> Mapping[str, float]:
        return self._of(QUESTION_LABELS, 0.02)

    def kind(self, text: str, told: Sequence[str]) -> Mapping[str, float]:
        return self._of(NONE_KINDS, 0.02)

    def moves(self, text: str, told: Sequence[str], worry: str | None) -> Mapping[str, float]:
        return self._of(MOVES, 0.02)

    def statement(self, text: str, told: Sequence[str], worry: str | None = None) -> Mapping[str, float]:
        return self._of(STATEMENT_KINDS, 0.02)

    def similarity(self, text: str, told: Sequence[str], worry: str | None = None) -> Sequence[float]:
        return [0.1] * len(told)


def asked(text: str, *told: str, **sure: float) -> Judgement:
    return judge(text, task="question", told=told, model=FixedModel(**sure))


def sin(text: str, worry: str, move: str) -> bool:
    return move in judge(text, task="reply", worry=worry, model=FixedModel(**{move: 0.95})).named


@pytest.mark.parametrize(
    ("text", "picked", "other"),
    [
        ("what do wrong labels cost you?", "The labels get typed wrong.", "Anna plans the shifts."),
        ("who covers the night shift?", "Night shift is three men.", "We export to Norway."),
        ("how late do the lorries get then", "Lorries leave late.", "Payroll runs on Friday."),
        ("who pays for the returns?", "Returns pile up in March.", "We have two kilns."),
        ("when the pump stops, what then", "The pump stops in the cold.", "My cousin sells boats."),
        ("how many badges were lost", "Visitors lose badges.", "The roof is new."),
        ("tell me about the audit findings", "The audit brought nine findings.", "Dyes come by ship."),
        ("which seeds got mixed", "Seeds were mixed in May.", "We bank in Leeds."),
        ("do the chefs know before noon?", "Chefs walk out at noon.", "The lift is from 1980."),
        ("how do tenants hear about a leak", "Tenants complain by mail.", "Steel comes on Tuesdays."),
        ("is the oven always the one", "Two ovens, one oven dies.", "Wages are paid weekly."),
        ("why the invoices and not the orders?", "Invoices bounce.", "Fog hides the runway."),
    ],
)
def test_a_line_links_to_what_it_is_about_and_to_nothing_else(text: str, picked: str, other: str) -> None:
    assert asked(text, picked, problem=0.9).linked == 0
    assert asked(text, other, picked, problem=0.9).linked == 1
    assert asked(text, other, problem=0.9).linked is None


@pytest.mark.parametrize(
    ("text", "difficulty", "fact"),
    [
        ("what does a late truck cost you?", "Two trucks a week leave late.", "We have forty trucks."),
        ("who gets the blame when a label is wrong?", "The labels come out wrong.", "Labels are printed in Ulm."),
        ("if a pump stops, how long is the line down?", "The pumps choke on silt.", "We run nine pumps."),
        ("what happens to the lot when the sealer slips", "The sealer slips on cold days.", "The sealer is Danish."),
        ("how many hours go into a mixed-up file?", "Files get mixed up.", "Files are kept in the cellar."),
        ("when a nurse is off, which ward pays for it", "We're two nurses short.", "Nurses work in three shifts."),
        ("how far does a wrong count travel?", "The counts don't match.", "We count twice a year."),
        ("what did the empty shelf do to takings", "The shelf is empty by noon.", "The shelf is by the door."),
        ("who else waits when the crane is out?", "The crane is out one day in ten.", "The crane came in 2011."),
        ("what is spoilt when the cold goes?", "We lose the cold at the doors.", "The doors face north."),
        ("how many guests walk off with a key", "Guests walk off with keys.", "We have ninety rooms."),
        ("what would an unsigned form lead to?", "Forms come back unsigned.", "Forms are on blue paper."),
    ],
)
def test_an_implication_has_something_to_build_on_only_after_a_difficulty(
    text: str, difficulty: str, fact: str
) -> None:
    assert "nothing to build on" not in asked(text, difficulty, implication=0.9).why
    assert "nothing to build on yet" in asked(text, fact, implication=0.9).why
    assert "nothing to build on yet" in asked(text, implication=0.9).why


@pytest.mark.parametrize(
    ("text", "difficulty", "consequence"),
    [
        ("how useful would a plan at six be?", "The plan comes late.", "So nine drivers sit idle till eight."),
        ("what would you do with that hour?", "The count is wrong on Mondays.", "It costs us a morning."),
        ("if no label came off, who would gain", "Labels come off in the cold.", "The retailer fines us."),
        ("would it help to know at noon?", "We hear of the stop too late.", "Last week we threw away a vat."),
        ("what's a quiet night worth to you", "The alarm goes off for cats.", "Two of my men quit over it."),
        ("suppose each form were right, what then?", "The forms come back unsigned.", "Clients wait for weeks."),
        ("how would the ward use the time?", "Rounds are written up on paper.", "We pay overtime for it."),
        ("what could you sell if it ran all day", "The line jams at ten.", "We lost two orders in May."),
        ("would that be worth having?", "Nobody knows where the pallets are.", "That means a second search."),
        ("what would a first-time pass bring?", "We fail the inspection.", "So we redo the whole floor."),
        ("if they came on time, who sleeps better?", "The fitters turn up when they like.", "Tenants shout at me."),
        ("how much easier would August be", "The roster is a mess.", "Overtime ate the margin."),
    ],
)
def test_a_need_payoff_is_early_until_a_consequence_or_a_want_is_told(
    text: str, difficulty: str, consequence: str
) -> None:
    assert "early" in asked(text, difficulty, need_payoff=0.9).why
    assert "early" in asked(text, need_payoff=0.9).why
    assert "early" not in asked(text, difficulty, consequence, need_payoff=0.9).why
    assert "early" not in asked(text, difficulty, "I want that gone by May.", need_payoff=0.9).why


NEEDS = [
    ("I'd like the count right by noon.", "The count is a nuisance."),
    ("We need to get returns under two percent.", "Returns are at nine percent."),
    ("I want it down to a day.", "It takes four days, sometimes five."),
    ("If only I could see where each pallet stands.", "Nobody knows where the pallets are."),
    ("We've decided to go paperless before the audit.", "The audit went badly because of the paper."),
    ("What I'm after is one list.", "We keep three lists and they never agree."),
    ("Our goal this year is zero fines.", "We were fined twice this year."),
    ("My boss wants proof for every shipment.", "My boss shouts at every shipment."),
    ("It would be a relief to know before the driver does.", "The driver knows before I do."),
    ("That has to come down below an hour.", "That has to be typed in by three people."),
    ("No more call-outs at weekends, please.", "There were eleven call-outs at weekends."),
    ("I wish somebody told me before the line stops.", "Somebody always tells me after the line stops."),
    ("We are looking for a way to plan without Excel.", "We plan in Excel and it crashes."),
    ("Ideally the nurse scans it once and that's it.", "The nurse scans it three times."),
    ("im hoping to halve the overtime till summer", "the overtime is terrible till summer"),
    ("I'm determined that no pipe freezes this winter.", "Two pipes froze this winter."),
    ("We mean to have one supplier by June.", "We have nine suppliers and none delivers."),
    ("I'd give a lot to sleep through a Saturday.", "I get rung on Saturdays."),
    ("It must not happen again.", "It happened again on Monday."),
    ("I don't want my people typing.", "My people spend half the day typing."),
    ("give me one screen where I see all of it", "there are six screens and none shows all of it"),
    ("the board has set a target of ten percent less scrap", "we scrap ten percent, the board knows"),
    ("We should be able to quote on the same day.", "We have to chase people for a quote."),
    ("I need it quiet after ten.", "I don't need another noisy thing, the neighbours complain."),
]


@pytest.mark.parametrize(("need", "problem"), NEEDS)
def test_a_benefit_answers_a_want_and_on_a_problem_it_is_an_advantage(need: str, problem: str) -> None:
    line = "ours does that by itself, in four minutes, so your people are free of it"

    wanted, only_told = asked(line, need, benefit=0.9), asked(line, problem, benefit=0.9)

    assert wanted.statement_kinds is not None and only_told.statement_kinds is not None
    assert (wanted.statement_kinds["benefit"], wanted.statement_kinds["advantage"]) == (0.9, 0.02)
    assert only_told.statement_kinds["benefit"] <= 0.1
    assert only_told.statement_kinds["advantage"] == 0.9


def test_a_benefit_needs_a_want_at_any_time_before_it_and_a_reply_knows_that_too() -> None:
    told = ("I want it down to a day.", "We have forty trucks.", "Anna plans the shifts.")

    found = judge("it takes an hour with ours", task="reply", told=told, model=FixedModel(benefit=0.9))

    assert found.statement_kinds is not None and found.statement_kinds["benefit"] == 0.9


@pytest.mark.parametrize(("need", "problem"), NEEDS)
def test_our_product_in_a_question_is_an_early_pitch_until_a_want_is_voiced(need: str, problem: str) -> None:
    line = "did you know our planner does that in four minutes?"

    early, later = asked(line, problem, none=0.9, pitch=0.9), asked(line, need, none=0.9, pitch=0.9)

    assert "pitch inside a question" in early.why and "[F47]" in early.why
    assert "before they asked" not in later.why and "[F48]" in later.why
    assert early.probabilities is not None and later.probabilities is not None
    assert early.probabilities["none"] > later.probabilities["none"]


@pytest.mark.parametrize(
    ("asking", "fearing"),
    [
        ("What would you do?", "I don't know what they will do."),
        ("How would you tell the drivers? I'm scared.", "I'm scared of telling the drivers."),
        ("Should I bring QA in now or later?", "QA will kill it, now or later."),
        ("Do you think we should drop it everywhere at once?", "They dropped it everywhere at once."),
        ("If you sat in my chair, would you wait?", "I sit in this chair and wait."),
        ("Whom would you ask first? I'm nervous.", "I'm nervous about whom they ask first."),
        ("Any advice on the union? They frighten me.", "The union frightens me."),
        ("Please just tell me which one to take.", "He told me he took one."),
        ("Do I warn my clients or just switch? You tell me.", "My clients warn me off the switch."),
        ("I'm lost between the two. Your opinion?", "I'm lost between the two."),
        ("How would you present it to the board?", "The board was shown it and laughed."),
        ("What should we start with? It's a lot.", "It's a lot to start with."),
    ],
)
def test_advice_is_prescribing_only_where_nobody_asked_for_it(asking: str, fearing: str) -> None:
    line = "start with the small depot and tell them on Monday, in person"

    assert not sin(line, asking, "prescribe")
    assert sin(line, fearing, "prescribe")


@pytest.mark.parametrize(
    ("honest", "forcing"),
    [
        ("you said your lease ends in June, before or after?", "your lease ends in June, sign now or it's too late"),
        ("october is your date, not mine", "october is close, every week you wait hurts"),
        ("no rush at all, the form has no date on it", "the form is only good until friday"),
        ("after the summer it is, same price", "after the summer it's eleven percent more"),
        ("think slow, nothing expires here", "think fast, the slot expires tonight"),
        ("your audit is in November, so it stays out of that", "your audit is in November, sign this by friday"),
        ("the quote stands till the end of the year", "the quote is gone at the end of the week"),
        ("take your time, it keeps", "take it now, I can't keep it"),
        ("since you asked, the grant closes in May", "the grant closes in May, your rivals have signed"),
        ("there's no deadline from my side", "there's one deadline and it's today"),
        ("the rebate ends in June, that's from the ministry", "the rebate ends in June, somebody else gets it then"),
        ("it's your clock, next year is fine", "next year is too late, you'll regret it"),
    ],
)
def test_an_honest_date_is_no_pressure_and_a_forcing_one_is(honest: str, forcing: str) -> None:
    worry = "I am not sure about this yet."

    assert not sin(honest, worry, "pressure")
    assert sin(forcing, worry, "pressure")


@pytest.mark.parametrize(
    ("text", "about_it", "elsewhere"),
    [
        ("don't worry about the parking", "Where will my people find parking?", "The switch frightens me."),
        ("no worries about the gate pass", "The gate pass worries me.", "Data leaving the country worries me."),
        ("relax about the invoice", "The invoice will break my budget.", "They will laugh at me upstairs."),
        ("the badge is no problem, I'll sort it", "I fear the badge data leaks.", "I fear for the night crew."),
        ("the projector doesn't matter", "Without a projector I look a fool.", "The union will strike."),
        ("your login, don't worry", "If the login is stolen we're done.", "My planner may leave over it."),
        ("no stress about the menu sheet", "A wrong menu sheet can kill a patient.", "The board cut us last year."),
        ("never mind the forms", "The forms got us fined.", "I said yes too quickly the last time."),
        ("don't fret over lunch, please", "I'm afraid that lunch goes out cold.", "I'd be the first to try this."),
        ("no bother with the keys", "Lost keys cost me the last job.", "It floods every spring."),
        ("don't mind the badge reader", "The badge reader locks people in.", "I lie awake about the recall."),
        ("the annex doesn't matter for today", "The annex makes us liable.", "Who answers at night?"),
    ],
)
def test_only_the_worry_itself_can_be_minimised(text: str, about_it: str, elsewhere: str) -> None:
    assert sin(text, about_it, "minimise")
    assert not sin(text, elsewhere, "minimise")


@pytest.mark.parametrize(
    ("with_them", "turned"),
    [
        ("That must have been a hard morning.", "That must have been a hard morning, but it is over now."),
        ("That sounds rough. I'm sorry it happened.", "That sounds rough, though it happens to everybody."),
        ("No wonder you lie awake.", "No wonder you lie awake, it's always like this before a switch."),
        ("I understand that it keeps you awake.", "I understand that it keeps you awake. It won't for long."),
        (
            "That's a lot to have riding on one night.",
            "That's a lot to have riding on one night, at least it is just one.",
        ),
        ("I can see why you never want such a day again.", "I can see why you think so. Relax, it was one day."),
        ("It makes sense that you look twice.", "It makes sense that you look twice, all buyers do."),
        ("That would worry me too.", "That would worry me too, if we had not done this before. We have, it's easy."),
        (
            "A line that stops on Christmas Eve is hard to live down.",
            "It is hard to live down, yes. Soon you will laugh.",
        ),
        ("I get why that weighs on you.", "I get why that weighs on you. It's only a label."),
        ("That is a lonely place to stand.", "That is a lonely place to stand, luckily never for long."),
        ("Forty families without heat. I'm sorry.", "I'm sorry. It was a small thing in the end, no?"),
        ("That night must have felt endless.", "That night must have felt endless, but you get used to such nights."),
        (
            "They read out your name. That stings.",
            "They read out your name. That stings for a day, and then it's fine.",
        ),
        ("I'd have dreaded the morning after too.", "I'd have dreaded it too, and honestly it was only a small thing."),
    ],
)
def test_feeling_with_somebody_makes_nothing_small_until_it_is_turned(with_them: str, turned: str) -> None:
    worry = "If it goes wrong that night, it is my name that they read out."

    assert not sin(with_them, worry, "minimise")
    assert sin(turned, worry, "minimise")


@pytest.mark.parametrize("push", ["Clock's ticking, Anselm.", "You cannot afford to hesitate here.", "then sign now"])
def test_a_push_in_plain_words_is_named_whatever_the_model_hears(push: str) -> None:
    assert judge(push, task="reply", worry="It may go wrong again.", model=FixedModel()).named == ("pressure",)


def test_brushing_aside_the_parking_and_the_worry_too_is_minimising() -> None:
    worry = "The switch frightens me."

    assert sin("don't worry about the parking, and the rest is normal, everybody gets through it", worry, "minimise")


@pytest.mark.parametrize(
    ("text", "difficulty", "fact"),
    [
        ("what goes wrong with the dosing?", "The dosing strays twice a week.", "Dosing is done by two pumps."),
        ("what trouble do badges give", "Every third badge is unreadable.", "Badges are blue."),
        ("how bad does the rota get?", "The rota is wrong by Monday.", "Anna writes the rota."),
        ("what bothers people about the boxes?", "Half the boxes arrive crushed.", "Boxes come from Lille."),
        ("where do the counts let you down?", "The counts don't match.", "Counts are taken in March."),
        ("what is hard about the forms", "The forms come back unsigned.", "The forms are on blue paper."),
        ("what's painful with the kiln?", "The kiln cracks every tenth plate.", "The kiln is gas."),
        ("how annoying are the lifts?", "The lifts stop between floors.", "The lifts were built in Ulm."),
        ("what do guards grumble about at the gate?", "The gate jams in the frost.", "The gate is on the north side."),
        ("where does payroll hurt?", "Payroll was late three times.", "Payroll is run on the 28th."),
        ("what headaches does the yard give you?", "The yard floods in the rain.", "The yard holds ninety boxes."),
        ("what fails at the tills?", "The tills freeze at noon.", "There are nine tills."),
    ],
)
def test_what_goes_wrong_is_a_consequence_after_a_difficulty_and_a_problem_after_a_fact(
    text: str, difficulty: str, fact: str
) -> None:
    after, before = (asked(text, said, problem=0.46, implication=0.46) for said in (difficulty, fact))

    assert (after.label, before.label) == ("implication", "problem")


def test_a_model_that_is_sure_keeps_its_label_whatever_was_told() -> None:
    assert asked("what goes wrong with the rota?", "The rota is wrong by Monday.", problem=0.9).label == "problem"
    assert asked("what does a late rota cost?", "Anna writes the rota.", implication=0.9).label == "implication"


def test_the_worry_is_quoted_in_what_is_said_of_a_sin_and_else_what_was_told() -> None:
    model = FixedModel(pressure=0.95)
    told = ("The switch frightens me.",)

    with_worry = judge("sign today", task="reply", worry="It may fail.", model=model)
    with_told = judge("sign today, the switch is easy", task="reply", told=told, model=model)

    assert "It may fail." in with_worry.why and "[F73]" in with_worry.why
    assert "The switch frightens me." in with_told.why


@pytest.mark.parametrize(
    ("kind", "framework"),
    [
        *[("feature", "F47"), ("advantage", "F48"), ("advance", "F34"), ("summary", "F82"), ("criteria", "F58")],
        *[("number", "F80"), ("benefit", "F48")],
    ],
)
def test_a_clear_statement_kind_is_what_a_line_that_asks_nothing_is_told_about(kind: str, framework: str) -> None:
    want = "I want it down to a day."

    found = asked("it runs by itself from Tuesday on, in nine minutes", want, none=0.95, **{kind: 0.9})

    assert framework in found.why
    assert kind != "benefit" or want in found.why


@pytest.mark.parametrize(
    ("text", "worry", "attack"),
    [
        ("The other two offers are full of empty promises.", "Both of them are cheaper.", True),
        ("The other two offers are full of detail.", "Both of them are cheaper.", False),
        ("your other bidders are amateurs, frankly", "I have three offers here.", True),
        ("are your other bidders amateurs, frankly?", "I have three offers here.", False),
        ("Their support is a joke.", "They promised me a number to call.", True),
        ("So their support was a joke, and you were left with it.", "Their support was a joke in March.", False),
        ("my rivals cut corners", "Why should it be you?", True),
        ("we cut corners there in May, and I am sorry", "Why should it be you?", False),
    ],
)
def test_a_bad_word_for_a_rival_is_an_attack_unless_the_customer_said_it(text: str, worry: str, attack: bool) -> None:
    assert ("attack" in judge(text, task="reply", worry=worry, model=FixedModel()).named) is attack
