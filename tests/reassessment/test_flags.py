"""Each flag fires on what it is about and on nothing else; each tells why and has a question for the customer."""

from __future__ import annotations

from dataclasses import replace

import pytest

from content.library import Library
from content.lint.messages import fields_of
from dialogs.reassessment import flags
from dialogs.reassessment.case import Case, case_of
from dialogs.reassessment.messages import said
from dialogs.reassessment.model import AccountFile
from tests.reassessment.flag_cases import (
    EVENT,
    FOUR,
    PLAN,
    QUIET,
    but,
    contact,
    listeners,
    plan_weeks,
    rows,
    without,
)
from tests.reassessment.making import (
    TODAY,
    account,
    ago,
    answers,
    assumed,
    case,
    did,
    entries,
    iso,
    snapshot,
    told,
    unknown,
)

RED = {"rf1", "rf2", "rf3", "rf4", "rf5", "rf7", "rf9", "rf10", "rf12", "rf13", "rf18", "rf21"}  # reassessment.md 6


def raised(made: Case) -> set[str]:
    return {flag.id for flag in flags.raised(made)}


def reason(made: Case, id: str, library: Library) -> str:
    return next(flags.reason(flag, library) for flag in flags.raised(made) if flag.id == id)


@pytest.mark.parametrize("id", FOUR)
def test_a_flag_fires(id: str) -> None:
    assert id in raised(FOUR[id].fires)


@pytest.mark.parametrize("id", FOUR)
def test_a_flag_just_does_not_fire(id: str) -> None:
    assert id not in raised(FOUR[id].nearly)


@pytest.mark.parametrize("id", FOUR)
def test_a_flag_does_not_fire_on_an_item_that_was_never_asked(id: str) -> None:
    assert id not in raised(FOUR[id].never_asked)


@pytest.mark.parametrize("id", FOUR)
def test_a_flag_is_cleared_by_what_it_asks_for(id: str) -> None:
    assert id not in raised(FOUR[id].cleared)


@pytest.mark.parametrize("id", FOUR)
def test_a_flag_that_reads_several_items_needs_each_of_those_it_names(id: str) -> None:
    fires = FOUR[id].fires
    flag = next(flag for flag in flags.raised(fires) if flag.id == id)

    for item in flag.items:
        assert id not in raised(without(fires, item)) or id in ("rf20", "rf16")


@pytest.mark.parametrize("id", flags.RULES)
def test_each_flag_tells_why_and_what_to_ask_and_names_a_skill_that_has_drills(id: str, library: Library) -> None:
    flag = next(flag for flag in flags.raised(FOUR[id].fires) if flag.id == id)

    assert 20 < len(flags.reason(flag, library)) <= 200
    assert flags.ask(id, library).endswith("?")
    assert flags.coach(id, library).endswith("?")
    assert flags.title(id, library).startswith(f"{id.upper()} ")
    assert library.skills[flags.RULES[id].skill]
    assert any(item.skill == flags.RULES[id].skill for item in library.drills.values())
    assert set(flags.RULES[id].items) <= set(library.checklist.items)


def test_red_and_amber_are_those_of_the_table() -> None:
    assert [*flags.RULES] == [f"rf{number}" for number in range(1, 22)]
    assert {id for id, rule in flags.RULES.items() if rule.severity == "red"} == RED


def test_nothing_asked_raises_nothing() -> None:
    assert flags.raised(case(opened=900, phase="implementation", others={"Birk": "x"})) == ()


def test_every_text_about_flags_and_briefs_is_there_and_is_filled_in(library: Library) -> None:
    for name, filled in said().items():
        assert set(fields_of(library.messages[name]) or ()) <= filled, name


# --- the second ways to fire


def test_rf1_fires_on_a_guessed_problem_owner_and_on_one_who_is_not_known(library: Library) -> None:
    fires = FOUR["rf1"].fires
    guessed = but(fires, assumed("b3", entries=entries({"who": "Lee", "problem": "stops"})))

    assert "our own guess" in reason(guessed, "rf1", library)
    assert "rf1" in raised(but(fires, unknown("b3")))
    assert "rf1" not in raised(but(fires, unknown("a1")))
    assert "rf1" not in raised(but(fires, did("a1", "not_buying")))


def test_rf2_fires_again_when_what_they_said_has_aged() -> None:
    fires = FOUR["rf2"].fires

    assert "rf2" in raised(but(fires, told("n4", text="we want that gone", days=31)))
    assert "rf2" not in raised(but(fires, told("n4", text="we want that gone", days=30)))
    assert "rf2" not in raised(without(fires, "b5"))


def test_rf3_looks_at_the_last_five_by_their_days() -> None:
    older = (contact(40), contact(41), contact(42), contact(43))
    newer = (contact(1, "unhappy"), contact(2, "power"))

    assert "rf3" not in raised(but(FOUR["rf3"].fires, rows("b5", *older, *newer)))
    assert "rf3" in raised(but(FOUR["rf3"].fires, rows("b5", *newer[:1], *listeners(4))))


