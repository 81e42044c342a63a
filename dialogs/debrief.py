"""What a role-play led to, in words: counts and checks, two quoted moments, one focus. No percentages, no grades."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from content.library import Library
from dialogs.customer import Mood, replay
from dialogs.rehearsal import QUOTE, act_of, effect, last_answer, model_line, next_step
from dialogs.replies import LIMITS, Card
from dialogs.scene import clip
from dialogs.scoring import Course, Played, counts, focus

_BEST_FIRST = ("payoff", "implication", "advance", "problem", "situation")
_WORST_FIRST = (
    *("pitch", "close_early", "no_need", "puzzled", "in_briefing"),
    *("impatient", "pitch_off", "scatter", "no_date"),
)
_COST = {event: place for place, event in enumerate(_WORST_FIRST)}


@dataclass(frozen=True, slots=True)
class Moment:
    """A turn worth redoing: its place (from 0), the mood before it, and the line that would help there."""

    place: int
    before: Mood
    heard: str  # what the customer had just said
    better: str
    kind: str  # the kind of line that would help


def checks_card(library: Library, course: Course, decided: Mapping[str, bool | None], *, title: str) -> Card:
    """Return the counts, and the checks by whether they passed; a check that left the total is named apart."""

    def names(wanted: bool | None) -> str:
        return "; ".join(library.text(f"check.{check}") for check, passed in decided.items() if passed is wanted)

    total = sum(passed is not None for passed in decided.values())
    passed = sum(passed is True for passed in decided.values())
    rows = [
        (library.text("debrief.counts"), counts(course.turns)),
        (library.text("debrief.passed", passed=passed, total=total), names(True) or library.text("debrief.none")),
    ]
    rows += [(library.text("debrief.open"), names(False))] if names(False) else []
    rows += [(library.text("debrief.left_out"), names(None))] if names(None) else []
    return Card(title, tuple(rows))


def best_moment(turns: Sequence[Played]) -> int | None:
    """Return the place of the turn that did most, the first of its kind; None where nothing was told."""
    credited = [place for place, turn in enumerate(turns) if turn.credit]
    return min(credited, key=lambda place: _BEST_FIRST.index(turns[place].act), default=None)


MOST_QUOTED = 5 * QUOTE  # bytes: `quotable` never returns more than five places


def quotable(turns: Sequence[Played]) -> set[int]:
    """
    Return the places of the turns that a debrief may quote, now or after further turns.

    A later turn may take the place of one of these, never an earlier one that is not among them;
    but the last may be taken back, and then those of the turns before it count again.
    """
    earlier = turns[:-1]
    places = {best_moment(turns), _place_to_redo(turns), best_moment(earlier), _place_to_redo(earlier), len(turns) - 1}
    return {place for place in places if place is not None}


def moment_to_redo(course: Course, *, seed: int) -> Moment | None:
    """Return the turn that cost most, or the first that led nowhere; None where every turn counted."""
    place = _place_to_redo(course.turns)
    if place is None:
        return None
    before = replay(course.customer, (act_of(turn) for turn in course.turns[:place]), seed=seed)
    kind, node = next_step(course.customer, before)
    better = model_line(course.customer, node, avoid=course.turns[place].text)
    return Moment(place, before, last_answer(course.customer, before), better, kind)


def _place_to_redo(turns: Sequence[Played]) -> int | None:
    missed = [p for p, turn in enumerate(turns) if not turn.credit and turn.event not in ("guarded", "pitch_ok")]
    return min(missed, key=lambda place: _COST.get(turns[place].event, len(_COST)), default=None)


def lesson(library: Library, course: Course, moment: Moment | None, decided: Mapping[str, bool | None]) -> str:
    """
    Return the two quoted moments, each with its effect, and the one focus; at most 700 characters.

    Quotes give way before anything else does.
    """
    for quote in (QUOTE, 70, 40):
        text = "\n\n".join([*_moments(library, course, moment, quote=quote), focus_text(library, decided)])
        if len(text) <= LIMITS["feedback"]:
            return text
    return text[: LIMITS["feedback"]]


def _moments(library: Library, course: Course, moment: Moment | None, *, quote: int) -> list[str]:
    parts = []
    best = best_moment(course.turns)
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


def focus_text(library: Library, decided: Mapping[str, bool | None]) -> str:
    """Return the one thing to work on next, and why; or that every check that could be seen has passed."""
    one = focus(decided)
    return library.text(f"focus.{one}") if one else library.text("focus.none")
