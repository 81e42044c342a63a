"""What a role-play led to, in words: counts and checks, two quoted moments, one focus. No percentages, no grades."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from content.library import Library
from dialogs.play import CommonMood, Course, Moments, Played, replayed
from dialogs.plays import discovery, play_of
from dialogs.rehearsal import QUOTE, act_of, effect, last_answer, model_line, next_step
from dialogs.replies import LIMITS, Card
from dialogs.scene import clip
from dialogs.scoring import focus

AnyCourse = Course[Any, Any]


@dataclass(frozen=True, slots=True)
class Moment:
    """A turn worth redoing: its place (from 0), the mood before it, and the line that would help there."""

    place: int
    before: CommonMood
    heard: str  # what the customer had just said
    better: str
    kind: str  # the kind of line that would help


def checks_card(library: Library, course: AnyCourse, decided: Mapping[str, bool | None], *, title: str) -> Card:
    """Return the counts, and the checks by whether they passed; a check that left the total is named apart."""

    play = play_of(course.customer)
    repaired = play.repaired(course)

    def name(check: str) -> str:
        text = library.text(f"check.{check}")
        return library.text("debrief.repaired", check=text) if check in repaired else text

    def names(wanted: bool | None) -> str:
        return "; ".join(name(check) for check, passed in decided.items() if passed is wanted)

    total = sum(passed is not None for passed in decided.values())
    passed = sum(passed is True for passed in decided.values())
    rows = [
        play.counts(library, course.turns),
        (library.text("debrief.passed", passed=passed, total=total), names(True) or library.text("debrief.none")),
    ]
    rows += [(library.text("debrief.open"), names(False))] if names(False) else []
    rows += [(library.text("debrief.left_out"), names(None))] if names(None) else []
    return Card(title, tuple(rows))


def best_moment(turns: Sequence[Played], *, by: Moments = discovery.PLAY.moments) -> int | None:
    """Return the place of the turn that did most, the first of its kind; None where nothing was told."""
    credited = [place for place, turn in enumerate(turns) if turn.credit]
    return min(credited, key=lambda place: by.best_first.index(turns[place].act), default=None)


MOST_QUOTED = 5 * QUOTE  # bytes: `quotable` never returns more than five places


def quotable(turns: Sequence[Played], *, by: Moments = discovery.PLAY.moments) -> set[int]:
    """
    Return the places of the turns that a debrief may quote, now or after further turns.

    A later turn may take the place of one of these, never an earlier one that is not among them;
    but the last may be taken back, and then those of the turns before it count again.
    """
    earlier = turns[:-1]
    places = [find(found, by=by) for find in (best_moment, _place_to_redo) for found in (turns, earlier)]
    return {place for place in (*places, len(turns) - 1) if place is not None}


def moment_to_redo(course: AnyCourse, *, seed: int) -> Moment | None:
    """Return the turn that cost most, or the first that led nowhere; None where every turn counted."""
    play = play_of(course.customer)
    place = _place_to_redo(course.turns, by=play.moments)
    if place is None:
        return None
    before = replayed(play, course.customer, [act_of(turn) for turn in course.turns[:place]], seed=seed)
    kind, node = next_step(course.customer, before)
    better = model_line(course.customer, node, avoid=course.turns[place].text)
    return Moment(place, before, last_answer(course.customer, before), better, kind)


def has_moment_to_redo(course: AnyCourse) -> bool:
    """Return whether there is a turn to redo, without replaying the conversation up to it."""
    return _place_to_redo(course.turns, by=play_of(course.customer).moments) is not None


def _place_to_redo(turns: Sequence[Played], *, by: Moments) -> int | None:
    missed = [p for p, turn in enumerate(turns) if not turn.credit and turn.event not in by.harmless]
    cost = {event: place for place, event in enumerate(by.worst_first)}
    return min(missed, key=lambda place: cost.get(turns[place].event, len(cost)), default=None)


def lesson(library: Library, course: AnyCourse, moment: Moment | None, decided: Mapping[str, bool | None]) -> str:
    """
    Return the two quoted moments, each with its effect, and the one focus; at most 700 characters.

    Quotes give way before anything else does.
    """
    order = play_of(course.customer).focus_order
    for quote in (QUOTE, 70, 40):
        text = "\n\n".join([*_moments(library, course, moment, quote=quote), focus_text(library, decided, order=order)])
        if len(text) <= LIMITS["feedback"]:
            return text
    return text[: LIMITS["feedback"]]


def _moments(library: Library, course: AnyCourse, moment: Moment | None, *, quote: int) -> list[str]:
    parts = []
    best = best_moment(course.turns, by=play_of(course.customer).moments)
    if best is not None:
        turn = course.turns[best]
        did = effect(library, course.customer, turn)
        parts.append(library.text("debrief.worked", quote=clip(turn.text, quote), effect=did))
    if moment:
        turn = course.turns[moment.place]
        did = effect(library, course.customer, turn)
        better = clip(moment.better, quote + 30)
        quoted = clip(turn.text, quote)
        parts.append(library.text("debrief.redo", place=moment.place + 1, quote=quoted, effect=did, better=better))
    return parts


def focus_text(library: Library, decided: Mapping[str, bool | None], *, order: Sequence[str]) -> str:
    """Return the one thing to work on next, and why; or that every check that could be seen has passed."""
    one = focus(decided, order=order)
    return library.text(f"focus.{one}") if one else library.text("focus.none")