def test_rf4_fires_at_once_from_the_second_phase_on(library: Library) -> None:
    later = case(assumed("b4", "none"), opened=1, phase="evaluation")

    assert "past the first phase" in reason(later, "rf4", library)
    assert "61 days" in reason(FOUR["rf4"].fires, "rf4", library)
    assert "rf4" not in raised(but(later, assumed("b4", "carrier")))


def test_rf5_needs_an_event_since_the_plan_was_made(library: Library) -> None:
    assert "rf5" not in raised(case(PLAN, QUIET, history=plan_weeks(3)))
    assert "rf5" in raised(case(PLAN, QUIET, history=plan_weeks(3, EVENT)))
    assert "the CFO moved the meeting" in reason(FOUR["rf5"].fires, "rf5", library)
    known_before = answers(PLAN, EVENT)
    assert "rf5" not in raised(case(PLAN, EVENT, history=[known_before] * 3))


def test_rf5_fires_where_the_same_step_is_named_twice_as_out_of_date(library: Library) -> None:
    before = assumed("a3", text="Send the newsletter", kept=ago(7))
    again = replace(before, text="send the newsletter.", kept=TODAY)

    assert "send the newsletter" in reason(case(again, history=[answers(before)]), "rf5", library).lower()
    assert "rf5" not in raised(case(before, history=[answers(before)]))  # carried along, not asked again
    assert "rf5" not in raised(case(replace(again, text="monthly demo"), history=[answers(before)]))
    nothing = assumed("a3", "none", kept=ago(7))
    assert "rf5" not in raised(case(replace(nothing, kept=TODAY), history=[answers(nothing)]))


@pytest.mark.parametrize(
    ("act", "who", "fires"),
    [
        ("visited two reference plants", "Kari Dahl", False),
        ("visited two reference plants", "", True),
        ("we visited Kari Dahl", "Kari Dahl", True),
        ("", "", False),
    ],
)
def test_rf6_takes_a_named_customer_for_who_acted(act: str, who: str, fires: bool) -> None:
    assert ("rf6" in raised(case(did("a1", "comparing", act=act, who=who)))) is fires


def test_rf6_lets_a_quotation_be() -> None:
    assert "rf6" not in raised(case(told("a1", "comparing", act="we look at three ways", who="Grace Odhiambo")))


def test_rf7_takes_the_latest_contacts_whatever_their_order() -> None:
    agreed = contact(0, action="books the night shift")

    assert "rf7" not in raised(case(rows("b5", agreed, *listeners(3))))
    assert "rf7" in raised(case(rows("b5", contact(40, action="sends the log"), *listeners(3))))
    assert "rf7" in raised(case(rows("b5", *listeners(3, action="none"))))


def test_rf8_takes_the_answers_own_basis_where_a_criterion_has_none() -> None:
    bare = entries({"criterion": "price"}, {"criterion": "uptime"})

    assert "rf8" in raised(case(assumed("v1", entries=bare)))
    assert "rf8" not in raised(case(told("v1", entries=bare)))
    assert "rf8" not in raised(case(unknown("v1")))


def test_rf9_needs_a_step_for_that_very_criterion() -> None:
    fires = FOUR["rf9"].fires
    other = {"criterion": "price", "counter": "trade_off", "step": "show the yearly cost"}
    no_step = {"criterion": "uptime", "counter": "redefine", "step": ""}

    assert "rf9" in raised(but(fires, rows("v3", other)))
    assert "rf9" in raised(but(fires, rows("v3", no_step)))
    assert "rf9" in raised(but(fires, unknown("v3")))
    assert "rf9" not in raised(without(fires, "v2"))


@pytest.mark.parametrize(
    ("choice", "gap", "fires"),
    [
        ("price_near", "10", True),
        ("price_near", "10.5", False),
        ("price_far", "4 %", True),
        ("price_far", "30", False),
        ("no", "4", False),
        ("price_near", "", False),
    ],
)
def test_rf10_fires_on_a_price_complaint_with_a_gap_of_at_most_10_percent(choice: str, gap: str, fires: bool) -> None:
    given = assumed("r2", choice, entries=entries({"gap": gap}) if gap else ())

    assert ("rf10" in raised(case(given))) is fires


def test_rf10_counts_a_near_price_as_one_of_two_signals(library: Library) -> None:
    found = case(assumed("r2", "price_near"), assumed("r4", "yes"))

    assert reason(found, "rf10", library).endswith("price and avoiding us.")
    assert "rf10" not in raised(case(assumed("r2", "price_far"), assumed("r4", "yes")))


