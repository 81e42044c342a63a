"""The questions of a sitting, one at a time, with the way back; going on with one that rested; and its closing."""

from __future__ import annotations

from dialogs.machine import SKIP
from dialogs.model import Listening
from dialogs.reassessment import asking, sitting, standing
from dialogs.reassessment.answering import Input, Taken, skipped, taken
from dialogs.replies import Choice
from dialogs.scene import Scene


def buttons(scene: Scene) -> tuple[Choice, ...]:
    return () if standing.is_gone(scene) else asking.buttons(scene, standing.now(scene), standing.step(scene))


def ask_next(scene: Scene) -> None:
    if standing.is_gone(scene):
        scene.ask("reassess.gone")
        return
    asking.tell_notes(scene, scene.memo.pop("notes", []))
    asking.ask(scene, standing.now(scene), standing.step(scene))


def hint(scene: Scene) -> None:
    """Say what could be asked of the customer; where an item is asked about, that is always a way on."""
    item = None if standing.is_gone(scene) else scene.library.checklist.items.get(standing.step(scene).id)
    if item is None:
        scene.ask("engine.hint")
    else:
        scene.ask("reassess.hint", question=item.customer)


def listen(scene: Scene) -> Listening:
    if standing.is_gone(scene):
        return Listening()
    step = standing.step(scene)
    ahead = step.kind == "question" and scene.library.checklist.items[step.id].ahead
    return Listening(today=scene.today, ahead=ahead)


def _taken(scene: Scene) -> Taken:
    """Return what this turn makes of the step; worked out once, for the guards and for the effect."""
    key = ("taken", scene.state.name)
    if key not in scene.memo:
        now, step = standing.now(scene), standing.step(scene)
        if scene.choice == SKIP:
            found = skipped(now, step)
        elif scene.text and step.kind in sitting.TAPPED:
            found = Taken(now.draft, (("unoffered", {}),))
        else:
            dates = scene.percept.dates if scene.percept else ()
            found = taken(now, step, Input(scene.choice, scene.text, dates))
        scene.memo[key] = found
    done: Taken = scene.memo[key]
    return done


def asks_on(scene: Scene) -> bool:
    """Whether something is left to ask once this turn's answer is in; always, where the account is gone."""
    if standing.is_gone(scene):
        return True
    return sitting.next_step(standing.now(scene).with_draft(_taken(scene).draft)).kind != "close"


def take_answer(scene: Scene) -> None:
    if standing.is_gone(scene):
        return
    found = _taken(scene)
    scene.memo["notes"] = list(found.notes)
    standing.keep(scene, found.draft)


def offers_more(scene: Scene) -> bool:
    """Whether there is more that a finished round could take in; otherwise what came of it is shown at once."""
    after = standing.now(scene).with_draft(_taken(scene).draft)
    return bool(sitting.unproven(after)) or sitting.unopened(after)


def end(scene: Scene) -> None:
    take_answer(scene)
    standing.show_again(scene)


def has_before(scene: Scene) -> bool:
    return not standing.is_gone(scene) and sitting.back(standing.now(scene)) is not None


def go_back(scene: Scene) -> None:
    before = sitting.back(standing.now(scene))
    if before is not None:
        standing.keep(scene, before)


def is_open(scene: Scene) -> bool:
    return standing.is_gone(scene) or standing.step(scene).kind != "close"


def ask_resume(scene: Scene) -> None:
    if standing.is_gone(scene):
        scene.ask("reassess.gone")
        return
    now = standing.now(scene)
    day = asking.full_day(now.draft.started, scene.today)
    scene.ask("reassess.resume", name=now.file.account.name, day=day, count=len(now.draft.checked))


def start_over(scene: Scene) -> None:
    standing.keep(scene, sitting.begun(scene.today))


def ask_closing(scene: Scene) -> None:
    if standing.is_gone(scene):
        scene.ask("reassess.gone")
        return
    asking.tell_notes(scene, scene.memo.pop("notes", []))
    count = len(sitting.unproven(standing.now(scene)))
    if count:
        scene.ask("reassess.closing_unproven", count=count)
    else:
        scene.ask("reassess.closing")


def has_unproven(scene: Scene) -> bool:
    return not standing.is_gone(scene) and bool(sitting.unproven(standing.now(scene)))


def has_unopened(scene: Scene) -> bool:
    return not standing.is_gone(scene) and sitting.unopened(standing.now(scene))


def ask_evidence(scene: Scene) -> None:
    standing.keep_data(scene, evidence=True)


def open_all(scene: Scene) -> None:
    standing.keep_data(scene, all=True, evidence=None)
