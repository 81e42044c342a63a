"""
The conversation with a customer that a scene is in: who, how they feel, what was said so far.

What is stored is small and of ids; texts come from the content.
"""

from __future__ import annotations

from typing import Any

from content.schema import Buyer, Scenario
from dialogs.disagreeing import reading
from dialogs.model import Attempt, Json
from dialogs.play import CommonMood, Course, Play, Played
from dialogs.plays import play_of
from dialogs.rehearsal import seed_of
from dialogs.scene import Scene


def scenario_of(scene: Scene) -> Scenario:
    return scene.library.scenarios[scene.args["scenario"]]


def customer_of(scene: Scene) -> Buyer:
    return scene.library.customers[scenario_of(scene).customer]


def play_in(scene: Scene) -> Play[Any, Any]:
    return play_of(customer_of(scene))


def seed_in(scene: Scene) -> int:
    return seed_of(scene, scene.args["run"])


def mood_of(scene: Scene) -> CommonMood:
    """Return where the customer stands. A guard, an effect and a prompt ask for it in one turn; it is read once."""
    stored = scene.data.get("mood")
    if not stored:
        opening: CommonMood = play_in(scene).opening_mood(customer_of(scene))
        return opening
    known: tuple[Json, CommonMood] | None = scene.memo.get("mood")
    if known is None or known[0] is not stored:
        known = scene.memo["mood"] = (stored, play_in(scene).mood_from_json(stored))
    return known[1]


def keep_mood(scene: Scene, mood: CommonMood) -> None:
    scene.data["mood"] = mood.to_json()
    scene.memo["mood"] = (scene.data["mood"], mood)


def turns_of(scene: Scene) -> tuple[Played, ...]:
    return tuple(Played.from_json(row) for row in scene.data.get("turns", ()))


def note_attempt(scene: Scene, played: Played, *, place: str, **detail: Any) -> None:
    """
    Note what was made of the line of this turn, or an objection to that.

    Args:
        place: of the verdict within the run, see `dialogs.model.Disagreement`.
    """
    scenario = scenario_of(scene)
    detail = {"act": played.act, "node": played.node, "turn": len(scene.data.get("turns", ())), **detail}
    if scene.percept is not None:
        detail["judged"] = {"place": place, **reading(scene)}
    attempt = Attempt(
        run=scene.args["run"],
        content_id=scenario.id,
        kind="PLAY",
        text=scene.text,
        label=played.label,
        verdict=played.event,
        frameworks=scenario.frameworks,
        detail=detail,
    )
    scene.attempts.append(attempt)


def course_of(scene: Scene) -> Course[Any, Any]:
    return Course(customer_of(scene), turns_of(scene), mood_of(scene), scenario_of(scene).offer)