def test_rf12_fires_on_two_for_nothing_and_on_steps_that_do_not_shrink(library: Library) -> None:
    free = [{"what": "training", "day": iso(9), "back": ""}, {"what": "freight", "day": iso(3), "back": "nothing"}]
    shrinking = [{"what": "5 %", "day": iso(9), "back": "a date"}, {"what": "2 %", "day": iso(3), "back": "a lead"}]
    growing = [{**shrinking[0], "day": iso(1)}, shrinking[1]]
    from_to = [{**shrinking[0], "what": "from 500k to 480k"}, {**shrinking[1], "what": "another 20k"}]

    def late(*given: dict[str, str]) -> Case:
        return case(rows("c1", *given), phase="concerns")

    assert "nothing in return" in reason(late(*free), "rf12", library)
    assert "rf12" not in raised(late(free[0], {**free[1], "back": "a reference"}))
    assert "do not shrink" in reason(late(*growing), "rf12", library)
    assert "do not shrink" in reason(late(*from_to), "rf12", library)
    assert "rf12" not in raised(late(*shrinking))


def test_rf15_lets_the_designs_good_sentence_be_and_catches_its_bad_ones(library: Library) -> None:
    def about(sentence: str) -> Case:
        return case(assumed("a6", text=sentence))

    for good in (
        "help plant heads see what a stop costs",
        "Acme sees what late orders cost and lets us fix two of them",
    ):
        assert "rf15" not in raised(about(good)), good
    for bad in (
        "show our uptime",
        "become the number one vendor in packaging",
        "We help plant heads see what stops cost",
    ):
        assert "about us" in reason(about(bad), "rf15", library), bad


def test_rf17_names_what_is_missing(library: Library) -> None:
    bare = case(assumed("a9", text="we will see"))

    assert reason(bare, "rf17", library).endswith("lacks its sign, date and action.")
    assert "rf17" in raised(case(unknown("a9")))


def test_rf18_fires_where_the_effort_comes_late(library: Library) -> None:
    late = rows("i3", {"when": "early", "days": "3"}, {"when": "late", "days": "8"})
    even = rows("i3", {"when": "early", "days": "8"}, {"when": "late", "days": "8"})
    owned = case(told("i1", "learning"), told("i2", text="Lee Novak"), late, phase="implementation")

    assert "3 days in weeks 1-4, 8" in reason(owned, "rf18", library)
    assert "rf18" not in raised(but(owned, even))


def test_rf19_counts_what_never_happened_as_old_and_what_is_unknown_not_at_all() -> None:
    fires = FOUR["rf19"].fires

    assert "rf19" in raised(but(fires, assumed("i6", "none")))
    assert "rf19" not in raised(but(fires, unknown("i6")))


def test_rf20_looks_at_the_facts_behind_the_way_too_and_names_the_account(library: Library) -> None:
    way = assumed("a7", "prove", text="they asked for a trial and their rules name uptime first")
    others = {"Birk": "\nthey asked for a trial and their rules name uptime first", "Coll": "\nother"}

    assert "Birk" in reason(case(way, others=others), "rf20", library)
    assert "rf20" not in raised(case(assumed("a7", "prove", text="a trial"), others={"Birk": "\na trial"}))


def test_rf21_fires_on_power_without_a_date_and_on_a_price_that_is_no_issue() -> None:
    undated = replace(did("b4", "met"), day=None)
    near = assumed("r2", "price_near", entries=entries({"gap": "4"}))

    assert "rf21" in raised(case(undated))
    assert "rf21" not in raised(case(did("b4", "met")))
    assert "rf21" in raised(case(near, assumed("a5", text="we are too expensive")))
    assert "rf21" not in raised(case(near, assumed("a5", text="nobody has time")))
    assert "rf21" in raised(case(replace(near, choice="price_far")))


# --- flags of a finished snapshot


def test_a_frozen_flag_keeps_its_reason_and_is_told_plainly_where_that_is_gone(library: Library) -> None:
    made = snapshot(FOUR["rf20"].fires.answers, flags=("rf20", "rf17", "rf99"))
    found = flags.frozen(case_of(AccountFile(account()), made), ("rf20", "rf8", "rf99"))

    assert [flag.id for flag in found] == ["rf20", "rf8"]
    assert flags.reason(found[0], library) == "The plan reads almost like that of another account."
    assert flags.title("rf99", library) == "RF99"


def test_a_case_holds_just_the_snapshots_that_came_before() -> None:
    given = [snapshot({}, days=days, number=number) for number, days in enumerate((21, 14, 7, 0), 1)]

    found = case_of(AccountFile(account(), tuple(given)), given[2])

    assert [one.number for one in found.history] == [1, 2]


def test_a_flags_reason_never_quotes_more_than_a_few_words(library: Library) -> None:
    long = case(did("a1", "comparing", act="we sent " + "the long proposal " * 60))

    assert len(reason(long, "rf6", library)) < 200
