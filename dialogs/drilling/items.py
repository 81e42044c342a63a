"""Which quick item a frame is about, and what is noted of a try at it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from content.library import Library
from dialogs.model import Attempt, Json
from dialogs.practice import seen, tried
from dialogs.scene import Scene, clip

if TYPE_CHECKING:  # the menu is in every start
    from content.practice import FixItem, LineItem, PickItem, PlanItem, QuickItem, SortItem, SpotItem

WHY = 300  # bytes of the last verdict's reason that the session keeps
ENTRIES = {
    "PICK": "picking",
    "SPOT": "spotting",
    "SORT": "sorting",
    "LINE": "writing",
    "FIX": "writing",
    "PLAN": "planning",
}


def call_args(library: Library, item: str, *, run: str) -> Json:
    """Return what the quick drill is called with for an item."""
    return {"item": item, "entry": ENTRIES[library.drills[item].kind], "run": run}


def fits(data: Json, library: Library) -> bool:
    """Return True if a stored frame's item still is of the kind that its state is for."""
    item = library.drills.get(data.get("args", {}).get("item", ""))
    return item is not None and data["args"].get("entry") == ENTRIES[item.kind]


def _of(scene: Scene, *kinds: str) -> Any:
    item: QuickItem = scene.library.drills[scene.args["item"]]
    if item.kind not in kinds:
        raise TypeError(f"{item.id} is a {item.kind} item")
    return item


def pick_item(scene: Scene) -> PickItem:
    found: PickItem = _of(scene, "PICK")
    return found


def spot_item(scene: Scene) -> SpotItem:
    found: SpotItem = _of(scene, "SPOT")
    return found


def sort_item(scene: Scene) -> SortItem:
    found: SortItem = _of(scene, "SORT")
    return found


def typed_item(scene: Scene) -> LineItem | FixItem:
    found: LineItem | FixItem = _of(scene, "LINE", "FIX")
    return found


def plan_item(scene: Scene) -> PlanItem:
    found: PlanItem = _of(scene, "PLAN")
    return found


def keep_why(scene: Scene, why: str) -> None:
    """Keep the reason for whoever types "why" later."""
    scene.facts["why"] = clip(why, WHY)


def note_seen(scene: Scene) -> None:
    """Note that the item has come, once a run."""
    if scene.data.get("noted_seen"):
        return
    scene.data["noted_seen"] = True
    scene.practice = seen(scene.practice, scene.args["item"])


def note_try(scene: Scene, *, text: str, verdict: str, label: str | None = None, **detail: Any) -> None:
    """
    Note a try at this frame's item; `verdict` as `dialogs.model.Attempt` lists them.

    The first verdict of a run counts for the skill: once the way out has been shown, passing proves little.
    """
    item = scene.library.drills[scene.args["item"]]
    if verdict in ("passed", "missed") and not scene.data.get("counted"):
        scene.data["counted"] = True
        day = scene.turn.at.toordinal()
        scene.practice = tried(scene.practice, item.skill, item.id, passed=verdict == "passed", day=day)
        if "assignment" in scene.args:
            from dialogs.assigning.counting import EXERCISE, note_run  # most exercises nobody asked for

            right = verdict == "passed"
            note_run(scene, content_id=item.id, good=right, checks={EXERCISE: right})
    scene.attempts.append(Attempt(scene.args["run"], item.id, item.kind, text, label, verdict, item.frameworks, detail))
