"""The days that a line names, read on Wednesday 18 November 2026; and what names no day, though it looks like one."""

from __future__ import annotations

import itertools
import subprocess
import sys
import threading
import time
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.perception.dates import find_dates
from bot.perception.heads import LinearLineModel
from bot.perception.understanding import CoachPerception
from dialogs.model import Listening

TODAY = date(2026, 11, 18)  # a Wednesday

PAST = [
    # days from today
    ("today", "2026-11-18"),
    ("She called this morning.", "2026-11-18"),
    ("yesterday", "2026-11-17"),
    ("They wrote last night", "2026-11-17"),
    ("the day before yesterday", "2026-11-16"),
    ("Day before yesterday she called", "2026-11-16"),
    ("3 days ago", "2026-11-15"),
    ("three days ago", "2026-11-15"),
    ("two weeks ago", "2026-11-04"),
    ("about two weeks ago", "2026-11-04"),
    ("2 wks ago", "2026-11-04"),
    ("a week ago", "2026-11-11"),
    ("One week back he agreed", "2026-11-11"),
    ("a couple of weeks ago", "2026-11-04"),
    ("a few days ago", "2026-11-15"),
    ("a fortnight ago", "2026-11-04"),
    ("a month ago", "2026-10-18"),
    ("six months ago", "2026-05-18"),
    ("two quarters ago", "2026-05-18"),
    ("They went quiet the week before last", "2026-11-02"),
    ("since Christmas", "2025-12-25"),
    ("a year ago", "2025-11-18"),
    ("5 working days ago", "2026-11-11"),
    ("They tested it in the last two weeks", "2026-11-04"),
    ("over the past month and over the past 3 months", "2026-10-01"),
    # days of a week
    ("last Tuesday", "2026-11-17"),
    ("Tuesday", "2026-11-17"),
    ("on Tue", "2026-11-17"),
    ("tues.", "2026-11-17"),
    ("Wednesday", "2026-11-11"),
    ("this Wednesday", "2026-11-18"),
    ("On Friday the CFO moved the meeting", "2026-11-13"),
    ("last friday", "2026-11-13"),
    ("this past Monday", "2026-11-16"),
    ("this past May", "2026-05-01"),
    ("late in the quarter", "2026-08-31"),
    ("last Sat", "2026-11-14"),
    ("on sun.", "2026-11-15"),
    ("Wensday", "2026-11-11"),
    ("Tuesday last week", "2026-11-10"),
    ("last week on Tuesday", "2026-11-10"),
    ("Thursday of last week she cancelled", "2026-11-12"),
    ("Friday's call", "2026-11-13"),
    ("since Monday", "2026-11-16"),
    # days of a month
    ("19 Nov", "2025-11-19"),
    ("18 Nov", "2026-11-18"),
    ("12 Nov", "2026-11-12"),
    ("12th November", "2026-11-12"),
    ("the 12th of November", "2026-11-12"),
    ("12-Nov", "2026-11-12"),
    ("12-Nov-2025", "2025-11-12"),
    ("12Nov", "2026-11-12"),
    ("Nov 12", "2026-11-12"),
    ("nov. 12", "2026-11-12"),
    ("November 12th", "2026-11-12"),
    ("November 12, 2025", "2025-11-12"),
    ("Nov 12 '25", "2025-11-12"),
    ("Thu, 12 Nov 2026", "2026-11-12"),
    ("Thursday the 12th of November", "2026-11-12"),
    ("she signed on Monday, November 9", "2026-11-09"),
    ("J. Ruiz told us on 2 Sept", "2026-09-02"),
    ("5 May", "2026-05-05"),
    ("May 5", "2026-05-05"),
    ("on the 5th of May she wrote", "2026-05-05"),
    ("March 3rd", "2026-03-03"),
    ("29 Feb", "2024-02-29"),
    ("2026-11-12", "2026-11-12"),
    ("2026/11/12", "2026-11-12"),
    ("12/11/2026", "2026-11-12"),
    ("12.11.2026", "2026-11-12"),
    ("12.11.26", "2026-11-12"),
    ("12-11-2026", "2026-11-12"),
    ("on 12.11. they called", "2026-11-12"),
    ("11/12/26 and 11/17/26", "2026-11-12"),
    ("11/17", "2026-11-17"),
    ("17/11", "2026-11-17"),
    ("on 5/11", "2026-11-05"),
    ("the 5th", "2026-11-05"),
    ("on the 30th, she said", "2026-10-30"),
    ("the 31st", "2026-10-31"),
    ("They met on the 2nd and agreed", "2026-11-02"),
    ("the 20th of last month", "2026-10-20"),
    # stretches: their first day
    ("last week", "2026-11-09"),
    ("this week", "2026-11-16"),
    ("early last week", "2026-11-09"),
    ("end of last week", "2026-11-13"),
    ("over the weekend", "2026-11-14"),
    ("last weekend", "2026-11-14"),
    ("last month", "2026-10-01"),
    ("this month", "2026-11-01"),
    ("at the end of the month they froze spending", "2026-10-31"),
    ("end of last month", "2026-10-31"),
    ("last quarter", "2026-07-01"),
    ("last year", "2025-01-01"),
    ("in October", "2026-10-01"),
    ("October", "2026-10-01"),
    ("In December they chose", "2025-12-01"),
    ("mid-October", "2026-10-15"),
    ("in mid January", "2026-01-15"),
    ("early October", "2026-10-01"),
    ("late October", "2026-10-22"),
    ("last May", "2026-05-01"),
    ("in May she said so", "2026-05-01"),
    ("March 2026", "2026-03-01"),
    ("In Q3 they moved plants", "2026-07-01"),
    ("Q4", "2026-10-01"),
    ("Q1 2026", "2026-01-01"),
    ("the third quarter of 2025", "2025-07-01"),
]

