"""What a typed answer says: who, when, said or did; options with words behind them; the lines of a list."""

from __future__ import annotations

from datetime import date

import pytest

from bot.perception.dates import find_dates
from content.library import Library
from dialogs.reassessment.entries import read_entries, read_tripwire
from dialogs.reassessment.reading import act_in, option_of, says_none, says_unknown, told

TODAY = date(2026, 11, 22)


def fields(library: Library, item: str, text: str) -> list[dict[str, str]]:
    asked = library.checklist.items[item]
    dates = find_dates(text, today=TODAY, ahead=asked.ahead)
    return [dict(entry.fields) for entry in read_entries(asked, text, dates)]


@pytest.mark.parametrize(
    ("item", "text", "found"),
    [
        (
            "a8",
            "Carla Ruiz, sends the stop log, by 28 Nov\nLee Novak books the trial by 4 Dec",
            [
                {"who": "Carla Ruiz", "action": "sends the stop log", "day": "2026-11-28"},
                {"who": "Lee Novak", "action": "books the trial", "day": "2026-12-04"},
            ],
        ),
        (
            "a8",
            "1. CFO signs off the budget by 5 Dec; 2) the plant head - shows us line two - 9 Dec",
            [
                {"who": "CFO", "action": "signs off the budget", "day": "2026-12-05"},
                {"who": "the plant head", "action": "shows us line two", "day": "2026-12-09"},
            ],
        ),
        ("p1", "trial at site two, 3 Dec", [{"step": "trial at site two", "day": "2026-12-03"}]),
        (
            "c1",
            "4 % off, 12 Nov, for a two-year term",
            [{"what": "4 % off", "day": "2026-11-12", "back": "a two-year term"}],
        ),
        ("c1", "free training for nothing", [{"what": "free training", "back": ""}]),
        ("c1", "an extra manual", [{"what": "an extra manual"}]),
        (
            "b3",
            "Lee Novak, “we lose a shift a week, or two”, 6 hours a week",
            [{"who": "Lee Novak", "problem": "“we lose a shift a week, or two”", "measure": "6 hours a week"}],
        ),
        (
            "b5",
            "Jo Ruiz, 12 Nov, listener, sends the stop log\nLee, unhappy, 3 Nov",
            [
                {"who": "Jo Ruiz", "day": "2026-11-12", "role": "listener", "action": "sends the stop log"},
                {"who": "Lee", "day": "2026-11-03", "role": "unhappy"},
            ],
        ),
        (
            "b6",
            "problem: stops in the night shift, from Lee Novak",
            [{"kind": "problem", "what": "stops in the night shift", "source": "Lee Novak"}],
        ),
        (
            "v1",
            "uptime, asked; price, assumed",
            [{"criterion": "uptime", "source": "asked"}, {"criterion": "price", "source": "assumed"}],
        ),
        ("v2", "uptime, crucial, weaker", [{"criterion": "uptime", "weight": "crucial", "standing": "weaker"}]),
        (
            "v3",
            "uptime, redefine, agree with Lee how to measure it",
            [{"criterion": "uptime", "counter": "redefine", "step": "agree with Lee how to measure it"}],
        ),
        (
            "n2",
            "night stops: two late orders a month",
            [{"problem": "night stops", "consequence": "two late orders a month"}],
        ),
        ("a8", "Carla sends the log by 28 Nov", [{"who": "Carla", "action": "sends the log", "day": "2026-11-28"}]),
        (
            "c1",
            "10% discount on 3 Nov in return for a case study",
            [{"what": "10% discount", "day": "2026-11-03", "back": "a case study"}],
        ),
        (
            "p1",
            "trial 3 Dec, contract 15 Jan",
            [{"step": "trial", "day": "2026-12-03"}, {"step": "contract", "day": "2027-01-15"}],
        ),
        (
            "c1",
            "4 % off on 12 Nov, for a term until 31 Oct",
            [{"what": "4 % off", "day": "2026-11-12", "back": "a term until 31 Oct"}],
        ),
        (
            "v1",
            "uptime asked, price assumed",
            [{"criterion": "uptime", "source": "asked"}, {"criterion": "price", "source": "assumed"}],
        ),
        ("v2", "uptime must have, we're behind", [{"criterion": "uptime", "weight": "crucial", "standing": "weaker"}]),
        (
            "b5",
            "Jo, 12 Nov, listener, books a day with the boss",
            [{"who": "Jo", "day": "2026-11-12", "role": "listener", "action": "books a day with the boss"}],
        ),
        (
            "b5",
            "Jo, 12 Nov, listener, will send the log by 20 Nov",
            [{"who": "Jo", "day": "2026-11-12", "role": "listener", "action": "send the log by 20 Nov"}],
        ),
        ("i3", "12 days early, 5 late", [{"when": "early", "days": "12"}, {"when": "late", "days": "5"}]),
        ("i3", "early 12; late 5", [{"when": "early", "days": "12"}, {"when": "late", "days": "5"}]),
        (
            "t2",
            "they buy in January, Sam, 12 Dec",
            [{"assumption": "they buy in January", "owner": "Sam", "day": "2026-12-12"}],
        ),
    ],
)
def test_a_line_of_a_list_is_read_into_its_columns(
    library: Library, item: str, text: str, found: list[dict[str, str]]
) -> None:
    assert fields(library, item, text) == found


