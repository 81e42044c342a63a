"""What is said before the next question: one note, kept for the turn."""

from __future__ import annotations

from dialogs.scene import Scene


def note(scene: Scene, text: str) -> None:
    """Say it before the prompt of the state that this leads to."""
    scene.memo["note"] = text


def taken(scene: Scene) -> str:
    """Return the note, for a prompt that says it itself; empty where there is none, and from the second call on."""
    said: str = scene.memo.pop("note", "")
    return said


def tell(scene: Scene) -> None:
    said = taken(scene)
    if said:
        scene.say_text(said)
