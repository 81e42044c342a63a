"""The first five minutes: who this is, one tap, one line of one's own, one question to a customer who reacts."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

from content.library import Library
from content.zones import find_zone
from dialogs.machine import BACK, LINE, PICKED, RETURNED, SKIP, Flow, State, Transition
from dialogs.model import Json
from dialogs.scene import Call, Scene

FIRST_PICK = "pick_first_minute"
FIRST_LINE = "line_first_minute"


def _pick(scene: Scene) -> Call:
    return Call("quick_drill", {"item": FIRST_PICK, "entry": "picking", "run": "o1"})


def _line(scene: Scene) -> Call:
    return Call("quick_drill", {"item": FIRST_LINE, "entry": "writing", "run": "o2"})


def _went_back(scene: Scene) -> bool:
    return bool(scene.result.pop("back", False))


def _unusable(scene: Scene) -> bool:
    return scene.judgement.gate not in (None, "small_talk")


def _say_gate(scene: Scene) -> None:
    scene.data["note"] = scene.words(f"gate.{scene.judgement.gate}")


_AGREEING, _MEETING = "dialogs.nudging.agreeing", "dialogs.meeting"


def _late(name: str, module: str = _AGREEING) -> Callable[[Scene], Any]:
    """Return what a function of *module* does, imported when somebody comes by: a first prompt needs none of it."""

    def run(scene: Scene) -> Any:
        return getattr(import_module(module), name)(scene)

    return run


def _zone_unknown(scene: Scene) -> bool:
    """Whether to ask for the time zone: the channel cannot tell it, and we have not asked before."""
    return scene.turn.zone_guess is not None and not scene.facts.get("zone_asked")


def _ask_zone(scene: Scene) -> None:
    note = scene.data.pop("note", None)
    if note:
        scene.ask_text(note)
        return
    scene.data.setdefault("zone_guess", scene.turn.zone_guess or "Etc/UTC")
    scene.ask("onboarding.zone", guess=scene.data["zone_guess"])


def _zone_unread(scene: Scene) -> bool:
    return find_zone(scene.text) is None


def _say_unread(scene: Scene) -> None:
    scene.data["note"] = scene.words("onboarding.zone_unread")


def _take_zone(scene: Scene) -> None:
    """Keep the zone typed, or the guess where that was taken."""
    scene.zone = find_zone(scene.text) if scene.text else scene.data["zone_guess"]
    scene.facts["zone_asked"] = True
    scene.say("onboarding.zone_kept", zone=scene.zone)


def _leave_zone(scene: Scene) -> None:
    scene.facts["zone_asked"] = True


def _finish(scene: Scene) -> None:
    scene.facts["onboarded"] = True
    coming = _late("coming")(scene)
    scene.ask("onboarding.finish_met" if scene.data.get("reacted") else "onboarding.finish", coming=coming)


def _onboarded(scene: Scene) -> None:
    scene.facts["onboarded"] = True


def _skipped(scene: Scene) -> None:
    _onboarded(scene)
    _late("decline_and_say")(scene)


def _ask_focus(scene: Scene) -> None:
    scene.ask("onboarding.focus")


def _wants_play(scene: Scene) -> None:
    _onboarded(scene)
    scene.result["next"] = "play"


def _wants_drill(scene: Scene) -> None:
    _onboarded(scene)
    scene.result["next"] = "drill"


def _holds(data: Json, library: Library) -> bool:
    if FIRST_PICK not in library.drills or FIRST_LINE not in library.drills or not library.offered():
        return False
    reacted = data.get("reacted")
    return not reacted or import_module(_MEETING).met_before(reacted, library)


FLOW = Flow(
    "onboarding",
    keeps=("welcome", "how", "spotting", "asking", "meeting", "met", "zone", "day", "hour", "focus"),
    holds=_holds,
    states=(
        State(
            "welcome",
            prompt=lambda scene: scene.ask("onboarding.welcome"),
            choices=("try_one", "how", "privacy"),
            help="onboarding.help",
        ),
        State(
            "how",
            prompt=lambda scene: scene.ask("onboarding.how"),
            choices=("try_one", "back"),
            help="onboarding.help",
        ),
        State("spotting", kind="call", calls=_pick),
        State("asking", kind="call", calls=_line),
        State(
            "meeting",
            prompt=_late("meet", _MEETING),
            listens=_late("listen", _MEETING),
            choices=("hint",),
            help="onboarding.meet_help",
            hint=_late("hint", _MEETING),
        ),
        State("met", prompt=_late("show_reaction", _MEETING), choices=("again", "next"), help="onboarding.met_help"),
        State("zone", prompt=_ask_zone, choices=("zone_right", "skip"), reads=True, help="onboarding.zone_help"),
        State(
            "day",
            prompt=_late("ask_day"),
            picks=_late("days"),
            choices=("skip",),
            reads=True,
            help="onboarding.day_help",
        ),
        State(
            "hour",
            prompt=_late("ask_hour"),
            picks=_late("hours"),
            choices=("skip",),
            reads=True,
            help="onboarding.hour_help",
        ),
        State("focus", prompt=_ask_focus, picks=_late("focuses"), choices=("skip",), help="onboarding.focus_help"),
        State("finish", prompt=_finish, choices=("play", "drill", "menu"), help="onboarding.finish_help"),
        State("done", kind="end"),
    ),
    transitions=(
        Transition("welcome", "try_one", "spotting"),
        Transition("welcome", "how", "how"),
        Transition("welcome", SKIP, "done", effect=_skipped),
        Transition("welcome", BACK, "welcome"),
        Transition("how", "try_one", "spotting"),
        Transition("how", SKIP, "spotting"),
        Transition("how", BACK, "welcome"),
        Transition("spotting", RETURNED, "welcome", guard=_went_back),
        Transition("spotting", RETURNED, "asking"),
        Transition("asking", RETURNED, "spotting", guard=_went_back),
        Transition("asking", RETURNED, "meeting"),
        Transition("meeting", LINE, "meeting", guard=_unusable, effect=_say_gate),
        Transition("meeting", LINE, "met", effect=_late("react", _MEETING)),
        Transition("meeting", SKIP, "zone", guard=_zone_unknown),
        Transition("meeting", SKIP, "day"),
        Transition("meeting", BACK, "asking"),
        Transition("met", "again", "meeting"),
        Transition("met", "next", "zone", guard=_zone_unknown),
        Transition("met", "next", "day"),
        Transition("met", SKIP, "zone", guard=_zone_unknown),
        Transition("met", SKIP, "day"),
        Transition("met", BACK, "meeting"),
        Transition("zone", LINE, "zone", guard=_zone_unread, effect=_say_unread),
        Transition("zone", LINE, "day", effect=_take_zone),
        Transition("zone", "zone_right", "day", effect=_take_zone),
        Transition("zone", SKIP, "day", effect=_leave_zone),
        Transition("zone", BACK, "meeting"),
        Transition("day", LINE, "day", guard=_late("no_day"), effect=_late("say_no_day")),
        Transition("day", LINE, "day", guard=_late("day_at_night"), effect=_late("say_at_night")),
        Transition("day", LINE, "focus", guard=_late("in_one_line"), effect=_late("agree_day")),
        Transition("day", LINE, "hour", effect=_late("keep_day")),
        Transition("day", PICKED, "day", guard=_late("day_at_night"), effect=_late("say_at_night")),
        Transition("day", PICKED, "focus", effect=_late("agree_day")),
        Transition("day", SKIP, "focus", effect=_late("decline")),
        Transition("day", BACK, "meeting"),
        Transition("hour", LINE, "hour", guard=_late("no_hour"), effect=_late("say_no_hour")),
        Transition("hour", LINE, "day", guard=_late("hour_at_night"), effect=_late("say_at_night")),
        Transition("hour", LINE, "focus", effect=_late("agree_hour")),
        Transition("hour", PICKED, "focus", effect=_late("agree_hour")),
        Transition("hour", SKIP, "focus", effect=_late("decline")),
        Transition("hour", BACK, "day"),
        Transition("focus", PICKED, "finish", effect=_late("keep_focus")),
        Transition("focus", SKIP, "finish"),
        Transition("focus", BACK, "day"),
        Transition("finish", "play", "done", effect=_wants_play),
        Transition("finish", "drill", "done", effect=_wants_drill),
        Transition("finish", SKIP, "done"),
        Transition("finish", BACK, "focus"),
    ),
)