AHEAD = [
    ("today", "2026-11-18"),
    ("tomorrow", "2026-11-19"),
    ("by tmrw", "2026-11-19"),
    ("the day after tomorrow", "2026-11-20"),
    ("in two weeks", "2026-12-02"),
    ("within 3 days", "2026-11-21"),
    ("in two weeks' time", "2026-12-02"),
    ("two weeks from now", "2026-12-02"),
    ("three months from today", "2027-02-18"),
    ("in a month", "2026-12-18"),
    ("in a couple of weeks", "2026-12-02"),
    ("in the next 10 days", "2026-11-28"),
    ("in 3 working days", "2026-11-23"),
    ("in a year", "2027-11-18"),
    ("Friday", "2026-11-20"),
    ("by Friday", "2026-11-20"),
    ("Wednesday", "2026-11-25"),
    ("this Wednesday", "2026-11-18"),
    ("this Friday", "2026-11-20"),
    ("next Tuesday", "2026-11-24"),
    ("next Friday", "2026-11-27"),
    ("coming Friday", "2026-11-20"),
    ("Thursday next week", "2026-11-26"),
    ("next week on Thursday", "2026-11-26"),
    ("a week on Friday", "2026-11-27"),
    ("Friday week", "2026-11-27"),
    ("by Sat", "2026-11-21"),
    ("19 Nov", "2026-11-19"),
    ("18 Nov", "2026-11-18"),
    ("17 Nov", "2027-11-17"),
    ("11 January", "2027-01-11"),
    ("Jan 11th", "2027-01-11"),
    ("Fri 20 Nov", "2026-11-20"),
    ("March 3, 2027", "2027-03-03"),
    ("29 February", "2028-02-29"),
    ("1/12", "2026-12-01"),
    ("by 12/24", "2026-12-24"),
    ("24/12/26", "2026-12-24"),
    ("due on 3.12. at noon", "2026-12-03"),
    ("the 5th", "2026-12-05"),
    ("by the 31st", "2026-12-31"),
    ("the 2nd of next month", "2026-12-02"),
    ("this week", "2026-11-20"),
    ("next week", "2026-11-27"),
    ("early next week", "2026-11-24"),
    ("mid next week", "2026-11-25"),
    ("by the end of the week", "2026-11-20"),
    ("end of next week", "2026-11-27"),
    ("end of month", "2026-11-30"),
    ("by the end of next month", "2026-12-31"),
    ("month end", "2026-11-30"),
    ("EOW", "2026-11-20"),
    ("eom", "2026-11-30"),
    ("before year-end", "2026-12-31"),
    ("next month", "2026-12-31"),
    ("next quarter", "2027-03-31"),
    ("Q1", "2027-03-31"),
    ("Q4", "2026-12-31"),
    ("end of Q1", "2027-03-31"),
    ("early Q1", "2027-01-30"),
    ("q2 2027", "2027-06-30"),
    ("Q3 '27", "2027-09-30"),
    ("the first quarter", "2027-03-31"),
    ("mid-January", "2027-01-15"),
    ("end of January", "2027-01-31"),
    ("early January", "2027-01-10"),
    ("start of February", "2027-02-01"),
    ("by March", "2027-03-31"),
    ("in May they decide", "2027-05-31"),
    ("December", "2026-12-31"),
    ("next November", "2027-11-30"),
    ("since Monday", "2026-11-16"),  # it was, whatever is asked
    ("two weeks ago", "2026-11-04"),
]

