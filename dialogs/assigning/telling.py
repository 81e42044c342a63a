"""Assignments in words: due days, how far somebody is, what a card says."""

from __future__ import annotations

from datetime import date

from content.library import Library
from dialogs.assigning import bars, offers
from dialogs.assigning.model import Bar, Given, Run
from dialogs.reassessment.telling import day_words

_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def due_words(day: date, today: date) -> str:
    """Return a due day as it is told: "Fri 6 Mar"."""
    return f"{_WEEKDAYS[day.weekday()]} {day_words(day, seen=today)}"


def how_far(library: Library, given: Given) -> str:
    """Return in one sentence how far somebody is."""
    bar, mine = given.assignment.bar, given.mine
    if mine.status == "met":
        return library.text("assign.far_met")
    if not mine.runs:
        return library.text("assign.far_open")
    passed, last = _counts(bar, mine.runs)
    return library.text("assign.far_trying", passed=passed, last=last, passes=bar.passes)


def _counts(bar: Bar, runs: tuple[Run, ...]) -> tuple[int, int]:
    """Return how many of the last runs that count passed, and how many these are."""
    return bars.passed_lately(bar, runs), min(len(runs), bar.runs)


def line(library: Library, given: Given, today: date) -> str:
    """Return a line of the rep's list."""
    of = given.assignment
    return library.text("assign.line", title=of.title, far=how_far(library, given), day=due_words(of.due_on, today))


def card(library: Library, given: Given, today: date) -> tuple[str, list[tuple[str, str]]]:
    """Return title and rows of what the rep was asked, with its content as it was said to be then."""
    of = given.assignment
    by = given.by_name or library.text("assign.somebody")
    rows = [
        (library.text("assign.row_by"), by),
        (library.text("assign.row_bar"), of.bar.words),
        (library.text("assign.row_due"), due_words(of.due_on, today)),
        (library.text("assign.row_far"), how_far(library, given)),
    ]
    rows += [(library.text("assign.row_note"), of.note)] if of.note else []
    if of.extended:
        rows.append(("", library.text("assign.was_extended", before=due_words(of.extended[-1].before, today))))
    if not offers.found(library, of.what, of.content_id):
        rows.append(("", library.text("assign.content_gone")))
    elif offers.mark_of(library, of.what, of.content_id) != of.mark:
        rows.append(("", library.text("assign.content_changed")))
    return of.title, rows


def after_run(library: Library, given: Given, run: Run) -> str:
    """Return what a finished run led to, for the rep."""
    bar, runs, of = given.assignment.bar, (*given.mine.runs, run), given.assignment
    if given.mine.status == "met":
        return library.text("assign.run_after", title=of.title)
    if bars.status(bar, runs) == "met":
        return library.text("assign.run_met", title=of.title, by=given.by_name or library.text("assign.somebody"))
    said = "assign.run_passed" if bars.passes(bar, run) else "assign.run_missed"
    passed, last = _counts(bar, runs)
    return library.text(said, title=of.title, passed=passed, last=last, passes=bar.passes)
