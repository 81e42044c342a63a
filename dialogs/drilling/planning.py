"""
A plan, one line after the other: structural rules for each, never a grade of the plan.

A line that a rule does not find in order is told so once or twice; the rep may always keep it as it is.
"""

from __future__ import annotations

from content.line_checks import Check
from content.practice import PlanField
from dialogs.checks import decide, first_miss
from dialogs.drilling.figures import first_wrong
from dialogs.drilling.items import keep_why, note_seen, note_try, plan_item
from dialogs.model import Listening
from dialogs.scene import Scene, clip

KEPT = 150  # bytes of a line that the session keeps: six of them, and its row stays under 4 KB


def _field(scene: Scene) -> PlanField:
    return plan_item(scene).fields[_place(scene)]


def _place(scene: Scene) -> int:
    return len(scene.data.get("lines", ()))


def listen(scene: Scene) -> Listening:
    return Listening()


def ask_plan(scene: Scene) -> None:
    note = scene.data.pop("note", None)
    if note:
        scene.ask_text(note)
        return
    item, place = plan_item(scene), _place(scene)
    intro = [part for part in (item.context, item.prompt) if part] if place == 0 else []
    asked = scene.words("drill.plan_field", number=place + 1, all=len(item.fields), prompt=_field(scene).prompt)
    if intro:
        scene.say_text("\n".join(intro))
    scene.ask_text(asked)


def hint_plan(scene: Scene) -> None:
    field = _field(scene)
    scene.ask("drill.plan_hint", hint=field.hint, better=field.better)


def is_unusable(scene: Scene) -> bool:
    """Return True for what is no line of a plan; a name or a day alone is one, however short."""
    return scene.judgement.gate not in (None, "too_short")


def say_gate(scene: Scene) -> None:
    scene.data["note"] = scene.words("drill.gated", reason=scene.words(f"gate.{scene.judgement.gate}"))


def lacks(scene: Scene) -> bool:
    """Return True where a rule finds something missing, and the rep has not been told of this line before."""
    told_before = scene.data.get("told") == clip(scene.text, KEPT)
    return not told_before and _missing(scene) is not None


def say_lack(scene: Scene) -> None:
    missed = _missing(scene)
    scene.data["told"] = scene.data["draft"] = clip(scene.text, KEPT)
    scene.data["note"] = scene.words("drill.plan_lacks", miss=missed.miss if missed else "")


def _missing(scene: Scene) -> Check | None:
    """Return the first rule that the line does not keep: by itself, then beside the lines before it."""
    field = _field(scene)
    missed = first_miss(decide(field.checks, scene.text, scene.judgement))
    if missed:
        return missed.check
    ids = [one.id for one in plan_item(scene).fields]
    return first_wrong(field.beside, scene.text, dict(zip(ids, scene.data.get("lines", ()), strict=False)))


def has_draft(scene: Scene) -> bool:
    return bool(scene.data.get("draft"))


def has_more(scene: Scene) -> bool:
    return _place(scene) + 1 < len(plan_item(scene).fields)


def take_line(scene: Scene) -> None:
    _take(scene, clip(scene.text, KEPT), met=_missing(scene) is None)


def take_draft(scene: Scene) -> None:
    _take(scene, scene.data["draft"], met=False)


def leave_open(scene: Scene) -> None:
    _take(scene, "", met=False)


def go_back(scene: Scene) -> None:
    """Ask for the line before once more."""
    scene.data["lines"] = list(scene.data["lines"])[:-1]
    scene.data["met"] = list(scene.data["met"])[:-1]
    _forget_draft(scene)


def is_past_first(scene: Scene) -> bool:
    return _place(scene) > 0


def _take(scene: Scene, line: str, *, met: bool) -> None:
    scene.data["lines"] = [*scene.data.get("lines", ()), line]
    scene.data["met"] = [*scene.data.get("met", ()), met]
    _forget_draft(scene)


def _forget_draft(scene: Scene) -> None:
    scene.data.pop("draft", None)
    scene.data.pop("told", None)


def finish_line(scene: Scene) -> None:
    take_line(scene)
    _finish(scene)


def finish_draft(scene: Scene) -> None:
    take_draft(scene)
    _finish(scene)


def finish_open(scene: Scene) -> None:
    leave_open(scene)
    _finish(scene)


def _finish(scene: Scene) -> None:
    """Show the plan as a whole, and what the coach did not judge."""
    item = plan_item(scene)
    lines: list[str] = scene.data["lines"]
    still = scene.words("drill.plan_open")
    scene.card(
        scene.words("drill.plan_title"), [(f.label, line or still) for f, line in zip(item.fields, lines, strict=True)]
    )
    scene.say("drill.plan_done", why=item.why)
    keep_why(scene, item.why)
    note_seen(scene)
    met = sum(scene.data["met"])
    note_try(scene, text="\n".join(lines), verdict="kept", met=met, all=len(lines))
