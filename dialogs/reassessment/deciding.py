"""The rep's decision: what speaks against the account, what to do, and until when or with how many hours."""

from __future__ import annotations

from collections.abc import Callable

from dialogs import noting
from dialogs.model import Listening
from dialogs.reassessment import asking, finishing, standing
from dialogs.reassessment.reading import number_in
from dialogs.replies import Choice
from dialogs.scene import Scene

MOST_HOURS = 80  # a week


def has_doubt(scene: Scene) -> bool:
    return not standing.is_gone(scene) and finishing.has_doubt(scene, standing.now(scene))


def ask_doubt(scene: Scene) -> None:
    if standing.is_gone(scene):
        scene.ask("reassess.gone")
        return
    finishing.tell_doubt(scene, standing.now(scene))
    scene.ask("reassess.doubt")


DECISIONS = ("test", "narrow", "pause", "leave", "undecided", "continue", "adjust", "change")


def picks_of(*ids: str) -> Callable[[Scene], tuple[Choice, ...]]:
    def picks(scene: Scene) -> tuple[Choice, ...]:
        return tuple(Choice(id, scene.words(f"reassess.decide_{id}")) for id in ids)

    return picks


def wants_day(scene: Scene) -> bool:
    return scene.choice in ("test", "pause")


def wants_leave(scene: Scene) -> bool:
    return scene.choice == "leave"


def leaves_open(scene: Scene) -> bool:
    return scene.choice == "undecided"


def decide(scene: Scene) -> None:
    standing.keep(scene, finishing.decided(standing.now(scene).draft, scene.choice))  # type: ignore[arg-type]  # one of the buttons


def _decision(scene: Scene) -> str:
    return str(standing.now(scene).draft.data.get("decision") or "")


def is_decided(scene: Scene) -> bool:
    """Whether the rep has decided, and has seen what speaks against the account; an answer changed since may."""
    return bool(_decision(scene)) and (bool(standing.now(scene).get("doubted")) or not has_doubt(scene))


def note_doubted(scene: Scene) -> None:
    standing.keep_data(scene, doubted=True)


def ask_day(scene: Scene) -> None:
    asked = "reassess.day_test" if _decision(scene) == "test" else "reassess.day_pause"
    scene.ask_text(noting.taken(scene) or scene.words(asked))


def listen_ahead(scene: Scene) -> Listening:
    return Listening(today=scene.today, ahead=True)


def no_day_ahead(scene: Scene) -> bool:
    return not any(found.day > scene.today for found in scene.percept.dates) if scene.percept else True


def say_no_day(scene: Scene) -> None:
    noting.note(scene, scene.words("reassess.no_day"))


def take_day(scene: Scene) -> None:
    day = next(found.day for found in (scene.percept.dates if scene.percept else ()) if found.day > scene.today)
    standing.keep_data(scene, until=day.isoformat())
    scene.say("reassess.day_kept", day=asking.full_day(day, scene.today))


def ask_hours(scene: Scene) -> None:
    scene.ask_text(noting.taken(scene) or scene.words("reassess.hours"))


def no_hours(scene: Scene) -> bool:
    told = number_in(scene.text)
    return not told or not 0 < float(told) <= MOST_HOURS


def say_no_hours(scene: Scene) -> None:
    noting.note(scene, scene.words("reassess.no_hours"))


def take_hours(scene: Scene) -> None:
    standing.keep_data(scene, hours=float(number_in(scene.text)))
