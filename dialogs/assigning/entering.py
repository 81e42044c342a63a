"""
Where the words of assignments lead from the menu: into their dialogs, or to one sentence on why not.

The menu is in every start, so what this needs is imported when somebody comes by.
"""

from __future__ import annotations

from collections.abc import Callable

from dialogs.machine import RETURNED, State, Transition
from dialogs.scene import Call, Scene

WORDS = ("assign", "assignments", "results", "disputes")


def _leads(scene: Scene) -> bool:
    from dialogs.assigning.asking import Led

    return bool(scene.desk.answer(Led()))


def _was_asked(scene: Scene) -> bool:
    from dialogs.assigning.asking import Own

    return bool(scene.desk.answer(Own()))


def _has_results(scene: Scene) -> bool:
    from dialogs.assigning.asking import Results

    return bool(scene.desk.answer(Results()))


def _has_disputes(scene: Scene) -> bool:
    from dialogs.assigning.asking import Disputes

    return bool(scene.desk.answer(Disputes()))


def _say_who_may(scene: Scene) -> None:
    scene.say("assign.only_managers")


def _say_none_given(scene: Scene) -> None:
    scene.say("assign.none_given")


def _say_no_results(scene: Scene) -> None:
    scene.say("assign.no_results" if _leads(scene) else "assign.only_managers")


def _say_no_disputes(scene: Scene) -> None:
    scene.say("assign.no_disputes")


_GUARDS = {
    "assign": (_leads, _say_who_may),
    "assignments": (_was_asked, _say_none_given),
    "results": (_has_results, _say_no_results),
    "disputes": (_has_disputes, _say_no_disputes),
}


def states() -> tuple[State, ...]:
    """Return a call for each word."""
    return tuple(State(f"to_{word}", kind="call", calls=_call(word)) for word in WORDS)


def _call(word: str) -> Callable[[Scene], Call]:
    return lambda scene: Call(word)


def transitions(home: str) -> tuple[Transition, ...]:
    """Lead from *home* into each dialog and back."""
    return tuple(way for word in WORDS for way in _ways(home, word))


def _ways(home: str, word: str) -> tuple[Transition, ...]:
    may, refuse = _GUARDS[word]
    return (
        Transition(home, word, f"to_{word}", guard=may),
        Transition(home, word, home, effect=refuse),
        Transition(f"to_{word}", RETURNED, home),
    )


def asked_first(scene: Scene) -> Call | None:
    """
    Return the exercise that somebody asked of the rep, with its reason said; None where there is none.

    Where a conversation is asked for first, that is said, and the exercise of the coach's own choice goes on.
    """
    from dialogs.assigning import counting

    given = counting.first_open(scene)
    if given is None:
        return None
    scene.say_text(counting.why_first(scene, given))
    return None if given.assignment.what == "scenario" else counting.call_of(scene, given)


def say_asked_play(scene: Scene) -> None:
    """Say which conversation somebody asked of the rep, where it is not met yet."""
    from dialogs.assigning import counting

    given = counting.first_open(scene, what="scenario")
    if given is not None:
        scene.say("assign.play_first", title=given.assignment.title)
