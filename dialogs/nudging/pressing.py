"""
A button of a nudge, pressed or typed, in whatever state the person is.

A nudge's buttons carry its id in their stamp. Typed words of theirs are meant for the latest nudge that nothing was
answered to; where there is none they mean what they mean in the state.
"""

from __future__ import annotations

from dialogs.model import Json
from dialogs.nudge_words import NUDGE_STAMP, NUDGE_WORDS, REVIEW_STAMP, plain
from dialogs.nudging import answering
from dialogs.nudging.answering import Pressed, known_of
from dialogs.nudging.model import AnnouncedQuestion, Known, Nudge, NudgeQuestion, NudgeTaken, ShowingRefused
from dialogs.scene import Scene


def meant(scene: Scene) -> Pressed | None:
    """Return which button the turn presses; None where it is typed, and no nudge waits for an answer. Raises Wanted."""
    turn = scene.turn
    if turn.choice is not None:
        stamp = turn.stamp or ""
        return Pressed(turn.choice, stamp if stamp.startswith(REVIEW_STAMP) else stamp.removeprefix(NUDGE_STAMP))
    choice = NUDGE_WORDS[plain(turn.text or "")]
    if choice == "review_hide":
        return Pressed(choice) if scene.desk.answer(AnnouncedQuestion()) else None
    known = known_of(scene)
    if choice == "nudge_resume":
        rests = known.settings is not None and not known.settings.active
        return Pressed(choice) if rests else None
    if choice == "nudge_unhelpful" and known.nudge is None:  # whoever answered may find so afterwards
        known = scene.desk.answer(NudgeQuestion(answered=True)) or Known(None)
    return Pressed(choice, known.nudge.id) if known.nudge is not None else None


def done(scene: Scene, pressed: Pressed) -> Json | None:
    """Do what the button says; return what the flow of nudges is called with, None where there is nothing to ask."""
    if pressed.choice == "nudge_resume":
        answering.resume(scene)
        return None
    if pressed.choice == "review_hide" or pressed.id.startswith(REVIEW_STAMP):
        _hide(scene, pressed)
        return None
    known = known_of(scene, pressed.id)
    nudge = known.nudge
    if nudge is not None and pressed.choice == "nudge_unhelpful":
        scene.do(NudgeTaken(nudge.id, "unhelpful"))
        scene.say("nudge.unhelpful")
        return None
    if nudge is None or (nudge.account is not None and not known.here):
        scene.say("nudge.gone")
        return None
    match pressed.choice:
        case "nudge_answer":
            return _sitting(scene, nudge, item=nudge.item)
        case "nudge_reassess":
            return _sitting(scene, nudge, item="")
        case "nudge_drill" if nudge.item in scene.library.drills:
            scene.do(NudgeTaken(nudge.id, "practised"))
            return {"entry": "practising", "nudge": nudge.id, "item": nudge.item}
        case "nudge_snooze":
            return {"entry": "snoozing", "nudge": nudge.id}
        case "nudge_not":
            answering.set_aside(scene, nudge)
        case _:
            scene.say("nudge.gone")
    return None


def _sitting(scene: Scene, nudge: Nudge, *, item: str) -> Json:
    scene.do(NudgeTaken(nudge.id, "answered" if item else "reassess"))
    return {"entry": "sitting", "nudge": nudge.id, "account": nudge.account or "", "item": item}


def _hide(scene: Scene, pressed: Pressed) -> None:
    """Let a manager not see that nothing was begun for a review; it can be said on its day, and after it, as well."""
    announced = scene.desk.answer(AnnouncedQuestion(pressed.id))
    if announced is None or pressed.choice != "review_hide":
        scene.say("nudge.gone")
        return
    scene.do(ShowingRefused(announced.key))
    scene.say("nudge.hidden", account=announced.account)
