"""
Shall I erase it? Asked once, in every state: what goes, what stays and why. The engine puts it on top of what waits.

Nothing is deleted here: the step says what was asked for, and days later whoever runs daily does it.
"""

from __future__ import annotations

from datetime import timedelta

from dialogs.machine import BACK, SKIP, Flow, State, Transition
from dialogs.privacy.giving import ask_for_erasing, ask_what_is_pending, undo_said
from dialogs.privacy.model import UNDO_DAYS
from dialogs.reassessment.telling import day_words
from dialogs.scene import Scene


def _erase(scene: Scene) -> None:
    scene.acts.append("erase")
    scene.say("erase.asked", day=day_words(scene.today + timedelta(days=UNDO_DAYS)))


def _keep(scene: Scene) -> None:
    scene.say("erase.kept")


FLOW = Flow(
    "erasing",
    entries=("pending",),
    states=(
        State(
            "asking",
            prompt=ask_for_erasing,
            choices=("erase_all", "keep_it", "export"),
            help="erase.help",
        ),
        State(
            "pending",
            prompt=ask_what_is_pending,
            choices=("undo_erasing", "leave_it"),
            help="erase.pending_help",
        ),
        State("done", kind="end"),
    ),
    transitions=(
        Transition("asking", "erase_all", "done", effect=_erase),
        Transition("asking", "keep_it", "done", effect=_keep),
        Transition("asking", SKIP, "done", effect=_keep),
        Transition("asking", BACK, "done", effect=_keep),
        Transition("pending", "undo_erasing", "done", effect=undo_said),
        Transition("pending", "leave_it", "done"),
        Transition("pending", SKIP, "done"),
        Transition("pending", BACK, "done"),
    ),
)