NO_DAY = [
    "",
    "we do not know",
    "They may ask for it again",
    "It may be that Dana will, she said",
    "Of the 5, 3 may leave",
    "a second meeting, the second one",
    "wait a second",
    "They march on with their own plan",
    "March into the plant with a stopwatch",
    "The director sat down with us",
    "she sat in on the call",
    "on sat phones they rely",
    "the sun shines on the roof in the plant",
    "They run on Sun servers",
    "the plant runs 24/7",
    "24/7",
    "2/3 of the plants stop",
    "half of them, 1/2, do",
    "8/10 of them",
    "80/20",
    "50/50",
    "it costs 19.11 a unit",
    "$5/12 and €3.10",
    "3/4 done",
    "our gap is 4.5 %",
    "up 12% and 3.5 per cent",
    "version 3.11 is out",
    "v2.10.2026 of the tool",
    "it runs on 3.11",
    "Python 3.11.7",
    "the 5th floor",
    "the 2nd meeting went well",
    "the 1st and 2nd offer",
    "5 plants, 19 people, 2026 pallets",
    "2026",
    "31 Nov",
    "30 Feb 2026",
    "2026-13-40",
    "13/13/2026",
    "every Tuesday",
    "come on a Wednesday",
    "not a Sunday, and on the same Tuesday",
    "the last Thursday of the month",
    "a late week, an early quarter",
    "it gives them a day back",
    "to have these two weeks back",
    "three days back in every ten",
    "they do not come past February",
    "each Friday they count",
    "on Mondays",
    "Fridays are bad",
    "the other day",
    "recently, some time ago",
    "it took two weeks",
    "they did it in two weeks",
    "for two weeks",
    "no news in 30 days",
    "the week was long, the month too",
    "Jan told us",
    "heard from June in finance",
    "April leads the project",
    "told by May, who owns it",
    "an august company",
    "October was dropped as a code name",
    "a marching order for the decade",
    "call 555-12-11",
    "order 12-11-4",
    "1.2.3.4",
    "line 5 of 12/40",
    "next step",
    "the last day",
    "in time",
    "they are back at it",
]


def _days(text: str, *, ahead: bool = False, month_first: bool = False) -> list[str]:
    found = find_dates(text, today=TODAY, ahead=ahead, month_first=month_first)
    return [dated.day.isoformat() for dated in found]


@pytest.mark.parametrize(("text", "day"), PAST)
def test_a_day_that_was_is_found(text: str, day: str) -> None:
    assert _days(text)[:1] == [day]


@pytest.mark.parametrize(("text", "day"), AHEAD)
def test_a_day_to_come_is_found(text: str, day: str) -> None:
    assert _days(text, ahead=True)[:1] == [day]


@pytest.mark.parametrize("text", NO_DAY)
def test_what_is_no_day_is_none(text: str) -> None:
    assert _days(text) == []


def test_at_least_120_phrasings_are_tried() -> None:
    assert len({text for text, _ in PAST} | {text for text, _ in AHEAD} | set(NO_DAY)) >= 120


def test_a_day_says_where_it_stands() -> None:
    line = "Ruiz told us on 12 Nov. that they’ll decide by the end of January, in Lyon"

    found = find_dates(line, today=TODAY, ahead=True)

    assert [line[dated.start : dated.end] for dated in found] == ["12 Nov", "the end of January"]


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ("in October", "October"),
        ("She said so on Tuesday.", "Tuesday"),
        ("seen last week, twice", "last week"),
        ("moved on sat.", "sat"),
        ("İstanbul plant, 12 Nov", "12 Nov"),
        ("on 12.11. they called", "12.11"),
    ],
)
def test_the_place_holds_the_day_alone(line: str, named: str) -> None:
    (found,) = find_dates(line, today=TODAY)

    assert line[found.start : found.end] == named


