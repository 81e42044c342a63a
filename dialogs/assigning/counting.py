"""
What a finished run means for an assignment: counted where it was begun from one, said in one sentence.

A run of the same scenario that the rep practises freely counts for nothing, and nobody but the rep knows of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from dialogs.assigning import bars
from dialogs.assigning.asking import FinishRun, Own
from dialogs.assigning.choosing import tell_of
from dialogs.assigning.model import Given, Run, What
from dialogs.assigning.offers import countable, found
from dialogs.assigning.telling import after_run, due_words
from dialogs.drilling.items import call_args
from dialogs.model import MemberId
from dialogs.practice import longest_ago
from dialogs.replies import LIMITS, Say
from dialogs.scene import Call, Scene

EXERCISE = "exercise"  # the one check of a quick item: whether it was right at the first try


def note_run(scene: Scene, *, content_id: str, good: bool, checks: Mapping[str, bool | None]) -> None:
    """Count a run that this frame was called with an assignment for; otherwise do nothing."""
    id = scene.args.get("assignment")
    if not id:
        return
    given = next((one for one in scene.desk.answer(Own()) if one.assignment.id == id), None)
    if given is None:
        _add(scene, scene.words("assign.run_gone"))
        return
    run = Run(scene.session.id, scene.args["run"], content_id, scene.turn.at, good, dict(checks))
    scene.do(FinishRun(given.assignment.id, run))
    tell_of(scene, giver(given))
    _add(scene, after_run(scene.library, given, run))
    others = scene.desk.answer(Own())  # what this very turn goes on to show counts the run too
    scene.desk = scene.desk.with_answer(Own(), tuple(_counted(one, run) if one is given else one for one in others))


def _counted(given: Given, run: Run) -> Given:
    """Return an assignment of the rep's own as it stands with one more run."""
    runs = (*given.mine.runs, run)
    status = given.mine.status if given.mine.status == "met" else bars.status(given.assignment.bar, runs)
    return replace(given, mine=replace(given.mine, runs=runs, status=status))


def giver(given: Given) -> tuple[MemberId, ...]:
    """Return whom a reply about this names: whoever asked for it, while they are there."""
    return (given.assignment.by,) if given.assignment.by else ()


def _add(scene: Scene, text: str) -> None:
    """Say it with what was said last, where there is room: no more than three messages in a row (journeys.md 1)."""
    last = scene.replies[-1] if scene.replies else None
    if isinstance(last, Say) and len(last.text) + len(text) + 2 <= LIMITS["feedback"]:
        scene.replies[-1] = replace(last, text=f"{last.text}\n\n{text}")
    else:
        scene.say_text(text)


def first_open(scene: Scene, what: What | None = None) -> Given | None:
    """Return what is asked of the rep and not met yet, the nearest due day first; with *what* of that sort alone."""
    wanted = (one for one in scene.desk.answer(Own()) if what in (None, one.assignment.what))
    return next((one for one in wanted if one.mine.status != "met" and can_begin(scene, one)), None)


def can_begin(scene: Scene, given: Given) -> bool:
    """Whether the content still has what was asked."""
    return found(scene.library, given.assignment.what, given.assignment.content_id)


def call_of(scene: Scene, given: Given) -> Call:
    """Return the call that begins a run which counts."""
    of, run = given.assignment, f"a{scene.count('assigned')}"
    mine: dict[str, Any] = {"assignment": of.id}
    if of.what == "scenario":
        return Call("role_play", {"scenario": of.content_id, "run": run} | mine)
    item = of.content_id
    if of.what == "row":
        ids = [one.id for one in countable(scene.library, of.content_id)]
        item = longest_ago(ids, scene.practice, seed=scene.session.seed)[0]
    return Call("quick_drill", {**call_args(scene.library, item, run=run), **mine})


def why_first(scene: Scene, given: Given) -> str:
    """Return in one sentence why an assignment comes before what the coach would choose."""
    of = given.assignment
    by = given.by_name or scene.words("assign.somebody")
    tell_of(scene, giver(given))
    return scene.words("assign.why_first", by=by, title=of.title, day=due_words(of.due_on, scene.today))