def test_a_line_that_fits_no_column_keeps_its_words(library: Library) -> None:
    entry = read_entries(library.checklist.items["b5"], "???, met them somewhere", ())[0]

    assert entry.text == "???, met them somewhere"
    assert "day" not in entry.fields


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "If the CFO skips the trial review by 12 Dec, then we will pause",
            {"sign": "the CFO skips the trial review", "day": "2026-12-12", "action": "pause"},
        ),
        ("if no budget by end of January we leave", {"sign": "no budget", "day": "2027-01-31", "action": "leave"}),
        ("pause if she stops calling", {"sign": "she stops calling", "action": "pause"}),
        ("we will see", {}),
    ],
)
def test_a_tripwire_is_read_into_sign_day_and_action(library: Library, text: str, found: dict[str, str]) -> None:
    item = library.checklist.items["a9"]
    fields = read_tripwire(item, text, find_dates(text, today=TODAY, ahead=True)).fields

    assert {name: fields[name] for name in found} == found
    assert ("day" in fields) == ("day" in found)


@pytest.mark.parametrize(
    ("item", "text", "option", "rest"),
    [
        ("a1", "worried: the CFO moved the meeting", "worried", "the CFO moved the meeting"),
        ("a1", "they are comparing three vendors", "comparing", "they are comparing three vendors"),
        ("a1", "Worried about going ahead", "worried", ""),
        ("a4", "no, because they buy every five years", "no", "they buy every five years"),
        ("a4", "NO.", "no", ""),
        ("b4", "met: Carla Ruiz", "met", "Carla Ruiz"),
        ("b4", "nobody has met them", "none", "has met them"),
        ("r2", "near, 4 %", "price_near", "4 %"),
        ("a7", "they rank uptime first", "", ""),
        ("a1", "comparing, or rather worried", "comparing", "or rather worried"),
        ("a1", "it is hard to say: comparing and worried at once", "", ""),
        ("a1", "no longer worried", "", ""),
        ("a1", "they aren't comparing, they are worried", "worried", "they aren't comparing, they are worried"),
        ("a1", "nothing changed", "", ""),
        ("a4", "no idea, Lee is on leave", "", ""),
        ("v9", "yes, but we cannot compete", "cannot_compete", "yes, but we cannot compete"),
    ],
)
def test_an_option_is_typed_with_words_behind_it(
    library: Library, item: str, text: str, option: str, rest: str
) -> None:
    assert option_of(text, library.checklist.items[item]) == (option, rest)


@pytest.mark.parametrize(
    ("text", "basis", "who", "day"),
    [
        ("The CFO moved the meeting twice, 19 Nov", "did", "CFO", date(2026, 11, 19)),
        ("J. Ruiz told us the price was too high last Tuesday", "said", "J. Ruiz", date(2026, 11, 17)),
        ("Lee Novak said “we lose a shift” on Monday", "said", "Lee Novak", date(2026, 11, 16)),
        (
            "Anna van der Berg signed the trial on 3 Nov and again on 12 Nov",
            "did",
            "Anna van der Berg",
            date(2026, 11, 12),
        ),
        ("Carla Ruiz, 12 Nov", "assumed", "Carla Ruiz", date(2026, 11, 12)),
        ("they seem to like it", "assumed", "", None),
    ],
)
def test_evidence_is_who_what_and_when(text: str, basis: str, who: str, day: date | None) -> None:
    found = told(text, find_dates(text, today=TODAY), TODAY)

    assert (found.basis, found.who, found.day) == (basis, who, day)


def test_what_we_did_ourselves_is_no_evidence() -> None:
    text = "we sent Carla Ruiz the proposal on 12 Nov"
    found = told(text, find_dates(text, today=TODAY), TODAY)

    assert found.ours
    assert not found.whole


def test_a_day_to_come_is_told_from_one_that_was() -> None:
    text = "Carla Ruiz signed on 28 Nov 2026"
    found = told(text, find_dates(text, today=TODAY), TODAY)

    assert (found.day, found.ahead) == (None, date(2026, 11, 28))


def test_the_day_is_taken_out_of_what_happened() -> None:
    text = "the CFO moved the meeting, on 19 Nov, twice"

    assert act_in(text, find_dates(text, today=TODAY)) == "the CFO moved the meeting, twice"


@pytest.mark.parametrize(
    "text",
    [
        *("I don't know", "i don’t know.", "Unknown", "no idea", "Can't tell"),
        *("no idea yet", "not sure at all", "honestly, I don't know yet"),
    ],
)
def test_not_knowing_is_understood(text: str) -> None:
    assert says_unknown(text)


@pytest.mark.parametrize("text", ["no idea what to do next year with them", "not sure of Lee", "no"])
def test_what_says_more_is_not_taken_for_not_knowing(text: str) -> None:
    assert not says_unknown(text)


def test_there_is_none_where_the_item_takes_it(library: Library) -> None:
    items = library.checklist.items

    assert says_none("Nothing yet", items["c1"])
    assert says_none("none", items["a3"])
    assert not says_none("none", items["a6"])
    assert not says_unknown("none")