def test_several_days_come_in_the_order_of_the_line() -> None:
    assert _days("moved from last Tuesday to 2 Oct, then yesterday") == ["2026-11-17", "2026-10-02", "2026-11-17"]


def test_a_number_that_may_be_either_follows_the_habit_of_the_rep() -> None:
    assert _days("on 5/6") == ["2026-06-05"]
    assert _days("on 5/6", month_first=True) == ["2026-05-06"]
    assert _days("on 5.6.2026", month_first=True) == ["2026-06-05"]  # nobody writes dots month first


def test_one_clear_day_of_a_line_settles_how_the_others_are_written() -> None:
    assert _days("on 10/27 and on 11/4") == ["2026-10-27", "2026-11-04"]
    assert _days("on 27/10 and on 4/11") == ["2026-10-27", "2026-11-04"]


@given(st.dates(date(2024, 1, 1), date(2030, 12, 31)), st.booleans())
def test_a_written_day_is_read_back_whatever_is_asked(day: date, ahead: bool) -> None:
    for written in (day.isoformat(), f"{day:%d %B %Y}", f"{day:%b} {day.day}, {day.year}", f"{day:%d.%m.%Y}"):
        (found,) = find_dates(f"seen {written}", today=TODAY, ahead=ahead)

        assert found.day == day


@given(st.dates(date(2024, 1, 1), date(2030, 12, 31)), st.booleans(), st.sampled_from(sorted({*PAST, *AHEAD})))
def test_a_bare_day_lies_in_the_direction_asked_for(today: date, ahead: bool, phrase: tuple[str, str]) -> None:
    bare = ("tuesday", "on Fri", "12 Nov", "the 5th", "the 31st", "29 Feb", "end of month", "Q1", "mid-January")

    for text in bare:
        (found,) = find_dates(text, today=today, ahead=ahead)
        assert (found.day >= today) if ahead else (found.day <= today), text
    for dated in find_dates(phrase[0], today=today, ahead=ahead):
        assert abs(dated.day - today) < timedelta(days=366 * 9)


@given(st.text(max_size=80))
def test_no_line_breaks_it_and_every_place_lies_in_the_line(text: str) -> None:
    found = find_dates(text, today=TODAY)

    assert all(0 <= dated.start < dated.end <= len(text) for dated in found)
    assert all(one.end <= other.start for one, other in itertools.pairwise(found))


def test_threads_may_share_it() -> None:
    read: list[list[str]] = []
    threads = [threading.Thread(target=lambda: read.append(_days("12 Nov, two weeks ago"))) for _ in range(8)]

    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert read == [["2026-11-12", "2026-11-04"]] * 8


def test_the_library_is_not_loaded_before_a_day_is_named() -> None:
    code = (
        "import sys, datetime; from bot.perception.dates import find_dates; today = datetime.date(2026, 11, 18);"
        "find_dates('they want it cheaper', today=today); assert 'dateparser' not in sys.modules;"
        "find_dates('on 12 Nov', today=today); assert 'dateparser' in sys.modules"
    )

    subprocess.run([sys.executable, "-c", code], check=True)


def test_a_line_costs_little() -> None:
    lines = [text for text, _ in PAST] + NO_DAY
    for line in lines:  # the library loads, and its tables for English
        _days(line)

    started = time.process_time()
    for line in lines:
        find_dates(line, today=TODAY - timedelta(days=1))  # a day on which none of them was read

    assert (time.process_time() - started) / len(lines) < 0.02  # measured: 0.7 ms with a day, 0.2 ms without


def test_a_line_is_perceived_with_its_days_where_they_are_asked_for(model: LinearLineModel) -> None:
    perception = CoachPerception(model, {})
    line = "Ruiz moved the review to 4/12"

    assert perception.perceive(line, Listening()).dates == ()
    (was,) = perception.perceive(line, Listening(today=TODAY)).dates
    (ahead,) = perception.perceive(line, Listening(today=TODAY, ahead=True)).dates
    (american,) = perception.perceive(line, Listening(today=TODAY, month_first=True)).dates
    assert (was.day, ahead.day, american.day) == (date(2025, 12, 4), date(2026, 12, 4), date(2026, 4, 12))
    assert line[was.start : was.end] == "4/12"
